"""Colours that can be read, icons that exist, and the scheme of the system."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

import agent_app.ui
from agent_app.ui import icons
from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.theme import apply_theme, is_dark, tokens
from agent_app.ui.tokens import DARK, LIGHT, Tokens


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(text: str, ground: str) -> float:
    """Source: WCAG 2.2, 1.4.3."""
    light, dark = sorted((_luminance(text), _luminance(ground)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_every_text_can_be_read_on_its_ground(palette: Tokens) -> None:
    pairs = [palette.tone(tone) for tone in ("accent", "good", "warning", "bad", "neutral")]
    pairs += [(palette.text, ground) for ground in (palette.card, palette.background, palette.hover)]
    pairs += [(palette.text, ground) for ground in (palette.good_soft, palette.warning_soft, palette.bad_soft)]
    pairs += [(palette.secondary, palette.card), (palette.secondary, palette.accent_soft)]
    pairs += [(palette.on_accent, palette.accent), (palette.on_danger, palette.danger)]
    pairs += [(getattr(palette, tone), palette.card) for tone in ("accent", "good", "warning", "bad")]
    assert [pair for pair in pairs if contrast(*pair) < 4.5] == []


def test_the_choice_decides_and_an_unknown_scheme_is_light(qapp: QApplication) -> None:
    assert qapp.styleHints().colorScheme() is not Qt.ColorScheme.Dark
    assert [is_dark(choice, qapp) for choice in ("system", "light", "dark")] == [False, False, True]
    apply_theme(qapp, "dark")
    assert tokens() is DARK
    apply_theme(qapp, "system")
    assert tokens() is LIGHT


def test_every_icon_named_in_the_code_is_there() -> None:
    here = Path(next(iter(agent_app.ui.__path__)))
    drawn = {path.name.removesuffix(".svg") for path in files("resources").joinpath("icons").iterdir()}
    known = re.compile(r'"([a-z]+(?:-[a-z]+)*)"')
    used = {name for path in here.glob("*.py") for name in known.findall(path.read_text(encoding="utf-8"))} & drawn
    assert drawn - {"LICENSE"} == used, "an icon that nobody draws is litter"


def test_an_icon_is_tinted_and_drawn_for_the_screen(qapp: QApplication) -> None:
    drawn = icons.pixmap("ban", "#FF0000", 16, 2.0)
    assert (drawn.width(), drawn.devicePixelRatio()) == (32, 2.0)
    image = drawn.toImage()
    inked = {
        image.pixelColor(x, y).name() for x in range(32) for y in range(32) if image.pixelColor(x, y).alpha() > 250
    }
    assert inked == {QColor("#FF0000").name()}


def test_no_box_is_styled_by_half() -> None:
    from agent_app.ui.stylesheet import stylesheet

    for palette in (LIGHT, DARK):
        assert not re.search(r"Q(DateTimeEdit|SpinBox|ComboBox|AbstractSpinBox)", stylesheet(palette))


def test_a_choice_has_room_for_the_bolder_letters_of_being_chosen(qtbot: QtBot) -> None:
    chip = ChoiceButton("lead.tag.x", "chip")
    qtbot.addWidget(chip)
    chip.say("unter 100 Mitarbeiter")
    bold = QFont(chip.font())
    bold.setWeight(QFont.Weight.DemiBold)
    plain = QPushButton("unter 100 Mitarbeiter")
    plain.setProperty("role", "chip")
    qtbot.addWidget(plain)
    around = plain.sizeHint().width() - plain.fontMetrics().horizontalAdvance(plain.text())
    assert chip.sizeHint().width() >= QFontMetrics(bold).horizontalAdvance(chip.text()) + around
