"""Pull: what has changed after a cursor, as it stands now, for one reader.

Everything is read in one snapshot. The counter seen in it is at most the counter of what is committed in it, so that a
reader who has come to the end may take it as the new cursor.

Source: G1, S12, S15; docs/sync-protocol.md.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, exists, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.changes import CallPut, Change, LeadDrop, LeadPut, ScriptPut
from agent_domain.clock import Clock
from agent_domain.ids import LeadId
from agent_domain.scripts import Script
from agent_domain.wire import PullPage
from agent_server.db.engine import Database
from agent_server.db.rows import among, is_lead, load_calls, load_leads
from agent_server.db.tables import WHOLE_TEAM, CallRow, ChangeRow, LeadRow, ScriptRow, TeamSeqRow
from agent_server.errors import FeedReset
from agent_server.services.sessions import Caller

PAGE_MAX = 5000

Found = dict[tuple[str, UUID], Change]


async def pull(database: Database, caller: Caller, cursor: int, limit: int, clock: Clock) -> PullPage:
    """Return the changes after `cursor` that concern the caller, at most `limit`.

    Raises:
        FeedReset: The cursor is beyond the feed: it belongs to another database.
    """
    facts_as_of = clock()  # before the snapshot: the promise on facts must not be younger than what was read
    async with database.snapshots() as session:
        head = await session.scalar(select(TeamSeqRow.seq).where(TeamSeqRow.team_id == caller.team_id)) or 0
        if cursor > head:
            raise FeedReset("The server's data is not the one that this cache was made from.", "Fetch it anew.")
        pointers = (await session.execute(_pointers_after(caller, cursor, limit + 1))).all()
        has_more = len(pointers) > limit
        pointers = pointers[:limit]
        changes = await _present_state(session, caller, pointers)
    return PullPage(
        cursor=pointers[-1].seq if has_more else head,
        has_more=has_more,
        changes=tuple(changes),
        facts_as_of=facts_as_of,
        server_time=clock(),
    )


def _pointers_after(caller: Caller, cursor: int, limit: int) -> Any:
    """One index walk per audience, merged: no sort over what lies behind the page."""
    walks = [
        select(ChangeRow.entity, ChangeRow.entity_id, ChangeRow.lead_id, ChangeRow.seq)
        .where(ChangeRow.team_id == caller.team_id, ChangeRow.audience_id == audience, ChangeRow.seq > cursor)
        .order_by(ChangeRow.seq)
        .limit(limit)
        .subquery()
        for audience in (caller.user_id, WHOLE_TEAM)
    ]
    merged = union_all(*(select(walk) for walk in walks)).subquery()
    return select(merged).order_by(merged.c.seq).limit(limit)


async def _present_state(session: AsyncSession, caller: Caller, pointers: Iterable[Row[Any]]) -> list[Change]:
    ids: dict[str, list[UUID]] = {"lead": [], "call": [], "script": []}
    for pointer in pointers:
        ids[pointer.entity].append(pointer.entity_id)
    found: Found = {
        **await _leads(session, caller, ids["lead"]),
        **await _calls(session, caller, ids["call"]),
        **await _scripts(session, ids["script"]),
    }
    changes = (found.get((pointer.entity, pointer.entity_id)) for pointer in pointers)
    return [change for change in changes if change is not None]


async def _leads(session: AsyncSession, caller: Caller, ids: list[UUID]) -> Found:
    if not ids:
        return {}
    leads = await load_leads(session, is_lead(caller.team_id, ids), LeadRow.lease_agent_id == caller.user_id)
    found: Found = {("lead", lead_id): LeadDrop(lead_id=LeadId(lead_id)) for lead_id in ids}
    return found | {("lead", lead.lead_id): LeadPut(lead=lead) for lead in leads}


async def _calls(session: AsyncSession, caller: Caller, ids: list[UUID]) -> Found:
    """Calls of leads that are no longer the caller's are left out: the lead's drop takes them along."""
    if not ids:
        return {}
    calls = await load_calls(
        session, CallRow.team_id == caller.team_id, among(CallRow.call_id, ids), of_lead_held_by(caller.user_id)
    )
    return {("call", call.call_id): CallPut(call=call) for call in calls}


def of_lead_held_by(agent_id: UUID) -> ColumnElement[bool]:
    """Condition on a call: its lead is assigned to this agent now."""
    same_lead = and_(LeadRow.team_id == CallRow.team_id, LeadRow.lead_id == CallRow.lead_id)
    return exists().where(same_lead, LeadRow.lease_agent_id == agent_id)


async def _scripts(session: AsyncSession, ids: list[UUID]) -> Found:
    if not ids:
        return {}
    rows = await session.scalars(select(ScriptRow).where(among(ScriptRow.entity_id, ids)))
    return {("script", row.entity_id): ScriptPut(script=msgspec.convert(row.body, Script)) for row in rows}
