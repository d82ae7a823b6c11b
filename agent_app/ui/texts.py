"""Small labels that every page is made of: caption, value that may be cut, pill, icon."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from agent_app.ui import icons
from agent_app.ui.theme import tokens


def label(role: str = "", *, identifier: str = "", wrap: bool = False) -> QLabel:
    """Make a label with a role of the style sheet."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if role:
        made.setProperty("role", role)
    if identifier:
        made.setAccessibleIdentifier(identifier)
    return made


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and draw the widget anew if it changed."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class Caption(QLabel):
    """A small spaced heading in capitals; a screen reader hears it as it was written."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "caption")
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = QFont(self.font())
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.8)
        self.setFont(font)

    def say(self, text: str) -> None:
        """Show a heading."""
        self.setText(text.upper())
        self.setAccessibleName(text)


class Pill(QLabel):
    """A short state on a tinted ground."""

    def __init__(self, identifier: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "pill")
        self.setProperty("tone", "neutral")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if identifier:
            self.setAccessibleIdentifier(identifier)

    def say(self, text: str, tone: str = "neutral") -> None:
        """Show a state; no text hides the pill."""
        self.setText(text)
        set_property(self, "tone", tone)
        self.setVisible(bool(text))


class ElidedLabel(QLabel):
    """One line that is cut with an ellipsis where room ends; the whole text is the tool tip and the accessible name."""

    def __init__(self, role: str = "", identifier: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._more = ""
        if role:
            self.setProperty("role", role)
        if identifier:
            self.setAccessibleIdentifier(identifier)

    def setText(self, text: str) -> None:
        if text != self.text():
            super().setText(text)
            self._tell()

    def tell_more(self, text: str) -> None:
        """Set a tool tip that is more than the text itself; empty: none."""
        self._more = text
        self._tell()

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        inside = self.contentsRect()
        line = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), line)

    def _tell(self) -> None:
        cut = self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()
        self.setToolTip(self._more or (self.text() if cut else ""))


class IconLabel(QLabel):
    """An icon beside a text; it says nothing of its own to a screen reader."""

    def __init__(self, size_px: int = icons.ICON_PX, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size_px = size_px
        self.setFixedSize(size_px, size_px)

    def show_icon(self, name: str, tone: str = "neutral") -> None:
        """Show an icon in the colour of a tone."""
        colour = tokens().tone(tone)[0]
        self.setPixmap(icons.pixmap(name, colour, self._size_px, self.devicePixelRatioF()))
