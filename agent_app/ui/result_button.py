"""A result with the key that chooses it."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionButton, QStylePainter, QWidget

from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.theme import tokens
from agent_domain.calls import CallResult

HEIGHT_PX = 29
_SIDE_PX = 10
_KEY_PX = 18


class ResultButton(ChoiceButton):
    """A checkable button that shows its key in quiet colour before its words."""

    def __init__(self, result: CallResult, key: str, parent: QWidget | None = None) -> None:
        super().__init__(f"wrapup.disposition.{result}", "result", parent)
        self.result = result
        self.key = key
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(
            QFontMetrics(self._font(bold=True)).horizontalAdvance(self.text()) + _KEY_PX + 2 * _SIDE_PX + 2, HEIGHT_PX
        )

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        option = QStyleOptionButton()
        self.initStyleOption(option)
        words, option.text = option.text, ""
        painter = QStylePainter(self)
        painter.drawControl(QStyle.ControlElement.CE_PushButton, option)
        colours = tokens()
        inside = self.rect().adjusted(_SIDE_PX, 0, -_SIDE_PX, 0)
        quiet = colours.secondary if self.isEnabled() else colours.disabled
        strong = colours.accent if self.isChecked() else colours.text
        self._draw(painter, inside, self.key, quiet)
        painter.setFont(self._font(bold=self.isChecked()))
        self._draw(painter, inside.adjusted(_KEY_PX, 0, 0, 0), words, strong if self.isEnabled() else colours.disabled)

    @staticmethod
    def _draw(painter: QPainter, area: QRect, text: str, colour: str) -> None:
        painter.setPen(QColor(colour))
        painter.drawText(area, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)

    def _font(self, *, bold: bool) -> QFont:
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
        return font
