"""The one question before a person is never called again (S9)."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from agent_app.ui.card import Card
from agent_app.ui.texts import label, set_property


class OptOutQuestion(Card):
    """Asks inside the window; no dialog that could hide behind it.

    Signals:
        confirmed: The person said: no more marketing calls.
        cancelled: It was something else.
    """

    confirmed = Signal()
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, inside_px=12, spacing_px=10)
        set_property(self, "tone", "bad")
        self._text = label(identifier="wrapup.opt_out_question", wrap=True)
        self.confirm = QPushButton()
        self.confirm.setProperty("role", "danger")
        self.confirm.setAccessibleIdentifier("wrapup.opt_out_confirm")
        self.cancel = QPushButton()
        self.cancel.setAccessibleIdentifier("wrapup.opt_out_cancel")
        self.body.addWidget(self._text)
        self.body.addWidget(self.confirm)
        row = QHBoxLayout()
        row.addWidget(self.cancel, 1)
        self.body.addLayout(row)
        self.confirm.clicked.connect(self.confirmed)
        self.cancel.clicked.connect(self.cancelled)
        self.redraw()

    def ask(self) -> None:
        """Show the question; the safe answer has the focus."""
        self.show()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def redraw(self) -> None:
        """Draw texts again after a change of language."""
        self._text.setText(
            self.tr(
                "Did the customer say: no more marketing calls? The number is then barred for good, for every team. "
                "For a refused product or a hang-up, choose another outcome."
            )
        )
        self.confirm.setText(self.tr("Yes, never call again"))
        self.confirm.setAccessibleName(self.confirm.text())
        self.cancel.setText(self.tr("No, go back"))
        self.cancel.setAccessibleName(self.cancel.text())
