"""Push: what agents did, applied exactly once and in order.

The command's id and answer are stored in the transaction of its effect; a replay gets the stored answer. A command that
a rule refuses is refused for good, and that too is stored.

Commands are applied in groups, one transaction each: a group is all or nothing, so the promise holds for each of its
commands. A group that fails (the same batch came twice at once, a value that cannot be stored, a bug of ours) is taken
apart and its commands are tried one by one. One that we fail on is to be sent again; it holds back the later commands
of the same lead, so that nothing overtakes it.

Source: promises 2, 3, 8; E7; S9; docs/sync-protocol.md.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from agent_domain.clock import Clock
from agent_domain.commands import Envelope
from agent_domain.ids import CommandId, LeadId
from agent_domain.wire import CommandResult, CommandStatus, PushRequest, PushResponse
from agent_server.db.engine import Database, is_about_the_value
from agent_server.db.rows import among
from agent_server.db.tables import CommandLogRow
from agent_server.services.feed import LogEntry, publish
from agent_server.services.push_group import Outcome, PushGroup
from agent_server.services.sessions import Caller, check_protocol

log = logging.getLogger(__name__)

COMMANDS_MAX = 1000
GROUP = 250
"""Commands per transaction: their leads stay locked for some tens of milliseconds."""
CLOCK_TOLERANCE = timedelta(minutes=5)
OLDEST_CLAIM = timedelta(days=60)


class Push:
    """One request on its way through."""

    def __init__(self, database: Database, caller: Caller, device_id: UUID, clock: Clock) -> None:
        self._database = database
        self._caller = caller
        self._device_id = device_id
        self._clock = clock
        self._answers: dict[CommandId, CommandResult] = {}
        self._held_back: set[LeadId] = set()

    async def run(self, envelopes: Sequence[Envelope]) -> tuple[CommandResult, ...]:
        """Return one result per command, in the same order."""
        results: list[CommandResult] = []
        for start in range(0, len(envelopes), GROUP):
            group = envelopes[start : start + GROUP]
            await self._recall(group)
            fresh = [envelope for envelope in group if envelope.command_id not in self._answers]
            applied = await self._apply_all(fresh)
            if applied is None:
                await self._recall(fresh)  # another request may just have applied them
                results += [await self._apply_one(envelope) for envelope in group]
            else:
                results += [applied.get(each.command_id) or self._answers[each.command_id] for each in group]
        return tuple(results)

    async def _apply_all(self, envelopes: Sequence[Envelope]) -> dict[CommandId, CommandResult] | None:
        """Apply a group in one transaction; None: nothing of it was done, its commands must be tried one by one."""
        repeats = len({envelope.command_id for envelope in envelopes}) < len(envelopes)
        if repeats or self._held_back:
            return None
        if not envelopes:
            return {}
        try:
            return {result.command_id: result for result in await self._in_one_transaction(envelopes)}
        except Exception as error:  # the caller finds the one to blame
            log.info("a group of %d commands is taken apart: %s", len(envelopes), type(error).__name__)
            return None

    async def _apply_one(self, envelope: Envelope) -> CommandResult:
        command_id = envelope.command_id
        if known := self._answers.get(command_id):
            return known
        if envelope.command.lead_id in self._held_back:
            return _later(command_id, "held_back")
        try:
            (result,) = await self._in_one_transaction([envelope])
        except Exception as error:  # whatever it is: the agent's record must not be lost by a bug of ours
            result = await self._after_failure(envelope, error)
        if result.status is CommandStatus.RETRY_LATER:
            self._held_back.add(envelope.command.lead_id)
        else:
            await self._recall([envelope])  # should the same command come again in this request
        return result

    async def _in_one_transaction(self, envelopes: Sequence[Envelope]) -> list[CommandResult]:
        now = self._clock()
        async with self._database.sessions.begin() as session:
            group = await PushGroup.load(session, self._caller, envelopes)
            outcomes = [group.apply(_with_believable_time(envelope, now)) for envelope in envelopes]
            pointers = await group.write(now)
            entries = [self._log_entry(*pair) for pair in zip(envelopes, outcomes, strict=True)]
            feed_seq = 0
            for team_id in sorted({*pointers, self._caller.team_id}):
                own = team_id == self._caller.team_id
                seq = await publish(session, team_id, pointers.get(team_id, []), log=entries if own else ())
                feed_seq = seq if own else feed_seq
        return [_result(envelope, outcome, feed_seq) for envelope, outcome in zip(envelopes, outcomes, strict=True)]

    async def _after_failure(self, envelope: Envelope, error: Exception) -> CommandResult:
        if _breaks(error, "pk_command_log"):  # the same command came twice at once; the other one won
            return await self._answer_of_other(envelope)
        if _breaks(error, "pk_call"):
            return await self._reject(envelope, "call_id_taken", "Another call has this id.")
        if is_about_the_value(error):
            return await self._reject(envelope, "invalid_value", "The record holds a value that cannot be stored.")
        return _failed(envelope, error)

    async def _reject(self, envelope: Envelope, code: str, message: str) -> CommandResult:
        outcome = Outcome(code, message)
        try:
            async with self._database.sessions.begin() as session:
                await publish(session, self._caller.team_id, [], log=[self._log_entry(envelope, outcome)])
        except IntegrityError:
            return await self._answer_of_other(envelope)
        return _result(envelope, outcome, 0)

    async def _answer_of_other(self, envelope: Envelope) -> CommandResult:
        await self._recall([envelope])
        return self._answers.get(envelope.command_id) or _later(envelope.command_id, "server_error")

    async def _recall(self, envelopes: Sequence[Envelope]) -> None:
        """Look up the stored answers."""
        ids = [envelope.command_id for envelope in envelopes]
        where = CommandLogRow.team_id == self._caller.team_id, among(CommandLogRow.command_id, ids)
        async with self._database.sessions() as session:
            for row in await session.scalars(select(CommandLogRow).where(*where)):
                self._answers[CommandId(row.command_id)] = _stored_answer(row, self._caller)

    def _log_entry(self, envelope: Envelope, outcome: Outcome) -> LogEntry:
        return LogEntry(
            command_id=envelope.command_id,
            agent_id=self._caller.user_id,
            device_id=self._device_id,
            kind=str(envelope.command.__struct_config__.tag),
            status=CommandStatus.REJECTED if outcome.code else CommandStatus.APPLIED,
            code=outcome.code,
            message=outcome.message,
            claimed_at=_loggable(envelope.claimed_at),
        )


async def push(database: Database, caller: Caller, request: PushRequest, clock: Clock) -> PushResponse:
    """Apply the commands and return one result for each, in the same order.

    Raises:
        AppTooOld: The client's protocol is below the floor.
    """
    check_protocol(request.protocol_version)
    results = await Push(database, caller, request.device_id, clock).run(request.commands)
    return PushResponse(results=results, server_time=clock())


def _with_believable_time(envelope: Envelope, now: datetime) -> Envelope:
    """A workstation's clock may lie: an impossible instant counts as now; the log keeps what was claimed."""
    if now - OLDEST_CLAIM <= envelope.claimed_at <= now + CLOCK_TOLERANCE:
        return envelope
    return replace(envelope, claimed_at=now)


