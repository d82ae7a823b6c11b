"""My leads: pages of the mirror, most urgent first, with the agent's own unsent work laid over them."""

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.controllers.snapshots import LeadListPicture, LeadRow
from agent_domain.ids import LeadId


class LeadsController(QObject):
    """The lead list.

    Signals:
        list_changed: LeadListPicture; rows are to be asked for again.
        row_changed: LeadRow.
    """

    list_changed = Signal(object)
    row_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = LeadListPicture(search="", matching=0, total=0)

    @Slot(str)
    def set_search(self, text: str) -> None:
        """Narrow the list to leads whose name, company, number or tag holds `text`."""

    @Slot()
    def refresh(self) -> None:
        """Count again and announce the list."""

    def page(self, offset: int, limit: int) -> list[LeadRow]:
        """Return up to `limit` rows from `offset`, in list order."""
        return []

    def index_of(self, lead_id: LeadId) -> int:
        """Return the row of a lead in the present list, or -1."""
        return -1
