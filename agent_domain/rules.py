"""The checks behind the gate, one small function for each limit that a policy rule may set.

A check looks at the scene and yields what it found; it never looks at another check. The order and the parameters come
from the policy. `EARLIEST` holds the limits that time alone lifts.

Source: compliance-rules E1-E5; requirements B1, B13, S2-S4, S8, S9, S11, S12, T5, Q3, Q7, Q8.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from msgspec import Struct

from agent_domain import hours
from agent_domain.calls import Call, CallType
from agent_domain.findings import MESSAGES, Finding, Severity
from agent_domain.ids import UserId
from agent_domain.leads import Lead, NumberStatus
from agent_domain.phone import PhoneNumber
from agent_domain.policy import Limit, Rule

_DAY = timedelta(days=1)
_LONGEST_PAST = timedelta(hours=48)
"""Attempts older than this are of no local day that still runs anywhere."""

_UNDIALABLE = frozenset({NumberStatus.VACANT, NumberStatus.SUSPENDED, NumberStatus.CANCELLED, NumberStatus.CHANGED})


class Scene(Struct, frozen=True, kw_only=True):
    """What the checks may look at: the context of the dial, with number and zones worked out once.

    Attributes:
        number: None when `phone` is no E.164 number.
        zones: The customer's candidate zones; empty when unknown.
    """

    phone: str
    number: PhoneNumber | None
    lead: Lead | None
    calls: tuple[Call, ...]
    agent_id: UserId
    team_name: str
    now: datetime
    facts_as_of: datetime | None
    offline: bool
    zones: tuple[ZoneInfo, ...]

    def local(self, instant: datetime) -> str:
        """Return an instant as ISO 8601 in the customer's zone, to the second."""
        return instant.astimezone(self.zones[0] if self.zones else UTC).isoformat(timespec="seconds")


Check = Callable[[Scene, Rule], Iterator[Finding]]
Earliest = Callable[[Scene, Rule, datetime], datetime | None]


def attempts_in_day(calls: tuple[Call, ...], zones: tuple[ZoneInfo, ...], at: datetime) -> int:
    """Count the attempts placed by anyone on the customer's local day, in whichever zone gives most.

    Without a zone the last 24 hours count: of two instants within them, some place on earth has both on one day. An
    attempt whose clock claims a later day counts as today's: a wrong clock must not free an attempt.

    Source: S8, Q3, compliance-rules E4.
    """
    starts = _starts(calls, at)
    if not zones:
        return sum(start > at - _DAY for start in starts)
    today = min(hours.start_of_day(at.astimezone(each).date(), each) for each in zones)
    return sum(start >= today for start in starts)


def _starts(calls: tuple[Call, ...], at: datetime) -> list[datetime]:
    """Return when the outgoing attempts began that may count at `at`."""
    since = at - _LONGEST_PAST
    return [call.started_at for call in calls if call.call_type is CallType.OUTBOUND and call.started_at > since]


def _finding(
    rule: Rule, what: str, severity: Severity = Severity.BLOCK, allowed_from: datetime | None = None, **facts: str
) -> Finding:
    return Finding(
        rule_id=rule.rule_id,
        severity=severity,
        message=MESSAGES[what],
        facts=facts,
        source=rule.source,
        allowed_from=allowed_from,
    )


# Hard bars


