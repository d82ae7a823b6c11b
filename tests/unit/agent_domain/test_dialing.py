"""The gate, rule by rule."""

import time as wall
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest

from agent_domain.calls import CallType
from agent_domain.dialing import (
    DialContext,
    DialDecision,
    Severity,
    attempts_today,
    customer_zones,
    explain,
    may_dial,
    permit_dial,
)
from agent_domain.errors import RuleError
from agent_domain.findings import MESSAGES, Finding
from agent_domain.ids import CallId
from agent_domain.leads import CampaignKind, Consent, DoNotCall, Lease, NumberStatus, RiskSignal
from agent_domain.policy import Limit, Parameters, Policy, load_policy
from agent_domain.rules import CHECKS
from tests.unit.agent_domain.builders import COLLEAGUE, LEAD_ID, ME, NOON, PHONE, make_call, make_context, make_lead

POLICY = load_policy()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALL_ID = CallId(UUID(int=500))
NEXT_MIDNIGHT_9 = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)  # Saturday 09:00 in Shanghai


def judge(context: DialContext) -> DialDecision:
    return may_dial(context, POLICY)


def ids(decision: DialDecision, severity: Severity | None = Severity.BLOCK) -> list[str]:
    return [finding.rule_id for finding in decision.findings if severity in (None, finding.severity)]


def with_lead(**changes: Any) -> DialContext:
    return make_context(make_lead(**changes))


def test_a_clean_lead_may_be_dialed() -> None:
    decision = judge(make_context())
    assert decision.allowed
    assert decision.findings == ()
    assert decision.allowed_from is None
    assert decision.decided_at == NOON
    assert decision.rules_version == POLICY.version


BLOCKS = [
    ("HOUSE-NUMBER-INVALID", make_context(make_lead(phone="13800138000"), phone="13800138000")),
    ("HOUSE-NUMBER-INVALID", make_context(make_lead(phone="+86 13800138000"), phone="+86 13800138000")),
    ("HOUSE-NUMBER-STATUS", with_lead(number_status=NumberStatus.VACANT)),
    ("HOUSE-NUMBER-STATUS", with_lead(number_status=NumberStatus.SUSPENDED)),
    ("HOUSE-NUMBER-STATUS", with_lead(number_status=NumberStatus.CANCELLED)),
    ("HOUSE-NUMBER-STATUS", with_lead(number_status=NumberStatus.CHANGED)),
    ("HOUSE-NUMBER-OTHER", make_context(phone="+8613900139000")),
    ("NO-LEAD", msgspec.structs.replace(make_context(), lead=None)),
    ("HOUSE-DO-NOT-CALL", with_lead(do_not_call=DoNotCall(kind="national", since_at=NOON))),
    ("HOUSE-DO-NOT-CALL", with_lead(do_not_call=DoNotCall(kind="internal", since_at=NOON))),
    ("HOUSE-DO-NOT-CALL", with_lead(do_not_call=DoNotCall(kind="campaign", since_at=NOON))),
    ("HOUSE-DO-NOT-CALL", with_lead(do_not_call=DoNotCall(kind="a kind of tomorrow", since_at=NOON + DAY))),
    ("HOUSE-OPT-OUT", with_lead(do_not_call=DoNotCall(kind="opt_out", since_at=NOON - 9000 * DAY))),
    ("HOUSE-CONSENT-MISSING", with_lead(consent=None)),
    ("HOUSE-CONSENT-MISSING", with_lead(consent=Consent(source="  "))),
    ("HOUSE-CONSENT-WITHDRAWN", with_lead(consent=Consent(source="form", withdrawn_at=NOON + DAY))),
    ("HOUSE-CONSENT-EXPIRED", with_lead(consent=Consent(source="form", expires_at=NOON))),
    ("HOUSE-LEASE-MISSING", with_lead(lease=None)),
    ("HOUSE-LEASE-OTHER", with_lead(lease=Lease(agent_id=COLLEAGUE, until_at=NOON + HOUR, grants=2))),
    ("HOUSE-LEASE-OTHER", with_lead(lease=Lease(agent_id=COLLEAGUE, until_at=NOON - HOUR, grants=2))),
    ("HOUSE-LEASE-EXPIRED", with_lead(lease=Lease(agent_id=ME, until_at=NOON, grants=2))),
    ("HOUSE-FACTS-STALE", make_context(facts_as_of=None)),
    ("HOUSE-FACTS-STALE", make_context(facts_as_of=NOON - DAY - timedelta(seconds=1))),
    ("HOUSE-CLOCK", make_context(facts_as_of=NOON + timedelta(minutes=5, seconds=1))),
]


