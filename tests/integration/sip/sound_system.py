"""A PulseAudio server of its own for one test: one loudspeaker and one microphone, both only in memory."""

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

MICROPHONE = "master=mic.monitor source_name=agentmic"


class SoundSystem:
    """What is played to the speaker can be recorded; what is played into the microphone is heard by the engine.

    Qt hides monitors of sinks, so the microphone is a remapped source.
    """

    def __init__(self, run_dir: Path) -> None:
        self._dir = run_dir
        self.socket = run_dir / "pulse.sock"
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        home = str(self._dir)
        return {
            "PULSE_SERVER": f"unix:{self.socket}",
            "PULSE_RUNTIME_PATH": home,
            "XDG_RUNTIME_DIR": home,
            "HOME": home,
            "PULSE_COOKIE": f"{home}/cookie",
        }

    def __enter__(self) -> Self:
        self._dir.mkdir(parents=True, exist_ok=True)
        self._dir.chmod(0o700)
        modules = [
            "module-null-sink sink_name=spk sink_properties=device.description=Speaker",
            "module-null-sink sink_name=mic sink_properties=device.description=MicFeed",
            f"module-remap-source {MICROPHONE} source_properties=device.description=Microphone",
            f"module-native-protocol-unix auth-anonymous=1 socket={self.socket}",
        ]
        command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=false", "--realtime=no"]
        command += ["--high-priority=no", "--disable-shm=yes", *(f"--load={module}" for module in modules)]
        with (self._dir / "pulse.log").open("wb") as output:
            self._server = subprocess.Popen(
                command, stdout=output, stderr=output, env={**os.environ, **self.environment}, start_new_session=True
            )
        deadline = time.monotonic() + 10
        while not self._answers():
            if time.monotonic() > deadline or self._server.poll() is not None:
                raise RuntimeError((self._dir / "pulse.log").read_text())
            time.sleep(0.02)
        self.control("set-default-sink", "spk")
        self.control("set-default-source", "agentmic")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.terminate()
            self._server.wait(5)

    def _answers(self) -> bool:
        return self.socket.exists() and self._pactl("info").returncode == 0

    def control(self, *words: str) -> None:
        done = self._pactl(*words)
        assert done.returncode == 0, done.stderr

    def _pactl(self, *words: str) -> "subprocess.CompletedProcess[bytes]":
        environment = {**os.environ, **self.environment}
        return subprocess.run(["pactl", *words], env=environment, capture_output=True, timeout=5, check=False)
