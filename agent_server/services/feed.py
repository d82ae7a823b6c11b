"""The change feed: who must learn of what, in the order in which it was committed.

One pointer per reader and thing; a change renews the pointer's number. Numbers come from the team's counter row, bumped
by the last statement of the transaction: the row lock makes the order of numbers the order of commits, without gaps, so
that a reader who asks for "after n" misses nothing. (A plain sequence loses rows: commits come in another order.)

A pointer carries no content: the reader gets the present state, judged by the rights of the moment of reading.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.calls import Call
from agent_domain.leads import Lead
from agent_domain.wire import CommandStatus
from agent_server.db.tables import WHOLE_TEAM

CHANNEL = "predial_feed"
"""NOTIFY channel; payload: team, a space, the audiences joined by commas (``*``: all of the team)."""

NAMED_AUDIENCES_MAX = 100
"""A payload may hold 8,000 bytes; above so many readers the whole team is told."""


class Pointer(Struct, frozen=True, kw_only=True):
    """One reader must learn of one thing."""

    audience_id: UUID
    entity: str
    entity_id: UUID
    lead_id: UUID = WHOLE_TEAM


class LogEntry(Struct, frozen=True, kw_only=True):
    """The answer to a command, stored in the transaction of its effect."""

    command_id: UUID
    agent_id: UUID
    device_id: UUID
    kind: str
    status: CommandStatus
    code: str = ""
    message: str = ""
    claimed_at: datetime | None = None


BUMP = """
WITH n AS (UPDATE team_seq SET seq = seq + :count WHERE team_id = :team_id RETURNING seq),
c AS (
  INSERT INTO change (team_id, audience_id, entity, entity_id, lead_id, seq)
  SELECT :team_id, p.audience_id, p.entity, p.entity_id, p.lead_id, n.seq - :count + p.place
  FROM n, unnest(CAST(:audiences AS uuid[]), CAST(:entities AS text[]), CAST(:ids AS uuid[]), CAST(:leads AS uuid[]))
    WITH ORDINALITY AS p(audience_id, entity, entity_id, lead_id, place)
  ON CONFLICT (team_id, audience_id, entity, entity_id) DO UPDATE SET seq = excluded.seq, lead_id = excluded.lead_id
){log}
SELECT n.seq, pg_notify(:channel, :payload) FROM n
"""
LOG = """, l AS (
  INSERT INTO command_log (team_id, command_id, agent_id, device_id, kind, status, feed_seq, code, message, claimed_at)
  SELECT :team_id, e.command_id, e.agent_id, e.device_id, e.kind, e.status, n.seq, e.code, e.message, e.claimed_at
  FROM n, unnest(CAST(:command_ids AS uuid[]), CAST(:agent_ids AS uuid[]), CAST(:device_ids AS uuid[]),
    CAST(:kinds AS text[]), CAST(:statuses AS text[]), CAST(:codes AS text[]), CAST(:messages AS text[]),
    CAST(:claimed_ats AS timestamptz[]))
    AS e(command_id, agent_id, device_id, kind, status, code, message, claimed_at)
)"""
LOG_ONLY = """
WITH n AS (SELECT seq FROM team_seq WHERE team_id = :team_id){log}
SELECT seq FROM n
"""
PUBLISH = text(BUMP.format(log=""))
PUBLISH_AND_LOG = text(BUMP.format(log=LOG))
ONLY_LOG = text(LOG_ONLY.format(log=LOG))


def lead_pointers(lead: Lead, calls: Iterable[Call] = (), *, with_lead: bool = True) -> list[Pointer]:
    """Return what the lead's present agent must learn; nothing when it is assigned to nobody."""
    if lead.lease is None:
        return []
    reader, lead_id = lead.lease.agent_id, lead.lead_id
    found = [Pointer(audience_id=reader, entity="lead", entity_id=lead_id, lead_id=lead_id)] if with_lead else []
    return found + [
        Pointer(audience_id=reader, entity="call", entity_id=call.call_id, lead_id=lead_id) for call in calls
    ]


async def publish(
    session: AsyncSession, team_id: UUID, pointers: Sequence[Pointer], *, log: Sequence[LogEntry] = ()
) -> int:
    """Write the pointers and the answers to commands; must be the LAST statement of the transaction.

    With several teams in one transaction, call it in the order of the teams' ids.

    Returns:
        The feed's position after it; 0 when there was nothing to write.
    """
    unique = list({(p.audience_id, p.entity, p.entity_id): p for p in pointers}.values())
    values: dict[str, object] = {"team_id": team_id, **_columns_of(log)}
    if not unique:
        return int((await session.execute(ONLY_LOG, values)).scalar_one()) if log else 0
    values |= {
        "count": len(unique),
        "audiences": [p.audience_id for p in unique],
        "entities": [p.entity for p in unique],
        "ids": [p.entity_id for p in unique],
        "leads": [p.lead_id for p in unique],
        "channel": CHANNEL,
        "payload": f"{team_id} {_audience_list({p.audience_id for p in unique})}",
    }
    return int((await session.execute(PUBLISH_AND_LOG if log else PUBLISH, values)).scalar_one())


def _columns_of(log: Sequence[LogEntry]) -> dict[str, object]:
    if not log:
        return {}
    return {
        "command_ids": [entry.command_id for entry in log],
        "agent_ids": [entry.agent_id for entry in log],
        "device_ids": [entry.device_id for entry in log],
        "kinds": [entry.kind for entry in log],
        "statuses": [entry.status.value for entry in log],
        "codes": [entry.code for entry in log],
        "messages": [entry.message for entry in log],
        "claimed_ats": [entry.claimed_at for entry in log],
    }


def _audience_list(audiences: set[UUID]) -> str:
    if WHOLE_TEAM in audiences or len(audiences) > NAMED_AUDIENCES_MAX:
        return "*"
    return ",".join(sorted(str(audience) for audience in audiences))
