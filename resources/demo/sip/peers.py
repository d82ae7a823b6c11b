"""A telephone network on loopback: Kamailio as registrar and proxy, sipp as the customers.

For the demo and for the integration tests. Nobody real can be reached through it. What a customer does is decided by
the last two digits of the dialed number:

====  ==============================================================================================
 86   busy: 486 with Q.850 cause 17
 03   declined: 603
 04   no such number: 404 with Q.850 cause 1
 80   rings and is never answered: 480 with Q.850 cause 19 after `no_answer_s`
 77   rings, answers, and hangs up by itself after 2 seconds
else  rings for half a second (180, then 183 with early media), answers, echoes what it hears
====  ==============================================================================================

A number that is a user's name rings that user's own phone.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from agent_domain.wire import SipAccount

HERE = Path(__file__).parent
HOST = "127.0.0.1"
START_LIMIT_S = 10.0
POLITE_LIMIT_S = 3.0
PROGRAMS = {"kamailio": "kamailio", "sipp": "sip-tester"}
PORT_TRIES = 5


class PeersFailed(Exception):
    """The simulated network could not be started; the text says why in one sentence."""


def missing_programs() -> str:
    """Return one sentence that says what must be installed, or an empty text."""
    packages = [package for program, package in PROGRAMS.items() if _find(program) is None]
    if _find("kamailio") and _modules_dir() is None:
        packages.append("kamailio")
    if not packages:
        return ""
    return f"The simulated telephone network needs: sudo apt-get install {' '.join(packages)}"


def _find(program: str) -> str | None:
    # Debian keeps kamailio in /usr/sbin, which is not on every user's path.
    return shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin:/sbin")


def _modules_dir() -> Path | None:
    """Return Kamailio's modules: Debian keeps them under the triplet of the architecture."""
    places = [*sorted(Path("/usr/lib").glob("*-linux-gnu*/kamailio/modules")), Path("/usr/lib64/kamailio/modules")]
    return next((place for place in places if (place / "tm.so").exists()), None)


def free_port(span: int = 1) -> int:
    """Return an even port that is free on loopback for UDP and TCP, with the `span - 1` ports after it."""
    for _ in range(200):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
            tcp.bind((HOST, 0))
            port = int(tcp.getsockname()[1]) + 1 & ~1  # RTP wants an even port; Linux hands out odd ones
        if all(_is_free(port + step) for step in range(span)):
            return port
    raise PeersFailed("No free ports were found on this machine.")


def _is_free(port: int) -> bool:
    try:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            with socket.socket(socket.AF_INET, kind) as probe:
                probe.bind((HOST, port))
    except (OSError, OverflowError):
        return False
    return True


