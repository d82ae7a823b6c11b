"""What must hold of the gate for every combination of facts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from agent_domain.dialing import DialContext, Severity, may_dial
from agent_domain.ids import CallId
from agent_domain.leads import CampaignKind, Consent, DoNotCall, Lead, Lease, NumberStatus
from agent_domain.policy import load_policy
from tests.unit.agent_domain.builders import COLLEAGUE, ME, NOON, instants, make_call, make_context, make_lead
from tests.unit.agent_domain.test_hours import ZONES

POLICY = load_policy()
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
PHONES = ["+8613800138000", "+12025550123", "+15551234567", "+79161234567", "+18002345678", "+493012345678", "nonsense"]

moments = instants(2020, 2036)
near = st.timedeltas(-4 * DAY, 4 * DAY).map(lambda delta: delta - delta % SECOND)
marks = st.builds(
    DoNotCall, kind=st.sampled_from(["opt_out", "internal", "national", "campaign", "?"]), since_at=st.just(NOON)
)


@st.composite
def contexts(draw: st.DrawFn, zones: list[str] | None = None) -> DialContext:
    """Anything from a clean dial to a hopeless one, in any zone and season."""
    now = draw(moments)
    phone = draw(st.sampled_from(PHONES))

    def some(instant: st.SearchStrategy[timedelta] = near) -> datetime | None:
        return draw(st.none() | instant.map(lambda delta: now + delta))

    consent = draw(st.sampled_from(["form", "agreed on the phone", ""]))
    lease_end = some()
    lead = make_lead(
        phone=phone,
        region=draw(st.sampled_from(["", "CN", "US", "RU"])),
        time_zone=draw(st.sampled_from(zones or ["", "Asia/Shanghai", "America/New_York", "nowhere"])),
        campaign_kind=draw(st.sampled_from(CampaignKind)),
        number_status=draw(st.sampled_from(NumberStatus)),
        number_verified_at=some(),
        consent=Consent(source=consent, expires_at=some(), withdrawn_at=some()),
        complaint_at=some(st.timedeltas(-120 * DAY, timedelta())),
        lease=lease_end and Lease(agent_id=ME, until_at=lease_end, grants=draw(st.integers(0, 3))),
    )
    calls = tuple(
        make_call(
            now - back,
            call_id=CallId(UUID(int=number)),
            agent_id=draw(st.sampled_from([ME, COLLEAGUE])),
            authority=draw(st.sampled_from(["permit", "grant"])),
        )
        for number, back in enumerate(draw(st.lists(st.timedeltas(timedelta(), 3 * DAY), max_size=5)))
    )
    return make_context(lead, phone=phone, now=now, calls=calls, facts_as_of=some(), offline=draw(st.booleans()))


@given(contexts(), marks)
def test_a_do_not_call_number_is_never_allowed(context: DialContext, mark: DoNotCall) -> None:
    assert context.lead is not None
    decision = may_dial(replace(context, lead=replace(context.lead, do_not_call=mark)), POLICY)
    assert not decision.allowed
    assert decision.allowed_from is None


def of_lead(change: Callable[[Lead, datetime], Lead]) -> Callable[[DialContext], DialContext]:
    return lambda context: replace(context, lead=change(context.lead, context.now))  # type: ignore[arg-type]


RESTRICTIONS: list[Callable[[DialContext], DialContext]] = [
    of_lead(lambda lead, now: replace(lead, do_not_call=DoNotCall(kind="internal", since_at=now))),
    of_lead(lambda lead, now: replace(lead, consent=None)),
    of_lead(lambda lead, now: replace(lead, consent=Consent(source="form", expires_at=now))),
    of_lead(lambda lead, now: replace(lead, consent=Consent(source="form", withdrawn_at=now))),
    of_lead(lambda lead, now: replace(lead, complaint_at=now)),
    of_lead(lambda lead, now: replace(lead, number_status=NumberStatus.VACANT)),
    of_lead(lambda lead, now: replace(lead, lease=None)),
    of_lead(lambda lead, now: replace(lead, lease=Lease(agent_id=COLLEAGUE, until_at=now + DAY, grants=9))),
    of_lead(lambda lead, now: replace(lead, phone="+4915112345678")),
    lambda context: replace(context, lead=None),
    lambda context: replace(context, facts_as_of=None),
    lambda context: replace(context, offline=True),
    lambda context: replace(context, calls=(*context.calls, make_call(context.now))),
    lambda context: replace(context, calls=(*context.calls, make_call(context.now - timedelta(hours=20)))),
]


@given(contexts(), st.sampled_from(RESTRICTIONS))
def test_a_restricting_fact_never_turns_a_block_into_a_yes(
    context: DialContext, restrict: Callable[[DialContext], DialContext]
) -> None:
    if not may_dial(context, POLICY).allowed:
        assert not may_dial(restrict(context), POLICY).allowed


@given(contexts())
def test_blocks_come_first_and_the_answer_is_the_same_again(context: DialContext) -> None:
    decision = may_dial(context, POLICY)
    severities = [finding.severity for finding in decision.findings]
    assert severities == sorted(severities, key=list(Severity).index)
    assert may_dial(context, POLICY) == decision
    assert decision.allowed_from is None or (not decision.allowed and decision.allowed_from > context.now)


@settings(max_examples=300)
@given(contexts(zones=ZONES))
def test_the_first_allowed_instant_is_exact(context: DialContext) -> None:
    """One second earlier blocks, that second passes; a sync and a renewed lease in between are taken for granted."""
    assert context.lead is not None
    lead = replace(
        context.lead,
        phone="+12025550123",
        number_status=NumberStatus.VALID,
        consent=Consent(source="form"),
    )
    context = replace(context, lead=lead, phone=lead.phone, offline=False)

    def at(moment: datetime) -> DialContext:
        renewed = replace(lead, lease=Lease(agent_id=ME, until_at=moment + DAY, grants=2))
        return replace(context, lead=renewed, now=moment, facts_as_of=moment)

    opens = may_dial(at(context.now), POLICY).allowed_from
    assume(opens is not None)
    assert opens is not None
    assert may_dial(at(opens), POLICY).allowed
    assert not may_dial(at(opens - SECOND), POLICY).allowed
    for step in range(1, 12):
        between = context.now + (opens - context.now) * step / 12
        assert between >= opens or not may_dial(at(between), POLICY).allowed
    for finding in may_dial(at(context.now), POLICY).findings:
        if finding.allowed_from is not None:
            later, sooner = at(finding.allowed_from), at(finding.allowed_from - SECOND)
            assert finding.rule_id not in [found.rule_id for found in may_dial(later, POLICY).findings]
            assert finding.rule_id in [found.rule_id for found in may_dial(sooner, POLICY).findings]