def _number(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.number is None or scene.number.e164 != scene.phone:
        yield _finding(rule, "number_invalid")


def _number_status(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.lead is not None and scene.lead.number_status in _UNDIALABLE:
        yield _finding(rule, "number_status", status=scene.lead.number_status)


def _number_of_lead(scene: Scene, rule: Rule) -> Iterator[Finding]:
    # else the facts of one lead would open the gate to the number of another
    if scene.lead is not None and scene.lead.phone != scene.phone:
        yield _finding(rule, "number_of_another")


def _lead(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.lead is None:
        yield _finding(rule, "no_lead")


def _opt_out(scene: Scene, rule: Rule) -> Iterator[Finding]:
    mark = scene.lead.do_not_call if scene.lead is not None else None
    if mark is not None and mark.kind == "opt_out":
        yield _finding(rule, "opt_out", since_at=scene.local(mark.since_at), reason=mark.reason)


def _do_not_call(scene: Scene, rule: Rule) -> Iterator[Finding]:
    mark = scene.lead.do_not_call if scene.lead is not None else None
    if mark is not None and mark.kind != "opt_out":
        yield _finding(rule, "do_not_call", kind=mark.kind, since_at=scene.local(mark.since_at), reason=mark.reason)


def _consent_missing(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.lead is not None and (scene.lead.consent is None or not scene.lead.consent.source.strip()):
        yield _finding(rule, "consent_missing")


def _consent_withdrawn(scene: Scene, rule: Rule) -> Iterator[Finding]:
    consent = scene.lead.consent if scene.lead is not None else None
    if consent is not None and consent.withdrawn_at is not None:
        yield _finding(rule, "consent_withdrawn", withdrawn_at=scene.local(consent.withdrawn_at))


def _consent_expired(scene: Scene, rule: Rule) -> Iterator[Finding]:
    consent = scene.lead.consent if scene.lead is not None else None
    if consent is not None and consent.expires_at is not None and consent.expires_at <= scene.now:
        yield _finding(rule, "consent_expired", source=consent.source, expires_at=scene.local(consent.expires_at))


def _complaint(scene: Scene, rule: Rule) -> Iterator[Finding]:
    earliest = _complaint_passes(scene, rule, scene.now)
    if earliest != scene.now and scene.lead is not None and scene.lead.complaint_at is not None:
        complained = scene.local(scene.lead.complaint_at)
        yield _finding(
            rule, "complaint", allowed_from=earliest, complaint_at=complained, days=str(rule.parameters.days)
        )


# The right to work the lead


def _lease_missing(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.lead is not None and scene.lead.lease is None:
        yield _finding(rule, "lease_missing")


def _lease_other(scene: Scene, rule: Rule) -> Iterator[Finding]:
    lease = scene.lead.lease if scene.lead is not None else None
    if lease is not None and lease.agent_id != scene.agent_id:
        yield _finding(rule, "lease_other", until_at=scene.local(lease.until_at))


def _lease_expired(scene: Scene, rule: Rule) -> Iterator[Finding]:
    lease = scene.lead.lease if scene.lead is not None else None
    if lease is not None and lease.agent_id == scene.agent_id and lease.until_at <= scene.now:
        yield _finding(rule, "lease_expired", until_at=scene.local(lease.until_at))


def _grants(scene: Scene, rule: Rule) -> Iterator[Finding]:
    lease = scene.lead.lease if scene.lead is not None else None
    if not scene.offline or lease is None:
        return
    spent = tuple(call for call in scene.calls if call.agent_id == scene.agent_id and call.authority == "grant")
    if attempts_in_day(spent, scene.zones, scene.now) >= lease.grants:
        yield _finding(rule, "grants_spent", grants=str(lease.grants))


# Stale data


def _facts_age(scene: Scene, rule: Rule) -> Iterator[Finding]:
    most_hours = rule.parameters.hours or 0
    if scene.facts_as_of is None:
        yield _finding(rule, "facts_never")
    elif scene.now - scene.facts_as_of > timedelta(hours=most_hours):
        yield _finding(rule, "facts_stale", known_at=scene.local(scene.facts_as_of), hours=str(most_hours))


def _clock(scene: Scene, rule: Rule) -> Iterator[Finding]:
    tolerance_minutes = rule.parameters.minutes or 0
    if scene.facts_as_of is not None and scene.facts_as_of - scene.now > timedelta(minutes=tolerance_minutes):
        yield _finding(rule, "clock_doubt", minutes=str(tolerance_minutes))


# Place and time


def _zone(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if not scene.zones:
        yield _finding(rule, "zone_unknown")


def _calling_hours(scene: Scene, rule: Rule) -> Iterator[Finding]:
    shut = next((each for each in scene.zones if not hours.is_open(rule.window, scene.now, each)), None)
    if shut is not None and _bound(scene, rule):
        yield _finding(
            rule,
            "outside_hours",
            allowed_from=_hours_pass(scene, rule, scene.now),
            local_at=scene.now.astimezone(shut).isoformat(timespec="seconds"),
            zone=shut.key,
            opens=f"{rule.window[0]:%H:%M}",
            closes=f"{rule.window[1]:%H:%M}",
        )


def _attempts_per_day(scene: Scene, rule: Rule) -> Iterator[Finding]:
    limit = rule.parameters.attempts or 0
    attempts = attempts_in_day(scene.calls, scene.zones, scene.now)
    if attempts >= limit and _bound(scene, rule):
        passes = _cap_passes(scene, rule, scene.now)
        yield _finding(rule, "cap_reached", allowed_from=passes, attempts=str(attempts), limit=str(limit))


# Soft warnings


def _risk(scene: Scene, rule: Rule) -> Iterator[Finding]:
    for signal in scene.lead.risk_signals if scene.lead is not None else ():
        yield _finding(rule, "risk", Severity.WARN, kind=signal.kind, text=signal.text)


def _number_range(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.number is not None and not scene.number.is_valid:
        yield _finding(rule, "number_doubtful", Severity.WARN)


def _number_age(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.lead is None:
        return
    verified_at = scene.lead.number_verified_at
    if verified_at is None:
        yield _finding(rule, "number_unverified", Severity.NOTE)
    elif (age := scene.now - verified_at) > timedelta(days=rule.parameters.days or 0):
        verified = scene.local(verified_at)
        yield _finding(rule, "number_verified_long_ago", Severity.WARN, verified_at=verified, days=str(age.days))


def _number_region(scene: Scene, rule: Rule) -> Iterator[Finding]:
    if scene.lead is None or scene.number is None or not scene.lead.region or not scene.number.region:
        return
    if scene.lead.region.upper() != scene.number.region:
        yield _finding(
            rule, "region_differs", Severity.WARN, region=scene.lead.region, number_region=scene.number.region
        )


def _recent_contact(scene: Scene, rule: Rule) -> Iterator[Finding]:
    since = scene.now - timedelta(hours=rule.parameters.hours or 0)
    foreign = [call for call in scene.calls if call.started_at > since and _is_foreign(call, scene)]
    if foreign:
        last = max(foreign, key=lambda call: call.started_at)
        what = "recent_contact" if last.team_name else "recent_contact_of_agent"
        called = scene.local(last.started_at)
        yield _finding(rule, what, Severity.WARN, name=last.agent_name, team=last.team_name, called_at=called)


def _is_foreign(call: Call, scene: Scene) -> bool:
    if scene.team_name and call.team_name:
        return call.team_name != scene.team_name
    return call.agent_id != scene.agent_id


# What time lifts: each returns the first instant, not before `at`, at which the rule passes, or None


def _complaint_passes(scene: Scene, rule: Rule, at: datetime) -> datetime | None:
    if scene.lead is None or scene.lead.complaint_at is None or not _bound(scene, rule):
        return at
    return max(at, scene.lead.complaint_at + timedelta(days=rule.parameters.days or 0))


def _hours_pass(scene: Scene, rule: Rule, at: datetime) -> datetime | None:
    if not scene.zones or not _bound(scene, rule):
        return at
    return hours.first_common_opening(rule.window, at, scene.zones)


def _cap_passes(scene: Scene, rule: Rule, at: datetime) -> datetime | None:
    limit = rule.parameters.attempts or 0
    starts = sorted(_starts(scene.calls, at), reverse=True)
    if len(starts) < limit or not _bound(scene, rule):
        return at
    filling = starts[limit - 1]  # its day must be over; younger attempts are fewer than the cap
    if not scene.zones:
        return max(at, filling + _DAY)
    return max(at, *(hours.start_of_day(filling.astimezone(each).date() + _DAY, each) for each in scene.zones))


def _bound(scene: Scene, rule: Rule) -> bool:
    """Whether the rule binds this kind of campaign; without a lead the kind is unknown, and it binds."""
    kinds = rule.parameters.campaign_kinds
    return not kinds or scene.lead is None or scene.lead.campaign_kind in kinds


CHECKS: dict[Limit, Check] = {
    Limit.NUMBER: _number,
    Limit.NUMBER_STATUS: _number_status,
    Limit.NUMBER_OF_LEAD: _number_of_lead,
    Limit.LEAD: _lead,
    Limit.DO_NOT_CALL: _do_not_call,
    Limit.OPT_OUT: _opt_out,
    Limit.CONSENT_MISSING: _consent_missing,
    Limit.CONSENT_WITHDRAWN: _consent_withdrawn,
    Limit.CONSENT_EXPIRED: _consent_expired,
    Limit.COMPLAINT: _complaint,
    Limit.LEASE_MISSING: _lease_missing,
    Limit.LEASE_OTHER: _lease_other,
    Limit.LEASE_EXPIRED: _lease_expired,
    Limit.GRANTS: _grants,
    Limit.FACTS_AGE: _facts_age,
    Limit.CLOCK: _clock,
    Limit.ZONE: _zone,
    Limit.CALLING_HOURS: _calling_hours,
    Limit.ATTEMPTS_PER_DAY: _attempts_per_day,
    Limit.RISK: _risk,
    Limit.NUMBER_RANGE: _number_range,
    Limit.NUMBER_AGE: _number_age,
    Limit.NUMBER_REGION: _number_region,
    Limit.RECENT_CONTACT: _recent_contact,
}

EARLIEST: dict[Limit, Earliest] = {
    Limit.COMPLAINT: _complaint_passes,
    Limit.CALLING_HOURS: _hours_pass,
    Limit.ATTEMPTS_PER_DAY: _cap_passes,
}
