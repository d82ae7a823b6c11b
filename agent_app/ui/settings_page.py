"""How the window looks and speaks, the keys, and the way out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from agent_app.controllers.snapshots import SettingsPicture
from agent_app.settings import LANGUAGES, THEMES
from agent_app.ui.card import Card
from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.texts import Caption, label
from agent_app.ui.translations import LANGUAGE_NAMES
from agent_app.ui.wording import sentence

_CARD_PX = 560


class SettingsPage(QWidget):
    """Theme, language, shortcut list, sign-out.

    Signals:
        theme_requested: ``system``, ``light`` or ``dark``.
        language_requested: For example ``zh_CN``.
        sign_out_requested: End the shift.
    """

    theme_requested = Signal(str)
    language_requested = Signal(str)
    sign_out_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._picture = SettingsPicture()
        self._title = label("title")
        self._theme_caption, self._language_caption, self._keys_caption = Caption(), Caption(), Caption()
        self._notice = label("secondary", identifier="settings.notice", wrap=True)
        self._themes = {theme: ChoiceButton(f"settings.theme.{theme}") for theme in THEMES}
        self._languages = {language: ChoiceButton(f"settings.language.{language}") for language in LANGUAGES}
        self._keys = [(label("key"), label()) for _ in self._shortcuts()]
        self._sign_out = QPushButton()
        self._sign_out.setAccessibleIdentifier("settings.sign_out")
        self._arrange()
        self._connect()
        self.redraw()

    def show_settings(self, picture: SettingsPicture) -> None:
        """Draw what is chosen."""
        self._picture = picture
        for theme, button in self._themes.items():
            button.show_checked(theme == picture.theme)
        for language, button in self._languages.items():
            button.show_checked(language == picture.language)
        self._notice.setText(sentence("Error", picture.notice))
        self._notice.setVisible(bool(picture.notice))

    def redraw(self) -> None:
        """Draw texts again after a change of language or theme."""
        self._title.setText(self.tr("Settings"))
        self._theme_caption.say(self.tr("Look"))
        self._language_caption.say(self.tr("Language"))
        self._keys_caption.say(self.tr("Keys"))
        looks = {"system": self.tr("As the system"), "light": self.tr("Light"), "dark": self.tr("Dark")}
        for theme, button in self._themes.items():
            button.say(looks[theme])
        for language, button in self._languages.items():
            button.say(LANGUAGE_NAMES[language])
        for (key, meaning), (key_text, meaning_text) in zip(self._keys, self._shortcuts(), strict=True):
            key.setText(key_text)
            meaning.setText(meaning_text)
        self._sign_out.setText(self.tr("Sign out"))
        self._sign_out.setAccessibleName(self._sign_out.text())
        self.show_settings(self._picture)

    def _shortcuts(self) -> tuple[tuple[str, str], ...]:
        return (
            ("Ctrl+F", self.tr("Search my leads")),
            ("F9", self.tr("Dial; Enter does so in the list")),
            ("F10", self.tr("Hang up")),
            ("Ctrl+M", self.tr("Mute and unmute")),
            ("1 … 9, 0, -", self.tr("Choose the outcome; with Ctrl also while typing")),
            ("Ctrl+Enter", self.tr("Save and next lead")),
        )

    def _arrange(self) -> None:
        card = Card(inside_px=24, spacing_px=10)
        card.setMaximumWidth(_CARD_PX)
        card.body.addWidget(self._title)
        card.body.addWidget(self._notice)
        for caption, buttons in (
            (self._theme_caption, self._themes),
            (self._language_caption, self._languages),
        ):
            card.body.addSpacing(8)
            card.body.addWidget(caption)
            card.body.addLayout(_row(list(buttons.values())))
        card.body.addSpacing(8)
        card.body.addWidget(self._keys_caption)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for place, (key, meaning) in enumerate(self._keys):
            key.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(key, place, 0)
            grid.addWidget(meaning, place, 1)
        card.body.addLayout(grid)
        card.body.addSpacing(12)
        card.body.addLayout(_row([self._sign_out]))
        outside = QVBoxLayout(self)
        outside.setContentsMargins(14, 14, 14, 14)
        outside.addWidget(card)
        outside.addStretch(1)

    def _connect(self) -> None:
        for theme, button in self._themes.items():
            button.wished.connect(lambda _on, theme=theme: self.theme_requested.emit(theme))
        for language, button in self._languages.items():
            button.wished.connect(lambda _on, language=language: self.language_requested.emit(language))
        self._sign_out.clicked.connect(self.sign_out_requested)


def _row(widgets: Sequence[QPushButton]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row
