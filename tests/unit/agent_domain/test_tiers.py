"""The order of the list: bands, freshness, and a stored number that agrees with urgency at any time."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_domain.leads import Consent, DoNotCall, Intent, Lead
from agent_domain.tiers import intent_of, order_key, urgency
from tests.unit.agent_domain.builders import NOON, instants, make_lead

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
moments = instants(2015, 2036)
leads = st.builds(
    make_lead,
    event_at=moments,
    intent=st.sampled_from(Intent),
    requested=st.booleans(),
    callback_at=st.none() | moments,
    do_not_call=st.sampled_from([None, None, DoNotCall(kind="opt_out", since_at=NOON)]),
)


def names(**leads: Lead) -> list[str]:
    return sorted(leads, key=lambda name: order_key(leads[name]))


def test_the_order_of_the_list() -> None:
    stale = NOON - 300 * DAY
    assert names(
        never=make_lead(do_not_call=DoNotCall(kind="internal", since_at=NOON), requested=True, callback_at=NOON),
        withdrawn=make_lead(consent=Consent(source="form", withdrawn_at=NOON), event_at=NOON - DAY),
        low=make_lead(intent=Intent.LOW, event_at=NOON),
        medium_old=make_lead(event_at=stale),
        medium=make_lead(event_at=NOON - 2 * HOUR),
        medium_fresh=make_lead(event_at=NOON),
        high=make_lead(intent=Intent.HIGH, event_at=NOON - 20 * HOUR),
        high_old=make_lead(intent=Intent.HIGH, event_at=stale),
        requested=make_lead(requested=True, event_at=NOON - DAY, intent=Intent.LOW),
        callback_due=make_lead(callback_at=NOON - HOUR, event_at=stale),
        callback_later=make_lead(callback_at=NOON + DAY),
    ) == [
        "callback_due", "callback_later", "requested", "high", "medium_fresh", "medium", "high_old", "medium_old",
        "low", "never", "withdrawn",
    ]  # fmt: skip


@given(leads, leads, moments)
def test_the_stored_number_orders_as_urgency_does_at_any_time(one: Lead, other: Lead, now: datetime) -> None:
    difference = order_key(other) - order_key(one)
    if difference > 0:
        assert urgency(one, now) >= urgency(other, now)
    if difference > 1:  # a second
        assert urgency(one, now) > urgency(other, now)


@given(leads, moments, st.timedeltas(HOUR, 100 * DAY))
def test_freshness_decays_and_callbacks_grow(lead: Lead, now: datetime, later: timedelta) -> None:
    change = urgency(lead, now + later) - urgency(lead, now)
    grows = lead.callback_at is not None and lead.do_not_call is None
    assert change > 0 if grows else change < 0


def test_freshness_has_halved_after_ten_minutes() -> None:
    lead = make_lead(event_at=NOON)
    assert urgency(lead, NOON) % 1 == pytest.approx(0.5)
    assert urgency(lead, NOON + timedelta(minutes=10)) % 1 == pytest.approx(0.25)


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        urgency(make_lead(), NOON.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("signals", "extra", "intent"),
    [
        (["asked_price"], {}, Intent.HIGH),
        (["downloaded_details", "x"], {"last_interaction_at": NOON - DAY}, Intent.HIGH),
        ([], {}, Intent.MEDIUM),
        (["asked_price"], {"refused": True}, Intent.LOW),
        (["asked_price"], {"last_interaction_at": NOON - 183 * DAY}, Intent.LOW),
    ],
)
def test_intent_of_signals(signals: list[str], extra: dict[str, Any], intent: Intent) -> None:
    assert intent_of(signals, **{"last_interaction_at": None, "now": NOON, **extra}) is intent
