"""What the agent did and the server has not yet confirmed: the one table that must never lose a row.

States of a row: on this PC -> sent (the server has it) -> confirmed (the mirror shows it; the row goes), or rejected
(kept and shown until a human has dealt with it).

Thread: `append` on the main thread; `settle`, `confirm` and `resend_unconfirmed` on the sync thread; reads anywhere.
Writes: table outbox.
Source: architecture.md "Data rules"; promises 1-4, 9.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
from msgspec import Struct

from agent_domain.calls import CallResult
from agent_domain.commands import Command, DispositionCall, Envelope, OptOut
from agent_domain.ids import CallId, CommandId, LeadId, new_id
from agent_domain.wire import CommandResult, CommandStatus

if TYPE_CHECKING:
    import sqlalchemy

    from agent_app.storage.database import Database


class OutboxState(StrEnum):
    ON_THIS_PC = "on_this_pc"
    SENT = "sent"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


WEAKEST_FIRST = (OutboxState.REJECTED, OutboxState.ON_THIS_PC, OutboxState.SENT)


class OutboxEntry(Struct, frozen=True, kw_only=True):
    """One command and how far it has come.

    Attributes:
        seq: Order on this PC, never used twice.
        code: Why the server rejected or postponed it; stable.
        message: The same for a human.
        feed_seq: Where its effect stands in the server's feed; 0 while unknown.
    """

    seq: int
    envelope: Envelope
    state: OutboxState
    code: str = ""
    message: str = ""
    feed_seq: int = 0


class OutboxCounts(Struct, frozen=True, kw_only=True):
    """How much is under way.

    Attributes:
        pending: On this PC only, those held back behind a rejected one included.
        needs_attention: Rejected by the server.
    """

    pending: int
    needs_attention: int


_INSERT = """INSERT INTO outbox (command_id, lead_id, call_id, kind, opts_out, state, body)
    VALUES (?, ?, ?, ?, ?, 'on_this_pc', ?)"""
_ENTRY = "SELECT seq, body, state, code, message, feed_seq FROM outbox"
# A rejected command holds back the later ones on its lead or call, but never an opt-out: that must always get through.
_NEXT = f"""{_ENTRY} AS o WHERE state = 'on_this_pc'
    AND (opts_out OR NOT EXISTS (SELECT 1 FROM outbox AS r WHERE r.state = 'rejected' AND r.seq < o.seq
                                 AND (r.lead_id = o.lead_id OR r.call_id = o.call_id)))
    AND NOT EXISTS (SELECT 1 FROM json_each(?) WHERE unhex(value) = o.lead_id)
    ORDER BY seq LIMIT ?"""  # noqa: S608 (no outside text)
_SENT = "UPDATE outbox SET state = 'sent', feed_seq = ?, code = '', message = '' WHERE command_id = ?"
_REJECTED = "UPDATE outbox SET state = 'rejected', code = ?, message = ? WHERE command_id = ?"
_POSTPONED = "UPDATE outbox SET tries = tries + 1, code = ?, message = ? WHERE command_id = ?"
_CONFIRM = "DELETE FROM outbox WHERE state = 'sent' AND feed_seq <= ? RETURNING lead_id"
_RESEND = "UPDATE outbox SET state = 'on_this_pc', feed_seq = 0 WHERE state = 'sent'"


class Outbox:
    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, command: Command, *, now: datetime) -> Envelope:
        """Record a command; on the disk when this returns.

        Args:
            command: What the agent did.
            now: This PC's clock, aware UTC; kept as `claimed_at`.

        Raises:
            DiskFull: Nothing was recorded.
            StorageError: Nothing was recorded.
        """
        envelope = Envelope(command_id=CommandId(new_id()), claimed_at=now, command=command)
        row = (
            envelope.command_id.bytes,
            command.lead_id.bytes,
            command.call_id.bytes if command.call_id else None,
            command.__struct_config__.tag,
            _opts_out(command),
            msgspec.msgpack.encode(envelope),
        )
        with self._database.writing_durably() as connection:
            connection.exec_driver_sql(_INSERT, row)
        return envelope

    def pending(self, lead_id: LeadId | None = None) -> list[OutboxEntry]:
        """Return everything that is not confirmed, of one lead or of all, in the order in which it was done."""
        where, values = ("WHERE lead_id = ?", (lead_id.bytes,)) if lead_id else ("", ())
        with self._database.reading() as connection:
            return _entries(connection.exec_driver_sql(f"{_ENTRY} {where} ORDER BY seq", values))

    def next_batch(self, limit: int, postponed: Collection[LeadId] = ()) -> list[OutboxEntry]:
        """Return what should be sent next, in order, without what a rejected command holds back.

        Args:
            limit: At most so many.
            postponed: Leads of which the server wants nothing just now; all their commands wait, to keep the order.
        """
        skipped = msgspec.json.encode([lead_id.hex for lead_id in postponed]).decode()
        with self._database.reading() as connection:
            return _entries(connection.exec_driver_sql(_NEXT, (skipped, limit)))

    def settle(self, results: Sequence[CommandResult]) -> None:
        """Note the server's answers, each for itself; a lost note only means that the command is sent again."""
        with self._database.writing_feed() as connection:
            for result in results:
                _settle(connection, result)

    def confirm(self, cursor: int) -> None:
        """Let go of the sent commands whose effect the mirror shows, now that it stands at `cursor`."""
        with self._database.writing_feed() as connection:
            confirm_within(connection, cursor)

    def counts(self) -> OutboxCounts:
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT state, count(*) FROM outbox GROUP BY state")
            by_state = {str(state): int(count) for state, count in rows}
        return OutboxCounts(
            pending=by_state.get(OutboxState.ON_THIS_PC, 0),
            needs_attention=by_state.get(OutboxState.REJECTED, 0),
        )

    def state_of_call(self, call_id: CallId) -> OutboxState | None:
        """Return how far the least far command of a call has come; None if nothing is left, so all is confirmed."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT DISTINCT state FROM outbox WHERE call_id = ?", (call_id.bytes,))
            states = {OutboxState(state) for (state,) in rows}
        return next((state for state in WEAKEST_FIRST if state in states), None)


def confirm_within(connection: sqlalchemy.Connection, cursor: int) -> set[LeadId]:
    """Confirm inside the mirror's transaction, so that a row and its pending mark change together.

    Returns:
        The leads of the confirmed commands.
    """
    confirmed = connection.exec_driver_sql(_CONFIRM, (cursor,)).scalars()
    return {LeadId(UUID(bytes=lead_id)) for lead_id in confirmed}


def resend_within(connection: sqlalchemy.Connection) -> None:
    """Make every sent command unsent inside the mirror's reset: a server that forgot its feed may have lost them too.

    Those that it still has come back as duplicates, with their place in the new feed.
    """
    connection.exec_driver_sql(_RESEND)


def _settle(connection: sqlalchemy.Connection, result: CommandResult) -> None:
    command_id = result.command_id.bytes
    match result.status:
        case CommandStatus.APPLIED | CommandStatus.DUPLICATE:
            connection.exec_driver_sql(_SENT, (result.feed_seq, command_id))
        case CommandStatus.REJECTED:
            connection.exec_driver_sql(_REJECTED, (result.code, result.message, command_id))
        case _:  # RETRY_LATER: it stays as it is
            connection.exec_driver_sql(_POSTPONED, (result.code, result.message, command_id))


def _opts_out(command: Command) -> bool:
    if isinstance(command, OptOut):
        return True
    return isinstance(command, DispositionCall) and command.result is CallResult.OPT_OUT


def _entries(rows: Any) -> list[OutboxEntry]:
    return [
        OutboxEntry(
            seq=seq,
            envelope=msgspec.msgpack.decode(body, type=Envelope),
            state=OutboxState(state),
            code=code,
            message=message,
            feed_seq=feed_seq,
        )
        for seq, body, state, code, message, feed_seq in rows
    ]
