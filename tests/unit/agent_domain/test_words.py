"""The small modules: ids, calls, clock, errors, changes and the wire."""

from datetime import UTC, timedelta
from itertools import pairwise
from uuid import UUID

import msgspec
import pytest

from agent_domain.calls import Call, CallState, transition
from agent_domain.changes import CallPut, Change, LeadDrop, LeadPut, ScriptPut
from agent_domain.clock import utc_now
from agent_domain.commands import Envelope
from agent_domain.errors import AgentError, IllegalTransition, InvalidPhoneNumber, RuleError
from agent_domain.ids import DeviceId, TeamId, UserId, new_id
from agent_domain.leads import Lead
from agent_domain.scripts import load_scripts
from agent_domain.wire import Profile, RefreshRequest, Role, Session, SignInRequest, SipAccount
from tests.unit.agent_domain.builders import LEAD_ID, NOON, make_call, make_lead


def test_ids_are_uuid_version_7_in_the_order_of_time() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert all((each.version, each.variant) == (7, "specified in RFC 4122") for each in ids)
    assert all(one.int >> 80 <= other.int >> 80 for one, other in pairwise(ids))
    made_s = (ids[0].int >> 80) / 1000
    assert abs(made_s - utc_now().timestamp()) < 60


def test_the_clock_is_aware_and_in_utc() -> None:
    assert utc_now().tzinfo is UTC


@pytest.mark.parametrize("state", CallState)
@pytest.mark.parametrize("to", CallState)
def test_a_call_never_goes_back(state: CallState, to: CallState) -> None:
    ranks = dict(zip(CallState, (0, 1, 1, 2, 3), strict=True))
    if to is state or ranks[to] > ranks[state] or ranks[to] == ranks[state] == 1:
        assert transition(state, to) is to
    else:
        with pytest.raises(IllegalTransition) as caught:
            transition(state, to)
        assert caught.value.code == "illegal_transition"


def test_talk_time_is_counted_from_the_answer_in_whole_seconds() -> None:
    answered = make_call(answered_at=NOON, ended_at=NOON + timedelta(seconds=61.9))
    assert answered.talk_s == 61
    assert make_call(answered_at=NOON, ended_at=NOON - timedelta(seconds=5)).talk_s == 0  # a clock was set back
    assert make_call(ended_at=NOON).talk_s == make_call(answered_at=NOON).talk_s == 0


def test_an_error_says_what_happened_and_what_to_do() -> None:
    error = RuleError("No.", "Do this.", code="x")
    assert (str(error), error.title, error.message, error.code) == ("No. Do this.", "No.", "Do this.", "x")
    assert AgentError("No.").code == "error"
    assert str(AgentError("No.")) == "No."
    assert InvalidPhoneNumber("No.").code == "phone_invalid"
    assert RuleError.code == "rule", "a code given to one error is not given to all"


@pytest.mark.parametrize(
    "change",
    [
        LeadPut(lead=make_lead()),
        LeadDrop(lead_id=LEAD_ID),
        CallPut(call=make_call()),
        *(ScriptPut(script=script) for script in load_scripts()),
    ],
    ids=lambda change: type(change).__name__,
)
def test_changes_travel(change: Change) -> None:
    assert msgspec.json.decode(msgspec.json.encode(change), type=Change) == change


@pytest.mark.parametrize(("thing", "kind"), [(make_call(), Call), (make_lead(), Lead)])
def test_a_naive_instant_is_refused_on_the_wire(thing: Call | Lead, kind: type[Call | Lead]) -> None:
    text = msgspec.json.encode(thing)
    assert msgspec.json.decode(text, type=kind) == thing
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.json.decode(text.replace(b"Z", b""), type=kind)


def test_an_envelope_with_a_naive_claim_is_refused() -> None:
    text = b'{"command_id": "%b", "claimed_at": "2026-11-20T04:00:00", "command": {"kind": "opt_out", "lead_id": "%b"}}'
    filled = text % (str(UUID(int=1)).encode(), str(UUID(int=2)).encode())
    with pytest.raises(msgspec.ValidationError, match="timezone"):
        msgspec.json.decode(filled, type=Envelope)


def test_secrets_stay_out_of_the_repr() -> None:
    sip = SipAccount(uri="sip:1001@predial.test", registrar="sip:127.0.0.1", username="1001", password="tell no one")
    ids = {"user_id": UserId(UUID(int=1)), "team_id": TeamId(UUID(int=2))}
    profile = Profile(username="li", name="Li", role=Role.AGENT, team_name="Sales", sip=sip, **ids)  # type: ignore[arg-type]
    session = Session(
        access_token="tell no one",
        access_expires_at=NOON,
        refresh_token="tell no one",
        profile=profile,
        server_time=NOON,
    )
    sign_in = SignInRequest(username="li", password="tell no one", device_id=DeviceId(UUID(int=3)))
    for message in (session, sign_in, RefreshRequest(refresh_token="tell no one")):
        assert "tell no one" not in repr(message)
        assert msgspec.json.decode(msgspec.json.encode(message), type=type(message)) == message
    assert "1001@predial.test" in repr(session)
