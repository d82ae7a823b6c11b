"""Is my phone registered, is the microphone mine, did it save: always in sight, always in words."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from agent_app.controllers.snapshots import StatusPicture
from agent_app.ui.formats import clock_time, here
from agent_app.ui.texts import ElidedLabel, IconLabel, Pill, label
from agent_app.ui.wording import AGENT_STATES, REGISTRATIONS, SYNC_STATES, sentence, word

HEIGHT_PX = 34
_REGISTRATION_TONES = {"registered": "good", "registering": "accent", "failed": "bad", "engine_lost": "bad"}
_SYNC_LOOKS = {
    "online": ("cloud-check", "good"),
    "syncing": ("refresh-cw", "accent"),
    "offline": ("cloud-off", "warning"),
}
_AGENT_TONES = {"ready": "good", "talking": "accent", "reserved": "accent", "wrap_up": "warning"}


class StatusBar(QFrame):
    """One line of truths at the foot of the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self.setFixedHeight(HEIGHT_PX)
        self._picture = StatusPicture()
        self._icons = {name: IconLabel() for name in ("registration", "audio", "sync", "pending", "attention")}
        self._registration = label(identifier="status.registration")
        self._audio = ElidedLabel("secondary", "status.audio")
        self._sync = label(identifier="status.sync")
        self._pending = label(identifier="status.pending")
        self._attention = label("tinted", identifier="status.needs_attention")
        self._agent = label("secondary", identifier="status.agent_name")
        self._agent_state = Pill("status.agent_state")
        self._arrange()
        self.redraw()

    def show_status(self, picture: StatusPicture) -> None:
        """Draw the truths."""
        self._picture = picture
        self._icons["registration"].show_icon("phone", _REGISTRATION_TONES.get(picture.registration, "neutral"))
        self._say(self._registration, word("Registration", REGISTRATIONS, picture.registration))
        self._registration.setToolTip(sentence("Error", picture.registration_reason))
        self._say_audio(picture)
        self._say_sync(picture)
        self._say(self._pending, self.tr("On this PC: {0}").format(picture.pending))
        self._icons["pending"].show_icon("hard-drive", "warning" if picture.pending else "neutral")
        self._say_attention(picture)
        self._agent.setText(picture.agent_name)
        tone = _AGENT_TONES.get(picture.agent_state, "neutral")
        self._agent_state.say(word("AgentState", AGENT_STATES, picture.agent_state), tone)

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        self.show_status(self._picture)

    def _arrange(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(6)
        for name, text in (
            ("registration", self._registration),
            ("sync", self._sync),
            ("pending", self._pending),
            ("attention", self._attention),
        ):
            row.addWidget(self._icons[name])
            row.addWidget(text)
            row.addSpacing(14)
        row.addWidget(self._icons["audio"])
        row.addWidget(self._audio, 1)
        row.addSpacing(14)
        row.addWidget(self._agent)
        row.addSpacing(4)
        row.addWidget(self._agent_state)

    def _say_audio(self, picture: StatusPicture) -> None:
        if picture.microphone or picture.speaker:
            text = self.tr("Microphone: {0} · Speaker: {1}").format(
                picture.microphone or self.tr("none"), picture.speaker or self.tr("none")
            )
            self._icons["audio"].show_icon("headphones")
        else:
            text = self.tr("No microphone, no speaker")
            self._icons["audio"].show_icon("mic-off", "warning")
        self._audio.setText(text)
        self._audio.setAccessibleName(text)

    def _say_sync(self, picture: StatusPicture) -> None:
        text = word("Sync", SYNC_STATES, picture.sync)
        if picture.last_synced_at is not None:
            text = f"{text} · {clock_time(here(picture.last_synced_at))}"
        self._icons["sync"].show_icon(*_SYNC_LOOKS.get(picture.sync, ("cloud-alert", "bad")))
        self._say(self._sync, text)
        self._sync.setToolTip(sentence("Error", picture.sync_reason))

    def _say_attention(self, picture: StatusPicture) -> None:
        shown = picture.needs_attention > 0
        self._attention.setVisible(shown)
        self._icons["attention"].setVisible(shown)
        self._attention.setProperty("tone", "bad")
        self._icons["attention"].show_icon("circle-alert", "bad")
        self._say(self._attention, self.tr("Needs attention: {0}").format(picture.needs_attention))

    @staticmethod
    def _say(text_label: QWidget, text: str) -> None:
        text_label.setProperty("text", text)
        text_label.setAccessibleName(text)
