"""Calls over real SIP on loopback: every ending that the far side and the agent can give them."""

from itertools import pairwise

import pytest

from agent_app.errors import CallFailed
from agent_app.sip.messages import CallStateChanged, CommandFailed, EndedBy, RegistrationChanged, RegistrationState
from agent_domain.calls import CallState, transition
from agent_domain.ids import CallId, new_id
from resources.demo.sip.peers import SipWorld
from tests.integration.sip.desk import Desk, permit_for

ANSWERING, BUSY, DECLINING = "+14155550101", "+14155550186", "+14155550103"
UNALLOCATED, RINGING, LEAVING = "+14155550104", "+14155550180", "+14155550177"


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_an_answered_call_goes_through_every_state_and_ends_by_the_agents_bye(
    desk: Desk, world: SipWorld, transport: str
) -> None:
    desk.client.configure(world.account("1001", transport=transport))
    desk.wait_registered()
    call_id = desk.dial(ANSWERING)
    connected = desk.wait_state(call_id, CallState.CONNECTED)
    desk.client.hang_up(call_id)
    ended = desk.wait_state(call_id, CallState.ENDED)
    assert desk.states(call_id) == [
        CallState.DIALING,
        CallState.RINGING,
        CallState.EARLY_MEDIA,
        CallState.CONNECTED,
        CallState.ENDED,
    ]
    assert connected.sip_status == 200
    assert connected.alerted
    assert ended.answered_at == connected.answered_at
    assert ended.answered_at is not None
    assert ended.ended_by is EndedBy.AGENT
    assert ended.sip_status == 200


@pytest.mark.parametrize(
    ("phone", "sip_status", "q850_cause", "alerted"),
    [(BUSY, 486, 17, False), (DECLINING, 603, None, False), (UNALLOCATED, 404, 1, False), (RINGING, 480, 19, True)],
)
def test_a_call_that_is_not_answered_tells_status_and_cause(
    registered_desk: Desk, phone: str, sip_status: int, q850_cause: int | None, alerted: bool
) -> None:
    call_id = registered_desk.dial(phone)
    ended = registered_desk.wait_state(call_id, CallState.ENDED)
    assert (ended.sip_status, ended.q850_cause, ended.alerted) == (sip_status, q850_cause, alerted)
    assert ended.ended_by is EndedBy.FAR_END
    assert ended.answered_at is None
    for before, after in pairwise(registered_desk.states(call_id)):
        assert transition(before, after) is after


def test_the_agent_cancels_while_it_rings(registered_desk: Desk) -> None:
    call_id = registered_desk.dial(RINGING)
    registered_desk.wait_state(call_id, CallState.RINGING)
    registered_desk.client.hang_up(call_id)
    ended = registered_desk.wait_state(call_id, CallState.ENDED, limit_s=1.4)
    assert (ended.sip_status, ended.ended_by, ended.answered_at) == (487, EndedBy.AGENT, None)


def test_the_agent_hangs_up_at_once_after_dialing(registered_desk: Desk) -> None:
    call_id = registered_desk.dial(ANSWERING)
    registered_desk.client.hang_up(call_id)
    ended = registered_desk.wait_state(call_id, CallState.ENDED, limit_s=4)
    assert ended.ended_by is EndedBy.AGENT
    after = registered_desk.dial(BUSY)
    assert registered_desk.wait_state(after, CallState.ENDED).sip_status == 486


def test_the_customer_hangs_up(registered_desk: Desk) -> None:
    call_id = registered_desk.dial(LEAVING)
    ended = registered_desk.wait_state(call_id, CallState.ENDED)
    assert (ended.ended_by, ended.sip_status, ended.q850_cause) == (EndedBy.FAR_END, 200, 16)
    assert ended.answered_at is not None
    talk_s = (ended.at - ended.answered_at).total_seconds()
    assert 1.5 < talk_s < 3.0


def test_a_second_call_is_refused_while_one_is_up(registered_desk: Desk) -> None:
    first = registered_desk.dial(RINGING)
    registered_desk.wait_state(first, CallState.RINGING)
    second = registered_desk.dial(ANSWERING)
    refused = registered_desk.wait_for(CommandFailed, call_id=second)
    assert refused.code == "call_in_progress"
    registered_desk.client.hang_up(first)
    registered_desk.wait_state(first, CallState.ENDED)


def test_commands_for_a_call_that_is_over_are_refused(registered_desk: Desk) -> None:
    nobody = CallId(new_id())
    for command in (
        lambda: registered_desk.client.hang_up(nobody),
        lambda: registered_desk.client.set_muted(nobody, True),
        lambda: registered_desk.client.send_dtmf(nobody, "1"),
    ):
        since = len(registered_desk.events)
        command()
        assert registered_desk.wait_for(CommandFailed, since=since).code == "no_such_call"


