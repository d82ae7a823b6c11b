"""What was said and done before, by anyone, newest first."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QSizePolicy, QWidget

from agent_app.controllers.snapshots import CallLine
from agent_app.ui.card import Card
from agent_app.ui.history_delegate import HistoryDelegate
from agent_app.ui.history_model import HistoryModel
from agent_app.ui.texts import Caption, label
from agent_domain.clock import Clock

_LEAST_PX = 130
_EMPTY_PX = 24
_ROWS_MEASURED = 20


class HistoryView(Card):
    """The list of calls."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caption = Caption()
        self._empty = label("secondary", wrap=True)
        self.model = HistoryModel(clock, self)
        self.view = QListView()
        self.view.setAccessibleIdentifier("lead.history")
        self.view.setModel(self.model)
        self.view.setItemDelegate(HistoryDelegate(self.view))
        self.view.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setResizeMode(QListView.ResizeMode.Adjust)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.body.addWidget(self._caption)
        self.body.addWidget(self._empty)
        self.body.addWidget(self.view, 1)
        self.redraw()

    def show_history(self, lines: tuple[CallLine, ...]) -> None:
        """Draw the calls; none at all is said in words."""
        self.model.show(lines)
        self._empty.setVisible(not lines)
        self.view.setVisible(bool(lines))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fit(self) -> None:
        """Be no taller than the calls, and no smaller than a few lines of them."""
        around = self.body.contentsMargins()
        head = self._caption.sizeHint().height() + self.body.spacing() + around.top() + around.bottom()
        rows = range(min(self.model.rowCount(), _ROWS_MEASURED))
        wanted = head + (sum(self.view.sizeHintForRow(row) for row in rows) or _EMPTY_PX) + 6
        self.setMinimumHeight(min(wanted, _LEAST_PX))
        self.setMaximumHeight(wanted)

    def redraw(self) -> None:
        """Draw texts again after a change of language or theme."""
        self._caption.say(self.tr("History"))
        self.view.setAccessibleName(self.tr("History, newest first"))
        self._empty.setText(self.tr("Nobody has called this customer yet."))
        self.show_history(self.model.lines)
        self.model.redraw()
