"""What the server holds, for whoever runs it: lists of calls and leads."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from agent_server.db.tables import CallRow, CampaignRow, DoNotCallRow, LeadRow, UserRow


async def list_calls(session: AsyncSession, *, agent: str = "", limit: int = 1000) -> list[dict[str, Any]]:
    """Return the newest calls, oldest of them first, as JSON-ready fields."""
    query = (
        select(
            CallRow.call_id,
            CallRow.lead_id,
            LeadRow.reference,
            CallRow.phone,
            UserRow.username.label("agent"),
            CallRow.started_at,
            CallRow.answered_at,
            CallRow.ended_at,
            CallRow.sip_status,
            CallRow.q850_cause,
            CallRow.sip_result,
            CallRow.technical_failure,
            CallRow.result,
            CallRow.failure_reason,
            CallRow.note,
            CallRow.callback_at,
            CallRow.dispositioned_at,
            CallRow.authority,
            CallRow.compliance_findings,
            DoNotCallRow.kind.label("do_not_call"),
        )
        .join(LeadRow, (LeadRow.team_id == CallRow.team_id) & (LeadRow.lead_id == CallRow.lead_id))
        .join(UserRow, UserRow.user_id == CallRow.agent_id)
        .outerjoin(DoNotCallRow, DoNotCallRow.phone == LeadRow.phone)
        .order_by(CallRow.started_at.desc(), CallRow.call_id.desc())
        .limit(limit)
    )
    if agent:
        query = query.where(UserRow.username == agent.strip().casefold())
    rows = await session.execute(query)
    return [dict(row) for row in rows.mappings()][::-1]


async def list_leads(session: AsyncSession, *, campaign: str = "", limit: int = 1000) -> list[dict[str, Any]]:
    """Return leads with their agents and marks, by reference, as JSON-ready fields."""
    query = (
        select(
            LeadRow.lead_id,
            LeadRow.reference,
            LeadRow.phone,
            LeadRow.name,
            CampaignRow.name.label("campaign"),
            UserRow.username.label("agent"),
            LeadRow.intent,
            LeadRow.consent_expires_at,
            LeadRow.callback_at,
            DoNotCallRow.kind.label("do_not_call"),
        )
        .join(CampaignRow, CampaignRow.campaign_id == LeadRow.campaign_id)
        .outerjoin(UserRow, UserRow.user_id == LeadRow.lease_agent_id)
        .outerjoin(DoNotCallRow, DoNotCallRow.phone == LeadRow.phone)
        .order_by(LeadRow.reference, LeadRow.lead_id)
        .limit(limit)
    )
    if campaign:
        query = query.where(CampaignRow.name == campaign.strip())
    return [dict(row) for row in (await session.execute(query)).mappings()]


async def list_campaigns(session: AsyncSession) -> list[dict[str, Any]]:
    """Return the campaigns with the number of their leads, all and assigned."""
    query = (
        select(
            CampaignRow.name,
            CampaignRow.kind,
            func.count(LeadRow.lead_id).label("leads"),
            func.count(LeadRow.lease_agent_id).label("assigned"),
        )
        .outerjoin(LeadRow, LeadRow.campaign_id == CampaignRow.campaign_id)
        .group_by(CampaignRow.campaign_id)
        .order_by(CampaignRow.name)
    )
    return [dict(row) for row in (await session.execute(query)).mappings()]