@pytest.mark.parametrize(("rule_id", "context"), BLOCKS)
def test_a_bar_that_time_does_not_lift(rule_id: str, context: DialContext) -> None:
    decision = judge(context)
    assert rule_id in ids(decision)
    assert not decision.allowed
    assert decision.allowed_from is None
    finding = next(finding for finding in decision.findings if finding.rule_id == rule_id)
    assert finding.source
    assert finding.allowed_from is None
    assert "{" not in explain(finding)


@pytest.mark.parametrize(
    "context",
    [
        with_lead(number_status=NumberStatus.UNKNOWN),
        with_lead(consent=Consent(source="form", expires_at=NOON + timedelta(seconds=1))),
        with_lead(lease=Lease(agent_id=ME, until_at=NOON + timedelta(seconds=1), grants=0)),
        with_lead(complaint_at=NOON - 90 * DAY),
        with_lead(complaint_at=NOON - DAY, campaign_kind=CampaignKind.SERVICE),
        make_context(facts_as_of=NOON - DAY),
        make_context(facts_as_of=NOON + timedelta(minutes=5)),
        make_context(calls=(make_call(),)),
        make_context(calls=tuple(make_call(call_type=CallType.INBOUND) for _ in range(5))),
        make_context(calls=tuple(make_call(NOON - DAY) for _ in range(5))),
        make_context(offline=True, calls=(make_call(authority="grant"),)),
    ],
)
def test_just_inside_the_limit_nothing_blocks(context: DialContext) -> None:
    assert judge(context).allowed


def test_all_blocks_are_told_at_once_in_the_order_of_the_rules() -> None:
    lead = make_lead(
        do_not_call=DoNotCall(kind="opt_out", since_at=NOON),
        consent=None,
        complaint_at=NOON,
        number_status=NumberStatus.VACANT,
        lease=None,
        risk_signals=(RiskSignal(kind="frequent_calls", text="Dislikes frequent calls"),),
        number_verified_at=None,
    )
    night = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
    decision = judge(make_context(lead, now=night, facts_as_of=None, calls=(make_call(night), make_call(night))))
    assert ids(decision, None) == [
        "HOUSE-OPT-OUT", "HOUSE-CONSENT-MISSING", "HOUSE-COMPLAINT-90", "HOUSE-NUMBER-STATUS", "HOUSE-LEASE-MISSING",
        "HOUSE-FACTS-STALE", "HOUSE-WINDOW", "HOUSE-CAP-2", "HOUSE-RISK", "HOUSE-NUMBER-AGE",
    ]  # fmt: skip
    assert decision.allowed_from is None  # time alone does not bring consent


def test_a_complaint_rests_ninety_days_and_then_waits_for_the_window() -> None:
    complaint_at = datetime(2026, 11, 1, 22, 30, tzinfo=UTC)
    decision = judge(with_lead(complaint_at=complaint_at))
    (finding,) = decision.findings
    assert finding.rule_id == "HOUSE-COMPLAINT-90"
    assert finding.allowed_from == complaint_at + 90 * DAY
    assert finding.facts == {"complaint_at": "2026-11-02T06:30:00+08:00", "days": "90"}
    assert decision.allowed_from == datetime(2027, 1, 31, 1, 0, tzinfo=UTC)  # 06:30 is too early: 09:00 in Shanghai


