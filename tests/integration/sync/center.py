"""A real server process on a real PostgreSQL, set up with its own command line, and desks that sync with it."""

import asyncio
import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from agent_app.storage.cache import CACHE_FILE, open_cache
from agent_app.sync import session as sessions
from agent_app.sync.client import ServerClient
from agent_app.sync.engine import SyncThread, default_client
from agent_domain.clock import utc_now
from agent_domain.commands import Command, Envelope
from agent_domain.ids import CommandId, DeviceId, LeadId, new_id
from agent_server.db.engine import open_database
from agent_server.services import accounts, assignment
from agent_server.settings import Settings
from tests.unit.agent_app.sync.ear import DEADLINE_S, Ear

PASSWORD = "correct horse battery"
LEADS = 40


class Center:
    """The server, its database and its operator.

    Attributes:
        url: Where the running server listens.
    """

    def __init__(self, database_url: str, folder: Path) -> None:
        self.database_url = database_url
        self.folder = folder
        self.url = ""
        self._environment = {**os.environ, "DATABASE_URL": database_url, "PREDIAL_DATA_DIR": str(folder)}
        self._process: subprocess.Popen[bytes] | None = None

    # -- the operator

    def set_up(self) -> None:
        for username in ("ann", "ben"):
            self._run("user", "add", username, "--role", "agent", "--team", "Alpha", typed=PASSWORD)
        self._run("campaign", "add", "Spring", "--team", "Alpha")
        leads = self.folder / "leads.csv"
        with leads.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["name", "phone", "company", "consent_source"])
            writer.writerows([f"王伟{n}", f"+4915112340{n:03}", f"Firma {n}", "web form"] for n in range(LEADS))
        self._run("leads", "import", str(leads), "--campaign", "Spring")
        self._run("leads", "assign", "--campaign", "Spring", "--agent", "ann")

    def disable(self, username: str) -> None:
        self._run("user", "disable", username)

    def enable(self, username: str) -> None:
        self.sql("UPDATE app_user SET disabled_at = NULL WHERE username = $1", username)

    def give(self, lead_id: LeadId, username: str) -> None:
        """Reassign a lead with the server's own service, in a process that is not the server's."""

        async def reassign() -> None:
            settings = Settings(database_url=self.database_url, data_dir=self.folder)
            async with open_database(settings) as database, database.sessions.begin() as session:
                user = await accounts.find_user(session, username)
                await assignment.reassign_lead(session, settings, user.team_id, lead_id, user.user_id, utc_now())

        asyncio.run(reassign())

    def sql(self, query: str, *values: object) -> list[Any]:
        async def run() -> list[Any]:
            connection = await asyncpg.connect(self.database_url)
            try:
                return list(await connection.fetch(query, *values))
            finally:
                await connection.close()

        return asyncio.run(run())

    def log_of(self, command_ids: list[CommandId]) -> list[UUID]:
        """Return which of the commands took effect, in the order in which they did."""
        rows = self.sql(
            "SELECT command_id FROM command_log WHERE status = 'applied' AND command_id = ANY($1)"
            " ORDER BY feed_seq, received_at",
            command_ids,
        )
        return [UUID(str(row["command_id"])) for row in rows]

    def calls(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(self._run("calls", "--json", "--limit", "100000"))
        return found

    def _run(self, *words: str, typed: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "agent_server", *words],
            env=self._environment,
            input=typed + "\n",
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    # -- the process

    def start(self) -> None:
        """Start serving, at the same address as before."""
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        port = self.url.rpartition(":")[2] or "0"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agent_server", "serve", "--port", port, "--ready-file", str(ready)],
            env=self._environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        wait_until(lambda: (ready.exists() and ready.read_text().strip() != "") or self._process_ended(), 60)
        assert not self._process_ended()
        self.url = ready.read_text().strip()

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _process_ended(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None


class Desk:
    """A workstation: its profile folder, cache and, while it is at work, its sync thread."""

    def __init__(self, center: Center, folder: Path, username: str = "ann") -> None:
        folder.mkdir()
        self.center = center
        self.folder = folder
        self.device_id = DeviceId(new_id())
        self.cache = open_cache(folder / CACHE_FILE, bytes(range(32)))
        session = sessions.sign_in(center.url, username, PASSWORD, self.device_id)
        sessions.remember(self.cache.meta, session)
        self.ear = Ear()
        self.sync: SyncThread | None = None

    def begin(self, make_client: Callable[[str], ServerClient] = default_client) -> None:
        """Start the sync with what the profile remembers: no access token, as after every start of the app."""
        session = sessions.restore(self.cache.meta)
        assert session is not None
        self.sync = SyncThread(self.cache, self.center.url, session, self.device_id, self.ear, make_client=make_client)
        self.sync.start()

    def pause(self) -> None:
        if self.sync is not None:
            self.sync.stop()
            assert not self.sync._thread.is_alive()
            self.sync = None

    def leave(self) -> None:
        self.pause()
        self.cache.close()

    def do(self, *commands: Command) -> list[Envelope]:
        done = [self.cache.outbox.append(command, now=utc_now()) for command in commands]
        if self.sync is not None:
            self.sync.wake()
        return done

    def leads(self, count: int) -> list[LeadId]:
        return [row.lead_id for row in self.cache.mirror.page("", 0, count)]

    def until(self, true: Callable[[], bool], *, waking: bool = False) -> None:
        def so() -> bool:
            if waking and self.sync is not None:
                self.sync.wake()
            return true()

        wait_until(so)

    def until_drained(self, *, waking: bool = False) -> None:
        self.until(lambda: not self.cache.outbox.pending(), waking=waking)


def wait_until(true: Callable[[], bool], deadline_s: float = DEADLINE_S) -> None:
    """Look until it is so: the other side is another process, which nobody here can be told by."""
    end_s = time.monotonic() + deadline_s
    while not true():
        assert time.monotonic() < end_s, "it never came"
        time.sleep(0.01)
