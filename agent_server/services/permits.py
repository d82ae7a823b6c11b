"""Permits: the gate on the server's facts, and the lead's lock, so that nobody is rung twice at once.

Source: S8, S12, G12, Q7; journey "Agent presses Dial", step 3.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from msgspec.structs import replace
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.clock import Clock
from agent_domain.dialing import DialDecision
from agent_domain.findings import Finding, Severity
from agent_domain.ids import CallId
from agent_domain.wire import PermitAnswer, PermitRequest
from agent_server.db.engine import Database
from agent_server.db.rows import among, is_lead, load_leads, lock_leads
from agent_server.db.tables import LeadLockRow, LeadRow
from agent_server.errors import NotFound
from agent_server.services.gate import attempts_about, judge
from agent_server.services.sessions import Caller

LOCK_S = 60
LOCKED = "SERVER-LOCK"


async def ask_permit(database: Database, caller: Caller, request: PermitRequest, clock: Clock) -> PermitAnswer:
    """Judge a dial; if it is allowed, lock the lead to this call for `LOCK_S` seconds or until its EndCall.

    Raises:
        NotFound: The lead is not assigned to the caller.
    """
    async with database.sessions.begin() as session:
        mine = is_lead(caller.team_id, [request.lead_id])
        await lock_leads(session, mine, LeadRow.lease_agent_id == caller.user_id)
        leads = await load_leads(session, mine, LeadRow.lease_agent_id == caller.user_id)
        if not leads:
            raise NotFound("This lead is not assigned to you.", "Wait for the next sync.")
        now = clock()
        attempts = await attempts_about(session, caller.team_id, [request.phone], [request.lead_id])
        others = (call for call in attempts if call.call_id != request.call_id)
        decision = judge(caller, leads[0], request.phone, others, at=now)
        decision = await _with_lock(session, caller, request, decision, now)
        expires_at = now + timedelta(seconds=LOCK_S) if decision.allowed else None
        if expires_at is not None:
            await _take_lock(session, caller, request, expires_at)
    return PermitAnswer(decision=decision, expires_at=expires_at)


async def release_locks(session: AsyncSession, caller: Caller, call_ids: Sequence[CallId]) -> None:
    """Give leads free: these calls are over."""
    held = LeadLockRow.team_id == caller.team_id, among(LeadLockRow.call_id, call_ids)
    await session.execute(delete(LeadLockRow).where(*held))


async def _with_lock(
    session: AsyncSession, caller: Caller, request: PermitRequest, decision: DialDecision, now: datetime
) -> DialDecision:
    """Add a block when another agent's call holds the lead. One's own older lock is a call that never came to be."""
    lock = await session.get(LeadLockRow, (caller.team_id, request.lead_id))
    if lock is None or lock.until_at <= now or lock.agent_id == caller.user_id:
        return decision
    finding = Finding(
        rule_id=LOCKED,
        severity=Severity.BLOCK,
        message="A colleague is calling this customer right now.",
        source="G12",
        allowed_from=lock.until_at,
    )
    blocked_until = [block.allowed_from for block in (*decision.findings, finding) if block.severity is Severity.BLOCK]
    known = [instant for instant in blocked_until if instant is not None]
    return replace(
        decision,
        findings=(finding, *decision.findings),
        allowed_from=max(known) if len(known) == len(blocked_until) else None,
    )


async def _take_lock(session: AsyncSession, caller: Caller, request: PermitRequest, until_at: datetime) -> None:
    values = {"call_id": request.call_id, "agent_id": caller.user_id, "until_at": until_at}
    statement = insert(LeadLockRow).values(team_id=caller.team_id, lead_id=request.lead_id, **values)
    await session.execute(
        statement.on_conflict_do_update(index_elements=[LeadLockRow.team_id, LeadLockRow.lead_id], set_=values)
    )