def test_a_bar_that_outlasts_the_consent_is_not_lifted_by_time() -> None:
    consent = Consent(source="form", expires_at=NOON + 30 * DAY)
    assert judge(with_lead(complaint_at=NOON, consent=consent)).allowed_from is None


@pytest.mark.parametrize(
    ("now", "blocked", "allowed_from"),
    [
        ("2026-11-20T00:59:59+00:00", True, "2026-11-20T01:00:00+00:00"),
        ("2026-11-20T01:00:00+00:00", False, None),
        ("2026-11-20T11:59:59+00:00", False, None),
        ("2026-11-20T12:00:00+00:00", True, "2026-11-21T01:00:00+00:00"),
    ],
)
def test_the_window_opens_at_nine_and_closes_at_eight(now: str, blocked: bool, allowed_from: str | None) -> None:
    at = datetime.fromisoformat(now)
    lead = make_lead(lease=Lease(agent_id=ME, until_at=at + HOUR, grants=1))
    decision = judge(make_context(lead, now=at, facts_as_of=at))
    assert (ids(decision) == ["HOUSE-WINDOW"]) == blocked
    assert decision.allowed_from == (datetime.fromisoformat(allowed_from) if allowed_from else None)


def american(now: str, **changes: Any) -> DialContext:
    at = datetime.fromisoformat(now)
    lead = make_lead(
        phone="+12025550123", region="US", lease=Lease(agent_id=ME, until_at=at + HOUR, grants=1), **changes
    )
    return make_context(lead, phone=lead.phone, now=at, facts_as_of=at)


def test_the_law_of_the_numbers_country_is_judged_beside_the_house() -> None:
    decision = judge(american("2026-07-01T11:30:00+00:00"))  # 07:30 in Washington
    assert ids(decision) == ["HOUSE-WINDOW", "US-HOURS"]
    assert decision.allowed_from == datetime(2026, 7, 1, 13, 0, tzinfo=UTC)  # the stricter one
    assert decision.findings[1].allowed_from == datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
    assert decision.findings[1].facts == {
        "local_at": "2026-07-01T07:30:00-04:00", "zone": "America/New_York", "opens": "08:00", "closes": "21:00",
    }  # fmt: skip


def test_the_region_of_the_lead_binds_as_well_as_that_of_the_number() -> None:
    decision = judge(make_context(make_lead(region="us"), now=NOON + 10 * HOUR, facts_as_of=NOON))
    assert {"HOUSE-WINDOW", "US-HOURS"} <= set(ids(decision))


def test_all_candidate_zones_must_be_inside() -> None:
    alaska = "+19075550123"
    assert customer_zones(None, alaska) == ("America/Adak", "America/Anchorage")
    at = datetime(2026, 7, 1, 17, 30, tzinfo=UTC)  # 09:30 in Anchorage, 08:30 in Adak
    lead = make_lead(phone=alaska, region="US", lease=Lease(agent_id=ME, until_at=at + HOUR, grants=1))
    decision = judge(make_context(lead, phone=alaska, now=at, facts_as_of=at))
    assert ids(decision) == ["HOUSE-WINDOW"]
    assert decision.findings[0].facts["zone"] == "America/Adak"
    assert decision.allowed_from == datetime(2026, 7, 1, 18, 0, tzinfo=UTC)
    stated = msgspec.structs.replace(lead, time_zone="America/Anchorage")
    assert judge(make_context(stated, phone=alaska, now=at, facts_as_of=at)).allowed


def test_a_number_that_is_everywhere_is_never_in_the_window() -> None:
    toll_free = "+18002345678"
    lead = make_lead(phone=toll_free, region="US")
    # In summer Guam closes before Newfoundland opens; in winter half an hour is left.
    summer = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
    decision = judge(make_context(lead, phone=toll_free, now=summer, facts_as_of=summer))
    assert "HOUSE-WINDOW" in ids(decision)
    assert decision.allowed_from is None
    assert len(customer_zones(lead, toll_free)) > 30


