"""The narrow rail on the left: the pages that exist, and nothing else."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFrame, QPushButton, QVBoxLayout, QWidget

from agent_app.ui import icons
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
        self._group = QButtonGroup(self)
        self._buttons = {name: self._button(name) for name in self._icons}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 14, 8, 14)
        column.setSpacing(8)
        column.addWidget(self._buttons["leads"], alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)
        column.addWidget(self._buttons["settings"], alignment=Qt.AlignmentFlag.AlignHCenter)
        self._group.buttonClicked.connect(self._on_clicked)
        self._group.buttonToggled.connect(self._tint)
        self.redraw()

    def show_page(self, name: str) -> None:
        """Mark a page as the one on screen."""
        self._buttons[name].setChecked(True)

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        names = {"leads": self.tr("My leads"), "settings": self.tr("Settings")}
        for name, button in self._buttons.items():
            button.setAccessibleName(names[name])
            button.setToolTip(names[name])
        self._tint()

    def _button(self, name: str) -> QPushButton:
        button = QPushButton()
        button.setProperty("role", "rail")
        button.setCheckable(True)
        button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setAccessibleIdentifier(f"nav.{name}")
        self._group.addButton(button)
        return button

    @Slot()
    def _tint(self) -> None:
        for name, button in self._buttons.items():
            colour = tokens().accent if button.isChecked() else tokens().secondary
            button.setIcon(icons.icon(self._icons[name], colour, size_px=_ICON_PX))

    @Slot(object)
    def _on_clicked(self, clicked: QPushButton) -> None:
        self.page_requested.emit(next(name for name, button in self._buttons.items() if button is clicked))
