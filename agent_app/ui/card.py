"""The white sheet that every part of the desk lies on."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

INSIDE_PX = 16


class Card(QFrame):
    """A frame with round corners; the style sheet draws it."""

    def __init__(self, parent: QWidget | None = None, *, inside_px: int = INSIDE_PX, spacing_px: int = 8) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(inside_px, inside_px - 2, inside_px, inside_px - 2)
        self.body.setSpacing(spacing_px)
