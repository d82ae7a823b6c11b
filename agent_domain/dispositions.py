"""Dispositions: the eleven outcomes in the order of the wrap-up, what each needs and what each sets off.

Source: requirements F7, F8, A1, A10, A11, S9, Q1.
"""

from datetime import datetime, timedelta

from msgspec import Struct

from agent_domain.calls import CallResult

MOST_NOTE_CHARACTERS = 4000
LATEST_CALLBACK = timedelta(days=366)

_TALK_REASONS = ("could_not_hear", "in_a_hurry", "not_interested", "already_has_one", "too_expensive", "wrong_person")


class Disposition(Struct, frozen=True, kw_only=True):
    """One outcome.

    Attributes:
        reasons: Second-level codes that may be chosen (F8); choosing none is allowed.
        needs_callback: A future callback time must be given.
        reached: A person was spoken to.
        ends_calling: Sets off the do-not-call mark, at once and for all teams (S9).
        may_call_back: A callback time may be given.
    """

    result: CallResult
    reasons: tuple[str, ...] = ()
    needs_callback: bool = False
    reached: bool = False
    ends_calling: bool = False
    may_call_back: bool = True


_TABLE = (
    Disposition(result=CallResult.CONNECTED, reasons=_TALK_REASONS, reached=True),
    Disposition(result=CallResult.LEAD_GENERATED, reached=True),
    Disposition(result=CallResult.CONVERTED, reached=True),
    Disposition(result=CallResult.NEXT_SCHEDULED, needs_callback=True, reached=True),
    Disposition(
        result=CallResult.CALL_BACK_LATER,
        reasons=("in_a_hurry", "could_not_hear", "decision_maker_absent"),
        needs_callback=True,
        reached=True,
    ),
    Disposition(
        result=CallResult.NOT_ANSWERED,
        reasons=("no_answer", "voicemail", "hung_up_while_ringing", "technical", "network_blocked", "cancelled"),
    ),
    Disposition(result=CallResult.BUSY, reasons=("engaged",)),
    Disposition(result=CallResult.POWER_OFF, reasons=("switched_off", "out_of_service")),
    Disposition(
        result=CallResult.INVALID_NUMBER,
        reasons=("vacant", "changed", "incomplete", "wrong_person", "fax"),
        may_call_back=False,
    ),
    Disposition(
        result=CallResult.REFUSED_TO_ANSWER,
        reasons=("declined", "unwanted", "in_a_hurry", "not_interested", "could_not_hear"),
    ),
    Disposition(
        result=CallResult.OPT_OUT,
        reasons=("not_interested", "too_many_calls", "never_consented", "complained"),
        reached=True,
        ends_calling=True,
        may_call_back=False,
    ),
)

DISPOSITIONS: dict[CallResult, Disposition] = {disposition.result: disposition for disposition in _TABLE}
RESULTS: tuple[CallResult, ...] = tuple(DISPOSITIONS)
"""As offered in wrap-up: good news first, then what must be followed up, then what was not reached, then refusals."""
REASONS: dict[CallResult, tuple[str, ...]] = {result: kind.reasons for result, kind in DISPOSITIONS.items()}


def check_disposition(
    result: CallResult, failure_reason: str, note: str, callback_at: datetime | None, now: datetime
) -> tuple[str, ...]:
    """Return what keeps this wrap-up from being saved, as stable codes; empty when it may be saved.

    Codes: ``callback_needed``, ``callback_in_past``, ``callback_too_far``, ``callback_not_possible``,
    ``reason_unknown``, ``note_too_long``.

    Raises:
        ValueError: `callback_at` or `now` is naive.
    """
    if now.tzinfo is None or (callback_at is not None and callback_at.tzinfo is None):
        raise ValueError("instants must be aware")
    kind = DISPOSITIONS[result]
    problems = []
    if callback_at is None:
        if kind.needs_callback:
            problems.append("callback_needed")
    elif not kind.may_call_back:
        problems.append("callback_not_possible")
    elif callback_at <= now:
        problems.append("callback_in_past")
    elif callback_at - now > LATEST_CALLBACK:
        problems.append("callback_too_far")
    if failure_reason and failure_reason not in kind.reasons:
        problems.append("reason_unknown")
    if len(note) > MOST_NOTE_CHARACTERS:
        problems.append("note_too_long")
    return tuple(problems)