def answers_options(port: int, timeout_s: float = 0.2) -> bool:
    """Return whether a SIP element answers OPTIONS over UDP at `port` of loopback (RFC 3261 section 11)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(timeout_s)
        udp.connect((HOST, port))
        me = f"{HOST}:{udp.getsockname()[1]}"
        unique = f"{time.monotonic_ns():x}"
        request = (
            f"OPTIONS sip:{HOST}:{port} SIP/2.0\r\nVia: SIP/2.0/UDP {me};branch=z9hG4bK{unique}\r\nMax-Forwards: 5\r\n"
            f"From: <sip:probe@{me}>;tag={unique}\r\nTo: <sip:{HOST}:{port}>\r\nCall-ID: {unique}@{HOST}\r\n"
            f"CSeq: 1 OPTIONS\r\nContact: <sip:probe@{me}>\r\nContent-Length: 0\r\n\r\n"
        )
        try:
            udp.send(request.encode("ascii"))
            return udp.recv(2000).startswith(b"SIP/2.0 ")
        except OSError:
            return False


class SipWorld:
    """The simulated network as a context manager.

    Attributes:
        domain: SIP domain, also the digest realm.
        port: Of the registrar, UDP and TCP.
    """

    def __init__(
        self,
        run_dir: Path,
        users: Mapping[str, str],
        domain: str = "predial.test",
        *,
        port: int = 0,
        no_answer_s: float = 12.0,
        max_expires_s: int = 3600,
    ) -> None:
        """Prepare the network; `start` starts it.

        Args:
            run_dir: Configuration and logs are written here.
            users: Passwords by user name; both end up in `run_dir`, so they must not be real ones.
            domain: SIP domain.
            port: The registrar's; 0 finds a free one.
            no_answer_s: How long the customers who never answer let it ring.
            max_expires_s: The longest registration that the registrar grants.
        """
        self.domain = domain
        self.port = port
        self._run_dir = run_dir
        self._users = dict(users)
        self._no_answer_ms = round(no_answer_s * 1000)
        self._max_expires_s = max_expires_s
        self._any_port = port == 0
        self._customer_ports: dict[str, int] = {}
        self._customers: list[subprocess.Popen[bytes]] = []
        self._registrar: subprocess.Popen[bytes] | None = None

    @property
    def registrar_uri(self) -> str:
        """The registrar over UDP."""
        return f"sip:{HOST}:{self.port};transport=udp"

    @property
    def process_ids(self) -> tuple[int, ...]:
        """Leaders of the process groups that run now."""
        registrar = () if self._registrar is None else (self._registrar,)
        return tuple(child.pid for child in (*self._customers, *registrar))

    def dialed(self) -> tuple[str, ...]:
        """Return every number whose INVITE reached the registrar, in order; the one with the digest counts again."""
        log = self._run_dir / "kamailio.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        return tuple(line.rpartition("INVITE for ")[2].strip() for line in lines if "INVITE for " in line)

    def account(self, user: str, *, transport: str = "udp") -> SipAccount:
        """Return the line of `user`."""
        return SipAccount(
            uri=f"sip:{user}@{self.domain}",
            registrar=f"sip:{HOST}:{self.port};transport={transport}",
            username=user,
            password=self._users[user],
        )

    def start(self) -> None:
        """Start everything and return when it answers.

        Raises:
            PeersFailed: A program is missing or does not start.
        """
        if sentence := missing_programs():
            raise PeersFailed(sentence)
        self._run_dir.mkdir(parents=True, exist_ok=True)
        try:
            for name in ("answering", "leaving", "ringing"):
                self._start_customer(name)
            self.start_registrar()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything that was started here, by process id."""
        self.stop_registrar()
        while self._customers:
            _end(self._customers.pop())

    def __enter__(self) -> Self:
        """Start the network."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the network."""
        self.stop()

    def start_registrar(self) -> None:
        """Start Kamailio, on the same port as before if it ran before; it has forgotten all registrations.

        Raises:
            PeersFailed: It does not start.
        """
        for _ in range(PORT_TRIES):
            self.port = self.port or free_port()
            self._registrar = self._launch_registrar()
            if self._wait_until_it_answers(self._registrar, self.port):
                self._any_port = False
                return
            self.stop_registrar()
            if not self._any_port:
                break
            self.port = 0
        raise PeersFailed(f"The registrar did not start on port {self.port}; see {self._run_dir / 'kamailio.log'}.")

    def stop_registrar(self, *, kill: bool = False) -> None:
        """End Kamailio and its workers, by SIGKILL if `kill`."""
        registrar, self._registrar = self._registrar, None
        if registrar is not None:
            _end(registrar, kill=kill)

    def _launch_registrar(self) -> "subprocess.Popen[bytes]":
        users = "\n".join(f'    $sht(password=>{user}) = "{password}";' for user, password in self._users.items())
        config = self._write_filled(
            "kamailio.cfg",
            PORT=self.port,
            DOMAIN=self.domain,
            MODULES=_modules_dir(),
            MAX_EXPIRES_S=self._max_expires_s,
            USERS=users,
            **{f"{name.upper()}_PORT": port for name, port in self._customer_ports.items()},
        )
        here = str(self._run_dir)
        command = [
            str(_find("kamailio")),
            "-f",
            str(config),
            "-DD",
            "-E",
            "-m",
            "64",
            "-M",
            "8",
            "-w",
            here,
            "-Y",
            here,
        ]
        return self._launch([*command, "-P", str(self._run_dir / "kamailio.pid")], "kamailio.log")

    def _start_customer(self, name: str) -> None:
        scenario = self._write_filled(f"{name}.xml", NO_ANSWER_MS=self._no_answer_ms)
        for _ in range(PORT_TRIES):
            port, media_port = free_port(), free_port(span=4)
            command = [str(_find("sipp")), "-sf", str(scenario), "-i", HOST, "-p", str(port), "-mi", HOST]
            command += ["-mp", str(media_port), "-rtp_echo", "-nostdin", "-aa", "-f", "3600"]
            errors = ["-trace_err", "-error_file", str(self._run_dir / f"{name}.errors.log")]
            customer = self._launch([*command, *errors], f"{name}.log")
            if self._wait_until_it_answers(customer, port):
                self._customers.append(customer)
                self._customer_ports[name] = port
                return
            _end(customer)
        raise PeersFailed(f"The simulated customers did not start; see {self._run_dir / name}.log.")

    def _write_filled(self, name: str, **values: object) -> Path:
        text = (HERE / name).read_text(encoding="utf-8")
        for word, value in values.items():
            text = text.replace(f"@{word}@", str(value))
        target = self._run_dir / name
        target.write_text(text, encoding="utf-8")
        return target

    def _launch(self, command: list[str], log_name: str) -> "subprocess.Popen[bytes]":
        """Start a child in a process group of its own, so that its workers can be ended with it."""
        with (self._run_dir / log_name).open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=self._run_dir,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, "TERM": "dumb"},
            )

    @staticmethod
    def _wait_until_it_answers(child: "subprocess.Popen[bytes]", port: int) -> bool:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and child.poll() is None:
            if answers_options(port):
                return child.poll() is None
        return False


def _end(child: "subprocess.Popen[bytes]", *, kill: bool = False) -> None:
    """End `child` with its workers: politely first, unless `kill`."""
    if not kill:
        # Only the first process: a worker that ended by itself makes Kamailio wait for it.
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(POLITE_LIMIT_S)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
