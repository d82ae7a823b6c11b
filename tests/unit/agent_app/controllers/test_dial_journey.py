"""The agent presses Dial: gate, permit or grant, record, INVITE, steps, end, outcome."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from agent_app.controllers.snapshots import RecordMark, WrapUpForm
from agent_app.errors import DiskFull
from agent_app.sip.messages import CallStateChanged, CommandFailed, EngineLost
from agent_domain.calls import CallResult, CallState
from agent_domain.commands import DispositionCall, EndCall, StartCall
from agent_domain.dialing import DialDecision, Finding, Severity
from agent_domain.leads import DoNotCall, Lead
from tests.unit.agent_app.controllers.conftest import World
from tests.unit.agent_app.controllers.peer import Peer

MakeLead = Callable[..., Lead]


def refusals_of(world: World) -> list[DialDecision]:
    refused: list[DialDecision] = []
    world.desk.calls.dial_refused.connect(refused.append)
    return refused


def test_an_answered_call_is_on_disk_before_the_invite_and_confirmed_in_the_end(
    world: World, peer: Peer, make_lead: MakeLead
) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    states: list[CallState | None] = []
    world.desk.calls.call_changed.connect(lambda picture: states.append(picture.state))
    world.dial(lead)
    assert states == [CallState.DIALING]  # shown at once, before the server has answered
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    assert world.seen_by_engine == ["place_call on disk"]
    assert world.desk.status.picture.agent_state == "talking"
    assert list(dict.fromkeys(states)) == [CallState.DIALING, CallState.RINGING, CallState.CONNECTED]
    call_id = world.desk.calls.picture.call_id

    world.desk.calls.toggle_mute()
    world.wait(lambda: "muted True" in world.seen_by_engine)
    world.desk.card.add_tag(" price ")
    world.desk.wrapup.set_note("wants it cheaper")
    world.desk.calls.hang_up()
    world.wait(lambda: world.desk.wrapup.picture.open)
    assert world.desk.wrapup.picture.result is CallResult.CONNECTED
    assert world.desk.wrapup.picture.note == "wants it cheaper"
    assert world.desk.status.picture.agent_state == "wrap_up"
    assert world.desk.calls.picture.state is CallState.ENDED

    world.desk.wrapup.save(WrapUpForm(result=CallResult.CONVERTED, note="sold"))
    assert world.desk.calls.picture.call_id is None
    assert not world.desk.wrapup.picture.open
    assert world.desk.wrapup.picture.saved_mark is RecordMark.ON_THIS_PC
    assert world.desk.status.picture.agent_state == "ready"
    world.wait(lambda: world.desk.wrapup.picture.saved_mark is RecordMark.CONFIRMED)
    assert peer.kinds() == ["StartCall", "TagLead", "EndCall", "AddNote", "DispositionCall"] or peer.kinds() == [
        "StartCall",
        "TagLead",
        "AddNote",
        "EndCall",
        "DispositionCall",
    ]
    started = peer.commands[0]
    assert isinstance(started, StartCall)
    assert (started.call_id, started.authority, started.script_id) == (call_id, "permit", "renewal-de")
    call = peer.cards[lead.lead_id].calls[0]
    assert (call.result, call.note, call.answered_at is not None) == (CallResult.CONVERTED, "sold", True)
    assert [tag.call_id for tag in peer.cards[lead.lead_id].lead.tags if tag.name == "price"] == [call_id]
    world.wait(lambda: world.desk.status.picture.pending == 0)
    assert world.desk.card.picture is not None
    assert world.desk.card.picture.history[0].mark is RecordMark.CONFIRMED


@pytest.mark.parametrize(
    ("digit", "result", "reason", "technical"),
    [
        (2, CallResult.BUSY, "engaged", False),
        (3, CallResult.REFUSED_TO_ANSWER, "declined", False),
        (5, CallResult.NOT_ANSWERED, "technical", True),
        (6, CallResult.NOT_ANSWERED, "technical", True),
    ],
)
def test_a_call_that_fails_opens_the_wrapup_preselected(
    world: World, peer: Peer, make_lead: MakeLead, digit: int, result: CallResult, reason: str, technical: bool
) -> None:
    lead = make_lead(digit)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)
    picture = world.desk.wrapup.picture
    assert (picture.result, picture.preselected, picture.failure_reason) == (result, result, reason)
    world.wait(lambda: "EndCall" in peer.kinds())
    ended = next(command for command in peer.commands if isinstance(command, EndCall))
    assert ended.technical_failure is technical
    assert ended.sip_result == (None if technical else result)


def test_a_refusal_of_the_gate_never_leaves_the_machine(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(do_not_call=DoNotCall(kind="internal", since_at=world.clock.now))
    peer.put(lead)
    world.begin()
    refused = refusals_of(world)
    world.dial(lead)
    assert [finding.rule_id for finding in refused[0].findings if finding.severity is Severity.BLOCK] == [
        "HOUSE-DO-NOT-CALL"
    ]
    assert (peer.permits_asked, world.read_commands(), world.seen_by_engine) == (0, [], [])
    assert world.desk.calls.picture.call_id is None


def test_the_gate_is_run_again_at_the_press(world: World, peer: Peer, make_lead: MakeLead) -> None:
    """A card that was drawn while the window was open does not open it for later."""
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.show(lead)
    assert world.desk.card.picture is not None
    assert world.desk.card.picture.decision.allowed
    world.clock.move(hours=11)
    refused = refusals_of(world)
    world.desk.calls.dial()
    assert len(refused) == 1
    assert refused[0].allowed_from is not None
    assert peer.permits_asked == 0


def test_the_servers_no_is_shown_and_nothing_is_recorded(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    no = DialDecision(
        findings=(Finding(rule_id="SRV-LOCK", severity=Severity.BLOCK, message="Another desk is calling."),),
        decided_at=world.clock.now,
        rules_version="x",
    )
    peer.permit_decision = no
    world.begin()
    refused = refusals_of(world)
    world.dial(lead)
    world.wait(lambda: refused == [no])
    assert world.desk.calls.picture.call_id is None
    assert (world.read_commands(), world.seen_by_engine, world.shift.open_call) == ([], [], None)


def test_offline_a_grant_is_spent_and_all_is_sent_when_the_server_is_back(
    world: World, peer: Peer, make_lead: MakeLead
) -> None:
    lead = make_lead(2)
    peer.put(lead)
    world.begin()
    peer.stop()
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)
    assert world.seen_by_engine == ["place_call on disk"]
    world.desk.wrapup.save(WrapUpForm(result=CallResult.BUSY))
    assert world.desk.wrapup.picture.saved_mark is RecordMark.ON_THIS_PC
    assert world.read_commands() == ["StartCall", "EndCall", "DispositionCall"]
    world.wait(lambda: world.desk.status.picture.sync == "offline" and world.desk.status.picture.pending == 3)
    row = world.desk.leads.page(0, 10)[0]
    assert (row.badge, row.mark) == ("BUSY", RecordMark.ON_THIS_PC)
    peer.start()
    world.shift.sync.wake()
    world.wait(lambda: world.desk.wrapup.picture.saved_mark is RecordMark.CONFIRMED)
    started = peer.commands[0]
    assert isinstance(started, StartCall)
    assert started.authority == "grant"
    assert world.desk.leads.page(0, 10)[0].mark is RecordMark.CONFIRMED


def test_offline_without_a_grant_is_refused(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    assert lead.lease is not None
    peer.put(msgspec.structs.replace(lead, lease=msgspec.structs.replace(lead.lease, grants=0)))
    world.begin()
    peer.stop()
    refused = refusals_of(world)
    world.dial(lead)
    world.wait(lambda: len(refused) == 1)
    assert any(finding.rule_id == "HOUSE-GRANTS" for finding in refused[0].findings)
    assert (world.read_commands(), world.seen_by_engine) == ([], [])


def test_a_revoked_device_spends_no_grant(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    peer.turns_away = True
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.call_id is None)
    assert world.seen_by_engine == []
    world.wait(lambda: world.desk.session.picture.error_title == "The server ended this session.")


def test_no_second_call_before_the_outcome_is_saved(world: World, peer: Peer, make_lead: MakeLead) -> None:
    first, second = make_lead(1), make_lead(2)
    peer.put(first, second)
    world.begin()
    refused = refusals_of(world)
    world.dial(first)
    world.dial(second)
    assert [decision.findings[0].rule_id for decision in refused] == ["DESK-CALL-UP"]
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    world.desk.calls.hang_up()
    world.wait(lambda: world.desk.wrapup.picture.open)
    world.desk.calls.dial()
    assert refused[1].findings[0].rule_id == "DESK-WRAP-UP"
    assert len(world.seen_by_engine) == 2
    world.desk.wrapup.save(WrapUpForm(result=CallResult.CONNECTED))
    world.desk.calls.dial()
    world.wait(lambda: world.seen_by_engine.count("place_call on disk") == 2)


def test_a_dial_can_be_taken_back_while_the_server_is_asked(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.desk.calls.hang_up()
    assert world.desk.calls.picture.call_id is None
    world.wait(lambda: peer.permits_asked == 1)
    world.qtbot.wait(1)  # lets the answer that is queued already in
    assert (world.read_commands(), world.seen_by_engine) == ([], [])


def test_without_a_line_nothing_is_asked(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.workplace.sip.event_received.emit(EngineLost(reason="Gone."))
    refused = refusals_of(world)
    world.dial(lead)
    assert refused[0].findings[0].rule_id == "DESK-NO-LINE"
    assert peer.permits_asked == 0


def test_a_full_disk_stops_the_dial_and_says_so(
    world: World, peer: Peer, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()

    def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.", "Free some space.")

    monkeypatch.setattr(world.shift.cache.outbox, "append", full)
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.notice != "")
    assert world.desk.calls.picture.notice == "The disk is full. Free some space."
    assert world.desk.calls.picture.call_id is None
    assert world.seen_by_engine == []
    assert not world.desk.wrapup.picture.open


def test_an_engine_that_dies_in_a_call_costs_neither_call_nor_note(
    world: World, peer: Peer, make_lead: MakeLead
) -> None:
    lead = make_lead(4)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.call_id is not None)
    world.wait(lambda: world.desk.wrapup.picture.open)
    assert "kept" in world.desk.calls.picture.notice
    assert world.desk.wrapup.picture.preselected is CallResult.CONNECTED
    world.wait(lambda: "EndCall" in peer.kinds())
    ended = next(command for command in peer.commands if isinstance(command, EndCall))
    assert (ended.sip_result, ended.technical_failure) == (CallResult.CONNECTED, False)
    world.wait(lambda: world.desk.status.picture.registration == "registered")


def test_steps_that_do_not_exist_and_calls_of_others_are_ignored(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    call_id = world.desk.calls.picture.call_id
    assert call_id is not None
    before = world.desk.calls.picture
    emit = world.workplace.sip.event_received.emit
    emit(CallStateChanged(call_id=call_id, state=CallState.RINGING, at=world.clock.now))
    emit(CallStateChanged(call_id=lead.lead_id, state=CallState.ENDED, at=world.clock.now))  # type: ignore[arg-type]
    assert world.desk.calls.picture == before


def test_an_opt_out_blocks_this_lead_at_once_and_everywhere(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    world.desk.calls.hang_up()
    world.wait(lambda: world.desk.wrapup.picture.open)
    peer.stop()
    world.desk.wrapup.save(WrapUpForm(result=CallResult.OPT_OUT, note="no more"))
    assert world.desk.card.picture is not None
    assert not world.desk.card.picture.decision.allowed
    assert world.desk.leads.page(0, 1)[0].badge == "do_not_call"
    refused = refusals_of(world)
    world.clock.move(minutes=10)
    world.desk.calls.dial()
    assert len(refused) == 1
    peer.start()
    world.shift.sync.wake()
    world.wait(lambda: any(isinstance(command, DispositionCall) for command in peer.commands))
    assert peer.cards[lead.lead_id].lead.do_not_call is not None


def test_what_is_missing_keeps_the_wrapup_open(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(2)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)
    world.desk.wrapup.save(WrapUpForm(result=CallResult.CALL_BACK_LATER, note="later"))
    assert world.desk.wrapup.picture.open
    assert world.desk.wrapup.picture.problems == ("callback_needed",)
    assert world.desk.wrapup.picture.note == "later"
    at = world.clock.now + timedelta(days=1)
    world.desk.wrapup.save(WrapUpForm(result=CallResult.CALL_BACK_LATER, note="later", callback_at=at))
    assert not world.desk.wrapup.picture.open
    assert world.desk.leads.page(0, 1)[0].callback_at == at


def test_a_full_disk_keeps_the_outcome_and_the_end_of_the_call(
    world: World, peer: Peer, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)

    def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.", "Free some space.")

    with monkeypatch.context() as patched:
        patched.setattr(world.shift.cache.outbox, "append", full)
        world.desk.calls.hang_up()
        world.wait(lambda: world.desk.wrapup.picture.open)
        assert world.desk.wrapup.picture.error_title == "The disk is full."
        form = WrapUpForm(result=CallResult.CONVERTED, note="sold")
        world.desk.wrapup.save(form)
        picture = world.desk.wrapup.picture
        assert (picture.open, picture.result, picture.note) == (True, CallResult.CONVERTED, "sold")
        assert picture.saved_mark is None
    world.desk.wrapup.save(form)
    assert not world.desk.wrapup.picture.open
    world.wait(lambda: "DispositionCall" in peer.kinds())
    assert [kind for kind in peer.kinds() if kind != "AddNote"] == ["StartCall", "EndCall", "DispositionCall"]


def test_a_rejected_wrapup_is_marked(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(2)
    peer.put(lead)
    peer.reject = DispositionCall
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)
    world.desk.wrapup.save(WrapUpForm(result=CallResult.BUSY))
    world.wait(lambda: world.desk.wrapup.picture.saved_mark is RecordMark.NEEDS_ATTENTION)
    world.wait(lambda: world.desk.status.picture.needs_attention == 1)
    assert world.desk.leads.page(0, 1)[0].mark is RecordMark.NEEDS_ATTENTION


def test_the_agent_may_choose_and_correct_while_the_call_runs(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.desk.wrapup.choose(CallResult.BUSY)  # there is no call yet
    world.desk.wrapup.set_callback(world.clock.now)
    assert world.desk.wrapup.picture.result is None
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    at = world.clock.now + timedelta(days=1)
    world.desk.wrapup.choose(CallResult.NEXT_SCHEDULED)
    world.desk.wrapup.set_callback(at)
    world.desk.wrapup.save(WrapUpForm(result=CallResult.NEXT_SCHEDULED, callback_at=at))
    assert world.desk.calls.picture.state is CallState.CONNECTED  # a running call cannot be wrapped up
    world.desk.calls.hang_up()
    world.wait(lambda: world.desk.wrapup.picture.open)
    picture = world.desk.wrapup.picture
    assert (picture.result, picture.preselected, picture.callback_at) == (
        CallResult.NEXT_SCHEDULED,
        CallResult.CONNECTED,
        at,
    )


def test_a_permit_that_expired_on_the_way_ends_the_attempt_as_technical(
    world: World, peer: Peer, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    late = world.clock.now + timedelta(hours=1)
    monkeypatch.setattr(world.workplace.sip, "_clock", lambda: late)
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)
    assert "expired" in world.desk.calls.picture.notice
    assert world.desk.wrapup.picture.failure_reason == "technical"
    assert world.seen_by_engine == []


def test_commands_that_the_engine_refuses_show_the_truth(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    call_id = world.desk.calls.picture.call_id
    world.desk.calls.toggle_mute()
    emit = world.workplace.sip.event_received.emit
    emit(CommandFailed(command="set_muted", code="engine_busy", message="Not muted.", call_id=call_id))
    assert (world.desk.calls.picture.muted, world.desk.calls.picture.notice) == (False, "Not muted.")
    emit(CommandFailed(command="hang_up", code="no_such_call", message="There is no such call.", call_id=call_id))
    assert world.desk.wrapup.picture.open
    assert world.desk.calls.picture.state is CallState.ENDED


def test_a_note_that_cannot_be_written_is_written_later(
    world: World, peer: Peer, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)

    def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.", "Free some space.")

    world.desk.wrapup.set_note("kept")
    with monkeypatch.context() as patched:
        patched.setattr(world.shift.cache.outbox, "append", full)
        world.desk.wrapup._note_timer.timeout.emit()
    assert world.desk.wrapup.picture.note == "kept"
    world.desk.calls.hang_up()
    world.wait(lambda: "AddNote" in peer.kinds())


def test_without_a_shift_or_a_card_nothing_happens(world: World) -> None:
    desk = world.desk
    for wish in (desk.calls.dial, desk.calls.hang_up, desk.calls.toggle_mute, desk.session.sign_out):
        wish()
    desk.card.add_tag("price")
    desk.card.drop_tag("price")
    desk.wrapup.save(WrapUpForm(result=CallResult.CONNECTED))
    assert desk.calls.picture.call_id is None
    world.begin()
    desk.calls.dial()
    assert desk.calls.picture.call_id is None
