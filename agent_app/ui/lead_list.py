"""My leads, most urgent first, with the search above them."""

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLineEdit, QListView, QToolButton, QWidget

from agent_app.controllers.snapshots import LeadListPicture, LeadRow
from agent_app.ui import icons
from agent_app.ui.card import Card
from agent_app.ui.lead_list_model import LeadListModel, LeadPages
from agent_app.ui.lead_row_delegate import LeadRowDelegate
from agent_app.ui.texts import label
from agent_app.ui.theme import tokens
from agent_domain.clock import Clock
from agent_domain.ids import LeadId

DEBOUNCE_MS = 150


class LeadList(Card):
    """The list and its search.

    Signals:
        lead_chosen: LeadId.
        search_requested: The text, 150 ms after the last key.
        dial_requested: Enter was pressed on the chosen lead.
    """

    lead_chosen = Signal(object)
    search_requested = Signal(str)
    dial_requested = Signal()

    def __init__(self, pages: LeadPages, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing_px=10)
        self._picture = LeadListPicture(search="", matching=0, total=0)
        self._lead_id: LeadId | None = None
        self._redrawing = False
        self._title = label("title")
        self._count = label("secondary", identifier="leads.count")
        self._empty = label("secondary", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.search = QLineEdit()
        self.search.setAccessibleIdentifier("leads.search")
        self.search.setClearButtonEnabled(True)
        self._search_icon = QAction(self.search)
        self.search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        self.model = LeadListModel(pages, self)
        self.view = QListView()
        self._delegate = LeadRowDelegate(clock, self.view)
        self._set_up_view()
        self._pause = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._arrange()
        self._pause.timeout.connect(self._on_pause)
        self.search.textEdited.connect(self._on_edited)
        self.search.textChanged.connect(self._on_edited)
        self.search.returnPressed.connect(self._on_return)
        self.search.installEventFilter(self)
        self.view.installEventFilter(self)
        self.redraw()

    def show_list(self, picture: LeadListPicture) -> None:
        """Draw a new list and keep the chosen lead marked."""
        self._picture = picture
        self._redrawing = True  # rows that go away must not choose another lead by themselves
        self.model.show(picture)
        self._redrawing = False
        self.mark_lead(self._lead_id)
        self._say_counts()

    def show_row(self, row: LeadRow) -> None:
        """Draw a changed row."""
        self.model.replace_row(row)

    def mark_lead(self, lead_id: LeadId | None) -> None:
        """Mark the lead whose card is on screen, without asking for its card again."""
        self._lead_id = lead_id
        position = -1 if lead_id is None else self.model.position_of(lead_id)
        if position >= 0:
            self.view.setCurrentIndex(self.model.index(position))
        else:
            self.view.setCurrentIndex(QModelIndex())
            self.view.clearSelection()

    def position(self) -> int:
        """Return the position of the chosen lead, or -1."""
        return -1 if self._lead_id is None else self.model.position_of(self._lead_id)

    def choose_after(self, before: int) -> None:
        """Choose the lead that is next after the one that stood at `before` was worked."""
        following = before + 1 if self.position() == before else max(before, 0)
        row = self.model.row_at(following) or self.model.row_at(0)
        if row is not None and row.lead_id != self._lead_id:
            self.lead_chosen.emit(row.lead_id)

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        self._title.setText(self.tr("My leads"))
        self.search.setPlaceholderText(self.tr("Search name, number or tag"))
        self.search.setAccessibleName(self.tr("Search my leads"))
        self.view.setAccessibleName(self.tr("My leads, most urgent first"))
        for button, name in zip(self.search.findChildren(QToolButton), self._search_buttons(), strict=True):
            button.setAccessibleName(name)
        self._search_icon.setIcon(icons.icon("search", tokens().secondary))
        self._say_counts()
        self.view.viewport().update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.search and event.key() == Qt.Key.Key_Down:
                self._on_return()
                return True
            if watched is self.view and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.dial_requested.emit()
                return True
        return super().eventFilter(watched, event)

    def _set_up_view(self) -> None:
        self.view.setAccessibleIdentifier("leads.list")
        self.view.setModel(self.model)
        self.view.setItemDelegate(self._delegate)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.selectionModel().selectionChanged.connect(self._on_selected)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._count)
        self.body.addLayout(head)
        self.body.addWidget(self.search)
        self.body.addWidget(self._empty, 1)
        self.body.addWidget(self.view, 1)

    def _search_buttons(self) -> tuple[str, str]:
        """Return the names of the small buttons inside the field, in the order in which they were made."""
        return self.tr("Clear the search"), self.tr("Search")

    def _say_counts(self) -> None:
        picture = self._picture
        if picture.search:
            self._count.setText(self.tr("{0} of {1}").format(picture.matching, picture.total))
        else:
            self._count.setText(str(picture.total))
        self._count.setAccessibleName(self.tr("Leads: {0} of {1}").format(picture.matching, picture.total))
        nothing = self.tr("No lead matches.") if picture.search else self.tr("No leads are assigned to you yet.")
        self._empty.setText(nothing)
        self._empty.setVisible(picture.matching == 0)
        self.view.setVisible(picture.matching > 0)

    @Slot()
    def _on_edited(self) -> None:
        self._pause.start()

    @Slot()
    def _on_pause(self) -> None:
        if self.search.text().strip() != self._picture.search:
            self.search_requested.emit(self.search.text().strip())

    @Slot()
    def _on_return(self) -> None:
        """Search at once and go to the first lead found."""
        self._pause.stop()
        self._on_pause()
        if self.model.rowCount():
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.view.setCurrentIndex(self.model.index(0))

    @Slot()
    def _on_selected(self) -> None:
        chosen = self.view.selectedIndexes()
        row = self.model.row_at(chosen[0].row()) if chosen and not self._redrawing else None
        if row is not None and row.lead_id != self._lead_id:
            self._lead_id = row.lead_id
            self.lead_chosen.emit(row.lead_id)
