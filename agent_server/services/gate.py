"""The server's own run of the gate, on fresh facts (architecture: one `may_dial`, both sides)."""

from datetime import datetime
from functools import cache

from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.dialing import DialContext, DialDecision, may_dial
from agent_domain.ids import CallId
from agent_domain.leads import Lead
from agent_domain.policy import Policy, load_policy
from agent_server.db.rows import load_calls
from agent_server.db.tables import CallRow
from agent_server.services.sessions import Caller


@cache
def policy() -> Policy:
    """Return the policy packs that came with this release."""
    return load_policy()


async def judge(
    session: AsyncSession, caller: Caller, lead: Lead, phone: str, *, call_id: CallId, at: datetime
) -> DialDecision:
    """Run the gate for a dial of `phone` at the instant `at`.

    Counted are the attempts at that number and at that lead, by anyone in any team (S8, Q3), without `call_id` itself.
    """
    about = (CallRow.phone == phone) | ((CallRow.team_id == caller.team_id) & (CallRow.lead_id == lead.lead_id))
    calls = await load_calls(session, about, CallRow.call_id != call_id)
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
