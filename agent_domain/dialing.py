"""The gate: may this number be dialed by this agent, now? Every reason is told, not only the first.

Source: compliance-rules E1-E7; requirements S2-S4, S8, S9, S11, S12, B1, B13, Q3, Q7.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from msgspec import Struct

from agent_domain import hours
from agent_domain.calls import Call
from agent_domain.clock import Instant
from agent_domain.errors import InvalidPhoneNumber, RuleError
from agent_domain.findings import Finding, Severity, explain
from agent_domain.ids import CallId, LeadId, UserId
from agent_domain.leads import Lead
from agent_domain.phone import PhoneNumber, parse_phone, possible_regions, time_zones
from agent_domain.policy import Policy, Rule
from agent_domain.rules import CHECKS, EARLIEST, Scene, attempts_in_day

__all__ = [
    "DialContext",
    "DialDecision",
    "DialPermit",
    "Finding",
    "Severity",
    "attempts_today",
    "customer_zones",
    "explain",
    "may_dial",
    "permit_dial",
]

PERMIT_LIFE_S = 60
AUTHORITIES = frozenset({"permit", "grant"})


class DialDecision(Struct, frozen=True, kw_only=True):
    """The answer of the gate, with all findings: blocks first.

    Attributes:
        allowed_from: When every block has passed by time alone; None if allowed now or if time does not help.
        rules_version: Version of the policy that decided.
    """

    findings: tuple[Finding, ...]
    decided_at: Instant
    rules_version: str
    allowed_from: Instant | None = None

    @property
    def allowed(self) -> bool:
        """Whether no finding blocks."""
        return not any(finding.severity is Severity.BLOCK for finding in self.findings)


class DialContext(Struct, frozen=True, kw_only=True):
    """Everything that the gate may look at; what is missing refuses.

    Attributes:
        phone: As it will be dialed, E.164.
        lead: None for a number that belongs to no lead.
        calls: Every known attempt at this number or person, by anyone.
        agent_id: Who wants to dial.
        facts_as_of: When the do-not-call and consent facts were last known to be true; None: never.
        offline: Whether the server could not be asked; then the lease's grants bind.
        team_name: The agent's team, to tell contacts by others; empty: everyone else counts as others.
    """

    phone: str
    lead: Lead | None
    calls: tuple[Call, ...]
    agent_id: UserId
    now: datetime
    facts_as_of: datetime | None
    offline: bool = False
    team_name: str = ""


class DialPermit(Struct, frozen=True, kw_only=True):
    """What the softphone wants to see before it sends an INVITE: made only by `permit_dial`."""

    call_id: CallId
    lead_id: LeadId
    phone: str
    authority: str
    expires_at: Instant


def may_dial(context: DialContext, policy: Policy) -> DialDecision:
    """Judge a dial by all rules that apply; the strictest of the regions of number and lead wins.

    Raises:
        ValueError: An instant in the context is naive.
    """
    _require_aware(context)
    scene = _look(context)
    rules = policy.rules_for(_regions(scene))
    found = [(rule, finding) for rule in rules for finding in CHECKS[rule.limits](scene, rule)]
    findings = [finding for _, finding in found]
    blocking = [rule for rule, finding in found if finding.severity is Severity.BLOCK]
    findings.sort(key=lambda finding: list(Severity).index(finding.severity))  # stable: E1 order within
    return DialDecision(
        findings=tuple(findings),
        decided_at=scene.now,
        rules_version=policy.version,
        allowed_from=_allowed_from(scene, rules, blocking),
    )


def permit_dial(
    decision: DialDecision, *, call_id: CallId, lead_id: LeadId, phone: str, authority: str, now: datetime
) -> DialPermit:
    """Make the permit that the softphone asks for; it lasts one minute.

    `authority` is ``permit`` (the server said yes) or ``grant`` (an offline grant is spent).

    Raises:
        RuleError: `dial_refused`; the decision blocks.
        ValueError: `authority` is neither, or `now` is naive.
    """
    _aware(now)
    if authority not in AUTHORITIES:
        raise ValueError(f"authority must be permit or grant, not {authority!r}")
    if not decision.allowed:
        first = next(finding for finding in decision.findings if finding.severity is Severity.BLOCK)
        raise RuleError("This dial is not allowed.", explain(first), code="dial_refused")
    expires_at = now.astimezone(UTC) + timedelta(seconds=PERMIT_LIFE_S)
    return DialPermit(call_id=call_id, lead_id=lead_id, phone=phone, authority=authority, expires_at=expires_at)


def customer_zones(lead: Lead | None, phone: str) -> tuple[str, ...]:
    """Return the stated zone of the customer or else every zone that the number allows; empty when unknown.

    Source: compliance-rules E2.
    """
    if lead is not None and lead.time_zone and hours.zone(lead.time_zone) is not None:
        return (lead.time_zone,)
    return time_zones(phone)


def attempts_today(calls: tuple[Call, ...], zones: tuple[str, ...], now: datetime) -> int:
    """Count attempts by anyone on the customer's local day; of several candidate zones the strictest count.

    Without zones the last 24 hours count. `now` must be aware.
    """
    _aware(now)
    return attempts_in_day(calls, _known(zones), now)


def _look(context: DialContext) -> Scene:
    return Scene(
        phone=context.phone,
        number=_number(context.phone),
        lead=context.lead,
        calls=context.calls,
        agent_id=context.agent_id,
        team_name=context.team_name,
        now=context.now.astimezone(UTC),
        facts_as_of=context.facts_as_of,
        offline=context.offline,
        zones=_known(customer_zones(context.lead, context.phone)),
    )


def _regions(scene: Scene) -> frozenset[str]:
    """Return every country whose rules bind: of the number and of the lead."""
    regions = possible_regions(scene.phone)
    return regions | {scene.lead.region.upper()} if scene.lead is not None else regions


def _allowed_from(scene: Scene, rules: tuple[Rule, ...], blocking: list[Rule]) -> datetime | None:
    """Return when every block has passed by time alone: the first instant that suits all timed rules at once."""
    if not blocking or any(rule.limits not in EARLIEST for rule in blocking):
        return None
    timed = [(EARLIEST[rule.limits], rule) for rule in rules if rule.limits in EARLIEST]
    at = scene.now
    while True:
        latest = at
        for earliest, rule in timed:
            passes = earliest(scene, rule, latest)
            if passes is None:
                return None
            latest = passes
        if latest == at:
            break
        at = latest
    consent = scene.lead.consent if scene.lead is not None else None
    ended = consent is not None and consent.expires_at is not None and consent.expires_at <= at
    return None if ended else at


@lru_cache(maxsize=4096)
def _number(phone: str) -> PhoneNumber | None:
    try:
        return parse_phone(phone)
    except InvalidPhoneNumber:
        return None


def _known(zones: tuple[str, ...]) -> tuple[ZoneInfo, ...]:
    return tuple(found for name in zones if (found := hours.zone(name)) is not None)


def _require_aware(context: DialContext) -> None:
    for instant in _instants(context):
        if instant is not None:
            _aware(instant)


def _instants(context: DialContext) -> Iterator[datetime | None]:
    yield context.now
    yield context.facts_as_of
    for call in context.calls:
        yield call.started_at
    if (lead := context.lead) is not None:
        yield lead.complaint_at
        yield lead.number_verified_at
        yield lead.lease.until_at if lead.lease is not None else None
        yield lead.do_not_call.since_at if lead.do_not_call is not None else None
        if lead.consent is not None:
            yield lead.consent.expires_at
            yield lead.consent.withdrawn_at


def _aware(instant: datetime) -> None:
    if instant.tzinfo is None:
        raise ValueError("instants must be aware: a naive datetime has no place on the time line")
