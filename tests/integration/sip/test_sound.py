"""Sound both ways, through real devices of PulseAudio and a real second phone, proven by the frequency that arrives."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from agent_app.sip.client import SipClient
from agent_app.sip.messages import AudioChanged, EndedBy
from agent_domain.calls import CallState
from resources.demo.sip.peers import SipWorld
from tests.integration.sip.desk import Desk, wait_until
from tests.integration.sip.far_phone import TONE_HZ, FarPhone
from tests.integration.sip.sound_system import SoundSystem
from tests.integration.sip.tones import median_share, samples_of, write_tone

AGENT_TONE_HZ = 700
RATE_HZ = 16_000
FAR_RATE_HZ = 8_000

pytestmark = pytest.mark.skipif(
    not all(map(shutil.which, ("pulseaudio", "pactl", "parec", "paplay", "baresip"))),
    reason="needs: sudo apt-get install pulseaudio pulseaudio-utils baresip-core",
)


@pytest.fixture
def sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SoundSystem]:
    with SoundSystem(tmp_path / "pulse") as sound:
        for name, value in sound.environment.items():
            monkeypatch.setenv(name, value)
        yield sound


@pytest.fixture
def sounding_desk(sound: SoundSystem, qapp: QCoreApplication, world: SipWorld) -> Iterator[Desk]:
    desk = Desk(SipClient())
    desk.client.start()
    desk.client.configure(world.account("1001"))
    desk.wait_registered()
    desk.wait_for(AudioChanged, microphone="Microphone", speaker="Speaker")
    yield desk
    desk.client.stop()


@pytest.fixture
def far_phone(tmp_path: Path, world: SipWorld) -> Iterator[FarPhone]:
    with FarPhone(tmp_path / "far", world, "2001") as phone:
        yield phone


def speak(tmp_path: Path, length_s: float) -> "subprocess.Popen[bytes]":
    """Play the agent's tone into the microphone."""
    write_tone(tmp_path / "agent.wav", AGENT_TONE_HZ, length_s)
    return subprocess.Popen(["paplay", "--device=mic", str(tmp_path / "agent.wav")], env=dict(os.environ))


def listen() -> "subprocess.Popen[bytes]":
    """Record what the agent's speaker plays."""
    command = [
        "parec",
        "--device=spk.monitor",
        "--format=s16le",
        f"--rate={RATE_HZ}",
        "--channels=1",
        "--latency-msec=20",
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, env=dict(os.environ))


def test_both_hear_each_other_and_mute_is_silence(
    sounding_desk: Desk, far_phone: FarPhone, world: SipWorld, tmp_path: Path
) -> None:
    desk = sounding_desk
    speaking = speak(tmp_path, length_s=20)
    listening = listen()
    try:
        call_id = desk.dial("2001")
        desk.wait_state(call_id, CallState.CONNECTED)
        assert listening.stdout is not None
        os.set_blocking(listening.stdout.fileno(), False)
        heard = bytearray()

        def agent_hears_tone() -> bool:
            heard.extend(listening.stdout.read() or b"")  # type: ignore[union-attr]
            last_second = samples_of(bytes(heard[-2 * RATE_HZ :]))
            return len(last_second) == RATE_HZ and median_share(last_second, TONE_HZ, RATE_HZ) > 0.9

        wait_until(agent_hears_tone, 6)
        wait_until(lambda: tone_heard_by(far_phone) > 0.9, 6)
        desk.client.set_muted(call_id, True)
        wait_until(lambda: tone_heard_by(far_phone) == 0.0, 6)
        desk.client.set_muted(call_id, False)
        wait_until(lambda: tone_heard_by(far_phone) > 0.9, 6)
        desk.client.hang_up(call_id)
        desk.wait_state(call_id, CallState.ENDED)
    finally:
        for process in (speaking, listening):
            process.kill()
            process.communicate()


def tone_heard_by(phone: FarPhone) -> float:
    """Return the share of the agent's tone in the last half second that the far phone has written down; -1: nothing."""
    sound = phone.heard()
    # The file's header is finished only when the phone ends: the samples behind it are read as they are.
    samples = samples_of(sound[44:])[-FAR_RATE_HZ // 2 :]
    return median_share(samples, AGENT_TONE_HZ, FAR_RATE_HZ) if len(samples) >= FAR_RATE_HZ // 2 else -1.0


def test_another_microphone_takes_the_place_of_one_unplugged_in_a_call(
    sounding_desk: Desk, sound: SoundSystem, world: SipWorld
) -> None:
    desk = sounding_desk
    call_id = desk.dial("+14155550101")
    desk.wait_state(call_id, CallState.CONNECTED)
    since = len(desk.events)
    sound.plug_microphone("spare", "Spare")
    sound.control("unload-module", sound.module)
    desk.wait_for(AudioChanged, since=since, microphone="Spare", speaker="Speaker")
    desk.client.hang_up(call_id)
    assert desk.wait_state(call_id, CallState.ENDED).ended_by is EndedBy.AGENT


def test_a_call_outlives_the_sound_system(sounding_desk: Desk, sound: SoundSystem, world: SipWorld) -> None:
    desk = sounding_desk
    call_id = desk.dial("+14155550101")
    desk.wait_state(call_id, CallState.CONNECTED)
    engine_pid = desk.client.engine_pid
    sound.end()
    desk.wait_for(AudioChanged, microphone="", speaker="")
    desk.client.hang_up(call_id)
    assert desk.wait_state(call_id, CallState.ENDED).ended_by is EndedBy.AGENT
    again = desk.dial("+14155550101")
    desk.wait_state(again, CallState.CONNECTED)
    desk.client.hang_up(again)
    desk.wait_state(again, CallState.ENDED)
    assert desk.client.engine_pid == engine_pid


def test_without_any_sound_system_calls_work_and_it_is_said(registered_desk: Desk) -> None:
    call_id = registered_desk.dial("+14155550101")
    registered_desk.wait_state(call_id, CallState.CONNECTED)
    registered_desk.wait_for(AudioChanged, microphone="", speaker="")
    registered_desk.client.hang_up(call_id)
    registered_desk.wait_state(call_id, CallState.ENDED)