def _loggable(claimed_at: datetime) -> datetime | None:
    try:
        return claimed_at.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, in a zone
        return None


def _result(envelope: Envelope, outcome: Outcome, feed_seq: int) -> CommandResult:
    if not outcome.code:
        return CommandResult(command_id=envelope.command_id, status=CommandStatus.APPLIED, feed_seq=feed_seq)
    return CommandResult(
        command_id=envelope.command_id, status=CommandStatus.REJECTED, code=outcome.code, message=outcome.message
    )


def _stored_answer(row: CommandLogRow, caller: Caller) -> CommandResult:
    """A replay of what was applied is a duplicate; what was rejected stays rejected, with the same reason."""
    command_id = CommandId(row.command_id)
    if row.agent_id != caller.user_id:
        message = "Another agent's command has this id."
        return CommandResult(
            command_id=command_id, status=CommandStatus.REJECTED, code="command_id_taken", message=message
        )
    applied = row.status == CommandStatus.APPLIED
    return CommandResult(
        command_id=command_id,
        status=CommandStatus.DUPLICATE if applied else CommandStatus.REJECTED,
        feed_seq=row.feed_seq if applied else 0,
        code=row.code,
        message=row.message,
    )


def _breaks(error: Exception, constraint: str) -> bool:
    return isinstance(error, IntegrityError) and f'"{constraint}"' in str(error.orig)


def _failed(envelope: Envelope, error: Exception) -> CommandResult:
    """Log a bug of ours: where it is, not what it was about (messages of the database quote values)."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "?"
    kind = type(envelope.command).__name__
    log.error("command %s (%s) failed: %s at %s", envelope.command_id, kind, type(error).__name__, place)
    return _later(envelope.command_id, "server_error")


def _later(command_id: CommandId, code: str) -> CommandResult:
    return CommandResult(
        command_id=command_id, status=CommandStatus.RETRY_LATER, code=code, message="It will be sent again."
    )