def test_an_unknown_zone_blocks_until_it_is_stated() -> None:
    unknown = "+15551234567"
    lead = make_lead(phone=unknown, region="US")
    decision = judge(make_context(lead, phone=unknown))
    assert ids(decision) == ["HOUSE-ZONE-UNKNOWN"]
    assert decision.allowed_from is None
    stated = msgspec.structs.replace(lead, time_zone="Asia/Shanghai")
    assert judge(make_context(stated, phone=unknown)).allowed
    junk = msgspec.structs.replace(lead, time_zone="Mars/Olympus")
    assert ids(judge(make_context(junk, phone=unknown))) == ["HOUSE-ZONE-UNKNOWN"]
    assert customer_zones(junk, PHONE) == ("Asia/Shanghai",)  # the number still tells


def test_the_third_attempt_of_the_day_waits_for_tomorrow() -> None:
    calls = (make_call(agent_id=COLLEAGUE), make_call(technical_failure=True))
    decision = judge(make_context(calls=calls))
    (finding,) = [finding for finding in decision.findings if finding.severity is Severity.BLOCK]
    assert finding.rule_id == "HOUSE-CAP-2"
    assert finding.facts == {"attempts": "2", "limit": "2"}
    assert finding.allowed_from == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # midnight in Shanghai
    assert decision.allowed_from == NEXT_MIDNIGHT_9


def test_the_day_is_the_customers_and_the_strictest_zone_counts() -> None:
    yesterday_in_berlin = datetime(2026, 11, 20, 22, 30, tzinfo=UTC)
    now = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    calls = (make_call(yesterday_in_berlin),)
    assert attempts_today(calls, ("Europe/Berlin",), now) == 0
    assert attempts_today(calls, ("Europe/Berlin", "Europe/London", "America/New_York"), now) == 0
    assert attempts_today(calls, ("Europe/Berlin", "Europe/Moscow"), now) == 1  # 01:30 of the same day there
    assert attempts_today(calls, (), now) == 1
    ahead = (make_call(now + DAY),)  # a clock that runs ahead frees nothing
    assert attempts_today(ahead, ("Europe/Berlin",), now) == 1


def test_a_cap_without_a_zone_is_counted_for_the_whole_earth() -> None:
    lead = make_lead(phone="+15551234567")
    calls = (make_call(NOON - 20 * HOUR), make_call(NOON - 20 * HOUR))
    decision = judge(make_context(lead, phone=lead.phone, calls=calls))
    assert {"HOUSE-ZONE-UNKNOWN", "HOUSE-CAP-2"} <= set(ids(decision))


def test_a_rule_for_some_campaigns_leaves_the_others_alone() -> None:
    house, *others = POLICY.packs
    only_care = Parameters(opens="11:00", closes="12:00", attempts=1, campaign_kinds=(CampaignKind.CARE,))
    rules = [
        msgspec.structs.replace(house.rules[0], rule_id=f"CARE-{limit}", limits=limit, parameters=only_care)
        for limit in (Limit.CALLING_HOURS, Limit.ATTEMPTS_PER_DAY)
    ]
    policy = Policy(packs=(msgspec.structs.replace(house, rules=(*house.rules, *rules)), *others))
    calls = (make_call(), make_call())
    marketing, care = make_context(calls=calls), make_context(make_lead(campaign_kind=CampaignKind.CARE), calls=calls)
    assert ids(may_dial(marketing, policy)) == ["HOUSE-CAP-2"]
    assert may_dial(marketing, policy).allowed_from == NEXT_MIDNIGHT_9
    assert set(ids(may_dial(care, policy))) == {"CARE-calling_hours", "HOUSE-CAP-2", "CARE-attempts_per_day"}
    assert may_dial(care, policy).allowed_from == NEXT_MIDNIGHT_9 + 2 * HOUR  # tomorrow at eleven
    unknown = msgspec.structs.replace(marketing, lead=None)
    assert "CARE-attempts_per_day" in ids(may_dial(unknown, policy))  # an unknown campaign may be any


