"""The lead list as Qt wants it: as long as the list is, but only the pages near the eye are in memory."""

from collections import OrderedDict
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agent_app.controllers.snapshots import LeadListPicture, LeadRow
from agent_app.ui.wording import badge_word
from agent_domain.ids import LeadId
from agent_domain.phone import format_phone

PAGE_ROWS = 200
_PAGES_KEPT = 8
ROW_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class LeadPages(Protocol):
    """Where the rows come from (LeadsController)."""

    def page(self, offset: int, limit: int) -> list[LeadRow]: ...

    def index_of(self, lead_id: LeadId) -> int: ...


class LeadListModel(QAbstractListModel):
    """Rows by page of 200, the eight pages last looked at kept."""

    def __init__(self, pages: LeadPages, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = pages
        self._pages: OrderedDict[int, list[LeadRow]] = OrderedDict()
        self._count = 0

    def show(self, picture: LeadListPicture) -> None:
        """Take a new list; rows are read again when they are looked at, and the view keeps its place."""
        self._pages.clear()
        if picture.matching > self._count:
            self.beginInsertRows(QModelIndex(), self._count, picture.matching - 1)
            self._count = picture.matching
            self.endInsertRows()
        elif picture.matching < self._count:
            self.beginRemoveRows(QModelIndex(), picture.matching, self._count - 1)
            self._count = picture.matching
            self.endRemoveRows()
        if self._count:
            self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def replace_row(self, row: LeadRow) -> None:
        """Take a changed row, if it is on a page in memory."""
        for number, rows in self._pages.items():
            for place, held in enumerate(rows):
                if held.lead_id == row.lead_id:
                    rows[place] = row
                    index = self.index(number * PAGE_ROWS + place)
                    self.dataChanged.emit(index, index)
                    return

    def row_at(self, position: int) -> LeadRow | None:
        """Return the row at a position; None past the end, or where the list has just shrunk."""
        if not 0 <= position < self._count:
            return None
        number, place = divmod(position, PAGE_ROWS)
        rows = self._pages.get(number)
        if rows is None:
            rows = self._source.page(number * PAGE_ROWS, PAGE_ROWS)
            self._pages[number] = rows
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return rows[place] if place < len(rows) else None

    def position_of(self, lead_id: LeadId) -> int:
        """Return the position of a lead in the whole list, or -1; at once where its page is in memory."""
        for number, rows in self._pages.items():
            for place, row in enumerate(rows):
                if row.lead_id == lead_id:
                    return number * PAGE_ROWS + place
        return self._source.index_of(lead_id)

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else self._count

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, ROW_ROLE):
            return None
        row = self.row_at(index.row())
        if row is None or role == ROW_ROLE:
            return row
        return row_text(row)


def row_text(row: LeadRow) -> str:
    """Return a row as a screen reader says it: name, number, badge."""
    return ", ".join(part for part in (row.name, format_phone(row.phone), badge_word(row.badge)) if part)
