"""The line: its state, its clock, and the few buttons that act on it."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from agent_app.controllers.snapshots import CallPicture
from agent_app.ui import icons
from agent_app.ui.card import Card
from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.formats import stopwatch
from agent_app.ui.texts import ElidedLabel, Pill, label, set_property
from agent_app.ui.theme import tokens
from agent_app.ui.wording import CALL_STATES, sentence, word
from agent_domain.calls import CallState
from agent_domain.phone import format_phone

_STATE_TONES = {CallState.CONNECTED: "good", CallState.ENDED: "neutral"}


class CallBar(Card):
    """State, clock, number, dial, mute, hang up.

    Signals:
        dial_requested: Dial what the card shows.
        hang_up_requested: End the call.
        mute_requested: Mute, or open again.
        number_entered: A number typed by hand, as text.
    """

    dial_requested = Signal()
    hang_up_requested = Signal()
    mute_requested = Signal()
    number_entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing_px=8)
        self._call = CallPicture()
        self._card_phone = ""
        self._allowed = False
        self._wrapup_open = False
        self._ended_after: timedelta | None = None
        self._state = Pill("call.state")
        self._name = ElidedLabel("secondary", "call.name")
        self._name.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._timer = label("timer", identifier="call.timer")
        self._timer.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number = QLineEdit()
        self.dial = self._button("call.dial", "primary")
        self.mute = ChoiceButton("call.mute")
        self.hang_up = self._button("call.hang_up", "danger")
        self._hint = label("secondary", identifier="call.hint", wrap=True)
        self._set_up()
        self._arrange()
        self.redraw()

    def show_call(self, picture: CallPicture, now: datetime) -> None:
        """Draw the call on the line."""
        if picture.state is CallState.ENDED and self._call.state is not CallState.ENDED:
            self._ended_after = self._elapsed(now)
        elif picture.state is not CallState.ENDED:
            self._ended_after = None
        was_live, self._call = self._live, picture
        if was_live or self._live:
            self._write_number()
        self._draw()
        self.tick(now)

    def show_target(self, phone: str, *, allowed: bool) -> None:
        """Draw the number that Dial would dial, and whether the gate lets it; in a call its own number stays."""
        self._card_phone, self._allowed = phone, allowed
        self._write_number()
        self._draw()

    def show_wrapup_open(self, is_open: bool) -> None:
        """Draw that a call waits for its outcome, or no longer does."""
        self._wrapup_open = is_open
        self._draw()

    def tick(self, now: datetime) -> None:
        """Draw the running clock."""
        elapsed = self._ended_after if self._ended_after is not None else self._elapsed(now)
        self._timer.setText(stopwatch(elapsed))
        set_property(self._timer, "quiet", "false" if self._call.answered_at is not None else "true")

    @property
    def may_dial(self) -> bool:
        """Whether pressing Dial would do something now."""
        return self.dial.isEnabled()

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        self.number.setPlaceholderText(self.tr("Number"))
        self.number.setAccessibleName(self.tr("Number to call"))
        self.dial.setText(self.tr("Dial"))
        self.dial.setToolTip(self.tr("F9"))
        self.hang_up.setText(self.tr("Hang up"))
        self.hang_up.setToolTip(self.tr("F10"))
        icons.lead_with_icon(self.dial, "phone", tokens().on_accent)
        icons.lead_with_icon(self.hang_up, "phone-off", tokens().on_danger)
        self.mute.setToolTip(self.tr("Ctrl+M"))
        for button in (self.dial, self.hang_up):
            button.setAccessibleName(button.text())
        self._draw()

    @staticmethod
    def _button(identifier: str, role: str) -> QPushButton:
        button = QPushButton()
        button.setAccessibleIdentifier(identifier)
        button.setProperty("role", role)
        return button

    def _set_up(self) -> None:
        self.number.setAccessibleIdentifier("call.number")
        self.number.setProperty("role", "number")
        self.number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.number.textChanged.connect(self._draw)
        self.number.returnPressed.connect(self._on_number)
        self.dial.clicked.connect(self.dial_requested)
        self.hang_up.clicked.connect(self.hang_up_requested)
        self.mute.wished.connect(self._on_mute)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._state)
        head.addWidget(self._name, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.dial, 3)
        buttons.addWidget(self.mute, 2)
        buttons.addWidget(self.hang_up, 3)
        self.body.addLayout(head)
        self.body.addWidget(self._timer)
        self.body.addWidget(self.number)
        self.body.addLayout(buttons)
        self.body.addWidget(self._hint)

    @property
    def _live(self) -> bool:
        return self._call.call_id is not None and self._call.state is not CallState.ENDED

    def _known_number(self) -> str:
        """Return the number on the line, or else the one on the card, as it is shown."""
        phone = self._call.phone if self._live else self._card_phone
        return format_phone(phone) if phone else ""

    def _write_number(self) -> None:
        self.number.setText(self._known_number())

    def _edited(self) -> bool:
        """Whether the field holds a number that the gate has not looked at."""
        return self.number.text() != self._known_number()

    def _elapsed(self, now: datetime) -> timedelta:
        since = self._call.answered_at or self._call.started_at
        return timedelta() if since is None else now - since

    @Slot()
    def _draw(self) -> None:
        live = self._live
        self.dial.setEnabled(
            bool(self._card_phone) and self._allowed and not live and not self._wrapup_open and not self._edited()
        )
        for button in (self.mute, self.hang_up):  # before Dial goes, so that its focus has where to go
            button.setEnabled(live)
            button.setVisible(live)
        self.dial.setVisible(not live)
        self.mute.show_checked(self._call.muted)
        self.mute.say(self.tr("Unmute") if self._call.muted else self.tr("Mute"))
        tint = tokens().accent if self._call.muted else tokens().text
        icons.lead_with_icon(self.mute, "mic-off" if self._call.muted else "mic", tint)
        self.number.setReadOnly(live)
        self._name.setText(self._call.name if self._call.call_id is not None else "")
        self._state.say(*self._state_words())
        hint = self._hint_words()
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))

    def _state_words(self) -> tuple[str, str]:
        if self._call.state is not None and self._call.call_id is not None:
            words = word("CallState", CALL_STATES, self._call.state)
            if self._call.state is CallState.CONNECTED and self._call.muted:
                words = self.tr("{0}, muted").format(words)
            return words, _STATE_TONES.get(self._call.state, "accent")
        if self._wrapup_open:
            return self.tr("Wrap-up"), "warning"
        if not self._card_phone:
            return self.tr("No number chosen"), "neutral"
        return (self.tr("Ready to dial"), "accent") if self._allowed else (self.tr("Blocked"), "bad")

    def _hint_words(self) -> str:
        if self._call.notice:
            return sentence("Error", self._call.notice)
        if self._live:
            return ""
        if self._wrapup_open:
            return self.tr("Save the outcome of the last call first.")
        if self._edited() and self.number.text().strip():
            return self.tr("Press Enter to check this number.")
        return ""

    @Slot()
    def _on_number(self) -> None:
        if self._edited() and self.number.text().strip():
            self.number_entered.emit(self.number.text().strip())

    @Slot()
    def _on_mute(self) -> None:
        self.mute_requested.emit()
