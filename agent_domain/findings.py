"""What the gate says: one finding for each rule that has a word on a dial, and the English for it.

The templates in `MESSAGES` are all that a finding ever says; a screen translates the template and puts the facts in by
its own reader's customs. Names of facts tell their type: ``..._at`` is an instant as ISO 8601 with offset in the
customer's zone (or in UTC when no zone is known); ``attempts``, ``limit``, ``days``, ``hours``, ``minutes`` and
``grants`` are digits; ``opens`` and ``closes`` are ``HH:MM``; ``zone`` is an IANA zone; ``status``, ``kind``,
``region`` and ``number_region`` are stable codes; ``text``, ``name``, ``team``, ``reason`` are what people wrote.
"""

import re
from datetime import datetime
from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class Finding(Struct, frozen=True, kw_only=True):
    """One rule's word on a dial.

    Attributes:
        rule_id: Stable, for example ``HOUSE-CAP-2``.
        message: English template with ``{fact}`` places; translated by the screen, filled from `facts`.
        facts: What the rule looked at; instants as ISO 8601 with offset in the customer's zone, numbers as digits.
        source: Statute or requirement.
        allowed_from: The first instant (UTC) at which this rule would pass; None when time alone does not help.
    """

    rule_id: str
    severity: Severity
    message: str
    facts: dict[str, str] = {}
    source: str = ""
    allowed_from: datetime | None = None


MESSAGES: dict[str, str] = {
    "number_invalid": "This is not a phone number that can be dialed.",
    "number_status": "The carrier reports this number as {status}. Do not dial it; correct or retire it.",
    "number_of_another": "This number is not the one on the lead.",
    "no_lead": "This number belongs to no lead of yours: nothing is known about consent. Have the lead added first.",
    "opt_out": "This person asked not to be called, on {since_at}. The refusal is permanent and binds every team.",
    "do_not_call": "The number is on the {kind} do-not-call list since {since_at}.",
    "consent_missing": "There is no recorded consent to call this person.",
    "consent_withdrawn": "The person withdrew consent on {withdrawn_at}.",
    "consent_expired": "The consent ({source}) ended on {expires_at}.",
    "complaint": "The person complained on {complaint_at}. Marketing calls rest for {days} days.",
    "lease_missing": "The lead is not assigned to you.",
    "lease_other": "A colleague is working this lead until {until_at}.",
    "lease_expired": "Your right to work this lead ended on {until_at}. It is renewed when the server is reached.",
    "grants_spent": "The server cannot be asked, and the {grants} offline attempts for today are spent.",
    "facts_never": "Do-not-call and consent data have never been loaded. Connect to the server first.",
    "facts_stale": "Do-not-call and consent data are from {known_at}, over {hours} hours old. Connect first.",
    "clock_doubt": "This computer's clock is behind the server's by more than {minutes} minutes. Set the clock.",
    "zone_unknown": "The customer's time zone is unknown. Find it out and enter it on the lead.",
    "outside_hours": "It is {local_at} in {zone}. Calls are allowed there from {opens} to {closes}.",
    "cap_reached": "{attempts} attempts were already made today, of {limit} allowed in the customer's day.",
    "number_doubtful": "The numbering plan does not know this range; the number may not exist.",
    "number_unverified": "The number has never been verified.",
    "number_verified_long_ago": "The number was last verified on {verified_at}, {days} days ago.",
    "risk": "{text}",
    "recent_contact": "{name} ({team}) called this customer on {called_at}.",
    "recent_contact_of_agent": "{name} called this customer on {called_at}.",
    "region_differs": "The number belongs to {number_region}, the lead to {region}.",
}
"""Every sentence of the gate, by what was found."""

_PLACE = re.compile(r"\{(\w+)\}")


def explain(finding: Finding) -> str:
    """Return the finding as one English sentence; a fact that is missing stays visible as its place."""

    def fill(place: re.Match[str]) -> str:
        value = finding.facts.get(place[1])
        if value is None:
            return place[0]
        return _spoken(value) if place[1].endswith("_at") else value

    return _PLACE.sub(fill, finding.message)


def _spoken(instant: str) -> str:
    """Return ``2026-11-22 09:00`` of an ISO instant: already in the reader's zone of interest."""
    try:
        return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M}"
    except ValueError:
        return instant
