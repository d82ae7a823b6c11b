"""What a telephone server may send unasked: none of it places a call, ends the engine or disturbs a call."""

from collections.abc import Iterator

import pytest

from agent_app.sip.messages import CallStateChanged, CommandFailed, EndedBy, EngineLost
from agent_domain.calls import CallState
from tests.integration.sip.bare_server import BareServer, header
from tests.integration.sip.desk import Desk

CUSTOMER, SOMEONE_ELSE = "+14155550101", "+14155550199"
MORE_CALLS_THAN_PLACES = 5  # the library has four, taken in turn
MESSAGE_SUMMARY = "Content-Type: application/simple-message-summary"


@pytest.fixture
def server() -> Iterator[BareServer]:
    with BareServer() as server:
        yield server


@pytest.fixture
def calling_desk(desk: Desk, server: BareServer) -> Desk:
    """A desk in a call that the server answered; the INVITE is the server's latest."""
    server.register(desk)
    server.wait_state(desk, desk.dial(CUSTOMER), CallState.CONNECTED)
    return desk


def last_call(desk: Desk) -> CallStateChanged:
    return next(event for _, event in reversed(desk.events) if isinstance(event, CallStateChanged))


def assert_undisturbed(desk: Desk, server: BareServer, further_calls: int = 1) -> None:
    """Assert that the call is still up, that nobody else was called, and that the agent can end it and call again."""
    call = last_call(desk)
    assert call.state is CallState.CONNECTED
    desk.client.hang_up(call.call_id)
    server.wait_state(desk, call.call_id, CallState.ENDED)
    assert last_call(desk).ended_by is EndedBy.AGENT
    for _ in range(further_calls):
        again = desk.dial(CUSTOMER)
        server.wait_state(desk, again, CallState.CONNECTED)
        desk.client.hang_up(again)
        server.wait_state(desk, again, CallState.ENDED)
    assert {header(invite, "To") for invite in server.received("INVITE")} == {f"sip:{CUSTOMER}@predial.test"}
    assert not [event for _, event in desk.events if isinstance(event, EngineLost | CommandFailed)]


def test_a_transfer_does_not_make_the_phone_call_someone_else(calling_desk: Desk, server: BareServer) -> None:
    refer_to = f"Refer-To: <sip:{SOMEONE_ELSE}@predial.test>"
    server.request("REFER", refer_to, in_call=server.received("INVITE")[-1])
    assert server.answer_to("REFER") == 603
    assert_undisturbed(calling_desk, server, MORE_CALLS_THAN_PLACES)


def test_nobody_takes_the_place_of_a_call(calling_desk: Desk, server: BareServer) -> None:
    invite = server.received("INVITE")[-1]
    our_tag = header(invite, "From").partition(";tag=")[2]
    replaces = f"Replaces: {header(invite, 'Call-ID')};to-tag={our_tag};from-tag=far"
    server.request("INVITE", replaces, "Content-Type: application/sdp", body=server.session)
    assert server.answer_to("INVITE") >= 400
    assert_undisturbed(calling_desk, server, MORE_CALLS_THAN_PLACES)


@pytest.mark.parametrize(
    ("method", "headers", "body"),
    [
        ("REFER", (f"Refer-To: <sip:{SOMEONE_ELSE}@predial.test>",), ""),
        ("MESSAGE", ("Content-Type: text/plain",), "hello"),
        ("INFO", ("Content-Type: application/dtmf-relay",), "Signal=1\r\nDuration=160\r\n"),
        ("NOTIFY", ("Event: check-sync", "Subscription-State: active"), ""),
        ("NOTIFY", ("Event: talk", "Subscription-State: active"), ""),
        ("NOTIFY", ("Event: message-summary", MESSAGE_SUMMARY), "Messages-Waiting: yes\r\nVoice-Message: 2/0\r\n"),
        ("SUBSCRIBE", ("Event: presence", "Expires: 60"), ""),
        ("PUBLISH", ("Event: presence",), ""),
        ("BYE", (), ""),
        ("CANCEL", (), ""),
        ("NONSENSE", (), ""),
    ],
)
def test_strays_out_of_a_call_change_nothing(
    calling_desk: Desk, server: BareServer, method: str, headers: tuple[str, ...], body: str
) -> None:
    server.request(method, *headers, body=body)
    server.request("OPTIONS")  # servers ask so whether the line is alive; its answer says that the stray was taken in
    assert server.answer_to("OPTIONS") == 200
    assert_undisturbed(calling_desk, server)


def test_strays_in_a_call_change_nothing(calling_desk: Desk, server: BareServer) -> None:
    invite = server.received("INVITE")[-1]
    server.request("MESSAGE", "Content-Type: text/plain", in_call=invite, body="hello")
    server.request("NOTIFY", "Event: refer", "Subscription-State: active", in_call=invite)
    server.request("INFO", "Content-Type: application/media_control+xml", in_call=invite, body="<media_control/>")
    server.request("INVITE", "Content-Type: application/sdp", in_call=invite, body=server.session)
    assert server.answer_to("INVITE") == 200
    server.request("OPTIONS")
    assert server.answer_to("OPTIONS") == 200
    assert_undisturbed(calling_desk, server)
