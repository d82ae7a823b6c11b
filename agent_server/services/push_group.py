"""A group of commands in one transaction: read everything at once, apply in memory, write everything at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import FromClause, bindparam, insert, select, update
from sqlalchemy import Table as SqlTable
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.calls import Call
from agent_domain.commands import (
    Actor,
    AddNote,
    Command,
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
from agent_domain.ids import CallId, LeadId
from agent_domain.leads import DoNotCall
from agent_server.db.rows import CALL_COLUMNS, among, call_values, is_lead, lead_values, load_leads, lock_leads
from agent_server.db.tables import CallRow, LeadHolderRow, LeadRow
from agent_server.services.dnc import bar_numbers, pointers_for_numbers
from agent_server.services.feed import Pointer, lead_pointers
from agent_server.services.gate import attempts_about, judge
from agent_server.services.permits import release_locks
from agent_server.services.sessions import Caller

ON_FORMER_LEADS = (StartCall, EndCall, DispositionCall, AddNote, OptOut)
"""What a former holder of a lead may still report: the call has been made, and an opt-out counts whoever heard it."""


class Outcome(NamedTuple):
    """What became of a command: applied when `code` is empty, else rejected for good."""

    code: str = ""
    message: str = ""


class PushGroup:
    """The leads that a group is about, locked, as they were and as the commands leave them."""

    def __init__(
        self,
        session: AsyncSession,
        caller: Caller,
        cards: dict[LeadId, LeadCard],
        held: set[UUID],
        attempts: list[Call],
    ) -> None:
        self._session = session
        self._caller = caller
        self._actor = Actor(user_id=caller.user_id, name=caller.name, team_name=caller.team_name)
        self._before = cards
        self._cards = dict(cards)
        self._held = held
        self._attempts = {call.call_id: call for call in attempts}
        self._ended: list[CallId] = []

    @classmethod
    async def load(cls, session: AsyncSession, caller: Caller, envelopes: Sequence[Envelope]) -> "PushGroup":
        """Lock the leads of the commands and read what they need: four statements however many they are."""
        commands = [envelope.command for envelope in envelopes]
        lead_ids = list({command.lead_id for command in commands})
        mine = is_lead(caller.team_id, lead_ids)
        await lock_leads(session, mine)
        leads = await load_leads(session, mine)
        phones = list({command.phone for command in commands if isinstance(command, StartCall)})
        attempts = await attempts_about(session, caller.team_id, phones, lead_ids)
        calls: dict[LeadId, list[Call]] = {lead.lead_id: [] for lead in leads}
        for call in attempts:
            calls.setdefault(call.lead_id, []).append(call)
        cards = {lead.lead_id: LeadCard(lead=lead, calls=tuple(calls[lead.lead_id])) for lead in leads}
        return cls(session, caller, cards, await _held_before(session, caller, leads_of(cards, caller)), attempts)

    def apply(self, envelope: Envelope) -> Outcome:
        """Apply one command to its card, in memory."""
        command = envelope.command
        card = self._cards.get(command.lead_id)
        if card is None or not self._may(command, card):
            return Outcome("not_assigned", "This lead is not assigned to you. Ask your team lead.")
        try:
            after = apply(envelope, card, self._actor)
        except RuleError as error:
            return Outcome(error.code, str(error))
        if isinstance(command, StartCall) and after is not card:
            after = self._with_servers_findings(command, envelope.claimed_at, after)
        if isinstance(command, EndCall):
            self._ended.append(command.call_id)
        self._cards[command.lead_id] = after
        return Outcome()

    async def write(self, now: datetime) -> dict[UUID, list[Pointer]]:
        """Write what differs and return, by team, whom to tell."""
        pointers: dict[UUID, list[Pointer]] = {}
        changed_leads: list[dict[str, Any]] = []
        new_calls: list[Call] = []
        changed_calls: list[Call] = []
        marks: dict[str, DoNotCall] = {}
        for lead_id, after in self._cards.items():
            before = self._before[lead_id]
            if after is before:
                continue
            known = {call.call_id: call for call in before.calls}
            touched = [call for call in after.calls if known.get(call.call_id) != call]
            new_calls += [call for call in touched if call.call_id not in known]
            changed_calls += [call for call in touched if call.call_id in known]
            old, new = lead_values(before.lead), lead_values(after.lead)
            if new != old:
                changed_leads.append(new | {"updated_at": now})
            mark = after.lead.do_not_call
            if mark is not None and mark != before.lead.do_not_call:
                marks |= dict.fromkeys([after.lead.phone, *(call.phone for call in touched)], mark)
            told = lead_pointers(after.lead, touched, with_lead=new != old)
            pointers.setdefault(self._caller.team_id, []).extend(told)
        await self._store(changed_leads, new_calls, changed_calls)
        if self._ended:
            await release_locks(self._session, self._caller, self._ended)
        if marks:
            await bar_numbers(self._session, marks)
            for team_id, found in (await pointers_for_numbers(self._session, list(marks))).items():
                pointers.setdefault(team_id, []).extend(found)
        return pointers

    async def _store(self, leads: list[dict[str, Any]], new_calls: list[Call], changed_calls: list[Call]) -> None:
        team = {"team_id": self._caller.team_id}
        if leads:
            await self._session.execute(UPDATE_LEAD, [_keyed(values | team, "lead_id", LEAD_NAMES) for values in leads])
        if new_calls:
            await self._session.execute(insert(CallRow), [call_values(call) | team for call in new_calls])
        if changed_calls:
            rows = [_keyed(call_values(call) | team, "call_id", CALL_NAMES) for call in changed_calls]
            await self._session.execute(UPDATE_CALL, rows)

    def _may(self, command: Command, card: LeadCard) -> bool:
        lease = card.lead.lease
        if lease is not None and lease.agent_id == self._caller.user_id:
            return True
        return isinstance(command, ON_FORMER_LEADS) and card.lead.lead_id in self._held

    def _with_servers_findings(self, command: StartCall, at: datetime, card: LeadCard) -> LeadCard:
        """Run the gate on our facts; what it blocks and the desktop let pass is recorded, not undone (E7)."""
        about = {call.call_id: call for call in card.calls} | {
            call.call_id: call for call in self._attempts.values() if call.phone == command.phone
        }
        new = about.pop(command.call_id)
        decision = judge(self._caller, card.lead, command.phone, about.values(), at=at)
        missed = tuple(
            f"server:{finding.rule_id}"
            for finding in decision.findings
            if finding.severity is Severity.BLOCK and finding.rule_id not in command.findings
        )
        marked = replace(new, compliance_findings=(*new.compliance_findings, *missed))
        self._attempts[marked.call_id] = marked
        return replace(card, calls=tuple(marked if call.call_id == marked.call_id else call for call in card.calls))


def leads_of(cards: dict[LeadId, LeadCard], caller: Caller) -> list[LeadId]:
    """Return the leads that are not the caller's now."""
    return [
        lead_id
        for lead_id, card in cards.items()
        if card.lead.lease is None or card.lead.lease.agent_id != caller.user_id
    ]


