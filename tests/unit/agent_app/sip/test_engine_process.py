"""The real engine's process at its pipes, without any network: it starts, speaks, and ends cleanly on garbage."""

import subprocess
import sys

import pytest

from agent_app.sip import frames, messages
from agent_app.sip.client import engine_command
from agent_domain.ids import CallId, new_id


def run_engine(given: bytes) -> tuple[int, list[object], str]:
    """Feed `given`, close the pipe, and return exit code, events and log."""
    done = subprocess.run(engine_command(), input=given, capture_output=True, timeout=20, check=False)
    return done.returncode, list(frames.FrameReader(messages.EngineEvent).feed(done.stdout)), done.stderr.decode()


def test_it_is_ready_answers_pings_and_ends_when_it_is_told() -> None:
    exit_code, events, _ = run_engine(frames.pack(messages.Ping()) + frames.pack(messages.Stop()))
    assert exit_code == 0
    assert [type(event) for event in events] == [messages.EngineReady, messages.Pong]


@pytest.mark.parametrize(
    "garbage",
    [b"", b"\x00", b"GET / HTTP/1.1\r\n\r\n", b"\xff" * 100, b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x05nulls" * 50],
)
def test_garbage_on_the_pipe_ends_it_cleanly(garbage: bytes) -> None:
    exit_code, events, log = run_engine(garbage)
    assert exit_code == 0
    assert [type(event) for event in events] == [messages.EngineReady]
    assert "Traceback" not in log


def test_prints_cannot_get_between_the_frames() -> None:
    program = (
        "import os\n"
        "from agent_app.sip.engine import __main__ as engine\n"
        "fd = engine._take_output()\n"
        "os.write(1, b'native noise')\n"
        "print('python noise', flush=True)\n"
        "os.write(fd, b'frame')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=20, check=True)
    assert done.stdout == b"frame"
    assert b"native noise" in done.stderr
    assert b"python noise" in done.stderr


def test_a_number_in_a_command_never_reaches_the_log() -> None:
    command = messages.PlaceCall(call_id=CallId(new_id()), phone="+14155550101")
    _, events, log = run_engine(frames.pack(command) + frames.pack(messages.Stop()))
    failed = events[1]
    assert isinstance(failed, messages.CommandFailed)
    assert failed.code == "not_configured"
    assert "14155550101" not in log
