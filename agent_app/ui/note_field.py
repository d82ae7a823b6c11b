"""The field for the running note: small by itself, as tall as there is room."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QPlainTextEdit

_LEAST_PX = 58


class NoteField(QPlainTextEdit):
    """Plain text; Tab leaves it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleIdentifier("wrapup.note")
        self.setTabChangesFocus(True)
        self.setMinimumHeight(_LEAST_PX)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _LEAST_PX)
