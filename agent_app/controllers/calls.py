"""The call: asked for, allowed, written down, placed, followed, ended.

The order is the promise: the gate runs on what this PC knows; the server is asked, or an offline grant is spent; the
attempt is on disk; only then the softphone is told. Source: architecture.md, "Agent presses Dial"; S8, S9, F3, P27-P34.
"""

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.bridge import WorkerBridge
from agent_app.controllers import refusals
from agent_app.controllers.attempt import TECHNICAL, Attempt, ended_by_crash, ended_by_line, ended_by_us, start_call
from agent_app.controllers.card import CardController
from agent_app.controllers.shift import OpenCall, Shift
from agent_app.controllers.snapshots import CallPicture, CardPicture, WrapUpPicture
from agent_app.controllers.wrapup import WrapUpController
from agent_app.errors import Offline, ServerUnavailable
from agent_app.sip.messages import (
    CallStateChanged,
    CommandFailed,
    EngineLost,
    RegistrationChanged,
    RegistrationState,
    SipEvent,
)
from agent_domain.calls import CallState, transition
from agent_domain.commands import EndCall
from agent_domain.dialing import DialDecision, DialPermit
from agent_domain.errors import AgentError, IllegalTransition
from agent_domain.ids import CallId, new_id
from agent_domain.wire import PermitAnswer, PermitRequest

log = logging.getLogger(__name__)


