"""A PulseAudio server of its own for one test: one loudspeaker and one microphone, both only in memory."""

import os
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self


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
        self.module = self.plug_microphone("agentmic", "Microphone")
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

    def plug_microphone(self, name: str, description: str) -> str:
        """Add a microphone that hears what is played to the sink `mic`; return the number of its module."""
        return self.control(
            "load-module",
            "module-remap-source",
            "master=mic.monitor",
            f"source_name={name}",
            f"source_properties=device.description={description}",
        )

    def control(self, *words: str) -> str:
        done = self._pactl(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout.decode().strip()

    def end(self) -> None:
        """End the server: every device is gone."""
        if self._server is not None:
            self._server.kill()
            self._server.wait(5)
            self._server = None

    def _pactl(self, *words: str) -> "subprocess.CompletedProcess[bytes]":
        environment = {**os.environ, **self.environment}
        return subprocess.run(["pactl", *words], env=environment, capture_output=True, timeout=5, check=False)
