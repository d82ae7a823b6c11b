"""The server's own run of the gate, on fresh facts (architecture: one `may_dial`, both sides)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.calls import Call
from agent_domain.dialing import DialContext, DialDecision, may_dial
from agent_domain.ids import LeadId
from agent_domain.leads import Lead
from agent_domain.policy import Policy, load_policy
from agent_server.db.rows import among, load_calls
from agent_server.db.tables import CallRow
from agent_server.services.sessions import Caller


@cache
def policy() -> Policy:
    """Return the policy packs that came with this release."""
    return load_policy()


def judge(caller: Caller, lead: Lead, phone: str, calls: Iterable[Call], *, at: datetime) -> DialDecision:
    """Run the gate for a dial of `phone` at the instant `at`; `calls` are all known attempts (`attempts_about`)."""
    context = DialContext(
        phone=phone,
        lead=lead,
        calls=tuple(calls),
        agent_id=caller.user_id,
        team_name=caller.team_name,
        now=at,
        facts_as_of=at,
    )
    return may_dial(context, policy())


async def attempts_about(
    session: AsyncSession, team_id: UUID, phones: Sequence[str], lead_ids: Sequence[LeadId]
) -> list[Call]:
    """Return the attempts at these numbers, and those at these leads, by anyone in any team (S8, Q3)."""
    of_leads = (CallRow.team_id == team_id) & among(CallRow.lead_id, lead_ids)
    return await load_calls(session, CallRow.phone.in_(phones) | of_leads)
