from pathlib import Path

import pytest

from agent_app.errors import DiskFull
from agent_app.storage.cache import Cache, open_cache
from agent_app.storage.outbox import Outbox, OutboxCounts, OutboxState
from agent_domain.calls import CallResult
from agent_domain.commands import AddNote, Command, DispositionCall, EndCall, Envelope, OptOut, StartCall, TagLead
from agent_domain.ids import CallId, LeadId, new_id
from agent_domain.wire import CommandResult, CommandStatus

from .things import NOW


@pytest.fixture
def outbox(cache: Cache) -> Outbox:
    return cache.outbox


def tag(lead_id: LeadId, name: str = "loan") -> TagLead:
    return TagLead(lead_id=lead_id, name=name)


def new_lead_id() -> LeadId:
    return LeadId(new_id())


def start(lead_id: LeadId, call_id: CallId) -> StartCall:
    return StartCall(call_id=call_id, lead_id=lead_id, phone="+15550100", authority="permit")


def append(outbox: Outbox, *commands: Command) -> list[Envelope]:
    return [outbox.append(command, now=NOW) for command in commands]


def answer(envelope: Envelope, status: CommandStatus, feed_seq: int = 0, code: str = "") -> CommandResult:
    return CommandResult(
        command_id=envelope.command_id, status=status, feed_seq=feed_seq, code=code, message=code and "Sentence."
    )


def waiting(outbox: Outbox, limit: int = 100, postponed: tuple[LeadId, ...] = ()) -> list[Envelope]:
    return [entry.envelope for entry in outbox.next_batch(limit, postponed)]


def states(outbox: Outbox) -> list[OutboxState]:
    return [entry.state for entry in outbox.pending()]


def test_what_was_appended_comes_back_whole_and_in_order(outbox: Outbox) -> None:
    lead_id, call_id = new_lead_id(), CallId(new_id())
    commands: list[Command] = [
        start(lead_id, call_id),
        tag(lead_id, "装修"),
        EndCall(call_id=call_id, lead_id=lead_id, ended_at=NOW, sip_status=486, sip_result=CallResult.BUSY),
        DispositionCall(call_id=call_id, lead_id=lead_id, result=CallResult.CALL_BACK_LATER, callback_at=NOW),
    ]
    envelopes = append(outbox, *commands)
    entries = outbox.pending()
    assert [entry.envelope for entry in entries] == envelopes
    assert [entry.envelope.command for entry in entries] == commands
    assert {entry.envelope.claimed_at for entry in entries} == {NOW}
    assert [entry.seq for entry in entries] == sorted(entry.seq for entry in entries)
    assert set(states(outbox)) == {OutboxState.ON_THIS_PC}


def test_it_is_there_after_closing_and_opening(cache_file: Path, key: bytes) -> None:
    first = open_cache(cache_file, key)
    envelopes = append(first.outbox, tag(new_lead_id()), tag(new_lead_id()))
    first.close()
    second = open_cache(cache_file, key)
    assert [entry.envelope for entry in second.outbox.pending()] == envelopes
    second.close()


def test_pending_of_one_lead(outbox: Outbox) -> None:
    mine, other = new_lead_id(), new_lead_id()
    envelopes = append(outbox, tag(mine, "a"), tag(other), tag(mine, "b"))
    assert [entry.envelope for entry in outbox.pending(mine)] == [envelopes[0], envelopes[2]]
    assert outbox.pending(new_lead_id()) == []


def test_next_batch_is_limited_and_in_order(outbox: Outbox) -> None:
    envelopes = append(outbox, *(tag(new_lead_id()) for _ in range(5)))
    assert waiting(outbox, limit=3) == envelopes[:3]
    outbox.settle([answer(envelope, CommandStatus.APPLIED, 7) for envelope in envelopes[:3]])
    assert waiting(outbox) == envelopes[3:]


@pytest.mark.parametrize("status", [CommandStatus.APPLIED, CommandStatus.DUPLICATE])
def test_sent_until_the_mirror_has_reached_its_place_in_the_feed(outbox: Outbox, status: CommandStatus) -> None:
    (envelope,) = append(outbox, tag(new_lead_id()))
    outbox.settle([answer(envelope, status, feed_seq=12)])
    (entry,) = outbox.pending()
    assert (entry.state, entry.feed_seq) == (OutboxState.SENT, 12)
    assert waiting(outbox) == []
    outbox.confirm(11)
    assert states(outbox) == [OutboxState.SENT]
    outbox.confirm(12)
    assert outbox.pending() == []


def test_only_what_was_sent_is_confirmed(outbox: Outbox) -> None:
    kept, rejected = append(outbox, tag(new_lead_id()), tag(new_lead_id()))
    outbox.settle([answer(rejected, CommandStatus.REJECTED, code="not_assigned")])
    outbox.confirm(1_000_000)
    assert [entry.envelope for entry in outbox.pending()] == [kept, rejected]


def test_rejected_is_kept_with_its_reason(outbox: Outbox) -> None:
    (envelope,) = append(outbox, tag(new_lead_id()))
    outbox.settle([answer(envelope, CommandStatus.REJECTED, code="not_assigned")])
    (entry,) = outbox.pending()
    assert (entry.state, entry.code, entry.message) == (OutboxState.REJECTED, "not_assigned", "Sentence.")
    assert waiting(outbox) == []


def test_retry_later_stays_on_this_pc(outbox: Outbox) -> None:
    (envelope,) = append(outbox, tag(new_lead_id()))
    outbox.settle([answer(envelope, CommandStatus.RETRY_LATER, code="try_again")])
    (entry,) = outbox.pending()
    assert (entry.state, entry.code) == (OutboxState.ON_THIS_PC, "try_again")
    assert waiting(outbox) == [envelope]
    outbox.settle([answer(envelope, CommandStatus.APPLIED, 3)])
    (entry,) = outbox.pending()
    assert (entry.state, entry.code, entry.message) == (OutboxState.SENT, "", "")


