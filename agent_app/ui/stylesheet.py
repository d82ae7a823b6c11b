"""The style sheet, made from the tokens.

The font stands here too: widgets that are older than the style sheet would keep the system's.
Date, spin and combo boxes are never styled here: a half-styled box loses its arrows.
"""

from agent_app.ui.tokens import Tokens

FONT_FAMILIES = (
    "Inter",
    "Segoe UI",
    "Noto Sans",
    "Noto Sans CJK SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "sans-serif",
)
BASE_PX = 13


def stylesheet(t: Tokens) -> str:
    """Return the style sheet of one palette."""
    return "".join(part(t) for part in (_surfaces, _texts, _tones, _buttons, _fields, _bars))


def _surfaces(t: Tokens) -> str:
    families = ", ".join(f'"{family}"' for family in FONT_FAMILIES)
    return f"""
    QWidget {{ font-family: {families}; font-size: {BASE_PX}px; }}
    QMainWindow, QWidget#page {{ background: {t.background}; }}
    QFrame#card {{ background: {t.card}; border: 1px solid {t.line}; border-radius: 10px; }}
    QFrame#card[tone="good"] {{ background: {t.good_soft}; border-color: {t.good_soft}; }}
    QFrame#card[tone="warning"] {{ background: {t.warning_soft}; border-color: {t.warning_line}; }}
    QFrame#card[tone="bad"] {{ background: {t.bad_soft}; border-color: {t.bad_line}; }}
    QFrame#rail {{ background: {t.card}; border: none; border-right: 1px solid {t.line}; }}
    QFrame#status {{ background: {t.card}; border: none; border-top: 1px solid {t.line}; }}
    QScrollArea, QScrollArea > QWidget > QWidget#scrolled {{ background: transparent; border: none; }}
    QListView, QTextBrowser {{ background: transparent; border: none; outline: 0; }}
    QListView:focus, QTextBrowser:focus {{ border: none; }}
    QToolTip {{ background: {t.card}; color: {t.text}; border: 1px solid {t.line_strong}; padding: 4px 6px; }}
    """


def _texts(t: Tokens) -> str:
    return f"""
    QLabel {{ background: transparent; color: {t.text}; }}
    QLabel[role="secondary"], QLabel[role="caption"] {{ color: {t.secondary}; }}
    QLabel[role="caption"] {{ font-size: 11px; font-weight: 600; }}
    QLabel[role="name"] {{ font-size: 20px; font-weight: 600; }}
    QLabel[role="title"] {{ font-size: 20px; font-weight: 500; }}
    QLabel[role="decision"] {{ font-weight: 600; }}
    QLabel[role="timer"] {{ font-size: 30px; font-weight: 600; }}
    QLabel[role="timer"][quiet="true"] {{ color: {t.secondary}; }}
    QLabel[role="key"] {{ background: {t.background}; color: {t.secondary}; border: 1px solid {t.line};
        border-radius: 5px; padding: 2px 7px; }}
    """


def _tones(t: Tokens) -> str:
    rules = []
    for tone in ("accent", "good", "warning", "bad", "neutral"):
        text, ground = t.tone(tone)
        rules.append(f"""
    QLabel[role="pill"][tone="{tone}"] {{ background: {ground}; color: {text}; }}
    QLabel[role="decision"][tone="{tone}"] {{ color: {text}; }}
    QLabel[role="tinted"][tone="{tone}"] {{ color: {text if tone != "neutral" else t.text}; }}""")
    return """
    QLabel[role="pill"] { border-radius: 9px; padding: 2px 9px; font-size: 11px; font-weight: 600; }
    """ + "".join(rules)


