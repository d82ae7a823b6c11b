"""The eleven results of a call, each one press or one key away (F7)."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from agent_app.ui.result_button import ResultButton
from agent_app.ui.wording import result_word
from agent_domain.calls import CallResult
from agent_domain.dispositions import RESULTS

KEYS = "1234567890-"
_COLUMNS = 2


class ResultGrid(QWidget):
    """Buttons in two columns, read downwards.

    Signals:
        result_chosen: CallResult.
    """

    result_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {result: ResultButton(result, key) for result, key in zip(RESULTS, KEYS, strict=True)}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(5)
        for place, button in enumerate(self.buttons.values()):
            alone = place == len(self.buttons) - 1  # the opt-out stands apart, over the whole width
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS, 1, _COLUMNS if alone else 1)
            button.wished.connect(self._on_wished)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        self.redraw()

    def show_result(self, result: CallResult | None) -> None:
        """Mark a result."""
        for of, button in self.buttons.items():
            button.show_checked(of is result)

    def result_of(self, key: str) -> CallResult | None:
        """Return the result that a key stands for."""
        return next((result for result, button in self.buttons.items() if key and button.key == key), None)

    def redraw(self) -> None:
        """Draw texts again after a change of language."""
        self.setAccessibleName(self.tr("Outcome"))
        for result, button in self.buttons.items():
            words = result_word(result)
            button.say(words)
            button.setToolTip(self.tr("{0} (key {1})").format(self._meaning(result), button.key))
            button.updateGeometry()

    def _meaning(self, result: CallResult) -> str:
        """Return what a result is, so that the three kinds of no are not mixed up (Q1)."""
        if result is CallResult.OPT_OUT:
            return self.tr("Wants no more marketing calls, from anyone: the number is barred for good")
        if result is CallResult.REFUSED_TO_ANSWER:
            return self.tr("Hung up or declined the call, and said nothing about later calls")
        return result_word(result)

    @Slot()
    def _on_wished(self) -> None:
        button = self.sender()
        if isinstance(button, ResultButton):
            self.result_chosen.emit(button.result)
