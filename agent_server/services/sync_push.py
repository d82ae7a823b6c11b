"""Push: what agents did, applied exactly once, in order, each command in a transaction of its own.

The command's id and answer are stored in the transaction of its effect; a replay gets the stored answer. A command that
a rule refuses is refused for good, and that too is stored. A command that we fail on is to be sent again; it holds back
the later commands of the same lead, so that nothing overtakes it.

Source: promises 2, 3, 8; E7; S9; docs/sync-protocol.md.
"""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.calls import Call
from agent_domain.clock import Clock
from agent_domain.commands import (
    Actor,
    AddNote,
    DispositionCall,
    EndCall,
    Envelope,
    LeadCard,
    OptOut,
    StartCall,
    apply,
)
from agent_domain.errors import RuleError
from agent_domain.findings import Severity
from agent_domain.ids import CommandId, LeadId
from agent_domain.wire import CommandResult, CommandStatus, PushRequest, PushResponse
from agent_server.db.engine import Database, is_about_the_value
from agent_server.db.rows import among, call_values, is_lead, lead_values, load_card, lock_leads
from agent_server.db.tables import CallRow, CommandLogRow, LeadHolderRow, LeadRow
from agent_server.services.dnc import bar_numbers, pointers_for_numbers
from agent_server.services.feed import LogEntry, Pointer, lead_pointers, publish
from agent_server.services.gate import judge
from agent_server.services.permits import release_lock
from agent_server.services.sessions import Caller, check_protocol

log = logging.getLogger(__name__)

COMMANDS_MAX = 1000
CLOCK_TOLERANCE = timedelta(minutes=5)
OLDEST_CLAIM = timedelta(days=60)
ON_FORMER_LEADS = (StartCall, EndCall, DispositionCall, AddNote, OptOut)
"""What a former holder of a lead may still report: the call has been made, and an opt-out counts whoever heard it."""


class Pushed(Struct, frozen=True):
    """What one command is handled with."""

    caller: Caller
    device_id: UUID
    envelope: Envelope
    now: datetime


async def push(database: Database, caller: Caller, request: PushRequest, clock: Clock) -> PushResponse:
    """Apply the commands and return one result for each, in the same order.

    Raises:
        AppTooOld: The client's protocol is below the floor.
    """
    check_protocol(request.protocol_version)
    answers = await _stored_answers(database, caller, [envelope.command_id for envelope in request.commands])
    held_back: set[LeadId] = set()
    results = []
    for envelope in request.commands:
        if (result := answers.get(envelope.command_id)) is None:
            pushed = Pushed(caller, request.device_id, envelope, clock())
            result = await _handle(database, pushed, held_back)
        if result.status is CommandStatus.RETRY_LATER:
            held_back.add(envelope.command.lead_id)
        results.append(result)
    return PushResponse(results=tuple(results), server_time=clock())


async def _handle(database: Database, pushed: Pushed, held_back: set[LeadId]) -> CommandResult:
    command_id = pushed.envelope.command_id
    if pushed.envelope.command.lead_id in held_back:
        return _later(command_id, "held_back")
    try:
        async with database.sessions.begin() as session:
            return await _apply(session, pushed)
    except RuleError as error:
        return await _reject(database, pushed, error.code, str(error))
    except Exception as error:  # whatever it is: the agent's record must not be lost by a bug of ours
        return await _after_failure(database, pushed, error)


async def _after_failure(database: Database, pushed: Pushed, error: Exception) -> CommandResult:
    if _breaks(error, "pk_command_log"):  # the same command came twice at once; the other one won
        return await _answer_of_other(database, pushed)
    if _breaks(error, "pk_call"):
        return await _reject(database, pushed, "call_id_taken", "Another call has this id.")
    if is_about_the_value(error):
        return await _reject(database, pushed, "invalid_value", "The record holds a value that cannot be stored.")
    return _failed(pushed, error)


def _breaks(error: Exception, constraint: str) -> bool:
    return isinstance(error, IntegrityError) and f'"{constraint}"' in str(error.orig)


async def _apply(session: AsyncSession, pushed: Pushed) -> CommandResult:
    caller, envelope = pushed.caller, _with_believable_time(pushed.envelope, pushed.now)
    command = envelope.command
    await lock_leads(session, is_lead(caller.team_id, [command.lead_id]))
    card = await load_card(session, caller.team_id, command.lead_id)
    if card is None or not await _may_command(session, caller, card, envelope):
        raise RuleError("This lead is not assigned to you.", "Ask your team lead.", code="not_assigned")
    actor = Actor(user_id=caller.user_id, name=caller.name, team_name=caller.team_name)
    after = apply(envelope, card, actor)
    if isinstance(command, StartCall):
        after = await _with_servers_findings(session, caller, envelope, card, after)
    if isinstance(command, EndCall):
        await release_lock(session, caller, command.call_id)
    pointers = await _write(session, caller, card, after, pushed.now)
    feed_seq = 0
    for team_id in sorted({*pointers, caller.team_id}):
        own = team_id == caller.team_id
        entry = _log_entry(pushed, CommandStatus.APPLIED) if own else None
        seq = await publish(session, team_id, pointers.get(team_id, []), log=entry)
        feed_seq = seq if own else feed_seq
    return CommandResult(command_id=envelope.command_id, status=CommandStatus.APPLIED, feed_seq=feed_seq)


