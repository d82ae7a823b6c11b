"""Two palettes of our own, light and dark, and how they reach every widget.

The desktop's colour scheme is asked only for the choice ``system``; an unknown scheme is light (Xvfb answers so).
"""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from agent_app.ui.stylesheet import BASE_PX, FONT_FAMILIES, stylesheet
from agent_app.ui.tokens import DARK, LIGHT, Tokens

_PROPERTY = "predial_dark"


@dataclass(frozen=True)
class _Role:
    role: QPalette.ColorRole
    token: str


_ROLES = (
    _Role(QPalette.ColorRole.Window, "background"),
    _Role(QPalette.ColorRole.WindowText, "text"),
    _Role(QPalette.ColorRole.Base, "card"),
    _Role(QPalette.ColorRole.AlternateBase, "background"),
    _Role(QPalette.ColorRole.Text, "text"),
    _Role(QPalette.ColorRole.Button, "card"),
    _Role(QPalette.ColorRole.ButtonText, "text"),
    _Role(QPalette.ColorRole.ToolTipBase, "card"),
    _Role(QPalette.ColorRole.ToolTipText, "text"),
    _Role(QPalette.ColorRole.PlaceholderText, "secondary"),
    _Role(QPalette.ColorRole.Highlight, "accent"),
    _Role(QPalette.ColorRole.HighlightedText, "on_accent"),
    _Role(QPalette.ColorRole.Link, "accent"),
    _Role(QPalette.ColorRole.Mid, "line"),
)


def is_dark(choice: str, application: QApplication) -> bool:
    """Whether the choice ``system``, ``light`` or ``dark`` means dark now."""
    if choice == "system":
        return application.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return choice == "dark"


def choose_theme(application: QApplication, choice: str) -> None:
    """Set style and palette of the choice; widgets built after this find its colours.

    The style sheet is left to `apply_style_sheet`: it is dear, so it is set once on the finished window.
    """
    dark = is_dark(choice, application)
    if application.style().objectName() != "fusion":
        application.setStyle("Fusion")
    application.setProperty(_PROPERTY, dark)
    application.setPalette(_palette(tokens()))
    font = QFont(list(FONT_FAMILIES))
    font.setPixelSize(BASE_PX)
    application.setFont(font)


def apply_style_sheet(application: QApplication) -> None:
    """Give every widget the look of the chosen theme; those with tinted icons draw themselves again after it."""
    application.setStyleSheet(stylesheet(tokens()))


def apply_theme(application: QApplication, choice: str) -> None:
    """Change the look of a window that stands."""
    choose_theme(application, choice)
    apply_style_sheet(application)


def tokens() -> Tokens:
    """Return the colours in force."""
    application = QApplication.instance()
    return DARK if application is not None and application.property(_PROPERTY) else LIGHT


def _palette(chosen: Tokens) -> QPalette:
    palette = QPalette()
    for entry in _ROLES:
        palette.setColor(entry.role, QColor(getattr(chosen, entry.token)))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(chosen.disabled))
    return palette
