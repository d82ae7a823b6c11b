"""Registration, audio, sync and the agent's own state, as they are."""

from PySide6.QtCore import QObject, Signal

from agent_app.controllers.snapshots import StatusPicture


class StatusController(QObject):
    """The status bar's truth.

    Signals:
        status_changed: StatusPicture.
    """

    status_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = StatusPicture()
