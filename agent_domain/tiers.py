"""Which lead comes first: bands by kind, and within a band by freshness.

Bands, most urgent first:

1. an agreed callback, the one due longest first, so that what is due stands above what comes later (A1, A4);
2. the customer's own request to be called (T8);
3. everything else that may be worked, where high intent counts as one day fresher than it is (T1, T2, B5, B6);
4. low intent: not scheduled for calls (B7);
5. do-not-call, opted out or withdrawn: never.

Freshness decays with the age of the event, not of the import (T1). All leads of a band age alike, so their order does
not change while time passes: it can be kept as one indexed number, `order_key`, and `urgency` agrees with it at any
time.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from agent_domain.leads import Intent, Lead

HIGH_INTENT_BONUS_S = 86_400.0
FRESHNESS_S = 600.0
"""Age at which freshness has halved: contact is due within 5-10 minutes (T1)."""

DORMANT_AFTER = timedelta(days=182)
HIGH_SIGNALS = frozenset({"asked_price", "downloaded_details", "frequent_social"})

_BAND_S = 1e11  # wider than any instant since 1970: bands never overlap
_CALLBACK, _REQUESTED, _WORKABLE, _LOW, _NEVER = 5, 4, 3, 2, 1


def urgency(lead: Lead, now: datetime) -> float:
    """Return how urgent the lead is now: larger is more urgent; the whole part is the band, 5 (callback) to 1 (never).

    Raises:
        ValueError: `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    band, place_s = _place(lead)
    fresh = (now.timestamp() + place_s if band == _CALLBACK else place_s - now.timestamp()) / FRESHNESS_S
    return band + 0.5 * (1.0 + fresh / (1.0 + abs(fresh)))  # hyperbolic, so that old leads keep their order too


def order_key(lead: Lead) -> float:
    """Return a number that sorts leads most urgent first when ascending; it does not depend on the time of asking."""
    band, place_s = _place(lead)
    return -(band * _BAND_S + place_s)


def intent_of(
    signals: Collection[str], *, last_interaction_at: datetime | None, refused: bool = False, now: datetime
) -> Intent:
    """Return the tier of a lead.

    The signals ``asked_price``, ``downloaded_details`` and ``frequent_social`` mean high intent; others are ignored.
    `refused`: a product was clearly refused (an opt-out never gets here).

    Source: B4-B7, A6.
    """
    if refused or (last_interaction_at is not None and now - last_interaction_at > DORMANT_AFTER):
        return Intent.LOW
    return Intent.HIGH if HIGH_SIGNALS & set(signals) else Intent.MEDIUM


def _place(lead: Lead) -> tuple[int, float]:
    """Return the band and the place within it in seconds: larger is more urgent."""
    event_s = lead.event_at.timestamp()
    if lead.do_not_call is not None or (lead.consent is not None and lead.consent.withdrawn_at is not None):
        return _NEVER, event_s
    if lead.callback_at is not None:
        return _CALLBACK, -lead.callback_at.timestamp()
    if lead.requested:
        return _REQUESTED, event_s
    if lead.intent is Intent.LOW:
        return _LOW, event_s
    return _WORKABLE, event_s + (HIGH_INTENT_BONUS_S if lead.intent is Intent.HIGH else 0.0)
