"""Sign-in: server, name, password, and the passphrase of the cache where this machine has no key store."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from agent_app.controllers.snapshots import SignInPicture
from agent_app.ui.card import Card
from agent_app.ui.texts import label, set_property
from agent_app.ui.wording import sentence

_CARD_PX = 400
_FIELDS = ("server", "username", "password", "passphrase", "passphrase_again")
_SECRET = ("password", "passphrase", "passphrase_again")


class SignInPage(QWidget):
    """The form.

    Signals:
        sign_in_requested: Server address, username, password, passphrase (empty where none is needed).
    """

    sign_in_requested = Signal(str, str, str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._picture = SignInPicture()
        self._title = label("title")
        self._subtitle = label("secondary", wrap=True)
        self._captions = {name: QLabel() for name in _FIELDS}
        self.fields = {name: self._field(name) for name in _FIELDS}
        self._passphrase_hint = label("secondary", wrap=True)
        self._error = label("tinted", identifier="login.error", wrap=True)
        self.sign_in = QPushButton()
        self.sign_in.setProperty("role", "primary")
        self.sign_in.setAccessibleIdentifier("login.sign_in")
        self.sign_in.clicked.connect(self._on_sign_in)
        self._arrange()
        self.redraw()

    def show_sign_in(self, picture: SignInPicture) -> None:
        """Draw the form as it stands; what the agent has typed stays."""
        self._picture = picture
        for name, value in (("server", picture.server_url), ("username", picture.username)):
            if value and not self.fields[name].text():
                self.fields[name].setText(value)
        self._show_fields(picture.passphrase)
        for field in self.fields.values():
            field.setEnabled(not picture.busy)
        self.sign_in.setEnabled(not picture.busy)
        self.sign_in.setText(self.tr("Signing in …") if picture.busy else self.tr("Sign in"))
        self.sign_in.setAccessibleName(self.sign_in.text())
        error = " ".join(sentence("Error", text) for text in (picture.error_title, picture.error_message) if text)
        self._say_error(error)

    def focus_first_empty(self) -> None:
        """Put the cursor where the agent must type next."""
        for name, field in self.fields.items():
            if field.isVisibleTo(self) and not field.text():
                self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)
                return
        self.sign_in.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget_secrets(self) -> None:
        """Empty the secret fields, after they have served."""
        for name in _SECRET:
            self.fields[name].clear()

    def redraw(self) -> None:
        """Draw texts again after a change of language or theme."""
        self._title.setText(self.tr("Sign in"))
        self._subtitle.setText(self.tr("Predial looks before it dials."))
        for name, text in {
            "server": self.tr("Server"),
            "username": self.tr("Username"),
            "password": self.tr("Password"),
            "passphrase": self.tr("Passphrase of this computer's cache"),
            "passphrase_again": self.tr("The passphrase once more"),
        }.items():
            self._captions[name].setText(text)
            self.fields[name].setAccessibleName(text)
        self.show_sign_in(self._picture)

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleIdentifier(f"login.{name}")
        if name in _SECRET:
            field.setEchoMode(QLineEdit.EchoMode.Password)
        field.returnPressed.connect(self._on_sign_in)
        return field

    def _arrange(self) -> None:
        card = Card(inside_px=28, spacing_px=5)
        card.setFixedWidth(_CARD_PX)
        card.body.addWidget(self._title)
        card.body.addWidget(self._subtitle)
        card.body.addSpacing(8)
        for name in _FIELDS:
            card.body.addWidget(self._captions[name])
            card.body.addWidget(self.fields[name])
            card.body.addSpacing(4)
        card.body.addWidget(self._passphrase_hint)
        card.body.addWidget(self._error)
        card.body.addSpacing(6)
        card.body.addWidget(self.sign_in)
        outside = QVBoxLayout(self)
        outside.addStretch(1)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card)
        across.addStretch(1)
        outside.addLayout(across)
        outside.addStretch(1)

    def _show_fields(self, passphrase: str) -> None:
        for name, shown in (("passphrase", passphrase != "none"), ("passphrase_again", passphrase == "new")):
            self._captions[name].setVisible(shown)
            self.fields[name].setVisible(shown)
        hints = {
            "new": self.tr(
                "This computer has no key store. Choose a passphrase; without it the cache cannot be opened."
            ),
            "known": self.tr("This computer has no key store. The passphrase opens the cache."),
        }
        self._passphrase_hint.setText(hints.get(passphrase, ""))
        self._passphrase_hint.setVisible(passphrase in hints)

    def _say_error(self, text: str) -> None:
        set_property(self._error, "tone", "bad")
        self._error.setText(text)
        self._error.setVisible(bool(text))

    @Slot()
    def _on_sign_in(self) -> None:
        texts = {name: field.text() for name, field in self.fields.items()}
        wanted = [name for name, field in self.fields.items() if field.isVisibleTo(self)]
        if any(not texts[name].strip() for name in wanted):
            self._say_error(self.tr("Fill in every field."))
            self.focus_first_empty()
            return
        if self._picture.passphrase == "new" and texts["passphrase"] != texts["passphrase_again"]:
            self._say_error(self.tr("The two passphrases differ. Type them again."))
            return
        passphrase = texts["passphrase"] if self._picture.passphrase != "none" else ""
        self.sign_in_requested.emit(texts["server"].strip(), texts["username"].strip(), texts["password"], passphrase)
