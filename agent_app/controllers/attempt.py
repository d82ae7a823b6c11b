"""One attempt as the desk holds it, and the commands that write down its start and its end.

Source: F3-F5, F7, F24, Q3.
"""

from dataclasses import dataclass
from datetime import datetime

from agent_app.controllers.shift import OpenCall
from agent_app.sip.messages import CallStateChanged, EndedBy
from agent_domain.calls import Call, CallResult, CallState
from agent_domain.commands import EndCall, StartCall
from agent_domain.dialing import DialDecision, Severity
from agent_domain.ids import CallId, LeadId

TECHNICAL = "technical"
"""Reason code (F8) of an attempt that our own side did not bring about."""


@dataclass(frozen=True)
class Attempt:
    """The one call of this desk, from the press of Dial on.

    Attributes:
        time_zone: The customer's, for the callback.
        recorded: The attempt is on disk, so that it has to be ended and wrapped up.
    """

    call_id: CallId
    lead_id: LeadId
    name: str
    phone: str
    time_zone: str
    started_at: datetime
    script_id: str = ""
    script_version: int = 0
    state: CallState = CallState.DIALING
    recorded: bool = False
    answered_at: datetime | None = None
    sip_status: int | None = None
    muted: bool = False

    def kept(self) -> OpenCall:
        """Return what a crash must not forget."""
        return OpenCall(
            call_id=self.call_id,
            lead_id=self.lead_id,
            name=self.name,
            time_zone=self.time_zone,
            started_at=self.started_at,
            answered_at=self.answered_at,
        )


def start_call(attempt: Attempt, authority: str, decision: DialDecision) -> StartCall:
    """Return the record of the start, with the rules that warned or noted when the gate said yes."""
    return StartCall(
        call_id=attempt.call_id,
        lead_id=attempt.lead_id,
        phone=attempt.phone,
        authority=authority,
        findings=tuple(f.rule_id for f in decision.findings if f.severity is not Severity.BLOCK),
        rules_version=decision.rules_version,
        script_id=attempt.script_id,
        script_version=attempt.script_version,
    )


def ended_by_line(attempt: Attempt, event: CallStateChanged) -> tuple[EndCall, str]:
    """Return the record of an end that the signalling told, and the reason code that it suggests (F7, F8)."""
    from agent_domain.results import call_result

    if event.ended_by is EndedBy.ENGINE:
        return ended_by_us(attempt, event.at), "" if attempt.answered_at else TECHNICAL
    outcome = call_result(
        event.sip_status,
        event.q850_cause,
        alerted=event.alerted,
        reason_phrase=event.reason,
        answered=attempt.answered_at is not None,
    )
    ended = EndCall(
        call_id=attempt.call_id,
        lead_id=attempt.lead_id,
        answered_at=attempt.answered_at,
        ended_at=event.at,
        sip_status=event.sip_status,
        q850_cause=event.q850_cause,
        sip_result=outcome.result,
        technical_failure=outcome.technical_failure,
    )
    return ended, outcome.failure_reason


def suggested_result(ended: EndCall | Call) -> CallResult | None:
    """Return the result to start the wrap-up with; a technical failure is nobody's answer, so nobody was reached."""
    return CallResult.NOT_ANSWERED if ended.technical_failure else ended.sip_result


def ended_by_us(attempt: Attempt, at: datetime) -> EndCall:
    """Return the record of an end on our own side: held against nobody, unless the customer had answered."""
    return _cut_off(attempt.call_id, attempt.lead_id, attempt.answered_at, at, attempt.sip_status)


def ended_by_crash(kept: OpenCall, call: Call) -> EndCall:
    """Return the record of the end of a call that an earlier run of the app did not live to see.

    The instant of the crash is unknown: the last one that is known stands in for it, so that no talk time is invented.
    """
    answered_at = kept.answered_at or call.answered_at
    return _cut_off(kept.call_id, kept.lead_id, answered_at, answered_at or call.started_at, None)


def _cut_off(
    call_id: CallId, lead_id: LeadId, answered_at: datetime | None, at: datetime, sip_status: int | None
) -> EndCall:
    return EndCall(
        call_id=call_id,
        lead_id=lead_id,
        answered_at=answered_at,
        ended_at=at,
        sip_status=sip_status,
        sip_result=CallResult.CONNECTED if answered_at else None,
        technical_failure=answered_at is None,
    )
