"""Scripts: read from files at each start, sent to everyone in every team when they have changed (F18)."""

from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.scripts import Script
from agent_server.db.tables import WHOLE_TEAM, ScriptRow, TeamRow
from agent_server.services.feed import Pointer, publish


def script_entity(script_id: str) -> UUID:
    """Return the feed's id of a script."""
    return uuid5(NAMESPACE_URL, f"predial:script:{script_id}")


async def store_scripts(session: AsyncSession, scripts: tuple[Script, ...]) -> int:
    """Store the scripts that differ and tell all teams; publishes, so call it last.

    Returns:
        How many scripts were new or changed.
    """
    known = {row.script_id: row.body for row in await session.scalars(select(ScriptRow).with_for_update())}
    changed = [script for script in scripts if known.get(script.script_id) != _as_stored(script)]
    for script in changed:
        body = _as_stored(script)
        statement = insert(ScriptRow).values(
            script_id=script.script_id, entity_id=script_entity(script.script_id), body=body
        )
        await session.execute(
            statement.on_conflict_do_update(index_elements=[ScriptRow.script_id], set_={"body": body})
        )
    fresh = [script_entity(script.script_id) for script in changed]
    for team_id in sorted(await session.scalars(select(TeamRow.team_id))):
        await _tell(session, team_id, fresh)
    return len(changed)


def _as_stored(script: Script) -> dict[str, Any]:
    """Return the script as JSON gives it back: lists, no tuples."""
    body: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(script))
    return body


async def tell_new_team(session: AsyncSession, team_id: UUID) -> None:
    """Put all scripts into a new team's feed; publishes."""
    await _tell(session, team_id, list(await session.scalars(select(ScriptRow.entity_id))))


async def _tell(session: AsyncSession, team_id: UUID, entities: list[UUID]) -> None:
    pointers = [Pointer(audience_id=WHOLE_TEAM, entity="script", entity_id=entity) for entity in entities]
    await publish(session, team_id, pointers)
