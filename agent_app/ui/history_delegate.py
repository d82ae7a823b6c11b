"""One call of the history: when, what came of it, who called, how far the record has come; below it the note."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.ui import icons
from agent_app.ui.history_model import LINE_ROLE, HistoryLine
from agent_app.ui.theme import tokens
from agent_app.ui.wording import MARK_ICONS, RESULT_TONES

_LINE_PX = 20
_GAP_PX = 10
_ICON_PX = 16
_WHEN_LEFT_PX = 28
_OUTCOME_LEFT_PX = 146
_NOTE_LINES = 4
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft)
_Index = QModelIndex | QPersistentModelIndex


class HistoryDelegate(QStyledItemDelegate):
    """Paints a HistoryLine; a note takes up to four lines."""

    def __init__(self, view: QListView, parent: QObject | None = None) -> None:
        super().__init__(parent or view)
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        line: HistoryLine | None = index.data(LINE_ROLE)
        width = self._view.viewport().width()
        if line is None or not line.note:
            return QSize(width, _LINE_PX + _GAP_PX)
        note = _note_rect(option.fontMetrics, line.note, width - _OUTCOME_LEFT_PX)
        return QSize(width, _LINE_PX + note.height() + 2 + _GAP_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: HistoryLine | None = index.data(LINE_ROLE)
        if line is None:
            return
        painter.save()
        painter.setFont(option.font)
        area = option.rect
        top = QRect(area.left(), area.top(), area.width(), _LINE_PX)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        _paint_icon(painter, top.left(), top.top() + 2, *_call_icon(line))
        _paint_icon(painter, top.right() - _ICON_PX, top.top() + 2, *MARK_ICONS[line.mark])
        painter.setPen(QColor(tokens().secondary))
        painter.drawText(top.adjusted(_WHEN_LEFT_PX, 0, 0, 0), middle, line.when)
        room = top.width() - _OUTCOME_LEFT_PX - _ICON_PX - 10
        by = option.fontMetrics.elidedText(line.by, Qt.TextElideMode.ElideRight, room // 2)
        by_px = option.fontMetrics.horizontalAdvance(by)
        painter.drawText(top.adjusted(0, 0, -_ICON_PX - 10, 0), middle | int(Qt.AlignmentFlag.AlignRight), by)
        painter.setPen(QColor(tokens().text))
        outcome = option.fontMetrics.elidedText(line.outcome, Qt.TextElideMode.ElideRight, room - by_px - 10)
        painter.drawText(top.adjusted(_OUTCOME_LEFT_PX, 0, 0, 0), middle, outcome)
        if line.note:
            painter.setPen(QColor(tokens().secondary))
            below = _note_rect(option.fontMetrics, line.note, area.width() - _OUTCOME_LEFT_PX)
            painter.setClipRect(area)
            painter.drawText(below.translated(area.left() + _OUTCOME_LEFT_PX, area.top() + _LINE_PX), _WRAP, line.note)
        painter.restore()


def _note_rect(metrics: QFontMetrics, note: str, width_px: int) -> QRect:
    needed = metrics.boundingRect(QRect(0, 0, max(80, width_px), 10_000), _WRAP, note)
    return QRect(0, 0, max(80, width_px), min(needed.height(), _NOTE_LINES * metrics.lineSpacing()))


def _call_icon(line: HistoryLine) -> tuple[str, str]:
    """Return icon and tone: answered calls stand out from those that reached nobody."""
    if line.result is not None and RESULT_TONES.get(line.result) == "bad":
        return "ban", "bad"
    return ("phone-call", "good") if line.answered else ("phone-missed", "neutral")


def _paint_icon(painter: QPainter, left: int, top: int, name: str, tone: str) -> None:
    colour = tokens().tone(tone)[0]
    painter.drawPixmap(left, top, icons.pixmap(name, colour, _ICON_PX, painter.device().devicePixelRatioF()))
