"""The narrow rail on the left: the pages that exist, and nothing else."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from agent_app.ui import icons
from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.theme import tokens

WIDTH_PX = 57
_BUTTON_PX = 40
_ICON_PX = 20


class NavRail(QFrame):
    """One button per page.

    Signals:
        page_requested: The page's name: ``leads`` or ``settings``.
    """

    page_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setFixedWidth(WIDTH_PX)
        self._icons = {"leads": "list", "settings": "settings"}
        self._buttons = {name: self._button(name) for name in self._icons}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 14, 8, 14)
        column.setSpacing(8)
        column.addWidget(self._buttons["leads"], alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addWidget(self._buttons["settings"], alignment=Qt.AlignmentFlag.AlignHCenter)
        self.redraw()

    def show_page(self, name: str) -> None:
        """Mark a page as the one on screen."""
        for of, button in self._buttons.items():
            button.show_checked(of == name)
        self._tint()

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        names = {"leads": self.tr("My leads"), "settings": self.tr("Settings")}
        for name, button in self._buttons.items():
            button.setAccessibleName(names[name])
            button.setToolTip(names[name])
        self._tint()

    def _button(self, name: str) -> ChoiceButton:
        button = ChoiceButton(f"nav.{name}", "rail")
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.wished.connect(lambda: self.page_requested.emit(name))
        return button

    def _tint(self) -> None:
        for name, button in self._buttons.items():
            colour = tokens().accent if button.isChecked() else tokens().secondary
            button.setIcon(icons.icon(self._icons[name], colour, size_px=_ICON_PX))
