"""The call: asked for, allowed, written down, placed, followed, ended."""

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.controllers.snapshots import CallPicture


class CallsController(QObject):
    """The one call on the line.

    Signals:
        call_changed: CallPicture; without a `call_id` when the line is free.
        dial_refused: agent_domain.dialing.DialDecision: nothing was dialed, and why.
    """

    call_changed = Signal(object)
    dial_refused = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = CallPicture()

    @Slot()
    def dial(self) -> None:
        """Dial the lead on the card, if the gate and the server say yes now."""

    @Slot()
    def hang_up(self) -> None:
        """End the call, or take back a dial that is still being asked for."""

    @Slot()
    def toggle_mute(self) -> None:
        """Mute the microphone, or open it again."""