def test_an_answer_to_an_unknown_command_changes_nothing(outbox: Outbox) -> None:
    (envelope,) = append(outbox, tag(new_lead_id()))
    stranger = Envelope(command_id=new_id(), claimed_at=NOW, command=tag(new_lead_id()))  # type: ignore[arg-type]
    outbox.settle([answer(stranger, CommandStatus.REJECTED)])
    assert waiting(outbox) == [envelope]


def test_rejected_holds_back_later_ones_of_its_lead_and_nothing_else(outbox: Outbox) -> None:
    lead_id = new_lead_id()
    before, rejected, behind, other = append(
        outbox, tag(lead_id, "a"), tag(lead_id, "b"), tag(lead_id, "c"), tag(new_lead_id())
    )
    outbox.settle([answer(rejected, CommandStatus.REJECTED, code="x")])
    assert waiting(outbox) == [before, other]
    assert [entry.envelope for entry in outbox.pending(lead_id)] == [before, rejected, behind]
    assert outbox.counts() == OutboxCounts(pending=3, needs_attention=1)


def test_rejected_holds_back_later_ones_of_its_call(outbox: Outbox) -> None:
    lead_id, other_lead_id, call_id = new_lead_id(), new_lead_id(), CallId(new_id())
    rejected, _, other = append(
        outbox,
        start(lead_id, call_id),
        AddNote(call_id=call_id, lead_id=other_lead_id, text="moved"),
        AddNote(call_id=CallId(new_id()), lead_id=other_lead_id, text="free"),
    )
    outbox.settle([answer(rejected, CommandStatus.REJECTED, code="x")])
    assert waiting(outbox) == [other]


def test_an_opt_out_is_never_held_back(outbox: Outbox) -> None:
    lead_id, call_id = new_lead_id(), CallId(new_id())
    rejected, _, by_disposition, by_itself = append(
        outbox,
        start(lead_id, call_id),
        DispositionCall(call_id=call_id, lead_id=lead_id, result=CallResult.BUSY),
        DispositionCall(call_id=call_id, lead_id=lead_id, result=CallResult.OPT_OUT),
        OptOut(lead_id=lead_id),
    )
    outbox.settle([answer(rejected, CommandStatus.REJECTED, code="x")])
    assert waiting(outbox) == [by_disposition, by_itself]


def test_postponed_leads_wait_with_everything(outbox: Outbox) -> None:
    lead_id, second_id = new_lead_id(), new_lead_id()
    _, other, _, _ = append(outbox, tag(lead_id), tag(new_lead_id()), OptOut(lead_id=lead_id), tag(second_id))
    assert waiting(outbox, postponed=(lead_id, second_id)) == [other]


def test_counts(outbox: Outbox) -> None:
    assert outbox.counts() == OutboxCounts(pending=0, needs_attention=0)
    first, second, _ = append(outbox, tag(new_lead_id()), tag(new_lead_id()), tag(new_lead_id()))
    outbox.settle([answer(first, CommandStatus.APPLIED, 5), answer(second, CommandStatus.REJECTED)])
    assert outbox.counts() == OutboxCounts(pending=1, needs_attention=1)


def test_state_of_a_call_is_that_of_its_weakest_command(outbox: Outbox) -> None:
    lead_id, call_id = new_lead_id(), CallId(new_id())
    assert outbox.state_of_call(call_id) is None
    first, second, third = append(
        outbox,
        start(lead_id, call_id),
        AddNote(call_id=call_id, lead_id=lead_id, text="a"),
        AddNote(call_id=call_id, lead_id=lead_id, text="b"),
    )
    assert outbox.state_of_call(call_id) is OutboxState.ON_THIS_PC
    outbox.settle([answer(first, CommandStatus.APPLIED, 5)])
    assert outbox.state_of_call(call_id) is OutboxState.ON_THIS_PC
    outbox.settle([answer(second, CommandStatus.APPLIED, 6), answer(third, CommandStatus.REJECTED)])
    assert outbox.state_of_call(call_id) is OutboxState.REJECTED
    outbox.settle([answer(third, CommandStatus.APPLIED, 7)])
    assert outbox.state_of_call(call_id) is OutboxState.SENT
    outbox.confirm(7)
    assert outbox.state_of_call(call_id) is None


def test_a_number_is_never_used_twice(outbox: Outbox) -> None:
    (first,) = append(outbox, tag(new_lead_id()))
    (entry,) = outbox.pending()
    outbox.settle([answer(first, CommandStatus.APPLIED, 1)])
    outbox.confirm(1)
    append(outbox, tag(new_lead_id()))
    assert outbox.pending()[0].seq > entry.seq


def test_a_full_disk_is_told_and_keeps_nothing_half(cache: Cache) -> None:
    """`max_page_count` makes SQLite see the same SQLITE_FULL that a full disk makes; a real one: tests/integration."""
    (kept,) = append(cache.outbox, tag(new_lead_id()))
    big = AddNote(call_id=CallId(new_id()), lead_id=new_lead_id(), text="x" * 300_000)
    with cache.outbox._database.reading() as connection:  # the pool hands the same connection out again
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull) as refused:
        cache.outbox.append(big, now=NOW)
    assert refused.value.code == "disk_full"
    assert "not saved" in refused.value.message
    (entry,) = cache.outbox.pending()
    assert entry.envelope == kept
    (after,) = append(cache.outbox, tag(new_lead_id()))
    assert [entry.envelope for entry in cache.outbox.pending()] == [kept, after]
