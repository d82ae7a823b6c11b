"""Policy packs: the rules of law and house as data, with where they come from and when to look at them again.

A pack applies everywhere or to the regions that it names. All packs that apply are judged, so that the strictest wins.
These are starting values for an administrator to review, not legal advice.

Source: compliance-rules (caution at the top, E1); requirements F31, S1, S12.
"""

from datetime import date, time
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from agent_domain.errors import AgentError
from agent_domain.leads import CampaignKind


class PolicyError(AgentError):
    """A policy pack cannot be used; the message names file and field."""

    code = "policy_invalid"


class Limit(StrEnum):
    """What a rule limits; the order is the order in which the gate speaks (E1)."""

    DO_NOT_CALL = "do_not_call"
    OPT_OUT = "opt_out"
    CONSENT_MISSING = "consent_missing"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_EXPIRED = "consent_expired"
    COMPLAINT = "complaint"
    NUMBER = "number"
    NUMBER_STATUS = "number_status"
    NUMBER_OF_LEAD = "number_of_lead"
    LEAD = "lead"
    LEASE_MISSING = "lease_missing"
    LEASE_OTHER = "lease_other"
    LEASE_EXPIRED = "lease_expired"
    GRANTS = "grants"
    FACTS_AGE = "facts_age"
    CLOCK = "clock"
    ZONE = "zone"
    CALLING_HOURS = "calling_hours"
    ATTEMPTS_PER_DAY = "attempts_per_day"
    RISK = "risk"
    NUMBER_RANGE = "number_range"
    NUMBER_AGE = "number_age"
    NUMBER_REGION = "number_region"
    RECENT_CONTACT = "recent_contact"


INDISPENSABLE = frozenset(Limit) - {
    Limit.RISK,
    Limit.NUMBER_RANGE,
    Limit.NUMBER_AGE,
    Limit.NUMBER_REGION,
    Limit.RECENT_CONTACT,
}
"""Limits that block: without an enabled world-wide rule for each of them nothing may be dialed at all."""

_ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
_Positive = Annotated[int, Meta(ge=1)]


class Parameters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The numbers of a rule; which ones it must have, `NEEDED` says.

    Attributes:
        opens: First minute of the calling window, local wall clock, ``HH:MM``.
        closes: First minute after it, same day.
        attempts: Most attempts in one local day.
        campaign_kinds: The rule binds only these; empty: all.
    """

    opens: _ClockTime | None = None
    closes: _ClockTime | None = None
    attempts: _Positive | None = None
    days: _Positive | None = None
    hours: _Positive | None = None
    minutes: _Positive | None = None
    campaign_kinds: tuple[CampaignKind, ...] = ()


NEEDED: dict[Limit, tuple[str, ...]] = {
    Limit.COMPLAINT: ("days",),
    Limit.FACTS_AGE: ("hours",),
    Limit.CLOCK: ("minutes",),
    Limit.CALLING_HOURS: ("opens", "closes"),
    Limit.ATTEMPTS_PER_DAY: ("attempts",),
    Limit.NUMBER_AGE: ("days",),
    Limit.RECENT_CONTACT: ("hours",),
}


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"rule_id": "id"}):
    """One rule.

    Attributes:
        rule_id: Stable; stands in findings, call records and audits.
        source: Statute, regulation or requirement.
        effective_on: Since when it binds. For the reader: the gate obeys a rule from the day it is shipped.
        review_on: When a person must look at it again.
        status: ``reviewed`` once a named person has compared it with its source.
    """

    rule_id: Annotated[str, Meta(min_length=1)]
    limits: Limit
    source: Annotated[str, Meta(min_length=1)]
    effective_on: date
    review_on: date
    status: Literal["draft", "reviewed"]
    reviewer: str = ""
    enabled: bool = True
    parameters: Parameters = Parameters()

    def __post_init__(self) -> None:
        """Refuse a rule that lacks the numbers it works with."""
        missing = [name for name in NEEDED.get(self.limits, ()) if getattr(self.parameters, name) is None]
        if missing:
            raise ValueError(f"rule {self.rule_id} needs parameters.{missing[0]}")
        if self.limits is Limit.CALLING_HOURS and self.window[0] >= self.window[1]:
            raise ValueError(f"rule {self.rule_id}: parameters.opens must be before parameters.closes")

    @property
    def window(self) -> tuple[time, time]:
        """Opening and closing time of day; only for calling hours."""
        return _clock_time(self.parameters.opens or "00:00"), _clock_time(self.parameters.closes or "00:00")


class Pack(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"pack_id": "pack"}):
    """Rules that stand and change together.

    Attributes:
        version: Raised with each change of the pack.
        regions: ISO 3166 alpha-2 countries of customers that it binds; empty: everyone.
    """

    pack_id: Annotated[str, Meta(min_length=1)]
    version: Annotated[str, Meta(min_length=1)]
    title: str = ""
    regions: tuple[str, ...] = ()
    rules: tuple[Rule, ...]


class Policy(Struct, frozen=True, kw_only=True):
    """All packs in force.

    Raises:
        PolicyError: `policy_incomplete` when an indispensable rule is missing: a gate without it would be open.
    """

    packs: tuple[Pack, ...]

    def __post_init__(self) -> None:
        """Refuse to be a gate with a hole."""
        present = {rule.limits for pack in self.packs if not pack.regions for rule in pack.rules if rule.enabled}
        if missing := sorted(INDISPENSABLE - present):
            raise PolicyError(
                f"The policy lacks a rule for {missing[0]}.",
                "Put it back into a pack without regions; until then nothing may be dialed.",
                code="policy_incomplete",
            )

    @property
    def version(self) -> str:
        """Name and version of each pack, for example ``house 2026.1, us-federal 2026.1``."""
        return ", ".join(f"{pack.pack_id} {pack.version}" for pack in self.packs)

    def rules_for(self, regions: frozenset[str]) -> tuple[Rule, ...]:
        """Return the enabled rules for a customer who may be in any of these regions, in the gate's order."""
        return _in_order(self.packs, regions)


def load_policy(directory: Traversable | None = None) -> Policy:
    """Read every ``*.yaml`` of a folder as a pack; without a folder, the packs that come with the program.

    Raises:
        PolicyError: A file is damaged or the packs together are incomplete.
    """
    folder = directory if directory is not None else resources.files("resources") / "policies"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    return Policy(packs=tuple(_load_pack(file) for file in files))


def _load_pack(file: Traversable) -> Pack:
    try:
        return msgspec.yaml.decode(file.read_bytes(), type=Pack)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise PolicyError(f"The policy pack {file.name} is not usable: {error}.", "Correct the field named.") from error


@lru_cache(maxsize=256)
def _in_order(packs: tuple[Pack, ...], regions: frozenset[str]) -> tuple[Rule, ...]:
    rules = [
        rule
        for pack in packs
        if not pack.regions or not regions.isdisjoint(pack.regions)
        for rule in pack.rules
        if rule.enabled
    ]
    rank = {limit: number for number, limit in enumerate(Limit)}
    return tuple(sorted(rules, key=lambda rule: rank[rule.limits]))


@lru_cache(maxsize=256)
def _clock_time(text: str) -> time:
    return time.fromisoformat(text)