async def _may_command(session: AsyncSession, caller: Caller, card: LeadCard, envelope: Envelope) -> bool:
    lease = card.lead.lease
    if lease is not None and lease.agent_id == caller.user_id:
        return True
    if not isinstance(envelope.command, ON_FORMER_LEADS):
        return False
    return await session.get(LeadHolderRow, (caller.team_id, card.lead.lead_id, caller.user_id)) is not None


async def _with_servers_findings(
    session: AsyncSession, caller: Caller, envelope: Envelope, before: LeadCard, after: LeadCard
) -> LeadCard:
    """Run the gate on our facts; what it blocks and the desktop let pass is recorded on the call, not undone (E7)."""
    command = envelope.command
    if not isinstance(command, StartCall) or after is before:
        return after
    at = envelope.claimed_at
    decision = await judge(session, caller, before.lead, command.phone, call_id=command.call_id, at=at)
    missed = tuple(
        f"server:{finding.rule_id}"
        for finding in decision.findings
        if finding.severity is Severity.BLOCK and finding.rule_id not in command.findings
    )
    return replace(
        after,
        calls=tuple(
            replace(call, compliance_findings=(*call.compliance_findings, *missed))
            if call.call_id == command.call_id
            else call
            for call in after.calls
        ),
    )


async def _write(
    session: AsyncSession, caller: Caller, before: LeadCard, after: LeadCard, now: datetime
) -> dict[UUID, list[Pointer]]:
    """Write what differs and return, by team, whom to tell."""
    lead, team_id = after.lead, caller.team_id
    changed_calls = await _write_calls(session, caller, before, after)
    old, new = lead_values(before.lead), lead_values(lead)
    changed: dict[str, Any] = {name: value for name, value in new.items() if value != old[name]}
    if changed:
        where = is_lead(team_id, [lead.lead_id])
        await session.execute(update(LeadRow).where(where).values(**changed, updated_at=now))
    pointers: dict[UUID, list[Pointer]] = {team_id: lead_pointers(lead, changed_calls, with_lead=bool(changed))}
    mark = lead.do_not_call
    if mark is not None and mark != before.lead.do_not_call:
        phones = [lead.phone, *(call.phone for call in changed_calls)]
        await bar_numbers(session, dict.fromkeys(phones, mark))
        for other_id, found in (await pointers_for_numbers(session, phones)).items():
            pointers.setdefault(other_id, []).extend(found)
    return pointers


async def _write_calls(session: AsyncSession, caller: Caller, before: LeadCard, after: LeadCard) -> list[Call]:
    known = {call.call_id: call for call in before.calls}
    changed = [call for call in after.calls if known.get(call.call_id) != call]
    for call in changed:
        values = call_values(call)
        if call.call_id in known:
            where = CallRow.team_id == caller.team_id, CallRow.call_id == call.call_id
            await session.execute(update(CallRow).where(*where).values(**values))
        else:
            await session.execute(insert(CallRow).values(team_id=caller.team_id, **values))
    return changed


def _with_believable_time(envelope: Envelope, now: datetime) -> Envelope:
    """A workstation's clock may lie: an impossible instant counts as now; the log keeps what was claimed."""
    if now - OLDEST_CLAIM <= envelope.claimed_at <= now + CLOCK_TOLERANCE:
        return envelope
    return replace(envelope, claimed_at=now)


async def _reject(database: Database, pushed: Pushed, code: str, message: str) -> CommandResult:
    entry = _log_entry(pushed, CommandStatus.REJECTED, code, message)
    try:
        async with database.sessions.begin() as session:
            await publish(session, pushed.caller.team_id, [], log=entry)
    except IntegrityError:
        return await _answer_of_other(database, pushed)
    return CommandResult(
        command_id=pushed.envelope.command_id, status=CommandStatus.REJECTED, code=code, message=message
    )


async def _answer_of_other(database: Database, pushed: Pushed) -> CommandResult:
    command_id = pushed.envelope.command_id
    answers = await _stored_answers(database, pushed.caller, [command_id])
    return answers.get(command_id) or _later(command_id, "server_error")


async def _stored_answers(
    database: Database, caller: Caller, command_ids: list[CommandId]
) -> dict[CommandId, CommandResult]:
    where = CommandLogRow.team_id == caller.team_id, among(CommandLogRow.command_id, command_ids)
    async with database.sessions() as session:
        rows = await session.scalars(select(CommandLogRow).where(*where))
        return {CommandId(row.command_id): _stored_answer(row, caller) for row in rows}


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


def _log_entry(pushed: Pushed, status: CommandStatus, code: str = "", message: str = "") -> LogEntry:
    envelope = pushed.envelope
    try:
        claimed_at = envelope.claimed_at.astimezone(UTC)
    except OverflowError:  # the first or last day of the calendar, in a zone
        claimed_at = None
    return LogEntry(
        command_id=envelope.command_id,
        agent_id=pushed.caller.user_id,
        device_id=pushed.device_id,
        kind=envelope.command.__struct_config__.tag,  # type: ignore[arg-type]
        status=status,
        code=code,
        message=message,
        claimed_at=claimed_at,
    )


def _failed(pushed: Pushed, error: Exception) -> CommandResult:
    """Log a bug of ours: where it is, not what it was about (messages of the database quote values)."""
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "?"
    kind = type(pushed.envelope.command).__name__
    log.error("command %s (%s) failed: %s at %s", pushed.envelope.command_id, kind, type(error).__name__, place)
    return _later(pushed.envelope.command_id, "server_error")


def _later(command_id: CommandId, code: str) -> CommandResult:
    return CommandResult(
        command_id=command_id, status=CommandStatus.RETRY_LATER, code=code, message="It will be sent again."
    )
