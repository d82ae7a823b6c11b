"""The server's leads, calls and scripts as this PC last heard of them.

Thread: `apply` and `reset` on the sync thread; reads anywhere, always indexed and limited.
Writes: tables lead, call, script, feed; confirms the outbox in the same transaction (outbox.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec

from agent_app.storage import outbox, tables
from agent_app.storage.tables import LeadRowData
from agent_domain.calls import Call
from agent_domain.changes import CallPut, Change, ChangeSet, LeadDrop, LeadPut, ScriptPut
from agent_domain.commands import LeadCard
from agent_domain.ids import CallId, LeadId
from agent_domain.leads import Lead
from agent_domain.scripts import Script
from agent_domain.wire import PullPage

if TYPE_CHECKING:
    import sqlalchemy

    from agent_app.storage.database import Database

CHUNK = 250
"""Changes per transaction: so long may the main thread have to wait for its own write (promise: at most 500)."""

_PAGE = """SELECT lead.body, (SELECT result FROM call WHERE call.lead_id = lead.lead_id AND result IS NOT NULL
                           ORDER BY started_us DESC LIMIT 1)
    FROM ({found}) AS found JOIN lead ON lead.id = found.id ORDER BY lead.order_key, lead.id"""
_FOUND = "SELECT id FROM lead INDEXED BY lead_by_urgency {where} ORDER BY order_key, id LIMIT ? OFFSET ?"
_LISTED = "SELECT value AS id FROM json_each(?)"

FEW = 500
"""So many matches are remembered as a list until the mirror changes: counting and showing them is one scan, not two."""

_lead = msgspec.msgpack.Decoder(Lead)
_call = msgspec.msgpack.Decoder(Call)
_script = msgspec.msgpack.Decoder(Script)


class Mirror:
    def __init__(self, database: Database) -> None:
        self._database = database
        self._version = 0
        self._remembered: tuple[str, int, list[int] | None] = ("", -1, None)

    def apply(self, page: PullPage) -> ChangeSet:
        """Take over a page of the feed and return what it touched.

        Raises:
            StorageError: The chunks before the failing one are kept, the cursor is not moved; pull again.
        """
        touched = list(self.apply_in_steps(page))
        return merged(touched)

    def apply_in_steps(self, page: PullPage) -> Iterator[ChangeSet]:
        """Do what `apply` does, one short transaction per step, so that the caller can attend to others in between.

        The cursor moves with the last step only: a feed change is a present state, taking it over twice does no harm.
        """
        chunks = [page.changes[start : start + CHUNK] for start in range(0, len(page.changes), CHUNK)] or [()]
        for number, chunk in enumerate(chunks, start=1):
            batch = _Batch(chunk)
            confirmed: set[LeadId] = set()
            with self._database.writing_feed() as connection:
                batch.write(connection)
                if number == len(chunks):
                    confirmed = _move_cursor(connection, page)
            self._version += 1
            yield batch.change_set(confirmed)

    def reset(self) -> ChangeSet:
        """Forget everything that came from the server, so that it is fetched again; the outbox stays, to be resent.

        Until the next complete pull `facts_as_of` is None: the gate refuses what it cannot know.
        """
        with self._database.writing_feed() as connection:
            leads = connection.exec_driver_sql("SELECT lead_id FROM lead").scalars()
            dropped = frozenset(LeadId(UUID(bytes=lead_id)) for lead_id in leads)
            for table in ("lead", "call", "script"):
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 (fixed names)
            connection.exec_driver_sql("UPDATE feed SET cursor = 0, facts_as_of = NULL")
            outbox.resend_within(connection)
        self._version += 1
        return ChangeSet(dropped_lead_ids=dropped, scripts_changed=True)

    def cursor(self) -> int:
        """Return the feed position up to which everything was applied; 0 before the first pull."""
        return int(self._scalar("SELECT cursor FROM feed"))

    def facts_as_of(self) -> datetime | None:
        """Return up to when every do-not-call mark is known here; None before the first complete pull."""
        text = self._scalar("SELECT facts_as_of FROM feed")
        return datetime.fromisoformat(text) if text else None

    def card(self, lead_id: LeadId) -> LeadCard | None:
        """Return the lead and all its calls, newest first; None if it is not in this agent's scope."""
        with self._database.reading() as connection:
            body = connection.exec_driver_sql("SELECT body FROM lead WHERE lead_id = ?", (lead_id.bytes,)).scalar()
            if body is None:
                return None
            calls = connection.exec_driver_sql(
                "SELECT body FROM call WHERE lead_id = ? ORDER BY started_us DESC", (lead_id.bytes,)
            ).scalars()
            return LeadCard(lead=_lead.decode(body), calls=tuple(_call.decode(call) for call in calls))

    def page(self, search: str, offset: int, limit: int) -> list[LeadRowData]:
        """Return a stretch of the list of matching leads, most urgent first."""
        few = self._few(search)
        found: str
        values: tuple[Any, ...]
        if few is None:
            where, searched = _matching(search)
            found, values = _FOUND.format(where=where), (*searched, limit, offset)
        else:
            found, values = _LISTED, (msgspec.json.encode(few[offset : offset + limit]).decode(),)
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(_PAGE.format(found=found), values)
            return [tables.lead_row_data(body, last_result) for body, last_result in rows]

    def count(self, search: str) -> int:
        """Return how many leads match."""
        few = self._few(search)
        if few is not None:
            return len(few)
        where, values = _matching(search)
        return int(self._scalar(f"SELECT count(*) FROM lead INDEXED BY lead_by_urgency {where}", values))  # noqa: S608

    def position(self, search: str, lead_id: LeadId) -> int:
        """Return the place of a lead in the list of matching leads, from 0; -1 if it is not in it."""
        where, values = _matching(search)
        own = self._rows("SELECT order_key, id FROM lead WHERE lead_id = ?", (lead_id.bytes,))
        if not own:
            return -1
        narrowed = f"{where.replace('WHERE ', 'WHERE (')}) AND" if where else "WHERE"
        count = f"SELECT count(*) FROM lead INDEXED BY lead_by_urgency {narrowed}"  # noqa: S608
        if not self._scalar(f"{count} (order_key, id) = (?, ?)", (*values, *own[0])):
            return -1
        return int(self._scalar(f"{count} (order_key, id) < (?, ?)", (*values, *own[0])))

    def _few(self, search: str) -> list[int] | None:
        """Return the row ids of the matching leads in order, None if they are many or nothing is searched."""
        where, values = _matching(search)
        if not where:
            return None
        version = self._version  # taken before the scan: what is applied meanwhile makes the list stale, not wrong
        remembered = self._remembered
        if remembered[:2] != (search, version):
            with self._database.reading() as connection:
                found = connection.exec_driver_sql(_FOUND.format(where=where), (*values, FEW + 1, 0)).scalars()
                ids = [int(row_id) for row_id in found]
            self._remembered = remembered = (search, version, ids if len(ids) <= FEW else None)
        return remembered[2]

    def total(self) -> int:
        return self.count("")

    def leads_by_phone(self, e164: str) -> list[LeadId]:
        """Return the leads with this number."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT lead_id FROM lead WHERE phone = ?", (e164,)).scalars()
            return [LeadId(UUID(bytes=lead_id)) for lead_id in rows]

    def scripts(self) -> tuple[Script, ...]:
        with self._database.reading() as connection:
            bodies = connection.exec_driver_sql("SELECT body FROM script ORDER BY script_id, language").scalars()
            return tuple(_script.decode(body) for body in bodies)

    def _rows(self, sql: str, values: tuple[Any, ...]) -> list[Any]:
        with self._database.reading() as connection:
            return list(connection.exec_driver_sql(sql, values))

    def _scalar(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        with self._database.reading() as connection:
            return connection.exec_driver_sql(sql, values).scalar()


def merged(change_sets: Sequence[ChangeSet]) -> ChangeSet:
    """Return one set for several, in the order in which they were applied."""
    leads: set[LeadId] = set()
    dropped: set[LeadId] = set()
    for changes in change_sets:
        leads = (leads - changes.dropped_lead_ids) | changes.lead_ids
        dropped = (dropped | changes.dropped_lead_ids) - changes.lead_ids
    return ChangeSet(
        lead_ids=frozenset(leads),
        dropped_lead_ids=frozenset(dropped),
        call_ids=frozenset().union(*(changes.call_ids for changes in change_sets)),
        scripts_changed=any(changes.scripts_changed for changes in change_sets),
    )


class _Batch:
    """A chunk of changes, reduced to the last word on each thing and made into rows before the transaction begins."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self.leads: dict[LeadId, Lead] = {}
        self.dropped: set[LeadId] = set()
        self.calls: dict[CallId, Call] = {}
        self.scripts: dict[tuple[str, str], Script] = {}
        for change in changes:
            self._take(change)
        self.lead_rows = [tables.lead_row(lead) for lead in self.leads.values()]
        self.call_rows = [tables.call_row(call) for call in self.calls.values()]
        self.script_rows = [tables.script_row(script) for script in self.scripts.values()]

    def _take(self, change: Change) -> None:
        match change:
            case LeadPut(lead=lead):
                self.leads[lead.lead_id] = lead
            case LeadDrop(lead_id=lead_id):
                self.leads.pop(lead_id, None)
                self.calls = {call_id: call for call_id, call in self.calls.items() if call.lead_id != lead_id}
                self.dropped.add(lead_id)
            case CallPut(call=call):
                self.calls[call.call_id] = call
            case ScriptPut(script=script):
                self.scripts[script.script_id, script.language] = script

    def write(self, connection: sqlalchemy.Connection) -> None:
        """Write the rows; what was dropped goes first, for it may have come back within the chunk."""
        dropped = [(lead_id.bytes,) for lead_id in self.dropped]
        for sql, rows in (
            ("DELETE FROM call WHERE lead_id = ?", dropped),
            ("DELETE FROM lead WHERE lead_id = ?", dropped),
            (tables.LEAD_UPSERT, self.lead_rows),
            (tables.CALL_UPSERT, self.call_rows),
            (tables.SCRIPT_UPSERT, self.script_rows),
        ):
            if rows:
                connection.exec_driver_sql(sql, rows)

    def change_set(self, confirmed: set[LeadId]) -> ChangeSet:
        return ChangeSet(
            lead_ids=frozenset(confirmed).union(self.leads, (call.lead_id for call in self.calls.values())),
            dropped_lead_ids=frozenset(self.dropped - self.leads.keys()),
            call_ids=frozenset(self.calls),
            scripts_changed=bool(self.scripts),
        )


def _move_cursor(connection: sqlalchemy.Connection, page: PullPage) -> set[LeadId]:
    """Move on in the feed and return the leads whose pending marks go with it."""
    facts_as_of = None if page.has_more else page.facts_as_of.isoformat()
    connection.exec_driver_sql(
        "UPDATE feed SET cursor = ?, facts_as_of = coalesce(?, facts_as_of)", (page.cursor, facts_as_of)
    )
    return outbox.confirm_within(connection, page.cursor)


def _matching(search: str) -> tuple[str, tuple[str, ...]]:
    """Return the WHERE part and its values.

    A scan of the narrow index with instr() takes 12 ms at 100,000 leads for any search, one or two characters too
    (a Chinese name has two), and stops early where matches are many. A trigram index was measured: no faster where it
    counts, useless below three characters, dear to keep up to date and one more place to erase from.
    """
    words, digits = tables.search_terms(search)
    values = (*words, digits) if digits else tuple(words)
    if not values:
        return "", ()
    choices = [" AND ".join(["instr(search_text, ?)"] * len(words))] if words else []
    choices += ["instr(search_text, ?)"] if digits else []
    return f"WHERE {' OR '.join(choices)}", values