class CallsController(QObject):
    """The one call on the line.

    Signals:
        call_changed: CallPicture; without a `call_id` when the line is free.
        dial_refused: agent_domain.dialing.DialDecision: nothing was dialed, and why.
    """

    call_changed = Signal(object)
    dial_refused = Signal(object)

    def __init__(
        self,
        card: CardController,
        wrapup: WrapUpController,
        worker: WorkerBridge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.picture = CallPicture()
        self._card = card
        self._wrapup = wrapup
        self._worker = worker
        wrapup.wrapup_changed.connect(self._on_wrapup_changed)
        self._shift: Shift | None = None
        self._attempt: Attempt | None = None
        self._ended: Attempt | None = None
        self._registered = False

    # -- the shift -----------------------------------------------------------------------------------------------------

    def begin(self, shift: Shift) -> None:
        """Start with a signed-in agent's work; a call that an earlier run left open asks for its outcome."""
        self._shift = shift
        shift.sip.event_received.connect(self._on_sip_event)
        if shift.open_call is not None:
            self._recover(shift, shift.open_call)

    def end(self) -> None:
        """Hang up what is on the line and write down its end; its outcome is asked for at the next start."""
        if self._shift is None:
            return
        attempt = self._attempt
        if attempt is not None and attempt.recorded:
            self._shift.sip.hang_up(attempt.call_id)
            self._end_by_us()
        self._shift.sip.event_received.disconnect(self._on_sip_event)
        self._shift, self._attempt, self._ended, self._registered = None, None, None, False
        self._announce()

    # -- the agent -----------------------------------------------------------------------------------------------------

    @Slot()
    def dial(self) -> None:
        """Dial the lead on the card, if the gate and the server say yes now."""
        shift, picture = self._shift, self._card.decide_again()
        if shift is None or picture is None:
            return
        refused = self._refusal(shift, picture)
        if refused is not None:
            self.dial_refused.emit(refused)
            return
        attempt = self._attempt = self._begin_attempt(shift, picture)
        self._announce()
        request = PermitRequest(call_id=attempt.call_id, lead_id=attempt.lead_id, phone=attempt.phone)
        self._worker.follow(
            shift.sync.ask_permit(request),
            lambda answer: self._on_permit_answer(attempt, answer),
            lambda error: self._on_no_permit(attempt, error),
        )

    @Slot()
    def hang_up(self) -> None:
        """End the call, or take back a dial that is still being asked for."""
        if self._shift is None or self._attempt is None:
            return
        if self._attempt.recorded:
            self._shift.sip.hang_up(self._attempt.call_id)
        else:
            self._withdraw()

    @Slot()
    def toggle_mute(self) -> None:
        """Mute the microphone, or open it again."""
        attempt = self._attempt
        if self._shift is None or attempt is None or not attempt.recorded:
            return
        self._attempt = replace(attempt, muted=not attempt.muted)
        self._shift.sip.set_muted(attempt.call_id, not attempt.muted)
        self._announce()

    # -- may it be dialed ----------------------------------------------------------------------------------------------

    def _refusal(self, shift: Shift, picture: CardPicture) -> DialDecision | None:
        """Return why nothing may leave this machine now; None: ask the server."""
        now = shift.clock()
        if self._attempt is not None:
            return refusals.refusal(refusals.CALL_UP, now)
        if self._wrapup.picture.open:
            return refusals.refusal(refusals.WRAP_UP_OPEN, now)
        if not picture.decision.allowed:
            return picture.decision
        if not self._registered:
            return refusals.refusal(refusals.NO_LINE, now)
        return None

    @staticmethod
    def _begin_attempt(shift: Shift, picture: CardPicture) -> Attempt:
        lead = picture.lead
        return Attempt(
            call_id=CallId(new_id()),
            lead_id=lead.lead_id,
            name=lead.name,
            phone=lead.phone,
            time_zone=picture.local_times[0][0] if picture.local_times else "",
            started_at=shift.clock(),
            script_id=picture.script_id,
            script_version=picture.script_version,
        )

    def _on_permit_answer(self, attempt: Attempt, answer: PermitAnswer) -> None:
        """The server has run the gate on its own rows; its word stands."""
        if not self._is_waiting(attempt):
            return
        if answer.decision.allowed:
            self._place(attempt, "permit", answer.decision)
        else:
            self._refuse(answer.decision)

    def _on_no_permit(self, attempt: Attempt, error: Exception) -> None:
        """The server did not answer in time: an unspent grant may stand in for its word, or nothing does (Q7)."""
        if not self._is_waiting(attempt) or self._shift is None:
            return
        if not isinstance(error, Offline | ServerUnavailable):
            log.error("No permit: %s", getattr(error, "code", type(error).__name__))
            self._withdraw(notice=_told(error))
            self._shift.sync.wake()  # whatever the server has against us, the sync is told it as well
            return
        decision = self._shift.decide(attempt.phone, self._shift.card(attempt.lead_id), offline=True)
        if decision.allowed:
            self._place(attempt, "grant", decision)
        else:
            self._refuse(decision)

    def _is_waiting(self, attempt: Attempt) -> bool:
        return self._attempt is not None and self._attempt.call_id == attempt.call_id and not self._attempt.recorded

    def _refuse(self, decision: DialDecision) -> None:
        self._withdraw()
        self.dial_refused.emit(decision)

    def _withdraw(self, notice: str = "") -> None:
        self._attempt = None
        self._announce(notice)

    # -- placing it ----------------------------------------------------------------------------------------------------

    def _place(self, attempt: Attempt, authority: str, decision: DialDecision) -> None:
        """Write the attempt down, then let the softphone send the INVITE: never the other way round."""
        from agent_domain.dialing import permit_dial

        assert self._shift is not None
        try:
            permit = permit_dial(
                decision,
                call_id=attempt.call_id,
                lead_id=attempt.lead_id,
                phone=attempt.phone,
                authority=authority,
                now=self._shift.clock(),
            )
            written = self._shift.write(start_call(attempt, authority, decision))
        except AgentError as error:
            log.error("Not dialed: %s", error.code)
            self._withdraw(notice=_told(error))
            return
        self._attempt = attempt = replace(attempt, recorded=True)
        failure = self._send(permit)
        # The INVITE is on its way: only now there is time for the rest.
        self._shift.keep_call(attempt.kept())
        self._shift.tell(written)
        self._wrapup.attend(attempt.kept())
        if failure is None:
            self._announce()
        else:
            self._end_by_us(_told(failure))

    def _send(self, permit: DialPermit) -> AgentError | None:
        assert self._shift is not None
        try:
            self._shift.sip.dial(permit)
        except AgentError as error:
            return error
        return None

    # -- following it --------------------------------------------------------------------------------------------------

    @Slot(object)
    def _on_sip_event(self, event: SipEvent) -> None:
        match event:
            case RegistrationChanged():
                self._registered = event.state is RegistrationState.REGISTERED
            case CallStateChanged() if self._is_mine(event.call_id):
                self._on_call_state(event)
            case CommandFailed() if self._is_mine(event.call_id):
                self._on_command_failed(event)
            case EngineLost():
                self._registered = False
                if self._attempt is not None and self._attempt.recorded:
                    self._end_by_us(f"{event.reason} The call ended; what you noted is kept.")

    def _on_command_failed(self, event: CommandFailed) -> None:
        assert self._attempt is not None
        if event.command == "place_call" or event.code == "no_such_call":
            self._end_by_us(event.message)
            return
        if event.command == "set_muted":
            self._attempt = replace(self._attempt, muted=not self._attempt.muted)
        self._announce(event.message)

    def _is_mine(self, call_id: CallId | None) -> bool:
        return self._attempt is not None and self._attempt.recorded and self._attempt.call_id == call_id

    def _on_call_state(self, event: CallStateChanged) -> None:
        assert self._attempt is not None
        assert self._shift is not None
        try:
            state = transition(self._attempt.state, event.state)
        except IllegalTransition:
            log.warning("Ignored: a call that is %s cannot become %s.", self._attempt.state, event.state)
            return
        answered_at = self._attempt.answered_at or event.answered_at
        if state is CallState.CONNECTED and answered_at is None:
            answered_at = event.at
        newly_answered = answered_at is not None and self._attempt.answered_at is None
        self._attempt = replace(self._attempt, state=state, sip_status=event.sip_status, answered_at=answered_at)
        if newly_answered:
            self._shift.keep_call(self._attempt.kept())
        if state is CallState.ENDED:
            ended, failure_reason = ended_by_line(self._attempt, event)
            self._finish(ended, failure_reason)
        else:
            self._announce()

    # -- ending it -----------------------------------------------------------------------------------------------------

    def _end_by_us(self, notice: str = "") -> None:
        assert self._attempt is not None
        assert self._shift is not None
        failure_reason = "" if self._attempt.answered_at else TECHNICAL
        self._finish(ended_by_us(self._attempt, self._shift.clock()), failure_reason, notice=notice)

    def _finish(self, ended: EndCall, failure_reason: str = "", *, notice: str = "") -> None:
        """Write the end down, free the line and ask for the outcome."""
        assert self._attempt is not None
        self._ended, self._attempt = replace(self._attempt, state=CallState.ENDED), None
        self._wrapup.open(ended, failure_reason)
        self._announce(notice)

    @Slot(object)
    def _on_wrapup_changed(self, picture: WrapUpPicture) -> None:
        """Take the ended call off the line's display once its outcome is saved."""
        if self._ended is not None and picture.call_id is None:
            self._ended = None
            self._announce()

    def _recover(self, shift: Shift, kept: OpenCall) -> None:
        """Close a call that an earlier run left open, and ask for its outcome (P27-P32)."""
        card = shift.card(kept.lead_id)
        call = next((call for call in card.calls if call.call_id == kept.call_id), None) if card else None
        if call is None or call.dispositioned_at is not None:
            # Never recorded (the disk was full), already wrapped up, or the lead has left this desk for good.
            log.info("The call that was open at the last end needs no outcome.")
            shift.keep_call(None)
            return
        ended = None if call.ended_at else ended_by_crash(kept, call)
        self._wrapup.reopen(kept, call, ended)

    def _announce(self, notice: str = "") -> None:
        attempt = self._attempt or self._ended
        if attempt is None:
            self.picture = CallPicture(notice=notice)
        else:
            self.picture = CallPicture(
                call_id=attempt.call_id,
                lead_id=attempt.lead_id,
                name=attempt.name,
                phone=attempt.phone,
                state=attempt.state,
                started_at=attempt.started_at,
                answered_at=attempt.answered_at,
                muted=attempt.muted,
                sip_status=attempt.sip_status,
                notice=notice,
            )
        self.call_changed.emit(self.picture)


def _told(error: Exception) -> str:
    """Return what an error says to the agent; anything but ours is a bug and says so."""
    if isinstance(error, AgentError):
        return f"{error.title} {error.message}".strip()
    return "Something went wrong inside the app; it was written to the log."
