"""A layout that fills lines like words in a text."""

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Items in lines from left to right; a new line where the width ends."""

    def __init__(self, parent: QWidget | None = None, *, spacing_px: int = 6) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._hints: list[tuple[QLayoutItem, QSize]] | None = None
        self._heights: dict[int, int] = {}
        self._minimum: QSize | None = None
        self.setSpacing(spacing_px)
        self.setContentsMargins(QMargins())

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def insert_widget(self, index: int, widget: QWidget) -> None:
        """Put a widget before the item at `index`."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def invalidate(self) -> None:
        self._hints, self._heights, self._minimum = None, {}, None
        super().invalidate()

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            around = self.contentsMargins()
            inside = QRect(0, 0, width - around.left() - around.right(), 0)
            height = self._heights[width] = self._place(inside, move=False) + around.top() + around.bottom()
        return height

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect.marginsRemoved(self.contentsMargins()), move=True)

    def sizeHint(self) -> QSize:
        return self.minimumSize()

    def minimumSize(self) -> QSize:
        if self._minimum is None:
            size = QSize()
            for item, _hint in self._visible():
                size = size.expandedTo(item.minimumSize())
            around = self.contentsMargins()
            self._minimum = size + QSize(around.left() + around.right(), around.top() + around.bottom())
        return self._minimum

    def _visible(self) -> list[tuple[QLayoutItem, QSize]]:
        """Return the items shown with their sizes, asked for once: Qt asks a layout many times for one change."""
        if self._hints is None:
            self._hints = [(item, item.sizeHint()) for item in self._items if not item.isEmpty()]
        return self._hints

    def _place(self, rect: QRect, *, move: bool) -> int:
        """Place the items into `rect` and return the height that they take."""
        left, right, gap = rect.x(), rect.right() + 1, self.spacing()
        x, y, line_height = left, rect.y(), 0
        for item, hint in self._visible():
            width, height = min(hint.width(), rect.width()), hint.height()
            if x + width > right and line_height:
                x, y, line_height = left, y + line_height + gap, 0
            if move:
                item.setGeometry(QRect(x, y, width, height))
            x += width + gap
            line_height = max(line_height, height)
        return y + line_height - rect.y()
