"""What the agent did, as data: the only thing that ever leaves a workstation.

The desktop folds pending commands over its mirror with `apply`; the server runs the same `apply` and keeps the result,
so that the optimistic view and the truth cannot differ by accident.
"""

from datetime import datetime
from typing import TypeAlias

import msgspec
from msgspec import Struct

from agent_domain.calls import Call, CallResult
from agent_domain.clock import Instant
from agent_domain.dispositions import DISPOSITIONS
from agent_domain.errors import RuleError
from agent_domain.ids import CallId, CommandId, LeadId, UserId
from agent_domain.leads import DoNotCall, Lead, Tag, TagSide


class StartCall(Struct, frozen=True, kw_only=True, tag="start_call", tag_field="kind"):
    """An attempt is about to be placed; on disk before the INVITE.

    Attributes:
        authority: ``permit`` (the server said yes) or ``grant`` (an offline grant was spent).
        findings: Rule ids that warned or noted when the gate allowed the dial.
        rules_version: Of the policy packs that decided.
    """

    call_id: CallId
    lead_id: LeadId
    phone: str
    authority: str
    findings: tuple[str, ...] = ()
    rules_version: str = ""
    script_id: str = ""
    script_version: int = 0


class EndCall(Struct, frozen=True, kw_only=True, tag="end_call", tag_field="kind"):
    """The signalling is over: what SIP said, before the agent says anything."""

    call_id: CallId
    lead_id: LeadId
    answered_at: Instant | None = None
    ended_at: Instant
    sip_status: int | None = None
    q850_cause: int | None = None
    sip_result: CallResult | None = None
    technical_failure: bool = False


class DispositionCall(Struct, frozen=True, kw_only=True, tag="disposition_call", tag_field="kind"):
    """The agent's outcome (F7, F8, F12-F17, F21, F22). OPT_OUT puts the number on the do-not-call list (S9)."""

    call_id: CallId
    lead_id: LeadId
    result: CallResult
    failure_reason: str = ""
    note: str = ""
    interested_product: str = ""
    sentiment: str = ""
    objection: str = ""
    next_action: str = ""
    callback_at: Instant | None = None
    marketing_opt_in: bool | None = None


class TagLead(Struct, frozen=True, kw_only=True, tag="tag_lead", tag_field="kind"):
    lead_id: LeadId
    name: str
    side: TagSide = TagSide.CONSUMER
    call_id: CallId | None = None


class UntagLead(Struct, frozen=True, kw_only=True, tag="untag_lead", tag_field="kind"):
    lead_id: LeadId
    name: str
    call_id: CallId | None = None


class AddNote(Struct, frozen=True, kw_only=True, tag="add_note", tag_field="kind"):
    """Replace the running note of a call (F21)."""

    call_id: CallId
    lead_id: LeadId
    text: str


class OptOut(Struct, frozen=True, kw_only=True, tag="opt_out", tag_field="kind"):
    """The person said: no more marketing calls (A11, S9). Takes effect at once and everywhere."""

    lead_id: LeadId
    call_id: CallId | None = None
    reason: str = ""


Command: TypeAlias = StartCall | EndCall | DispositionCall | TagLead | UntagLead | AddNote | OptOut


class Envelope(Struct, frozen=True, kw_only=True):
    """A command on its way, with the id that makes a replay safe.

    Attributes:
        claimed_at: The workstation's clock; shown to people, never used to settle a conflict.
    """

    command_id: CommandId
    claimed_at: Instant
    command: Command


class Actor(Struct, frozen=True, kw_only=True):
    """Who does it: taken from the session, never from the message."""

    user_id: UserId
    name: str
    team_name: str = ""


class LeadCard(Struct, frozen=True, kw_only=True):
    """A lead with its calls, newest first, by anyone."""

    lead: Lead
    calls: tuple[Call, ...] = ()


