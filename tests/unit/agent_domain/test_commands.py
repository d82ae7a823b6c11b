"""What a command makes of a card: the same on every machine, and the same when it comes twice."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_domain.calls import CallResult
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
    TagLead,
    UntagLead,
    apply,
)
from agent_domain.errors import RuleError
from agent_domain.ids import CallId, CommandId, LeadId
from agent_domain.leads import DoNotCall, Tag, TagSide
from tests.unit.agent_domain.builders import COLLEAGUE, LEAD_ID, ME, NOON, PHONE, instants, make_call, make_lead

CALL_ID = CallId(UUID(int=100))
ACTOR = Actor(user_id=ME, name="Li Na", team_name="Sales")
TOMORROW = NOON + timedelta(days=1)
OPTED_OUT = DoNotCall(kind="opt_out", since_at=NOON, reason="no more")


def envelope(command: Command, at: datetime = NOON) -> Envelope:
    return Envelope(command_id=CommandId(UUID(int=7)), claimed_at=at, command=command)


def done(command: Command, card: LeadCard | None = None, actor: Actor = ACTOR) -> LeadCard:
    return apply(envelope(command), card or LeadCard(lead=make_lead(), calls=(make_call(),)), actor)


def start(**changes: Any) -> StartCall:
    fields: dict[str, Any] = {"call_id": CallId(UUID(int=200)), "lead_id": LEAD_ID, "phone": PHONE}
    return StartCall(**{**fields, "authority": "grant", **changes})


def outcome(result: CallResult, **changes: Any) -> DispositionCall:
    return DispositionCall(call_id=CALL_ID, lead_id=LEAD_ID, result=result, **changes)


def test_a_start_puts_the_attempt_on_top_with_who_and_by_what_right() -> None:
    card = done(start(findings=("HOUSE-RISK",), script_id="zh-generic", script_version=1))
    call = card.calls[0]
    assert (call.call_id, call.agent_id, call.agent_name, call.team_name) == (start().call_id, ME, "Li Na", "Sales")
    assert (call.started_at, call.authority, call.compliance_findings) == (NOON, "grant", ("HOUSE-RISK",))
    assert (call.script_id, call.script_version, len(card.calls)) == ("zh-generic", 1, 2)


def test_an_end_keeps_what_the_signalling_said() -> None:
    card = done(EndCall(call_id=CALL_ID, lead_id=LEAD_ID, ended_at=NOON, sip_status=486, sip_result=CallResult.BUSY))
    assert (card.calls[0].sip_status, card.calls[0].sip_result, card.calls[0].ended_at) == (486, CallResult.BUSY, NOON)


def test_a_note_replaces_the_note() -> None:
    assert done(AddNote(call_id=CALL_ID, lead_id=LEAD_ID, text="later")).calls[0].note == "later"


def test_a_disposition_writes_the_call_and_the_agreed_callback() -> None:
    card = done(outcome(CallResult.NEXT_SCHEDULED, note="n", callback_at=TOMORROW, failure_reason=""))
    call = card.calls[0]
    assert (call.result, call.note, call.dispositioned_at) == (CallResult.NEXT_SCHEDULED, "n", NOON)
    assert card.lead.callback_at == TOMORROW
    assert done(outcome(CallResult.CONNECTED), card).lead.callback_at is None


@pytest.mark.parametrize(
    ("result", "kept"),
    [
        (CallResult.NOT_ANSWERED, True),
        (CallResult.BUSY, True),
        (CallResult.POWER_OFF, True),
        (CallResult.REFUSED_TO_ANSWER, True),
        (CallResult.INVALID_NUMBER, False),
        (CallResult.OPT_OUT, False),
        (CallResult.CONVERTED, False),
    ],
)
def test_a_callback_stands_until_somebody_was_reached(result: CallResult, kept: bool) -> None:
    agreed = LeadCard(lead=make_lead(callback_at=TOMORROW), calls=(make_call(),))
    assert done(outcome(result), agreed).lead.callback_at == (TOMORROW if kept else None)
    moved = done(outcome(result, callback_at=TOMORROW + timedelta(hours=1)), agreed).lead.callback_at
    assert moved == (
        None if result in {CallResult.INVALID_NUMBER, CallResult.OPT_OUT} else TOMORROW + timedelta(hours=1)
    )


def test_an_opt_out_by_disposition_or_by_itself_is_permanent() -> None:
    by_outcome = done(outcome(CallResult.OPT_OUT, note="no more", callback_at=TOMORROW))
    assert by_outcome.lead.do_not_call == OPTED_OUT
    assert by_outcome.lead.callback_at is None
    alone = done(OptOut(lead_id=LEAD_ID, reason="no more"), LeadCard(lead=make_lead(callback_at=TOMORROW)))
    assert (alone.lead.do_not_call, alone.lead.callback_at) == (OPTED_OUT, None)
    later = apply(envelope(OptOut(lead_id=LEAD_ID, reason="again"), TOMORROW), alone, ACTOR)
    assert later.lead.do_not_call == OPTED_OUT  # the first word counts
    after_talk = apply(envelope(outcome(CallResult.CONVERTED), TOMORROW), by_outcome, ACTOR)
    assert after_talk.lead.do_not_call == OPTED_OUT


def test_an_opt_out_outranks_a_weaker_mark() -> None:
    national = LeadCard(lead=make_lead(do_not_call=DoNotCall(kind="national", since_at=NOON - timedelta(days=9))))
    assert done(OptOut(lead_id=LEAD_ID, reason="no more"), national).lead.do_not_call == OPTED_OUT


def test_tags_come_and_go_with_their_provenance() -> None:
    card = done(TagLead(lead_id=LEAD_ID, name="装修", side=TagSide.BUSINESS, call_id=CALL_ID))
    assert card.lead.tags == (
        Tag(name="装修", side=TagSide.BUSINESS, origin="call", added_by=ME, added_at=NOON, call_id=CALL_ID),
    )
    assert done(TagLead(lead_id=LEAD_ID, name="母婴"), card).lead.tags[1].origin == "agent"
    assert done(TagLead(lead_id=LEAD_ID, name=" 装修 "), card) == card
    assert done(UntagLead(lead_id=LEAD_ID, name="装修"), card).lead.tags == ()
    assert done(UntagLead(lead_id=LEAD_ID, name="理财"), card) == card


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (OptOut(lead_id=LeadId(UUID(int=11))), "wrong_lead"),
        (AddNote(call_id=CallId(UUID(int=999)), lead_id=LEAD_ID, text="x"), "unknown_call"),
        (EndCall(call_id=CallId(UUID(int=999)), lead_id=LEAD_ID, ended_at=NOON), "unknown_call"),
        (TagLead(lead_id=LEAD_ID, name=" "), "tag_empty"),
        (UntagLead(lead_id=LEAD_ID, name=""), "tag_empty"),
    ],
)
def test_commands_that_make_no_sense_are_refused(command: Command, code: str) -> None:
    with pytest.raises(RuleError) as caught:
        done(command)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "command",
    [
        start(call_id=CALL_ID),
        outcome(CallResult.CONVERTED),
        AddNote(call_id=CALL_ID, lead_id=LEAD_ID, text="mine"),
        EndCall(call_id=CALL_ID, lead_id=LEAD_ID, ended_at=NOON),
    ],
)
def test_a_call_belongs_to_the_agent_who_placed_it(command: Command) -> None:
    with pytest.raises(RuleError) as caught:
        done(command, actor=Actor(user_id=COLLEAGUE, name="Ivan"))
    assert caught.value.code == "not_your_call"


call_ids = st.sampled_from([CALL_ID, CallId(UUID(int=200))])
moments = instants(2026, 2027)
words = st.sampled_from(["装修", " 装修", "母婴", "price"])
lead_id = st.just(LEAD_ID)
commands = st.one_of(
    st.builds(start, call_id=call_ids, authority=st.sampled_from(["permit", "grant"])),
    st.builds(EndCall, call_id=call_ids, lead_id=lead_id, ended_at=moments, answered_at=st.none() | moments),
    st.builds(
        DispositionCall,
        call_id=call_ids,
        lead_id=lead_id,
        result=st.sampled_from(CallResult),
        note=words,
        callback_at=st.none() | moments,
    ),
    st.builds(TagLead, lead_id=lead_id, name=words, call_id=st.none() | call_ids),
    st.builds(UntagLead, lead_id=lead_id, name=words),
    st.builds(AddNote, call_id=call_ids, lead_id=lead_id, text=words),
    st.builds(OptOut, lead_id=lead_id, reason=words),
)


@given(st.lists(commands, max_size=8), commands, moments)
def test_a_replayed_envelope_changes_nothing(before: list[Command], command: Command, at: datetime) -> None:
    card = LeadCard(lead=make_lead(callback_at=TOMORROW), calls=(make_call(),))
    for earlier in before:
        card = _tried(envelope(earlier), card)
    once = _tried(envelope(command, at), card)
    assert _tried(envelope(command, at), once) == once


@given(st.lists(commands, max_size=12))
def test_an_opt_out_is_never_undone(after: list[Command]) -> None:
    card = LeadCard(lead=make_lead(do_not_call=OPTED_OUT), calls=(make_call(),))
    for command in after:
        card = _tried(envelope(command), card)
    assert card.lead.do_not_call == OPTED_OUT


@given(commands, moments)
def test_an_envelope_travels(command: Command, at: datetime) -> None:
    sent = envelope(command, at)
    assert msgspec.json.decode(msgspec.json.encode(sent), type=Envelope) == sent


def _tried(sent: Envelope, card: LeadCard) -> LeadCard:
    try:
        return apply(sent, card, ACTOR)
    except RuleError:
        return card
