"""The desk at work: my leads, the card, the call; drawn from the controllers' pictures, wishes sent back to them."""

from datetime import datetime

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from agent_app.controllers.desk import Desk
from agent_app.controllers.snapshots import CallPicture, CardCleared, CardPicture, WrapUpForm, WrapUpPicture
from agent_app.ui.call_bar import CallBar
from agent_app.ui.decision_banner import DecisionBanner
from agent_app.ui.history_view import HistoryView
from agent_app.ui.lead_card import LeadCardView
from agent_app.ui.lead_list import LeadList
from agent_app.ui.risk_banner import RiskBanner
from agent_app.ui.script_view import ScriptView
from agent_app.ui.texts import label
from agent_app.ui.wrapup_panel import WrapUpPanel
from agent_domain.clock import Clock
from agent_domain.dialing import DialDecision
from agent_domain.ids import LeadId

_GAP_PX = 12
_LIST_PX = (286, 350)
_CALL_PX = (348, 368)


class WorkPage(QWidget):
    """Three columns."""

    def __init__(self, desk: Desk, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._desk, self._clock = desk, clock
        self._saving_from: int | None = None
        self._shown_lead_id: LeadId | None = None
        self.leads = LeadList(desk.leads, clock)
        self.card = LeadCardView(clock)
        self.decision = DecisionBanner(clock)
        self.risks = RiskBanner()
        self.script = ScriptView()
        self.history = HistoryView(clock)
        self.call = CallBar()
        self.wrapup = WrapUpPanel(clock)
        self._empty = label("secondary", identifier="lead.empty", wrap=True)
        self.middle = QScrollArea()
        self._arrange()
        self._connect_wishes()
        self._connect_pictures()
        self.redraw()
        self._draw_present()

    def tick(self, now: datetime) -> None:
        """Draw what changes by itself each second."""
        self.card.tick(now)
        self.call.tick(now)

    def redraw(self) -> None:
        """Draw everything again after a change of language or theme."""
        self._empty.setText(self.tr("Choose a lead to see who it is and whether you may call now."))
        for part in (self.leads, self.card, self.decision, self.risks, self.script, self.history):
            part.redraw()
        self.call.redraw()
        self.wrapup.redraw()

    def _arrange(self) -> None:
        columns = QHBoxLayout(self)
        columns.setContentsMargins(14, 14, 14, 14)
        columns.setSpacing(_GAP_PX)
        self.leads.setMinimumWidth(_LIST_PX[0])
        self.leads.setMaximumWidth(_LIST_PX[1])
        self.right = QWidget()
        self.right.setMinimumWidth(_CALL_PX[0])
        self.right.setMaximumWidth(_CALL_PX[1])
        _column(self.right, ((self.call, 0), (self.wrapup, 1)))
        self._fill_middle()
        columns.addWidget(self.leads, 3)
        columns.addWidget(self.middle, 6)
        columns.addWidget(self.right, 3)

    def _fill_middle(self) -> None:
        """Lay out the middle column: decision above, then the card or a word that none is chosen."""
        shown = QWidget()
        _column(shown, ((self.card, 0), (self.risks, 0), (self.script, 30), (self.history, 20)))
        layout = shown.layout()
        if isinstance(layout, QVBoxLayout):
            layout.addStretch(1)  # script and history are as tall as what they say; the rest stays empty
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(shown)
        scrolled = QWidget()
        _column(scrolled, ((self.decision, 0), (self._stack, 1)))
        self.decision.hide()
        scrolled.setObjectName("scrolled")
        self.middle.setWidget(scrolled)
        self.middle.setWidgetResizable(True)
        self.middle.setFrameShape(QFrame.Shape.NoFrame)
        self.middle.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.middle.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _connect_wishes(self) -> None:
        desk = self._desk
        self.leads.lead_chosen.connect(desk.card.show_lead)
        self.leads.search_requested.connect(desk.leads.set_search)
        self.leads.dial_requested.connect(self.dial)
        self.card.tags.tag_added.connect(desk.card.add_tag)
        self.card.tags.tag_dropped.connect(desk.card.drop_tag)
        self.call.dial_requested.connect(desk.calls.dial)
        self.call.hang_up_requested.connect(desk.calls.hang_up)
        self.call.mute_requested.connect(desk.calls.toggle_mute)
        self.call.number_entered.connect(desk.card.show_number)
        self.wrapup.result_chosen.connect(desk.wrapup.choose)
        self.wrapup.note_changed.connect(desk.wrapup.set_note)
        self.wrapup.callback_chosen.connect(desk.wrapup.set_callback)
        self.wrapup.save_requested.connect(self._on_save)

    def _connect_pictures(self) -> None:
        desk = self._desk
        desk.leads.list_changed.connect(self.leads.show_list)
        desk.leads.row_changed.connect(self.leads.show_row)
        desk.card.card_changed.connect(self._on_card)
        desk.card.card_cleared.connect(self._on_card_cleared)
        desk.calls.call_changed.connect(self._on_call)
        desk.calls.dial_refused.connect(self._on_refused)
        desk.wrapup.wrapup_changed.connect(self._on_wrapup)

    def _draw_present(self) -> None:
        """Draw what the controllers know already."""
        self.leads.show_list(self._desk.leads.picture)
        if self._desk.card.picture is not None:
            self._on_card(self._desk.card.picture)
        self._on_call(self._desk.calls.picture)
        self._on_wrapup(self._desk.wrapup.picture)

    @Slot()
    def dial(self) -> None:
        """Dial by key; the same as the button, and as dead as the button."""
        if self.call.may_dial:
            self._desk.calls.dial()

    @Slot()
    def hang_up(self) -> None:
        """Hang up by key."""
        if self.call.hang_up.isEnabled():
            self._desk.calls.hang_up()

    @Slot()
    def toggle_mute(self) -> None:
        """Mute by key."""
        if self.call.mute.isEnabled():
            self._desk.calls.toggle_mute()

    @Slot()
    def search(self) -> None:
        """Go to the search field by key."""
        self.leads.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.leads.search.selectAll()

    @Slot(object)
    def _on_card(self, picture: CardPicture) -> None:
        self.card.show_card(picture)
        self._show_decision(picture.decision)
        told = frozenset(finding.facts.get("text", "") for finding in picture.decision.findings)
        self.risks.show_lead(picture.lead, told)
        self.script.show_script(picture.script_title, picture.script)
        self.history.show_history(picture.history)
        self.call.show_target(picture.lead.phone, allowed=picture.decision.allowed)
        if picture.lead.lead_id != self._shown_lead_id:
            self._shown_lead_id = picture.lead.lead_id
            self.middle.verticalScrollBar().setValue(0)
        self.leads.mark_lead(picture.lead.lead_id)
        self._stack.setCurrentIndex(1)

    @Slot(object)
    def _on_card_cleared(self, cleared: CardCleared) -> None:
        self._stack.setCurrentIndex(0)
        self.leads.mark_lead(None)
        self.decision.setVisible(cleared.decision is not None)
        if cleared.decision is not None:
            self._show_decision(cleared.decision)
        self.call.show_target(cleared.phone, allowed=False)

    @Slot(object)
    def _on_refused(self, decision: DialDecision) -> None:
        self._show_decision(decision)
        if decision.rules_version:  # the gate's word; what the desk itself lacks may come back any moment
            self.call.show_target(self._card_phone(), allowed=False)

    @Slot(object)
    def _on_call(self, picture: CallPicture) -> None:
        self.call.show_call(picture, self._clock())

    @Slot(object)
    def _on_wrapup(self, picture: WrapUpPicture) -> None:
        self.wrapup.show_wrapup(picture)
        self.call.show_wrapup_open(picture.open)
        if self._saving_from is not None and not picture.open:
            before, self._saving_from = self._saving_from, None
            self.leads.choose_after(before)
        elif picture.problems or picture.error_title:
            self._saving_from = None

    @Slot(object)
    def _on_save(self, form: WrapUpForm) -> None:
        self._saving_from = self.leads.position()
        self._desk.wrapup.save(form)

    def _show_decision(self, decision: DialDecision) -> None:
        picture = self._desk.card.picture
        zone = picture.local_times[0][0] if picture is not None and picture.local_times else ""
        attempts = picture.attempts_today if picture is not None else None
        self.decision.show_decision(decision, zone=zone, attempts_today=attempts)
        self.decision.show()

    def _card_phone(self) -> str:
        picture = self._desk.card.picture
        return picture.lead.phone if picture is not None else ""


def _column(of: QWidget, widgets: tuple[tuple[QWidget, int], ...]) -> None:
    column = QVBoxLayout(of)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(_GAP_PX)
    for widget, stretch in widgets:
        column.addWidget(widget, stretch)
