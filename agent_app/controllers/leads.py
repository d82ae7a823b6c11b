"""My leads: pages of the mirror, most urgent first, with the agent's own unsent work laid over them.

Source: B4-B8, T2, T8, X2; ui.md. Only leads with unsettled commands are folded; all others cost one row of one query.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from agent_app.controllers.shift import Shift, weakest_mark
from agent_app.controllers.snapshots import LeadListPicture, LeadRow, RecordMark
from agent_domain.changes import ChangeSet
from agent_domain.commands import Envelope, LeadCard
from agent_domain.ids import LeadId

if TYPE_CHECKING:
    from agent_app.storage.outbox import OutboxEntry
    from agent_app.storage.tables import LeadRowData

REFRESH_PAUSE_MS = 100
SINGLE_ROWS_LIMIT = 50


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
        self._shift: Shift | None = None
        self._search = ""
        self._pending: dict[LeadId, list[OutboxEntry]] = {}
        self._pending_is_old = False
        self._refresh_timer = QTimer(self, singleShot=True, interval=REFRESH_PAUSE_MS)
        self._refresh_timer.timeout.connect(self.refresh)

    def begin(self, shift: Shift) -> None:
        """Start with a signed-in agent's work."""
        self._shift = shift
        shift.recorded.connect(self._on_recorded)
        shift.bridge.changes_applied.connect(self._on_changes)
        shift.bridge.commands_settled.connect(self._on_settled)
        self.refresh()

    def end(self) -> None:
        """Empty the list."""
        self._shift, self._search, self._pending = None, "", {}
        self._refresh_timer.stop()
        self._announce(0, 0)

    # -- the agent -----------------------------------------------------------------------------------------------------

    @Slot(str)
    def set_search(self, text: str) -> None:
        """Narrow the list to leads whose name, company, number, reference or tag holds `text`."""
        if text.strip() != self._search:
            self._search = text.strip()
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Count again and announce the list."""
        self._refresh_timer.stop()
        if self._shift is None:
            return
        self._read_pending()
        mirror = self._shift.cache.mirror
        total = mirror.total()
        self._announce(mirror.count(self._search) if self._search else total, total)

    def page(self, offset: int, limit: int) -> list[LeadRow]:
        """Return up to `limit` rows from `offset`, in list order."""
        if self._shift is None:
            return []
        if self._pending_is_old:
            self._read_pending()
        return [self._row_of(row) for row in self._shift.cache.mirror.page(self._search, offset, limit)]

    def index_of(self, lead_id: LeadId) -> int:
        """Return the row of a lead in the present list, or -1."""
        return -1 if self._shift is None else self._shift.cache.mirror.position(self._search, lead_id)

    # -- what changes the list -----------------------------------------------------------------------------------------

    @Slot(object)
    def _on_recorded(self, envelope: Envelope) -> None:
        if self._shift is not None:
            lead_id = envelope.command.lead_id
            self._pending[lead_id] = self._shift.cache.outbox.pending(lead_id)
            self._announce_row(lead_id)

    @Slot(object)
    def _on_changes(self, changes: ChangeSet) -> None:
        if changes.lead_ids or changes.dropped_lead_ids:
            self._pending_is_old = True
            self._refresh_soon()
        else:
            self._on_settled(())

    @Slot(object)
    def _on_settled(self, _results: object) -> None:
        """Redraw the marks: row by row if they are few, else the list."""
        waiting = list(self._pending)
        if len(waiting) > SINGLE_ROWS_LIMIT:
            self._pending_is_old = True
            self._refresh_soon()
            return
        self._read_pending()
        for lead_id in waiting:
            self._announce_row(lead_id)

    def _refresh_soon(self) -> None:
        if not self._refresh_timer.isActive():
            self._refresh_timer.start()

    def _read_pending(self) -> None:
        self._pending, self._pending_is_old = {}, False
        if self._shift is not None:
            for entry in self._shift.cache.outbox.pending():
                self._pending.setdefault(entry.envelope.command.lead_id, []).append(entry)

    # -- pictures ------------------------------------------------------------------------------------------------------

    def _announce(self, matching: int, total: int) -> None:
        self.picture = LeadListPicture(search=self._search, matching=matching, total=total)
        self.list_changed.emit(self.picture)

    def _announce_row(self, lead_id: LeadId) -> None:
        card = self._shift.card(lead_id) if self._shift is not None else None
        if card is not None:
            self.row_changed.emit(_row_of_card(card, self._mark(lead_id)))

    def _row_of(self, row: "LeadRowData") -> LeadRow:
        assert self._shift is not None
        if row.lead_id in self._pending:
            card = self._shift.card(row.lead_id)
            if card is not None:
                return _row_of_card(card, self._mark(row.lead_id))
        last_result = row.last_result.value if row.last_result else ""
        return LeadRow(
            lead_id=row.lead_id,
            name=row.name,
            company=row.company,
            phone=row.phone,
            reference=row.reference,
            intent=row.intent,
            badge=_badge(bool(row.do_not_call), row.callback_at is not None, last_result, row.requested),
            callback_at=row.callback_at,
        )

    def _mark(self, lead_id: LeadId) -> RecordMark:
        return weakest_mark(self._pending.get(lead_id, []))


def _row_of_card(card: LeadCard, mark: RecordMark) -> LeadRow:
    lead = card.lead
    last_result = next((call.result.value for call in card.calls if call.result is not None), "")
    return LeadRow(
        lead_id=lead.lead_id,
        name=lead.name,
        company=lead.company,
        phone=lead.phone,
        reference=lead.reference,
        intent=lead.intent,
        badge=_badge(lead.do_not_call is not None, lead.callback_at is not None, last_result, lead.requested),
        callback_at=lead.callback_at,
        mark=mark,
    )


def _badge(do_not_call: bool, callback: bool, last_result: str, requested: bool) -> str:
    """Return the one word that matters most about a lead."""
    if do_not_call:
        return "do_not_call"
    if callback:
        return "callback"
    return last_result or ("requested" if requested else "new")
