"""The second-level reason of a result (F8); choosing none is allowed."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.flow_layout import FlowLayout
from agent_app.ui.wording import REASONS, word


class ReasonChips(QWidget):
    """One chip per reason of the chosen result.

    Args:
        after: What comes before the chips in the tab order.
        parent: As in Qt.

    Signals:
        reason_chosen: Its code; empty when the chosen one was pressed again.
    """

    reason_chosen = Signal(str)

    def __init__(self, after: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._after = after
        self.setAccessibleIdentifier("wrapup.reason")
        self.chips: dict[str, ChoiceButton] = {}
        self._flow = FlowLayout(self)
        self.redraw()

    def show_reasons(self, codes: tuple[str, ...], chosen: str) -> None:
        """Draw the reasons of a result; none hides the row."""
        if codes != tuple(self.chips):
            self._make_chips(codes)
        for code, chip in self.chips.items():
            chip.show_checked(code == chosen)
        self.setVisible(bool(codes))

    def redraw(self) -> None:
        """Draw texts again after a change of language."""
        self.setAccessibleName(self.tr("Reason"))
        for code, chip in self.chips.items():
            chip.say(word("Reason", REASONS, code))

    def _make_chips(self, codes: tuple[str, ...]) -> None:
        for chip in self.chips.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self.chips = {}
        before = self._after
        for code in codes:
            chip = ChoiceButton(f"wrapup.reason.{code}", "chip")
            chip.wished.connect(self._on_wished)
            chip.say(word("Reason", REASONS, code))
            self._flow.addWidget(chip)
            self.chips[code] = chip
            QWidget.setTabOrder(before, chip)
            before = chip
        self.updateGeometry()

    @Slot(bool)
    def _on_wished(self, checked: bool) -> None:
        code = next(code for code, chip in self.chips.items() if chip is self.sender())
        self.reason_chosen.emit(code if checked else "")