def test_tones_before_the_answer_do_not_end_the_engine(registered_desk: Desk) -> None:
    call_id = registered_desk.dial(RINGING)
    registered_desk.wait_state(call_id, CallState.RINGING)
    registered_desk.client.send_dtmf(call_id, "12#")
    assert registered_desk.wait_for(CommandFailed, call_id=call_id).code == "dtmf_not_sent"
    registered_desk.client.hang_up(call_id)
    registered_desk.wait_state(call_id, CallState.ENDED)


def test_what_is_no_number_is_not_dialed(registered_desk: Desk) -> None:
    for nonsense in ("1@evil.example", "12 34", "", "+1415;transport=tls"):
        call_id = registered_desk.dial(nonsense)
        assert registered_desk.wait_for(CommandFailed, call_id=call_id).code == "bad_number"


def test_without_a_line_no_call_is_placed(desk: Desk) -> None:
    desk.wait_for(object)
    call_id = desk.dial(ANSWERING)
    assert desk.wait_for(CommandFailed, call_id=call_id).code == "not_configured"


def test_a_permit_is_needed_is_used_once_and_expires(registered_desk: Desk, world: SipWorld) -> None:
    dialed_before = world.dialed()
    expired = permit_for(ANSWERING, valid_s=-1)
    with pytest.raises(CallFailed) as refusal:
        registered_desk.client.dial(expired)
    assert refusal.value.code == "permit_expired"
    with pytest.raises(CallFailed) as refusal:
        registered_desk.client.dial(ANSWERING)  # type: ignore[arg-type]
    assert refusal.value.code == "permit_missing"
    assert world.dialed() == dialed_before
    permit = permit_for(BUSY)
    registered_desk.client.dial(permit)
    registered_desk.wait_state(permit.call_id, CallState.ENDED)
    with pytest.raises(CallFailed) as refusal:
        registered_desk.client.dial(permit)
    assert refusal.value.code == "permit_used"


def test_an_incoming_call_is_refused_politely(registered_desk: Desk, world: SipWorld, qapp: object) -> None:
    from agent_app.sip.client import SipClient

    caller = Desk(SipClient())
    caller.client.start()
    try:
        caller.client.configure(world.account("1002"))
        caller.wait_registered()
        for _ in range(2):
            call_id = caller.dial("1001")
            assert caller.wait_state(call_id, CallState.ENDED).sip_status == 480
        own = registered_desk.dial(RINGING)
        registered_desk.wait_state(own, CallState.RINGING)
        call_id = caller.dial("1001")
        assert caller.wait_state(call_id, CallState.ENDED).sip_status == 486
        registered_desk.client.hang_up(own)
        registered_desk.wait_state(own, CallState.ENDED)
    finally:
        caller.client.stop()
    assert not [event for _, event in registered_desk.events if isinstance(event, CommandFailed)]


def test_a_refused_password_is_told_as_such(desk: Desk, world: SipWorld) -> None:
    account = world.account("1001")
    from msgspec.structs import replace

    desk.client.configure(replace(account, password="wrong"))
    failed = desk.wait_for(RegistrationChanged, state=RegistrationState.FAILED)
    assert failed.sip_status == 401
    assert "password" in failed.reason
    # Another password is another account: it takes a fresh engine, and nothing of the old line lingers.
    first_pid = desk.client.engine_pid
    desk.client.configure(account)
    desk.wait_registered()
    assert desk.client.engine_pid != first_pid


def test_a_server_that_is_not_there_is_told_within_seconds(desk: Desk) -> None:
    from agent_domain.wire import SipAccount
    from resources.demo.sip.peers import free_port

    port = free_port()
    desk.client.configure(
        SipAccount(
            uri="sip:1001@predial.test", registrar=f"sip:127.0.0.1:{port};transport=udp", username="1", password="2"
        )
    )
    failed = desk.wait_for(RegistrationChanged, limit_s=6, state=RegistrationState.FAILED)
    assert (failed.sip_status, failed.reason) == (None, "The telephone server does not answer.")
    call_id = desk.dial(ANSWERING)
    desk.wait_for(CallStateChanged, call_id=call_id, state=CallState.DIALING)
    desk.client.hang_up(call_id)
    ended = desk.wait_state(call_id, CallState.ENDED, limit_s=4)
    assert (ended.sip_status, ended.ended_by) == (None, EndedBy.AGENT)
