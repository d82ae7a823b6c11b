"""A caption with its value, as in the head of the card."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from agent_app.ui.texts import Caption, ElidedLabel

_VALUE_PX = 19


class Fact(QWidget):
    """Caption above, value below; a value too long for its place is cut, with the whole text as tool tip."""

    def __init__(self, identifier: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = Caption()
        self.value = ElidedLabel(identifier=identifier)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self._caption)
        self.value.setFixedHeight(_VALUE_PX)  # Han and Latin fonts differ in height; the rows must not
        column.addWidget(self.value)

    def name(self, caption: str) -> None:
        """Set the caption."""
        self._caption.say(caption)

    def say(self, text: str) -> None:
        """Set the value; a dash stands for nothing known."""
        self.value.setText(text or "–")
