"""Every row of sip_results.tsv. Local wins, then 2xx, then 603 "Network Blocked"/607/608/604/600, then combo, cause."""

import csv
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_domain.calls import CallResult
from agent_domain.dispositions import REASONS
from agent_domain.results import call_result

GENERIC = (400, 500, 503)
ANY_OTHER = {"x4xx": (418, 499), "x5xx": (506, 599), "x6xx": (601, 699)}
LOCAL: dict[str, dict[str, Any]] = {
    "Timer B": {},
    "transport error": {},
    "100 only": {},
    "ring limit": {"alerted": True},
    "183 with early media": {"early_media": True},
    "200 received after own CANCEL": {"answered": True},
    "200 then no RTP": {"answered": True},
    "caller ID or quota refused": {},
}


def rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "data" / "sip_results.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def calls_of(row: dict[str, str]) -> Iterator[tuple[int | None, int | None, dict[str, Any]]]:
    """Expand a row to the arguments that it speaks of."""
    if row["kind"] == "local":
        yield None, None, next(extra for name, extra in LOCAL.items() if row["name"].startswith(name))
        return
    statuses = (
        GENERIC
        if row["status"].startswith("any")
        else ANY_OTHER[row["status"]]
        if row["status"] in ANY_OTHER
        else [int(status) for status in row["status"].split("|")]
    )
    cause, _, rest = row["q850_cause"].partition(" ")
    alerted = {"any": (True, False), "yes": (True,), "no": (False,)}[row["alerted_18x"]]
    extra: dict[str, Any] = {"cause_location": {"location user": "user", "location network": "network"}.get(rest, "")}
    if "Network Blocked" in row["name"]:
        extra["reason_phrase"] = "Network Blocked"
    if row["origin"] == "local-cancel-abort":
        extra["cancelled_by_agent"] = True
    for status, rang in product(statuses, alerted):
        yield status, None if cause == "none" else int(cause), {**extra, "alerted": rang}


@pytest.mark.parametrize("number", range(len(rows())))
def test_every_row_of_the_table(number: int) -> None:
    row = rows()[number]
    for status, cause, extra in calls_of(row):
        outcome = call_result(status, cause, **extra)
        wanted = row["call_result"]
        assert (outcome.result or "TECHNICAL_FAILURE") == wanted, (row, status, extra)
        assert outcome.technical_failure == (row["technical_failure"] == "yes"), row
        assert outcome.failure_reason or outcome.result is CallResult.CONNECTED


def test_an_answered_call_stays_connected_whatever_ends_it() -> None:
    assert call_result(None, 16, answered=True).result is CallResult.CONNECTED
    assert call_result(503, 34, answered=True).result is CallResult.CONNECTED


@pytest.mark.parametrize(
    ("status", "cause", "result"),
    [
        (600, 21, CallResult.BUSY),
        (604, 19, CallResult.INVALID_NUMBER),
        (607, 34, CallResult.REFUSED_TO_ANSWER),
        (608, 17, None),
    ],
)
def test_a_global_status_outranks_any_cause(status: int, cause: int, result: CallResult | None) -> None:
    assert call_result(status, cause).result == result


def test_an_unknown_cause_leaves_the_word_to_the_status() -> None:
    assert call_result(486, 126).result is CallResult.BUSY


@given(
    st.none() | st.integers(100, 799),
    st.none() | st.integers(0, 127),
    st.booleans(),
    st.sampled_from(["", "user", "network"]),
)
def test_our_failure_never_becomes_the_customers_answer(
    status: int | None, cause: int | None, alerted: bool, location: Any
) -> None:
    outcome = call_result(status, cause, alerted=alerted, cause_location=location)
    assert outcome.technical_failure == (outcome.result is None)
    if outcome.result not in (None, CallResult.CONNECTED):
        assert outcome.failure_reason in REASONS[outcome.result]