def apply(envelope: Envelope, card: LeadCard, actor: Actor) -> LeadCard:
    """Return the card as it stands after the command.

    Applying the same envelope twice gives the same card as applying it once.

    Raises:
        RuleError: `unknown_call` (a command names a call that the card does not hold), `not_your_call` (the call was
            placed by someone else), `wrong_lead` or `tag_empty`.
    """
    command = envelope.command
    if command.lead_id != card.lead.lead_id:
        raise RuleError("The command is for another lead.", code="wrong_lead")
    match command:
        case StartCall():
            return _start(command, envelope.claimed_at, card, actor)
        case TagLead() | UntagLead():
            return _retag(command, envelope.claimed_at, card, actor)
        case OptOut():
            return _opt_out(card, envelope.claimed_at, command.reason)
        case EndCall():
            return _change_call(card, command.call_id, actor, _ended(command))
        case AddNote():
            return _change_call(card, command.call_id, actor, {"note": command.text})
        case _:  # a DispositionCall, or the type checker complains
            return _disposition(command, envelope.claimed_at, card, actor)


def _start(command: StartCall, at: datetime, card: LeadCard, actor: Actor) -> LeadCard:
    if any(call.call_id == command.call_id for call in card.calls):
        return _change_call(card, command.call_id, actor, {})
    call = Call(
        call_id=command.call_id,
        lead_id=command.lead_id,
        phone=command.phone,
        agent_id=actor.user_id,
        agent_name=actor.name,
        team_name=actor.team_name,
        started_at=at,
        script_id=command.script_id,
        script_version=command.script_version,
        compliance_findings=command.findings,
        authority=command.authority,
    )
    return msgspec.structs.replace(card, calls=(call, *card.calls))


def _retag(command: TagLead | UntagLead, at: datetime, card: LeadCard, actor: Actor) -> LeadCard:
    name = command.name.strip()
    if not name:
        raise RuleError("A tag needs a name.", "Enter what the customer needs or is.", code="tag_empty")
    held = any(tag.name == name for tag in card.lead.tags)
    if isinstance(command, TagLead):
        if held:
            return card
        tag = Tag(
            name=name,
            side=command.side,
            origin="call" if command.call_id else "agent",
            added_by=actor.user_id,
            added_at=at,
            call_id=command.call_id,
        )
        return _change_lead(card, tags=(*card.lead.tags, tag))
    return _change_lead(card, tags=tuple(tag for tag in card.lead.tags if tag.name != name))


def _opt_out(card: LeadCard, at: datetime, reason: str) -> LeadCard:
    if card.lead.do_not_call is not None and card.lead.do_not_call.kind == "opt_out":
        return card
    return _change_lead(card, do_not_call=DoNotCall(kind="opt_out", since_at=at, reason=reason), callback_at=None)


def _ended(command: EndCall) -> dict[str, object]:
    fields = ("answered_at", "ended_at", "sip_status", "q850_cause", "sip_result", "technical_failure")
    return {field: getattr(command, field) for field in fields}


def _disposition(command: DispositionCall, at: datetime, card: LeadCard, actor: Actor) -> LeadCard:
    kind = DISPOSITIONS[command.result]
    fields = msgspec.structs.asdict(command)
    del fields["call_id"], fields["lead_id"]
    card = _change_call(card, command.call_id, actor, {**fields, "dispositioned_at": at})
    if kind.ends_calling:
        return _opt_out(card, at, command.note)
    if not kind.may_call_back:
        return _change_lead(card, callback_at=None)
    if command.callback_at is None and not kind.reached:
        return card  # nobody was there: what was agreed before still stands
    return _change_lead(card, callback_at=command.callback_at)


def _change_call(card: LeadCard, call_id: CallId, actor: Actor, changes: dict[str, object]) -> LeadCard:
    known = next((call for call in card.calls if call.call_id == call_id), None)
    if known is None:
        raise RuleError("The call is not known.", "Its start has not arrived; try again later.", code="unknown_call")
    if known.agent_id != actor.user_id:
        raise RuleError("This call was placed by someone else.", "Only its agent can change it.", code="not_your_call")
    calls = tuple(msgspec.structs.replace(call, **changes) if call.call_id == call_id else call for call in card.calls)
    return msgspec.structs.replace(card, calls=calls)


def _change_lead(card: LeadCard, **changes: object) -> LeadCard:
    return msgspec.structs.replace(card, lead=msgspec.structs.replace(card.lead, **changes))
