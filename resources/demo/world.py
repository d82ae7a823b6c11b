"""The demo's world: central server, telephone network on loopback, users, a campaign, 5,000 leads, an agent's window.

    python -m resources.demo.world [--fresh]

Started by `python3 dev.py demo` where there is a display. Everything lives in .demo/desk and is used again by the next
start; passwords are made up for each such folder. Nobody real can be reached from here.
"""

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from resources.demo.sip.peers import PeersFailed, SipWorld, free_port, missing_programs
from resources.demo.world_processes import AlreadyRunning, ProcessGroup, end_postgres, undisturbed

ROOT = Path(__file__).resolve().parents[2]
LEADS_FILE = ROOT / "resources" / "demo" / "leads.csv"
DEMO_FOLDER = ROOT / ".demo"
SERVER_START_LIMIT_S = 60.0
TEAM = "Team A"
CAMPAIGN = "Autumn renovation"


class DemoFailed(Exception):
    """The demo cannot go on; the text is one sentence that says what to do."""


class Member(Struct, frozen=True, kw_only=True):
    """Someone who works in the demo.

    Attributes:
        line: SIP user name.
    """

    username: str
    name: str
    role: str
    password: str
    line: str
    line_password: str


class Setting(Struct, frozen=True, kw_only=True):
    """What must be the same at each start of one demo folder.

    Attributes:
        passphrase: Opens the agent's cache where there is no key store.
        leads_imported: By the import; 0 until everything is in place.
    """

    server_port: int
    sip_port: int
    passphrase: str
    members: tuple[Member, ...]
    leads_imported: int = 0
    rows_rejected: int = 0


