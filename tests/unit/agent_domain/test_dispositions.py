"""The wrap-up's table: eleven results, what each needs, what keeps one from being saved."""

from datetime import datetime, timedelta

import pytest

from agent_domain.calls import CallResult
from agent_domain.dispositions import DISPOSITIONS, REASONS, RESULTS, check_disposition
from tests.unit.agent_domain.builders import NOON

SOON = NOON + timedelta(hours=2)


def test_all_eleven_results_are_offered_once() -> None:
    assert len(RESULTS) == 11
    assert set(RESULTS) == set(CallResult) == set(REASONS)
    assert [result for result in RESULTS if DISPOSITIONS[result].ends_calling] == [CallResult.OPT_OUT]


@pytest.mark.parametrize("result", RESULTS)
def test_each_result_can_be_saved_as_it_should(result: CallResult) -> None:
    kind = DISPOSITIONS[result]
    callback_at = SOON if kind.needs_callback else None
    for reason in ("", *kind.reasons):
        assert check_disposition(result, reason, "a note", callback_at, NOON) == ()


@pytest.mark.parametrize(
    ("result", "reason", "note", "callback_at", "problems"),
    [
        (CallResult.CALL_BACK_LATER, "", "", None, ("callback_needed",)),
        (CallResult.NEXT_SCHEDULED, "", "", None, ("callback_needed",)),
        (CallResult.NEXT_SCHEDULED, "", "", NOON, ("callback_in_past",)),
        (CallResult.BUSY, "", "", NOON - timedelta(days=1), ("callback_in_past",)),
        (CallResult.BUSY, "", "", SOON, ()),
        (CallResult.CONNECTED, "", "", NOON + timedelta(days=400), ("callback_too_far",)),
        (CallResult.OPT_OUT, "", "", SOON, ("callback_not_possible",)),
        (CallResult.INVALID_NUMBER, "", "", SOON, ("callback_not_possible",)),
        (CallResult.CONVERTED, "engaged", "x" * 4001, None, ("reason_unknown", "note_too_long")),
    ],
)
def test_what_keeps_a_wrap_up_from_being_saved(
    result: CallResult, reason: str, note: str, callback_at: datetime | None, problems: tuple[str, ...]
) -> None:
    assert check_disposition(result, reason, note, callback_at, NOON) == problems


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        check_disposition(CallResult.BUSY, "", "", None, NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="aware"):
        check_disposition(CallResult.BUSY, "", "", SOON.replace(tzinfo=None), NOON)
