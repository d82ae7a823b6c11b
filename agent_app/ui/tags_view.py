"""Needs and traits of this customer: one press adds or drops a tag, also in the middle of a call (C5)."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.flow_layout import FlowLayout

_FIELD_ROOM_PX = 40
_SUGGESTIONS = 6


class TagsView(QWidget):
    """The tags held (marked), some that may be added, and a field for a new one.

    Signals:
        tag_added: Its name.
        tag_dropped: Its name.
    """

    tag_added = Signal(str)
    tag_dropped = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleIdentifier("lead.tags")
        self._held: tuple[str, ...] = ()
        self._suggested: tuple[str, ...] = ()
        self._chips: dict[str, ChoiceButton] = {}
        self._pool: list[ChoiceButton] = []
        self._flow = FlowLayout(self)
        self.field = QLineEdit()
        self.field.setAccessibleIdentifier("lead.add_tag")
        self.field.setProperty("role", "tag")
        self.field.setMaxLength(64)
        self.field.returnPressed.connect(self._on_return)
        self._flow.addWidget(self.field)
        self.redraw()

    def show_tags(self, held: tuple[str, ...], suggested: tuple[str, ...]) -> None:
        """Draw the tags held first, then those suggested."""
        offered = tuple(name for name in suggested if name not in held)
        names = held + offered[:_SUGGESTIONS]
        if names != tuple(self._chips):
            self._give_chips(names)
        for name, chip in self._chips.items():
            chip.show_checked(name in held)
            chip.setToolTip(self.tr("Drop this tag") if name in held else self.tr("Add this tag"))
        if offered != self._suggested:
            completer = QCompleter(list(offered), self.field)
            completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            self.field.setCompleter(completer)
        self._held, self._suggested = held, offered

    def redraw(self) -> None:
        """Draw texts again after a change of language."""
        self.setAccessibleName(self.tr("Tags"))
        self.field.setPlaceholderText(self.tr("Add a tag"))
        self.field.setAccessibleName(self.tr("Add a tag, then press Enter"))
        text_px = QFontMetrics(self.field.font()).horizontalAdvance(self.field.placeholderText())
        self.field.setFixedWidth(max(110, text_px + _FIELD_ROOM_PX))
        self.show_tags(self._held, self._suggested)

    def _give_chips(self, names: tuple[str, ...]) -> None:
        """Give each name a chip; chips are kept and named anew, which is cheaper than making them."""
        while len(self._pool) < len(names):
            self._add_chip()
        self._chips = dict(zip(names, self._pool, strict=False))
        for name, chip in self._chips.items():
            chip.say(name)
            chip.setAccessibleIdentifier(f"lead.tag.{name}")
        for place, chip in enumerate(self._pool):
            chip.setVisible(place < len(names))
            if place >= len(names):
                chip.setAccessibleIdentifier("")

    def _add_chip(self) -> None:
        chip = ChoiceButton("", "chip")
        chip.wished.connect(self._on_chip)
        self._flow.insert_widget(len(self._pool), chip)
        before = self._pool[-1] if self._pool else None
        if before is None:  # the first chip takes the place of the field in the tab order, then the field follows
            QWidget.setTabOrder(self.field, chip)
        else:
            QWidget.setTabOrder(before, chip)
        QWidget.setTabOrder(chip, self.field)
        self._pool.append(chip)

    @Slot(bool)
    def _on_chip(self, checked: bool) -> None:
        name = next(name for name, chip in self._chips.items() if chip is self.sender())
        (self.tag_added if checked else self.tag_dropped).emit(name)

    @Slot()
    def _on_return(self) -> None:
        name = self.field.text().strip()
        self.field.clear()
        if name and name not in self._held:
            self.tag_added.emit(name)