class World:
    """Everything around the agent's window.

    Attributes:
        folder: Data, logs and passwords.
        setting: What was chosen when the folder was made.
        processes: The children of this run.
        sip: The telephone network; None where its programs are missing.
    """

    def __init__(self, folder: Path, say: Callable[[str], None] = print, *, fresh: bool = False) -> None:
        self.folder = folder
        self._say = say
        self.processes = ProcessGroup(folder / "run")
        try:
            self.processes.end_leftovers()
        except AlreadyRunning as error:
            raise DemoFailed(f"A demo is running in {folder} already: end that one first.") from error
        if fresh:
            end_postgres(folder)
            shutil.rmtree(folder)
            self.processes = ProcessGroup(folder / "run")
        self.setting = self._with_free_port(self._load() or _new_setting())
        self.sip: SipWorld | None = None

    @staticmethod
    def _with_free_port(setting: Setting) -> Setting:
        """Give the server another port if somebody has taken its own since the last start."""
        taken = not _is_free(setting.server_port, socket.SOCK_STREAM)
        return msgspec.structs.replace(setting, server_port=free_port()) if taken else setting

    @property
    def agent(self) -> Member:
        return self.setting.members[0]

    @property
    def server_url(self) -> str:
        return f"http://127.0.0.1:{self.setting.server_port}"

    def start(self, *, with_calls: bool = True) -> None:
        """Start server and telephone network; fill the server if it is new.

        Args:
            with_calls: Whether to start the telephone network; its port is spoken for in any case.

        Raises:
            DemoFailed: Something did not start.
        """
        self._say("Starting the server")
        self.start_server()
        if with_calls:
            self._start_sip()
        if not self.setting.leads_imported:
            self._fill()

    def stop(self) -> None:
        """End everything that this run started; a second, impatient Ctrl+C meanwhile does not leave half of it."""
        with undisturbed():
            if self.sip is not None:
                self.sip.stop()
            self.processes.stop_all()

    # The server

    def start_server(self) -> None:
        """Start the server on its port and return when it is ready."""
        ready_file = self.folder / "run" / "server-ready"
        ready_file.unlink(missing_ok=True)
        command = _server_command("serve", "--port", str(self.setting.server_port), "--ready-file", str(ready_file))
        server = self.processes.start("server", command, environment=self._server_environment())
        deadline = time.monotonic() + SERVER_START_LIMIT_S
        while not ready_file.exists():
            if server.poll() is not None or time.monotonic() > deadline:
                raise DemoFailed(f"The server did not start: {self._last_words('server')}")
            time.sleep(0.02)  # between two looks for the file that says it is ready

    def stop_server(self) -> None:
        """End the server as an operator would (SIGTERM) and wait until it is gone."""
        self.processes.stop("server", timeout_s=20.0)

    def server_is_up(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.server_url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def tell_server(self, *arguments: str, stdin: str = "") -> str:
        """Run `agent-server ARGUMENTS` and return what it printed.

        Raises:
            DemoFailed: It refused.
        """
        done = subprocess.run(
            _server_command(*arguments),
            input=stdin,
            capture_output=True,
            text=True,
            env=self._server_environment(),
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise DemoFailed(f"`agent-server {' '.join(arguments[:2])}` failed: {done.stderr.strip()[-500:]}")
        return done.stdout

    def ask_server(self, *arguments: str) -> Any:
        """Run `agent-server ARGUMENTS --json` and return what it told."""
        return json.loads(self.tell_server(*arguments, "--json"))

    # The agent's window

    def window_command(self, profile: str = "agent1") -> list[str]:
        """Return the command line of the agent's window."""
        folder = self.folder / "profiles" / profile
        return [sys.executable, "-m", "agent_app", "--profile", str(folder), "--server", self.server_url]

    # Inside

    def _start_sip(self) -> None:
        if missing := missing_programs():
            self._say(f"Without calls: {missing}")
            return
        if not _is_free(self.setting.sip_port, socket.SOCK_DGRAM):
            raise DemoFailed(
                f"Port {self.setting.sip_port}, which the agents' lines are set to, is taken by another program: "
                "end that, or start with --fresh to choose another port."
            )
        self._say("Starting the telephone network")
        lines = {member.line: member.line_password for member in self.setting.members}
        self.sip = SipWorld(self.folder / "run" / "sip", lines, port=self.setting.sip_port)
        try:
            self.sip.start()
        except PeersFailed as error:
            raise DemoFailed(f"The telephone network did not start: {error}") from error
        for number, pid in enumerate(self.sip.process_ids):
            self.processes.adopt(f"sip{number}", pid)

    def _fill(self) -> None:
        self._say("Adding users and a campaign")
        for member in self.setting.members:
            self._add_member(member)
        self.tell_server("campaign", "add", CAMPAIGN, "--team", TEAM)
        self._say(f"Importing {LEADS_FILE.name}")
        rejected = self.folder / "rejected.csv"
        told = self.ask_server("leads", "import", str(LEADS_FILE), "--campaign", CAMPAIGN, "--errors", str(rejected))
        self._say(f"  {told['imported']} leads, {told['rejected']} rows refused ({rejected})")
        self.tell_server("leads", "assign", "--campaign", CAMPAIGN, "--agent", self.agent.username)
        self.setting = msgspec.structs.replace(
            self.setting, leads_imported=told["imported"], rows_rejected=told["rejected"]
        )
        self._save()

    def _add_member(self, member: Member) -> None:
        line = [
            *("--sip-uri", f"sip:{member.line}@predial.test", "--sip-username", member.line),
            *("--sip-registrar", f"sip:127.0.0.1:{self.setting.sip_port};transport=udp"),
        ]
        self.tell_server(
            *("user", "add", member.username, "--name", member.name, "--role", member.role, "--team", TEAM),
            *(line if member.role == "agent" else ()),
            stdin=f"{member.password}\n{member.line_password}\n",
        )

    def _server_environment(self) -> dict[str, str]:
        without = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return {**without, "PREDIAL_DATA_DIR": str(self.folder / "server")}

    def _last_words(self, name: str) -> str:
        log = self.folder / "run" / f"{name}.log"
        lines = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        return f"{lines[-1] if lines else 'it said nothing'} ({log})"

    def _load(self) -> Setting | None:
        try:
            return msgspec.json.decode((self.folder / "demo.json").read_bytes(), type=Setting)
        except (FileNotFoundError, msgspec.ValidationError):
            return None

    def _save(self) -> None:
        path = self.folder / "demo.json"
        path.touch(mode=0o600)
        path.write_bytes(msgspec.json.encode(self.setting))


def _new_setting() -> Setting:
    members = [
        ("agent1", "Chen Yu", "agent", "1001"),
        ("agent2", "Anna Weber", "agent", "1002"),
        ("lead1", "Olga Petrova", "lead", "1003"),
    ]
    return Setting(
        server_port=free_port(),
        sip_port=free_port(),
        passphrase=_made_up_password(),
        members=tuple(
            Member(
                username=username,
                name=name,
                role=role,
                password=_made_up_password(),
                line=line,
                line_password=secrets.token_hex(8),
            )
            for username, name, role, line in members
        ),
    )


def _is_free(port: int, kind: socket.SocketKind) -> bool:
    with socket.socket(socket.AF_INET, kind) as probe:
        if kind is socket.SOCK_STREAM:  # as the server will; a connection that has just ended is no hindrance
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _made_up_password() -> str:
    return secrets.token_urlsafe(9)


def _server_command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "agent_server", *arguments]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the demo in a window until it is closed."""
    parser = argparse.ArgumentParser(prog="dev.py demo")
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--json", metavar="FILE", help="only for the headless demo")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    began = time.monotonic()
    world = None
    try:
        world = World(DEMO_FOLDER / "desk", fresh=options.fresh)
        world.start()
        agent = world.agent
        print(f"To sign in by hand: {agent.username} / {agent.password}, passphrase {world.setting.passphrase}")
        command = [*world.window_command(), "--sign-in-from-stdin"]
        window = world.processes.start("window", command, stdin=subprocess.PIPE)
        print(f"The window of {agent.name} opens ({time.monotonic() - began:.1f} s). Close it or press Ctrl+C to end.")
        assert window.stdin is not None
        window.stdin.write(sign_in_line(world))
        window.stdin.close()
        return window.wait()
    except DemoFailed as trouble:
        print(f"demo: {trouble}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        if world is not None:
            print("Stopping")
            world.stop()


def sign_in_line(world: World) -> bytes:
    """Return what the window reads from its standard input to sign in by itself: never seen in a process list."""
    return (
        json.dumps(
            {
                "server_url": world.server_url,
                "username": world.agent.username,
                "password": world.agent.password,
                "passphrase": world.setting.passphrase,
            }
        ).encode()
        + b"\n"
    )


if __name__ == "__main__":
    sys.exit(main())