def test_offline_dials_spend_the_grants_of_the_lease() -> None:
    lead = make_lead(lease=Lease(agent_id=ME, until_at=NOON + HOUR, grants=1))
    grant_call = make_call(authority="grant")
    assert judge(make_context(lead, offline=True)).allowed
    decision = judge(make_context(lead, offline=True, calls=(grant_call,)))
    assert ids(decision) == ["HOUSE-GRANTS"]
    assert explain(decision.findings[0]).startswith("The server cannot be asked, and the 1 offline attempts")
    assert judge(make_context(lead, calls=(grant_call,))).allowed  # online the server decides
    by_permit = make_call(authority="permit")
    by_another = make_call(authority="grant", agent_id=COLLEAGUE)
    assert "HOUSE-GRANTS" not in ids(judge(make_context(lead, offline=True, calls=(by_permit, by_another))))
    no_grants = make_lead(lease=Lease(agent_id=ME, until_at=NOON + HOUR, grants=0))
    assert ids(judge(make_context(no_grants, offline=True))) == ["HOUSE-GRANTS"]
    assert ids(judge(make_context(make_lead(lease=None), offline=True))) == ["HOUSE-LEASE-MISSING"]


WARNINGS = [
    ("HOUSE-NUMBER-DOUBTFUL", Severity.WARN, {"phone": "+8613800138", "time_zone": "Asia/Shanghai"}, {}),
    ("HOUSE-NUMBER-AGE", Severity.NOTE, {"number_verified_at": None}, {}),
    ("HOUSE-NUMBER-AGE", Severity.WARN, {"number_verified_at": NOON - 91 * DAY}, {}),
    ("HOUSE-NUMBER-REGION", Severity.WARN, {"region": "RU"}, {}),
    ("HOUSE-RECENT-CONTACT", Severity.WARN, {}, {"calls": (make_call(team_name="Service"),)}),
    ("HOUSE-RECENT-CONTACT", Severity.WARN, {}, {"calls": (make_call(team_name="", agent_id=COLLEAGUE),)}),
    ("HOUSE-RECENT-CONTACT", Severity.WARN, {}, {"team_name": "", "calls": (make_call(agent_id=COLLEAGUE),)}),
]


@pytest.mark.parametrize(("rule_id", "severity", "lead", "context"), WARNINGS)
def test_a_warning_does_not_block(
    rule_id: str, severity: Severity, lead: dict[str, Any], context: dict[str, Any]
) -> None:
    made = make_lead(**lead)
    decision = judge(make_context(made, **({"phone": made.phone} | context)))
    assert ids(decision, None) == [rule_id]
    assert decision.findings[0].severity is severity
    assert decision.allowed
    assert decision.allowed_from is None
    assert "{" not in explain(decision.findings[0])


@pytest.mark.parametrize(
    "context",
    [
        with_lead(number_verified_at=NOON - 90 * DAY),
        with_lead(region=""),
        with_lead(region="cn"),
        make_context(calls=(make_call(agent_id=COLLEAGUE),)),  # same team
        make_context(calls=(make_call(NOON - DAY, team_name="Service"),)),
        make_context(team_name="", calls=(make_call(),)),
    ],
)
def test_no_warning_without_reason(context: DialContext) -> None:
    assert judge(context).findings == ()


def test_each_risk_signal_warns_in_its_own_words() -> None:
    signals = (RiskSignal(kind="words", text="Dislikes “guaranteed”"), RiskSignal(kind="tone", text="{odd} text"))
    decision = judge(with_lead(risk_signals=signals))
    assert decision.allowed
    assert [explain(finding) for finding in decision.findings] == [signal.text for signal in signals]


