"""A real second phone: baresip, registered as a user of the simulated network, answering by itself with a tone."""

import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from resources.demo.sip.peers import HOST, SipWorld, free_port

TONE_HZ = 440

CONFIG = """
poll_method epoll
sip_listen {host}:{port}
call_max_calls 4
audio_source ausine,{tone_hz}
audio_player aufile,{dir}/played.wav
audio_alert aufile,{dir}/alert.wav
ausrc_srate 48000
ausrc_channels 2
auplay_srate 8000
auplay_channels 1
rtp_ports {rtp}-{rtp_end}
net_interface 127.0.0.1
module_path /usr/lib/baresip/modules
module g711.so
module ausine.so
module aufile.so
module sndfile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
snd_path {dir}
"""


class FarPhone:
    """Rings at `user`, answers at once, sends a sine of 440 Hz, keeps what it hears in a file."""

    def __init__(self, run_dir: Path, world: SipWorld, user: str) -> None:
        self._dir = run_dir
        self._world = world
        self._user = user
        self._phone: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self._dir.mkdir(parents=True, exist_ok=True)
        rtp = free_port(span=8)
        port = free_port(span=2)
        config = CONFIG.format(host=HOST, port=port, dir=self._dir, tone_hz=TONE_HZ, rtp=rtp, rtp_end=rtp + 8)
        (self._dir / "config").write_text(config)
        account = self._world.account(self._user)
        (self._dir / "accounts").write_text(
            f'<{account.uri};transport=udp>;outbound="{account.registrar}";auth_user={account.username};'
            f"auth_pass={account.password};answermode=auto;audio_codecs=PCMU,PCMA;regint=60\n"
        )
        with (self._dir / "baresip.log").open("wb") as output:
            command = ["baresip", "-f", str(self._dir)]
            self._phone = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output)
        self.wait_log("registered successfully|200 OK")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.hang_up()

    def hang_up(self) -> None:
        """End the phone; it says BYE and un-registers."""
        if self._phone is not None:
            self._phone.terminate()
            self._phone.wait(10)
            self._phone = None

    @property
    def log(self) -> str:
        return (self._dir / "baresip.log").read_text(errors="replace")

    def wait_log(self, words: str, limit_s: float = 10.0) -> None:
        """Wait until one of the texts parted by ``|`` is in the log."""
        deadline_s = time.monotonic() + limit_s
        while not any(word in self.log for word in words.split("|")):
            assert self._phone is not None
            assert self._phone.poll() is None, self.log
            assert time.monotonic() < deadline_s, self.log
            time.sleep(0.01)

    def heard(self) -> bytes:
        """Return the file with what this phone received so far: WAV, 8 kHz, mono."""
        files = sorted(self._dir.glob("dump-*-dec.wav"))
        return files[-1].read_bytes() if files else b""
