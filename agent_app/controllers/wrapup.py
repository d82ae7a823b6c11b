"""The outcome of a call: pre-selected by the signalling, chosen by the agent, saved before anything says saved."""

from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.controllers.snapshots import WrapUpForm, WrapUpPicture
from agent_domain.calls import CallResult


class WrapUpController(QObject):
    """The running note and the disposition.

    Signals:
        wrapup_changed: WrapUpPicture.
    """

    wrapup_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = WrapUpPicture()

    @Slot(object)
    def choose(self, result: CallResult) -> None:
        """Choose a result; allowed while the call still runs."""

    @Slot(str)
    def set_note(self, text: str) -> None:
        """Keep the running note; it is written down about a second after the last key."""

    @Slot(object)
    def set_callback(self, at: datetime | None) -> None:
        """Set or clear the agreed callback (aware)."""

    @Slot(object)
    def save(self, form: WrapUpForm) -> None:
        """Save the disposition; the panel closes only after it is on disk."""
