"""The calls of one customer as Qt wants them."""

from datetime import datetime

from msgspec import Struct
from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from agent_app.controllers.snapshots import CallLine, RecordMark
from agent_app.ui.formats import capitalised, day_and_time, duration, here
from agent_app.ui.marking import translate
from agent_app.ui.wording import mark_word, result_word
from agent_domain.calls import CallResult
from agent_domain.clock import Clock

LINE_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class HistoryLine(Struct, frozen=True, kw_only=True):
    """One call in words.

    Attributes:
        outcome: Result and talk time.
        by: Who called, and of which team unless it was the agent.
    """

    when: str
    outcome: str
    by: str
    note: str
    result: CallResult | None
    answered: bool
    mark: RecordMark


class HistoryModel(QAbstractListModel):
    """CallLine by row; the words are made once per picture, not per paint."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self.lines: tuple[CallLine, ...] = ()
        self._words: list[HistoryLine] = []

    def show(self, lines: tuple[CallLine, ...]) -> None:
        """Take the calls of a customer, newest first."""
        if lines == self.lines:
            return
        self.beginResetModel()
        self.lines = lines
        self._say()
        self.endResetModel()

    def redraw(self) -> None:
        """Say everything again, after a change of language."""
        self.beginResetModel()
        self._say()
        self.endResetModel()

    def rowCount(self, parent: _Index = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self._words)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not 0 <= index.row() < len(self._words):
            return None
        line = self._words[index.row()]
        if role == LINE_ROLE:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            parts = (line.when, line.outcome, line.note, line.by, mark_word(line.mark))
            return ", ".join(part for part in parts if part)
        return line.note if role == Qt.ItemDataRole.ToolTipRole and line.note else None

    def _say(self) -> None:
        now = self._clock()
        self._words = [line_in_words(line, now) for line in self.lines]


def line_in_words(line: CallLine, now: datetime) -> HistoryLine:
    """Say one call in the agent's language; a call without disposition shows what the signalling said."""
    call = line.call
    result = call.result or call.sip_result
    if result is not None:
        outcome = result_word(result)
    elif call.technical_failure:
        outcome = translate("History", "Technical failure on our side")
    else:
        outcome = (
            translate("History", "In progress")
            if call.ended_at is None
            else translate("History", "No outcome recorded")
        )
    if call.talk_s:
        outcome = f"{outcome} · {duration(call.talk_s)}"
    by = (
        translate("History", "You")
        if line.by_me
        else " · ".join(part for part in (call.agent_name, call.team_name) if part)
    )
    return HistoryLine(
        when=capitalised(day_and_time(here(call.started_at), now)),
        outcome=outcome,
        by=by,
        note=call.note,
        result=result,
        answered=call.answered_at is not None,
        mark=line.mark,
    )
