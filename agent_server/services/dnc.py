"""The do-not-call list: numbers, for the whole organisation (S9, S12, A11).

Whoever opts out, opts out of the number: each lead that has it, in whatever team, shows the mark from the commit on,
because leads hold no mark of their own. What must be written beside it are feed rows for the agents of such leads.
"""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.leads import DoNotCall
from agent_server.db.rows import lock_leads
from agent_server.db.tables import WHOLE_TEAM, DoNotCallRow, LeadRow
from agent_server.services.feed import Pointer


async def bar_numbers(session: AsyncSession, marks: Mapping[str, DoNotCall]) -> None:
    """Put numbers on the list. An opt-out replaces any other kind; otherwise the mark that stands, stands."""
    if not marks:
        return
    statement = insert(DoNotCallRow).values(
        [
            {"phone": phone, "kind": mark.kind, "since_at": mark.since_at, "reason": mark.reason}
            for phone, mark in sorted(marks.items())
        ]
    )
    stronger = (statement.excluded.kind == "opt_out") & (DoNotCallRow.kind != "opt_out")
    await session.execute(
        statement.on_conflict_do_update(
            index_elements=[DoNotCallRow.phone],
            set_={
                name: case((stronger, statement.excluded[name]), else_=getattr(DoNotCallRow, name))
                for name in ("kind", "since_at", "reason")
            },
        )
    )


async def pointers_for_numbers(session: AsyncSession, phones: list[str]) -> dict[UUID, list[Pointer]]:
    """Lock the leads with these numbers and return, by team, whom to tell."""
    await lock_leads(session, LeadRow.phone.in_(phones))
    held = select(LeadRow.team_id, LeadRow.lead_id, LeadRow.lease_agent_id).where(
        LeadRow.phone.in_(phones), LeadRow.lease_agent_id.is_not(None)
    )
    found: dict[UUID, list[Pointer]] = {}
    for team_id, lead_id, agent_id in await session.execute(held):
        pointer = Pointer(audience_id=agent_id or WHOLE_TEAM, entity="lead", entity_id=lead_id, lead_id=lead_id)
        found.setdefault(team_id, []).append(pointer)
    return found
