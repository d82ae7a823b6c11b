"""One line of the lead list: avatar, name, number, badge; drawn, so that a long list costs nothing."""

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from agent_app.controllers.snapshots import LeadRow, RecordMark
from agent_app.ui import icons
from agent_app.ui.formats import capitalised, day_and_time, here
from agent_app.ui.lead_list_model import ROW_ROLE
from agent_app.ui.theme import tokens
from agent_app.ui.wording import MARK_ICONS, badge_tone, badge_word
from agent_domain.clock import Clock
from agent_domain.phone import format_phone

ROW_PX = 56
_AVATAR_PX = 34
_Index = QModelIndex | QPersistentModelIndex


class LeadRowDelegate(QStyledItemDelegate):
    """Paints a LeadRow."""

    def __init__(self, clock: Clock, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(ROW_ROLE)
        if row is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        area: QRect = option.rect
        font: QFont = option.font
        inside = area.adjusted(0, 1, -4, -1)
        _paint_ground(painter, inside, state)
        _paint_avatar(painter, inside, row, font)
        text_left = inside.left() + 14 + _AVATAR_PX + 10
        line = QRect(text_left, inside.top() + 8, inside.right() - 10 - text_left, 18)
        badge_px = self._paint_badge(painter, line, row, font)
        _paint_texts(painter, line, row, font, badge_px)
        painter.restore()

    def badge_text(self, row: LeadRow) -> str:
        """Return the words of the badge; a callback says when, in the agent's own day."""
        if row.badge == "callback" and row.callback_at is not None:
            return capitalised(day_and_time(here(row.callback_at), self._clock()))
        return badge_word(row.badge) if row.badge else ""

    def _paint_badge(self, painter: QPainter, line: QRect, row: LeadRow, font: QFont) -> int:
        text = self.badge_text(row)
        if not text:
            return 0
        small = _sized(font, 11, QFont.Weight.DemiBold)
        metrics = QFontMetrics(small)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width() * 3 // 5)
        width = metrics.horizontalAdvance(text) + 16
        pill = QRectF(line.right() - width + 1, line.top(), width, 19)
        colour, ground = tokens().tone(badge_tone(row.badge))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(pill, 9.5, 9.5)
        painter.setPen(QColor(colour))
        painter.setFont(small)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        return width + 8


def _paint_ground(painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if not chosen and not state & QStyle.StateFlag.State_MouseOver:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens().accent_soft if chosen else tokens().hover))
    painter.drawRoundedRect(QRectF(area), 8, 8)
    if chosen:
        painter.setBrush(QColor(tokens().accent))
        painter.drawRoundedRect(QRectF(area.left() + 1, area.top() + 12, 3, area.height() - 24), 1.5, 1.5)


def _paint_avatar(painter: QPainter, area: QRect, row: LeadRow, font: QFont) -> None:
    circle = QRectF(area.left() + 12, area.top() + (area.height() - _AVATAR_PX) / 2, _AVATAR_PX, _AVATAR_PX)
    painter.setPen(QColor(tokens().line))
    painter.setBrush(QColor(tokens().background))
    painter.drawEllipse(circle)
    painter.setPen(QColor(tokens().secondary))
    painter.setFont(_sized(font, 12, QFont.Weight.DemiBold))
    painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, initials(row.name))


def _paint_texts(painter: QPainter, line: QRect, row: LeadRow, font: QFont, badge_px: int) -> None:
    bold = _sized(font, 13, QFont.Weight.DemiBold)
    painter.setFont(bold)
    painter.setPen(QColor(tokens().text))
    name_px = line.width() - badge_px
    name = QFontMetrics(bold).elidedText(row.name, Qt.TextElideMode.ElideRight, name_px)
    painter.drawText(QRect(line.left(), line.top(), name_px, line.height()), Qt.AlignmentFlag.AlignVCenter, name)
    plain = _sized(font, 12, QFont.Weight.Normal)
    below = line.translated(0, 20)
    painter.setFont(plain)
    painter.setPen(QColor(tokens().secondary))
    number = format_phone(row.phone)
    place = QFontMetrics(plain).horizontalAdvance(number) + 10
    painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, number)
    right = below.right()
    if row.mark is not RecordMark.CONFIRMED:
        name, tone = MARK_ICONS[row.mark]
        right -= 18
        drawn = icons.pixmap(name, tokens().tone(tone)[0], 14, painter.device().devicePixelRatioF())
        painter.drawPixmap(below.right() - 14, below.top() + 3, drawn)
    room = right - below.left() - place
    if row.company and room > 40:
        company = QFontMetrics(plain).elidedText(row.company, Qt.TextElideMode.ElideRight, room)
        painter.drawText(
            QRect(below.left() + place, below.top(), room, below.height()),
            int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight),
            company,
        )


def initials(name: str) -> str:
    """Return one Han character, or up to two initials."""
    name = name.strip()
    if not name:
        return "?"
    if name[0] >= "\u2e80":
        return name[0]
    words = name.split()
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def _sized(font: QFont, size_px: int, weight: QFont.Weight) -> QFont:
    made = QFont(font)
    made.setPixelSize(size_px)
    made.setWeight(weight)
    return made