async def _held_before(session: AsyncSession, caller: Caller, lead_ids: list[LeadId]) -> set[UUID]:
    """Return those of the leads that the caller has held at some time."""
    if not lead_ids:
        return set()
    where = (
        LeadHolderRow.team_id == caller.team_id,
        LeadHolderRow.agent_id == caller.user_id,
        among(LeadHolderRow.lead_id, lead_ids),
    )
    return set(await session.scalars(select(LeadHolderRow.lead_id).where(*where)))


def _update_by_key(table: FromClause, key: str, names: Sequence[str]) -> Any:
    assert isinstance(table, SqlTable)
    at = (table.c.team_id == bindparam("key_team"), table.c[key] == bindparam("key_id"))
    return update(table).where(*at).values({name: bindparam(name) for name in names})


def _keyed(values: dict[str, Any], key: str, names: Sequence[str]) -> dict[str, Any]:
    return {name: values[name] for name in names} | {"key_team": values["team_id"], "key_id": values[key]}


FIXED = {"team_id", "lead_id", "call_id", "campaign_id", "ingested_at"}
LEAD_NAMES = [column.name for column in LeadRow.__table__.columns if column.name not in FIXED]
CALL_NAMES = [column.name for column in CALL_COLUMNS if column.name not in FIXED]
UPDATE_LEAD = _update_by_key(LeadRow.__table__, "lead_id", LEAD_NAMES)
UPDATE_CALL = _update_by_key(CallRow.__table__, "call_id", CALL_NAMES)
