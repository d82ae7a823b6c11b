"""A button that shows a choice but does not keep it: pressing it only wishes, the controller's picture decides."""

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QPushButton, QWidget


class ChoiceButton(QPushButton):
    """Checkable by click, key or assistive technology alike.

    Signals:
        wished: The state that was asked for; the button goes on showing the old one.
    """

    wished = Signal(bool)

    def __init__(self, identifier: str, role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setAccessibleIdentifier(identifier)
        if role:
            self.setProperty("role", role)
        self.toggled.connect(self._on_toggled)

    def sizeHint(self) -> QSize:
        """Leave room for the bolder letters of the chosen state, so that choosing neither clips nor moves anything."""
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        more = QFontMetrics(bold).horizontalAdvance(self.text()) - self.fontMetrics().horizontalAdvance(self.text())
        return super().sizeHint() + QSize(max(0, more), 0)

    def show_checked(self, checked: bool) -> None:
        """Show the state of the picture."""
        with QSignalBlocker(self):
            self.setChecked(checked)

    def say(self, text: str) -> None:
        """Show words; an ampersand in them is a letter, not a key."""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:
        self.show_checked(not checked)
        self.wished.emit(checked)
