"""Leads, calls and pages for the tests of cache and sync."""

from datetime import UTC, datetime, timedelta
from typing import Any

from agent_domain.calls import Call
from agent_domain.changes import Change
from agent_domain.ids import CallId, CampaignId, LeadId, UserId, new_id
from agent_domain.leads import Lead
from agent_domain.wire import PullPage

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
AGENT = UserId(new_id())
CAMPAIGN = CampaignId(new_id())


def make_lead(**fields: Any) -> Lead:
    lead_id = fields.pop("lead_id", None) or LeadId(new_id())
    defaults: dict[str, Any] = {
        "reference": f"A-{lead_id.int % 100_000:05}",
        "phone": f"+86138{lead_id.int % 10**8:08}",
        "name": "王伟",
        "campaign_id": CAMPAIGN,
        "campaign_name": "Spring",
        "event_at": NOW,
        "updated_at": NOW,
    }
    return Lead(lead_id=lead_id, **(defaults | fields))


def make_call(lead: Lead, minutes_ago: int = 0, **fields: Any) -> Call:
    defaults: dict[str, Any] = {
        "call_id": CallId(new_id()),
        "phone": lead.phone,
        "agent_id": AGENT,
        "agent_name": "Li Na",
        "started_at": NOW - timedelta(minutes=minutes_ago),
    }
    return Call(lead_id=lead.lead_id, **(defaults | fields))


def make_page(cursor: int, *changes: Change, has_more: bool = False, at: datetime = NOW) -> PullPage:
    return PullPage(cursor=cursor, has_more=has_more, changes=changes, facts_as_of=at, server_time=at)
