"""The client's supervision, against an engine that dies, hangs, babbles or cannot be started."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_app.errors import CallFailed
from agent_app.sip import client as client_module
from agent_app.sip.client import SipClient, engine_command
from agent_app.sip.messages import (
    CallStateChanged,
    CommandFailed,
    EngineLost,
    EngineReady,
    RegistrationChanged,
)
from agent_domain.calls import CallState
from agent_domain.dialing import DialPermit
from agent_domain.ids import CallId, LeadId, new_id
from agent_domain.wire import SipAccount

ACCOUNT = SipAccount(uri="sip:1@x.test", registrar="sip:127.0.0.1:9", username="1", password="p")
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Line:
    """A client at a fake engine, with what it told."""

    def __init__(self, qtbot: QtBot, manner: str) -> None:
        self.qtbot = qtbot
        fake = str(Path(__file__).with_name("fake_engine.py"))
        command = [sys.executable, fake, manner] if manner != "missing" else ["/nowhere/engine"]
        # An impatient client for engines that are deaf; the others may start as slowly as a busy machine likes.
        ping_interval_ms = 200 if manner in ("deaf", "stubborn") else 1000
        self.client = SipClient(command=command, clock=lambda: NOW, ping_interval_ms=ping_interval_ms)
        self.events: list[object] = []
        self.pids_at_ready: list[int] = []
        self.client.event_received.connect(self._keep)

    def _keep(self, event: object) -> None:
        self.events.append(event)
        if isinstance(event, EngineReady):  # now: on a busy machine the engine may be another one when the test wakes
            self.pids_at_ready.append(self.client.engine_pid)

    def told(self, kind: type) -> list:
        return [event for event in self.events if isinstance(event, kind)]

    def wait_told(self, kind: type, count: int = 1) -> object:
        self.qtbot.waitUntil(lambda: len(self.told(kind)) >= count, timeout=10_000)
        return self.told(kind)[count - 1]

    def dial(self) -> CallId:
        permit = permit_until(NOW + timedelta(seconds=60))
        self.client.dial(permit)
        return permit.call_id


def permit_until(expires_at: datetime) -> DialPermit:
    return DialPermit(
        call_id=CallId(new_id()),
        lead_id=LeadId(new_id()),
        phone="+14155550101",
        authority="test",
        expires_at=expires_at,
    )


@pytest.fixture
def make_line(qtbot: QtBot) -> Iterator[Callable[[str], Line]]:
    lines: list[Line] = []

    def make(manner: str) -> Line:
        lines.append(Line(qtbot, manner))
        lines[-1].client.start()
        return lines[-1]

    yield make
    for line in lines:
        line.client.stop(wait_ms=2000)
        assert line.client.engine_pid == 0


def test_the_account_is_configured_as_soon_as_the_engine_is_ready(make_line: Callable[[str], Line]) -> None:
    line = make_line("obedient")
    line.client.configure(ACCOUNT)
    line.wait_told(RegistrationChanged)
    line.client.configure(ACCOUNT)
    assert [type(event) for event in line.events] == [EngineReady, RegistrationChanged]


def test_an_engine_that_dies_in_a_call_is_told_with_the_call_and_configured_again(
    make_line: Callable[[str], Line],
) -> None:
    line = make_line("dies_on_dial")
    line.client.configure(ACCOUNT)
    line.wait_told(RegistrationChanged)
    call_id = line.dial()
    lost = line.wait_told(EngineLost)
    assert isinstance(lost, EngineLost)
    assert lost.call_ids == (call_id,)
    line.wait_told(RegistrationChanged, 2)


def test_a_call_that_has_ended_is_not_counted_as_lost(make_line: Callable[[str], Line]) -> None:
    line = make_line("dies_on_dial")
    line.wait_told(EngineReady)
    line.client._calls.append(CallId(new_id()))
    ended = line.client._calls[0]
    line.client.hang_up(ended)
    line.wait_told(CallStateChanged)
    call_id = line.dial()
    lost = line.wait_told(EngineLost)
    assert isinstance(lost, EngineLost)
    assert lost.call_ids == (call_id,)


@pytest.mark.parametrize("manner", ["deaf", "babbles"])
def test_an_engine_that_does_not_answer_or_babbles_is_replaced(make_line: Callable[[str], Line], manner: str) -> None:
    line = make_line(manner)
    line.wait_told(EngineLost)
    line.wait_told(EngineReady, 2)
    first_pid, second_pid = line.pids_at_ready[:2]
    assert 0 not in (first_pid, second_pid)
    assert first_pid != second_pid


@pytest.mark.parametrize("manner", ["stillborn", "missing"])
def test_an_engine_that_cannot_live_is_tried_again_with_growing_pauses(
    make_line: Callable[[str], Line], manner: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "RESTART_PAUSES_MS", (0, 20, 60_000))
    line = make_line(manner)
    line.wait_told(EngineLost, 3)
    line.qtbot.waitUntil(line.client._restart_timer.isActive, timeout=5000)
    assert line.client._restart_timer.interval() == 60_000


def test_commands_to_an_engine_that_is_not_there_are_refused_later_not_at_once(
    make_line: Callable[[str], Line],
) -> None:
    line = make_line("missing")
    call_id = line.dial()
    assert not line.told(CommandFailed)
    failed = line.wait_told(CommandFailed)
    assert isinstance(failed, CommandFailed)
    assert (failed.command, failed.code, failed.call_id) == ("place_call", "engine_lost", call_id)


def test_another_account_takes_a_fresh_engine(make_line: Callable[[str], Line]) -> None:
    line = make_line("obedient")
    line.client.configure(ACCOUNT)
    line.wait_told(RegistrationChanged)
    first_pid = line.client.engine_pid
    line.client.configure(SipAccount(uri="sip:2@x.test", registrar="sip:127.0.0.1:9", username="2", password="p"))
    line.wait_told(RegistrationChanged, 2)
    assert line.client.engine_pid != first_pid
    assert not line.told(EngineLost)


def test_a_stop_without_waiting_ends_the_engine_and_a_start_brings_it_back(
    make_line: Callable[[str], Line], qtbot: QtBot
) -> None:
    line = make_line("obedient")
    line.wait_told(EngineReady)
    with qtbot.waitSignal(line.client.stopped, timeout=5000):
        line.client.stop(wait_ms=0)
    line.client.start()
    line.wait_told(EngineReady, 2)
    assert not line.told(EngineLost)


def test_an_engine_that_does_not_end_is_killed(make_line: Callable[[str], Line], qtbot: QtBot) -> None:
    line = make_line("stubborn")
    line.wait_told(EngineReady)
    with qtbot.waitSignal(line.client.stopped, timeout=5000):
        line.client.stop(wait_ms=0)


@pytest.mark.parametrize(
    ("permit", "code"),
    [(permit_until(NOW), "permit_expired"), ("+14155550101", "permit_missing"), (None, "permit_missing")],
)
def test_nothing_is_dialed_without_a_valid_permit(make_line: Callable[[str], Line], permit: object, code: str) -> None:
    line = make_line("obedient")
    line.wait_told(EngineReady)
    with pytest.raises(CallFailed) as refusal:
        line.client.dial(permit)  # type: ignore[arg-type]
    assert refusal.value.code == code
    call_id = line.dial()
    line.wait_told(CallStateChanged)
    assert [(event.call_id, event.state) for event in line.told(CallStateChanged)] == [(call_id, CallState.DIALING)]


def test_the_frozen_app_is_its_own_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert engine_command() == [sys.executable, "-m", "agent_app.sip.engine"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert engine_command() == [sys.executable, "--sip-engine"]
