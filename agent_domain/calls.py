"""A call, from the first dial to the agent's last word on it.

Source: requirements F1-F8, F12-F18, F21-F24; states after RFC 3261.
"""

from enum import StrEnum

from msgspec import Struct

from agent_domain.clock import Instant
from agent_domain.errors import IllegalTransition
from agent_domain.ids import CallId, LeadId, UserId


class CallType(StrEnum):
    OUTBOUND = "OUTBOUND"
    INBOUND = "INBOUND"


class CallResult(StrEnum):
    """The eleven results of a call (F7)."""

    CONNECTED = "CONNECTED"
    NOT_ANSWERED = "NOT_ANSWERED"
    BUSY = "BUSY"
    POWER_OFF = "POWER_OFF"
    INVALID_NUMBER = "INVALID_NUMBER"
    REFUSED_TO_ANSWER = "REFUSED_TO_ANSWER"
    CALL_BACK_LATER = "CALL_BACK_LATER"
    OPT_OUT = "OPT_OUT"
    LEAD_GENERATED = "LEAD_GENERATED"
    CONVERTED = "CONVERTED"
    NEXT_SCHEDULED = "NEXT_SCHEDULED"


class CallState(StrEnum):
    DIALING = "dialing"
    RINGING = "ringing"
    EARLY_MEDIA = "early_media"
    CONNECTED = "connected"
    ENDED = "ended"


LEGAL_TRANSITIONS: dict[CallState, frozenset[CallState]] = {
    CallState.DIALING: frozenset(CallState) - {CallState.DIALING},
    CallState.RINGING: frozenset({CallState.EARLY_MEDIA, CallState.CONNECTED, CallState.ENDED}),
    CallState.EARLY_MEDIA: frozenset({CallState.RINGING, CallState.CONNECTED, CallState.ENDED}),
    CallState.CONNECTED: frozenset({CallState.ENDED}),
    CallState.ENDED: frozenset(),
}


def transition(state: CallState, to: CallState) -> CallState:
    """Return `to` if a call in `state` may go there; the same state again is no step and is allowed.

    Raises:
        IllegalTransition: The step does not exist, for example from ended to ringing.
    """
    if to is not state and to not in LEGAL_TRANSITIONS[state]:
        raise IllegalTransition(f"A call that is {state} cannot become {to}.", "The event was ignored.")
    return to


class Call(Struct, frozen=True, kw_only=True):
    """One attempt and what came of it; each placed attempt counts against the caps (Q3).

    Attributes:
        sip_result: What the signalling says (results.py); None while the call runs or after a technical failure.
        technical_failure: Our own side failed, so that no result may be held against the customer.
        result: The agent's disposition; None until wrapped up.
        authority: ``permit`` or ``grant``, as in `StartCall`; grants are counted by it.
        dispositioned_at: When the agent saved the wrap-up.
    """

    call_id: CallId
    lead_id: LeadId
    call_type: CallType = CallType.OUTBOUND
    phone: str
    agent_id: UserId
    agent_name: str
    team_name: str = ""
    started_at: Instant
    answered_at: Instant | None = None
    ended_at: Instant | None = None
    sip_status: int | None = None
    q850_cause: int | None = None
    sip_result: CallResult | None = None
    technical_failure: bool = False
    result: CallResult | None = None
    failure_reason: str = ""
    note: str = ""
    interested_product: str = ""
    sentiment: str = ""
    objection: str = ""
    next_action: str = ""
    callback_at: Instant | None = None
    marketing_opt_in: bool | None = None
    script_id: str = ""
    script_version: int = 0
    compliance_findings: tuple[str, ...] = ()
    authority: str = ""
    dispositioned_at: Instant | None = None

    @property
    def talk_s(self) -> int:
        """Talk time in whole seconds; 0 when nobody answered or the call still runs (F4)."""
        if self.answered_at is None or self.ended_at is None:
            return 0
        return max(0, int((self.ended_at - self.answered_at).total_seconds()))
