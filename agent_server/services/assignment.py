"""Assigning leads: each to one agent, for a time, with attempts that may be placed offline (Q7, B5, T2)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.leads import Lead
from agent_domain.tiers import urgency
from agent_domain.wire import Role
from agent_server.db.rows import among, is_lead, load_calls, load_leads, lock_leads
from agent_server.db.tables import CallRow, CampaignRow, LeadHolderRow, LeadRow, UserRow
from agent_server.errors import BadRequest
from agent_server.services.feed import Pointer, publish
from agent_server.settings import Settings

DIALING_ROLES = frozenset({Role.AGENT, Role.LEAD})
"""Who may hold leads, and therefore push, pull and ask for permits."""


async def assign_leads(
    session: AsyncSession, settings: Settings, campaign: CampaignRow, agent: UserRow, count: int | None, now: datetime
) -> int:
    """Assign the most urgent free leads of a campaign to an agent and return how many these are.

    Raises:
        BadRequest: The agent is of another team, or of a role that does not dial.
    """
    if agent.team_id != campaign.team_id:
        raise BadRequest(f"{agent.username} is not in the team of {campaign.name}.")
    if agent.role not in DIALING_ROLES:
        raise BadRequest(f"{agent.username} does not dial.", "Leads go to agents and team leads.")
    free = LeadRow.team_id == campaign.team_id, LeadRow.campaign_id == campaign.campaign_id
    await lock_leads(session, *free, LeadRow.lease_agent_id.is_(None))
    leads = await load_leads(session, *free, LeadRow.lease_agent_id.is_(None))
    leads.sort(key=lambda lead: urgency(lead, now), reverse=True)
    await give(session, settings, campaign.team_id, leads[:count], agent.user_id, now)
    return len(leads[:count])


async def reassign_lead(
    session: AsyncSession, settings: Settings, team_id: UUID, lead_id: UUID, agent_id: UUID, now: datetime
) -> None:
    """Take a lead from whoever has it and give it to another agent of the team."""
    await lock_leads(session, is_lead(team_id, [lead_id]))
    leads = await load_leads(session, is_lead(team_id, [lead_id]))
    await give(session, settings, team_id, leads, agent_id, now)


async def give(
    session: AsyncSession, settings: Settings, team_id: UUID, leads: Sequence[Lead], agent_id: UUID, now: datetime
) -> None:
    """Write leases for locked leads; who held them before learns of the loss, the new agent of lead and calls."""
    if not leads:
        return
    ids = [lead.lead_id for lead in leads]
    until_at = now + timedelta(days=settings.lease_days)
    await session.execute(
        update(LeadRow)
        .where(is_lead(team_id, ids))
        .values(lease_agent_id=agent_id, lease_until_at=until_at, lease_grants=settings.lease_grants, updated_at=now)
    )
    holders = select(LeadRow.team_id, LeadRow.lead_id, LeadRow.lease_agent_id, LeadRow.updated_at)
    columns = ["team_id", "lead_id", "agent_id", "assigned_at"]
    statement = insert(LeadHolderRow).from_select(columns, holders.where(is_lead(team_id, ids)))
    await session.execute(statement.on_conflict_do_nothing())
    calls = await load_calls(session, CallRow.team_id == team_id, among(CallRow.lead_id, ids))
    left = [
        Pointer(audience_id=lead.lease.agent_id, entity="lead", entity_id=lead.lead_id, lead_id=lead.lead_id)
        for lead in leads
        if lead.lease is not None and lead.lease.agent_id != agent_id
    ]
    taken = [Pointer(audience_id=agent_id, entity="lead", entity_id=lead_id, lead_id=lead_id) for lead_id in ids]
    heard = [
        Pointer(audience_id=agent_id, entity="call", entity_id=call.call_id, lead_id=call.lead_id) for call in calls
    ]
    await publish(session, team_id, [*left, *taken, *heard])


async def renew_leases(session: AsyncSession, settings: Settings, agent: UserRow, now: datetime) -> None:
    """Renew leases that have run through half of their time: the agent has just reached the server."""
    half = now + timedelta(days=settings.lease_days) / 2
    mine = LeadRow.team_id == agent.team_id, LeadRow.lease_agent_id == agent.user_id, LeadRow.lease_until_at < half
    ids = await lock_leads(session, *mine)
    if not ids:
        return
    until_at = now + timedelta(days=settings.lease_days)
    where = is_lead(agent.team_id, ids)
    await session.execute(update(LeadRow).where(where).values(lease_until_at=until_at, updated_at=now))
    pointers = [
        Pointer(audience_id=agent.user_id, entity="lead", entity_id=lead_id, lead_id=lead_id) for lead_id in ids
    ]
    await publish(session, agent.team_id, pointers)
