"""From SIP status and Q.850 cause to the result that a wrap-up starts with.

A failure of our own side (trunk, codec, routing, blocked caller id) is no answer of the customer: it has no result. The
tables below hold only what speaks of the customer; every other status and every other known cause is technical.

Source: RFC 3261 section 21; RFC 3398 section 7.2.4.1; RFC 6432; RFC 8197 (607); RFC 8688 (608); ITU-T Q.850; F7.
"""

from typing import Literal

from msgspec import Struct

from agent_domain.calls import CallResult

_ANSWERED_BUT_FOR_ALERTING = frozenset({16, 31})  # normal clearing: tells something only if the phone had rung

_BY_CAUSE: dict[int, tuple[CallResult, str]] = {
    1: (CallResult.INVALID_NUMBER, "vacant"),
    4: (CallResult.INVALID_NUMBER, "vacant"),
    17: (CallResult.BUSY, "engaged"),
    18: (CallResult.NOT_ANSWERED, "no_answer"),
    19: (CallResult.NOT_ANSWERED, "no_answer"),
    20: (CallResult.POWER_OFF, "switched_off"),
    21: (CallResult.REFUSED_TO_ANSWER, "declined"),
    22: (CallResult.INVALID_NUMBER, "changed"),
    27: (CallResult.POWER_OFF, "out_of_service"),
    28: (CallResult.INVALID_NUMBER, "incomplete"),
}
_TECHNICAL_CAUSES = frozenset(
    {2, 3, 5, 6, 7, 8, 9, 14, 23, 24, 25, 26, 29, 30, 34, 38, 39, 40, 41, 42, 43, 44, 46, 47, 49, 50, 53, 55, 57, 58}
    | {62, 63, 65, 66, 69, 70, 79, 81, 82, 83, 84, 85, 86, 87, 88, 90, 91, 95, 96, 97, 98, 99, 100, 101, 102, 103, 110}
    | {111, 127}
)

_BY_STATUS: dict[int, tuple[CallResult, str]] = {
    404: (CallResult.INVALID_NUMBER, "vacant"),
    410: (CallResult.INVALID_NUMBER, "changed"),
    484: (CallResult.INVALID_NUMBER, "incomplete"),
    485: (CallResult.INVALID_NUMBER, "vacant"),
    486: (CallResult.BUSY, "engaged"),
    600: (CallResult.BUSY, "engaged"),
    603: (CallResult.REFUSED_TO_ANSWER, "declined"),
    604: (CallResult.INVALID_NUMBER, "vacant"),
    607: (CallResult.REFUSED_TO_ANSWER, "unwanted"),
}
_NO_ANSWER_IF_ALERTED = frozenset({408, 480, 487})
_STATUS_OUTRANKS_CAUSE = frozenset({600, 604, 607})
_STATUS_OUTRANKS_CLEARING = frozenset({480, 486, 603})  # of causes 16 and 31 these say more


class SipOutcome(Struct, frozen=True, kw_only=True):
    """What the signalling says of the customer.

    Attributes:
        result: None when it says nothing: the call runs, or our own side failed.
        failure_reason: Second-level code as in dispositions.REASONS; for technical failures ``technical``,
            ``network_blocked`` (analytics rejected our caller id) or ``cancelled``.
        technical_failure: Nothing may be held against the customer.
    """

    result: CallResult | None
    failure_reason: str = ""
    technical_failure: bool = False


def call_result(
    sip_status: int | None,
    q850_cause: int | None,
    *,
    alerted: bool = False,
    reason_phrase: str = "",
    answered: bool = False,
    early_media: bool = False,
    cause_location: Literal["", "user", "network"] = "",
    cancelled_by_agent: bool = False,
) -> SipOutcome:
    """Map the end of an outgoing call to a result.

    Args:
        sip_status: Final status of the far side; None when there was none (timer, transport, own cancel).
        q850_cause: From the Reason header with protocol Q.850.
        reason_phrase: Of the final status; ``Network Blocked`` with 603 is a network's own refusal.
        alerted: 180 was seen; 183 alone does not prove that a phone rang.
        answered: A 2xx to the INVITE was seen, even if our CANCEL crossed it (RFC 3261 section 9.1).
        early_media: 183 with media was seen.
        cause_location: Who set the cause, where the network tells.
        cancelled_by_agent: The agent, not the ring limit, stopped the attempt.
    """
    if answered or (sip_status is not None and 200 <= sip_status <= 299):
        return SipOutcome(result=CallResult.CONNECTED)
    if sip_status is None:
        return _no_answer() if alerted or early_media else _technical()
    if sip_status == 608 or (sip_status == 603 and "network blocked" in reason_phrase.lower()):
        return _technical("network_blocked")
    if sip_status == 487 and cancelled_by_agent:
        return _technical("cancelled")
    told = _by_cause(sip_status, q850_cause, alerted, cause_location)
    return told if told is not None else _by_status(sip_status, alerted)


def _by_cause(status: int, cause: int | None, alerted: bool, location: str) -> SipOutcome | None:
    """Return what the cause says, or None when the status says more."""
    if (
        cause is None
        or status in _STATUS_OUTRANKS_CAUSE
        or (cause in _ANSWERED_BUT_FOR_ALERTING and status in _STATUS_OUTRANKS_CLEARING)
    ):
        return None
    if cause in _ANSWERED_BUT_FOR_ALERTING:
        return _no_answer() if alerted else _technical()
    if cause == 21 and (location == "network" or (status == 403 and location != "user")):
        return _technical("network_blocked")  # barred by a network; a 403 that does not tell is taken as that too
    if cause in _BY_CAUSE:
        result, reason = _BY_CAUSE[cause]
        return SipOutcome(result=result, failure_reason=reason)
    return _technical() if cause in _TECHNICAL_CAUSES else None


def _by_status(status: int, alerted: bool) -> SipOutcome:
    if status in _NO_ANSWER_IF_ALERTED and alerted:
        return _no_answer()
    if status == 480:
        return SipOutcome(result=CallResult.POWER_OFF, failure_reason="switched_off")
    if status in _BY_STATUS:
        result, reason = _BY_STATUS[status]
        return SipOutcome(result=result, failure_reason=reason)
    return _technical()


def _no_answer() -> SipOutcome:
    return SipOutcome(result=CallResult.NOT_ANSWERED, failure_reason="no_answer")


def _technical(reason: str = "technical") -> SipOutcome:
    return SipOutcome(result=None, failure_reason=reason, technical_failure=True)