@pytest.mark.parametrize(
    ("lead", "context"),
    [
        ({}, {"now": NOON.replace(tzinfo=None)}),
        ({}, {"facts_as_of": NOON.replace(tzinfo=None)}),
        ({}, {"calls": (make_call(NOON.replace(tzinfo=None)),)}),
        ({"complaint_at": NOON.replace(tzinfo=None)}, {}),
        ({"number_verified_at": NOON.replace(tzinfo=None)}, {}),
        ({"lease": Lease(agent_id=ME, until_at=NOON.replace(tzinfo=None), grants=1)}, {}),
        ({"do_not_call": DoNotCall(kind="internal", since_at=NOON.replace(tzinfo=None))}, {}),
        ({"consent": Consent(source="form", expires_at=NOON.replace(tzinfo=None))}, {}),
        ({"consent": Consent(source="form", withdrawn_at=NOON.replace(tzinfo=None))}, {}),
    ],
)
def test_naive_instants_stop_at_the_door(lead: dict[str, Any], context: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="aware"):
        judge(make_context(make_lead(**lead), **context))


def test_instants_in_any_zone_are_judged_as_utc() -> None:
    decision = judge(make_context(now=NOON.astimezone(ZoneInfo("Asia/Tokyo"))))
    assert decision.decided_at.tzinfo is UTC


def test_a_permit_is_made_only_of_a_yes() -> None:
    made: Any = {"call_id": CALL_ID, "lead_id": LEAD_ID, "phone": PHONE, "authority": "permit", "now": NOON}
    permit = permit_dial(judge(make_context()), **made)
    assert (permit.call_id, permit.phone, permit.expires_at) == (CALL_ID, PHONE, NOON + timedelta(seconds=60))
    with pytest.raises(RuleError) as caught:
        permit_dial(judge(with_lead(consent=None, region="RU")), **made)
    assert (caught.value.code, caught.value.message) == (
        "dial_refused",
        "There is no recorded consent to call this person.",
    )
    with pytest.raises(ValueError, match="authority"):
        permit_dial(judge(make_context()), **{**made, "authority": "because"})
    with pytest.raises(ValueError, match="aware"):
        permit_dial(judge(make_context()), **{**made, "now": NOON.replace(tzinfo=None)})


def test_a_decision_travels() -> None:
    decision = judge(with_lead(complaint_at=NOON - DAY))
    assert msgspec.json.decode(msgspec.json.encode(decision), type=DialDecision) == decision


def test_a_sentence_with_a_missing_fact_stays_readable() -> None:
    facts = {"a": "1", "b_at": "?"}
    finding = Finding(rule_id="X", severity=Severity.NOTE, message="{a} since {b_at}, {c}", facts=facts)
    assert explain(finding) == "1 since ?, {c}"


def test_every_sentence_is_used_and_ends_as_one() -> None:
    assert all(text.endswith(".") or text == "{text}" for text in MESSAGES.values())
    assert len(CHECKS) == len(set(CHECKS.values()))


def test_the_gate_is_quick() -> None:
    """Within a millisecond (performance 2); the median, for a machine may be busy: the benchmark tells the rest."""
    history = tuple(make_call(NOON - n * HOUR) for n in range(20))
    contexts = [make_context(calls=history), american("2026-07-01T11:30:00+00:00")]
    for number, region in (("+79161234567", "RU"), ("+18002345678", "US")):  # 16 and 42 candidate zones
        contexts.append(make_context(make_lead(phone=number, region=region), phone=number, calls=history))
    assert min(_median_ms(contexts) for _ in range(3)) <= 1.0


def _median_ms(contexts: list[DialContext]) -> float:
    took = []
    for _ in range(50):
        for context in contexts:
            begun = wall.perf_counter()
            may_dial(context, POLICY)
            took.append(1000 * (wall.perf_counter() - begun))
    return sorted(took)[len(took) // 2]