def _buttons(t: Tokens) -> str:
    return f"""
    QPushButton {{ background: {t.card}; color: {t.text}; border: 1px solid {t.line_strong}; border-radius: 6px;
        padding: 5px 12px; min-height: 19px; }}
    QPushButton:hover {{ background: {t.hover}; }}
    QPushButton:pressed {{ background: {t.line}; }}
    QPushButton:focus {{ border: 2px solid {t.accent}; padding: 4px 11px; }}
    QPushButton:checked {{ background: {t.accent_soft}; color: {t.accent}; border-color: {t.accent};
        font-weight: 600; }}
    QPushButton:disabled {{ color: {t.disabled}; border-color: {t.line}; background: {t.card}; }}
    QPushButton:checked:disabled {{ color: {t.disabled}; border-color: {t.line_strong}; background: {t.hover}; }}
    QPushButton[role="primary"], QPushButton[role="danger"] {{ font-weight: 600; padding: 9px 14px; border: none; }}
    QPushButton[role="primary"]:focus, QPushButton[role="danger"]:focus {{ border: 2px solid {t.text};
        padding: 7px 12px; }}
    QPushButton[role="primary"] {{ background: {t.accent}; color: {t.on_accent}; }}
    QPushButton[role="primary"]:hover {{ background: {_mixed(t.accent, t.text, 0.12)}; }}
    QPushButton[role="danger"] {{ background: {t.danger}; color: {t.on_danger}; }}
    QPushButton[role="danger"]:hover {{ background: {_mixed(t.danger, t.text, 0.12)}; }}
    QPushButton[role="primary"]:disabled, QPushButton[role="danger"]:disabled {{ background: {t.line};
        color: {t.disabled}; }}
    QPushButton[role="chip"] {{ border-radius: 13px; padding: 0 10px; min-height: 24px; max-height: 24px;
        border-color: {t.line}; }}
    QPushButton[role="chip"]:focus {{ padding: 0 9px; min-height: 22px; max-height: 22px; border-color: {t.accent}; }}
    QPushButton[role="chip"]:checked {{ border-color: {t.accent}; }}
    QPushButton[role="result"] {{ padding: 0 10px; min-height: 27px; border-color: {t.line}; }}
    QPushButton[role="result"]:checked {{ border-color: {t.accent}; }}
    QPushButton[role="result"]:focus {{ padding: 0 9px; min-height: 25px; border-color: {t.accent}; }}
    QPushButton[role="rail"] {{ background: transparent; border: none; border-radius: 8px; padding: 0;
        min-height: 40px; }}
    QPushButton[role="rail"]:hover {{ background: {t.hover}; }}
    QPushButton[role="rail"]:checked {{ background: {t.accent_soft}; }}
    QPushButton[role="rail"]:focus {{ border: 2px solid {t.accent}; padding: 0; min-height: 36px; }}
    """


def _fields(t: Tokens) -> str:
    return f"""
    QLineEdit, QPlainTextEdit {{ background: {t.card}; color: {t.text}; border: 1px solid {t.line_strong};
        border-radius: 6px; padding: 6px 9px; selection-background-color: {t.accent};
        selection-color: {t.on_accent}; }}
    QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {t.accent}; padding: 5px 8px; }}
    QLineEdit:disabled, QPlainTextEdit:disabled {{ color: {t.disabled}; border-color: {t.line}; }}
    QLineEdit[role="number"] {{ border-color: {t.line}; font-size: 14px; padding: 5px 8px; }}
    QLineEdit[role="number"]:focus {{ border: 2px solid {t.accent}; padding: 4px 7px; }}
    QLineEdit[role="tag"] {{ border-radius: 13px; padding: 0 11px; min-height: 24px; max-height: 24px;
        border: 1px dashed {t.line_strong}; }}
    QLineEdit[role="tag"]:focus {{ border: 2px solid {t.accent}; padding: 0 10px; min-height: 22px; max-height: 22px; }}
    """


def _bars(t: Tokens) -> str:
    return f"""
    QScrollBar:vertical {{ background: transparent; width: 13px; margin: 0 0 0 5px; }}
    QScrollBar::handle:vertical {{ background: {t.line_strong}; min-height: 32px; border-radius: 4px; }}
    QScrollBar::handle:vertical:hover {{ background: {t.secondary}; }}
    QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical {{ height: 0; }}
    QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical {{ background: transparent; }}
    """


def _mixed(colour: str, other: str, share: float) -> str:
    """Return `colour` with `share` of `other` in it, as #RRGGBB."""
    pairs = [(int(colour[i : i + 2], 16), int(other[i : i + 2], 16)) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(a + (b - a) * share):02X}" for a, b in pairs)
