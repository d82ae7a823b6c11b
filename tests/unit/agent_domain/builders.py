"""A lead that may be dialed, and the ways to spoil it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from agent_domain.calls import Call
from agent_domain.dialing import DialContext
from agent_domain.ids import CallId, CampaignId, LeadId, UserId
from agent_domain.leads import Consent, Lead, Lease, NumberStatus

ME = UserId(UUID(int=1))
COLLEAGUE = UserId(UUID(int=2))
LEAD_ID = LeadId(UUID(int=10))
PHONE = "+8613800138000"
NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Friday


def make_lead(**changes: Any) -> Lead:
    lead = Lead(
        lead_id=LEAD_ID,
        reference="A-1",
        phone=PHONE,
        name="王芳",
        language="zh",
        region="CN",
        campaign_id=CampaignId(UUID(int=20)),
        campaign_name="秋季家装",
        event_at=NOON - timedelta(hours=1),
        number_status=NumberStatus.VALID,
        number_verified_at=NOON - timedelta(days=3),
        consent=Consent(source="filled form", granted_at=NOON - timedelta(days=30)),
        lease=Lease(agent_id=ME, until_at=NOON + timedelta(hours=8), grants=2),
        updated_at=NOON,
    )
    return replace(lead, **changes)


def make_call(started_at: datetime = NOON - timedelta(hours=1), **changes: Any) -> Call:
    call = Call(
        call_id=CallId(UUID(int=100)),
        lead_id=LEAD_ID,
        phone=PHONE,
        agent_id=ME,
        agent_name="Li Na",
        team_name="Sales",
        started_at=started_at,
        authority="permit",
    )
    return replace(call, **changes)


def make_context(lead: Lead | None = None, **changes: Any) -> DialContext:
    context = DialContext(
        phone=PHONE, lead=lead or make_lead(), calls=(), agent_id=ME, now=NOON, facts_as_of=NOON, team_name="Sales"
    )
    return replace(context, **changes)


def instants(first_year: int, last_year: int) -> st.SearchStrategy[datetime]:
    """Whole seconds in UTC."""
    first, last = (int(datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (first_year, last_year))
    return st.integers(first, last).map(lambda second: datetime.fromtimestamp(second, UTC))
