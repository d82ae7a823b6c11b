"""What happens when a part dies: the engine, the app, the registrar."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from agent_app.sip.client import SipClient
from agent_app.sip.messages import (
    CallStateChanged,
    CommandFailed,
    EndedBy,
    EngineLost,
    RegistrationChanged,
    RegistrationState,
)
from agent_domain.calls import CallState
from resources.demo.sip.peers import SipWorld
from tests.integration.sip.conftest import USERS, wait_gone
from tests.integration.sip.desk import Desk, wait_until
from tests.integration.sip.far_phone import FarPhone

ANSWERING, LEAVING = "+14155550101", "+14155550177"


@pytest.fixture
def forgetful_world(tmp_path: Path) -> Iterator[SipWorld]:
    """A registrar that grants a few seconds only, so that each line asks again soon."""
    with SipWorld(tmp_path / "sip", USERS, max_expires_s=4) as world:
        yield world


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGSEGV, signal.SIGABRT])
def test_an_engine_killed_in_a_call_is_told_at_once_and_back_within_3_s(
    registered_desk: Desk, how: signal.Signals
) -> None:
    desk = registered_desk
    call_id = desk.dial(ANSWERING)
    desk.wait_state(call_id, CallState.CONNECTED)
    since = len(desk.events)
    killed_at_s = time.monotonic()
    os.kill(desk.client.engine_pid, how)
    lost = desk.wait_for(EngineLost, since=since)
    assert lost.call_ids == (call_id,)
    assert desk.arrived_at_s(lost) - killed_at_s < 0.5
    registered = desk.wait_registered(since=since)
    assert desk.arrived_at_s(registered) - killed_at_s < 3.0
    after = desk.dial(LEAVING)
    assert desk.wait_state(after, CallState.ENDED).ended_by is EndedBy.FAR_END


def test_what_is_asked_of_a_dead_engine_is_refused(registered_desk: Desk) -> None:
    desk = registered_desk
    os.kill(desk.client.engine_pid, signal.SIGKILL)
    desk.wait_for(EngineLost)
    call_id = desk.dial(ANSWERING)
    assert desk.wait_for(CommandFailed, call_id=call_id).code == "engine_lost"
    desk.wait_registered(since=len(desk.events))


def test_an_engine_that_stands_still_is_replaced(
    qapp: object, world: SipWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(SipClient(ping_interval_ms=200))
    desk.client.start()
    try:
        desk.client.configure(world.account("1001"))
        desk.wait_registered()
        stopped_pid = desk.client.engine_pid
        os.kill(stopped_pid, signal.SIGSTOP)
        desk.wait_for(EngineLost)
        since = len(desk.events)
        desk.wait_registered(since=since)
        wait_gone(stopped_pid, 3)
    finally:
        desk.client.stop()


def test_when_the_app_is_killed_the_engine_hangs_up_unregisters_and_ends(
    registered_desk: Desk, world: SipWorld, tmp_path: Path
) -> None:
    witness = registered_desk  # 1001; the abandoned app is 1002, the far phone 2001
    root = Path(__file__).parents[3]
    with FarPhone(tmp_path / "far", world, "2001") as far_phone:
        account = msgspec.json.encode(world.account("1002")).decode()
        app = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.sip.abandoned_app", account, "2001"],
            cwd=root,
            stdout=subprocess.PIPE,
            env={**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/none"},
        )
        with app:
            assert app.stdout is not None
            engine_pid = int(app.stdout.readline())
            in_call = witness.dial("1002")
            assert witness.wait_state(in_call, CallState.ENDED).sip_status == 486
            app.kill()
        wait_gone(engine_pid, 3)
        far_phone.wait_log("session closed", 1)
    # 480 from the registrar at once: it does not know the line any more. A line that is known but dead would be silent.
    gone = witness.dial("1002")
    assert witness.wait_state(gone, CallState.ENDED, limit_s=2).sip_status == 480


def test_an_engine_that_hangs_ends_by_itself_when_the_app_is_gone() -> None:
    """Its main thread is stopped in native code; the thread that reads the pipe ends the process."""
    command = [sys.executable, "-m", "tests.integration.sip.hanging_engine"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=root
    ) as engine:
        assert engine.stdout is not None
        assert engine.stdin is not None
        assert engine.stdout.readline() == b"hanging\n"
        closed_at_s = time.monotonic()
        engine.stdin.close()
        assert engine.wait(5) == 3
        assert time.monotonic() - closed_at_s < 3.0 + 0.5  # and a busy machine


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_registrar_that_dies_is_told_and_registered_with_again_when_it_is_back(
    desk: Desk, forgetful_world: SipWorld, transport: str
) -> None:
    desk.client.configure(forgetful_world.account("1001", transport=transport))
    desk.wait_registered()
    since = len(desk.events)
    forgetful_world.stop_registrar(kill=True)
    failed = desk.wait_for(RegistrationChanged, 12, since, state=RegistrationState.FAILED)
    assert failed.reason
    since = len(desk.events)
    forgetful_world.start_registrar()
    back_at_s = time.monotonic()
    registered = desk.wait_registered(10, since)
    assert desk.arrived_at_s(registered) - back_at_s < 6
    call_id = desk.dial("+14155550186")
    assert desk.wait_state(call_id, CallState.ENDED).sip_status == 486


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_registrar_that_falls_silent_long_before_the_refresh_is_told(
    desk: Desk, tmp_path: Path, transport: str
) -> None:
    """A server that granted an hour and then hangs: its port is open, and nothing comes from it."""
    with SipWorld(tmp_path / "sip", USERS, max_expires_s=3600) as world:
        desk.client.configure(world.account("1001", transport=transport))
        desk.wait_registered()
        since, silent_at_s = len(desk.events), time.monotonic()
        registrar_group = world.process_ids[-1]
        os.killpg(registrar_group, signal.SIGSTOP)
        failed = desk.wait_for(RegistrationChanged, 14, since, state=RegistrationState.FAILED)
        assert desk.arrived_at_s(failed) - silent_at_s < 10 + 1  # and a busy machine
        since, back_at_s = len(desk.events), time.monotonic()
        os.killpg(registrar_group, signal.SIGCONT)
        assert desk.arrived_at_s(desk.wait_registered(10, since)) - back_at_s < 6


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_call_to_a_dead_server_ends_once_and_as_our_own_failure(
    desk: Desk, forgetful_world: SipWorld, transport: str
) -> None:
    desk.client.configure(forgetful_world.account("1001", transport=transport))
    desk.wait_registered()
    forgetful_world.stop_registrar(kill=True)
    call_id = desk.dial(ANSWERING)
    if transport == "udp":
        # Over UDP silence lasts 32 s (RFC 3261 timer B): the agent gives up before.
        desk.wait_state(call_id, CallState.DIALING)
        desk.client.hang_up(call_id)
    ended = desk.wait_state(call_id, CallState.ENDED, limit_s=4)
    assert ended.sip_status is None
    assert ended.answered_at is None
    assert ended.ended_by is (EndedBy.AGENT if transport == "udp" else EndedBy.ENGINE)
    again = desk.dial(ANSWERING)
    told = desk.wait_for(CallStateChanged, call_id=again)
    assert told.state in (CallState.DIALING, CallState.ENDED)
    desk.client.hang_up(again)
    desk.wait_state(again, CallState.ENDED, limit_s=4)
    assert len([event for _, event in desk.events if getattr(event, "state", None) is CallState.ENDED]) == 2


def test_a_registrar_that_appears_later_is_found(desk: Desk, tmp_path: Path) -> None:
    world = SipWorld(tmp_path / "sip", USERS)
    with world:
        world.stop_registrar()
        desk.client.configure(world.account("1001"))
        desk.wait_for(RegistrationChanged, state=RegistrationState.FAILED)
        world.start_registrar()
        desk.wait_registered(8)


def test_stopping_unregisters_and_leaves_no_process(registered_desk: Desk, world: SipWorld) -> None:
    pid = registered_desk.client.engine_pid
    stopped: list[bool] = []
    registered_desk.client.stopped.connect(lambda: stopped.append(True))
    registered_desk.client.stop(wait_ms=0)
    wait_until(lambda: stopped, 4)
    assert registered_desk.wait_for(RegistrationChanged, state=RegistrationState.OFF)
    wait_gone(pid, 1)
    # The client can be used again: the next agent signs in.
    since = len(registered_desk.events)
    registered_desk.client.start()
    registered_desk.client.configure(world.account("1002"))
    registered_desk.wait_registered(since=since)
