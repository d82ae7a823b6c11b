"""The demo's child processes: each in a group of its own, remembered on disk, ended by process id, by nothing else."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psutil  # type: ignore[import-untyped]

OWNER = "owner"
"""Stands in the record for the process that started the others."""


class AlreadyRunning(Exception):
    """Another run works in the same folder."""


class ProcessGroup:
    """Starts processes and ends exactly these, the last started first.

    Their ids and start instants stand in `processes.json`, so that the next run ends what a killed run left behind.

    Attributes:
        folder: Holds `processes.json` and one log file per process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._record = folder / "processes.json"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._adopted: dict[str, int] = {}

    def start(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str] | None = None,
        stdin: IO[bytes] | int | None = subprocess.DEVNULL,
        stdout: IO[bytes] | int | None = None,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a process whose words go to `NAME.log`, in a session of its own."""
        with (self.folder / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                env=environment,
                stdin=stdin,
                stdout=log if stdout is None else stdout,
                stderr=log,
                start_new_session=os.name == "posix",
                pass_fds=pass_fds,
            )
        self._running[name] = process
        self._remember()
        return process

    def adopt(self, name: str, pid: int) -> None:
        """Remember a process that somebody else starts and stops, in case this run is killed before that."""
        self._adopted[name] = pid
        self._remember()

    def kill(self, name: str) -> None:
        """End one process and its group at once (SIGKILL), as a crash would."""
        process = self._running.pop(name)
        _signal_group(process.pid, signal.SIGKILL)
        process.wait()
        self._remember()

    def stop(self, name: str, timeout_s: float = 10.0) -> None:
        """End one process politely, after the time limit by force; nothing if it is not there."""
        process = self._running.pop(name, None)
        if process is None:
            return
        _signal_group(process.pid, signal.SIGTERM)
        try:
            process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            _signal_group(process.pid, signal.SIGKILL)
            process.wait()
        self._remember()

    def stop_all(self) -> None:
        for name in reversed(list(self._running)):
            self.stop(name)

    def end_leftovers(self) -> int:
        """End what an earlier, killed run left behind and return how many there were.

        Raises:
            AlreadyRunning: The earlier run was not killed: it is still at work.
        """
        if not self._record.exists():
            return 0
        entries = [entry for entry in json.loads(self._record.read_text()) if _still_runs(entry)]
        if any(entry["name"] == OWNER and entry["pid"] != os.getpid() for entry in entries):
            raise AlreadyRunning(str(self.folder))
        found = [psutil.Process(entry["pid"]) for entry in entries if entry["name"] != OWNER]
        end_groups(found)
        self._record.unlink()
        return len(found)

    def _remember(self) -> None:
        entries = []
        pids = {OWNER: os.getpid()} | {name: process.pid for name, process in self._running.items()} | self._adopted
        for name, pid in pids.items():
            with suppress(psutil.NoSuchProcess):
                entries.append({"name": name, "pid": pid, "created": psutil.Process(pid).create_time()})
        self._record.write_text(json.dumps(entries))


def end_groups(leaders: Sequence[psutil.Process], limit_s: float = 10.0) -> None:
    """End leaders of groups, with their groups: politely, and by force what is left after the limit."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for leader in leaders:
            if _lives(leader):
                _signal_group(leader.pid, number)
        deadline = time.monotonic() + limit_s
        while any(map(_lives, leaders)) and time.monotonic() < deadline:
            time.sleep(0.02)  # between two looks at processes that are not our children


def _still_runs(entry: dict[str, Any]) -> bool:
    """Whether the recorded process is there: the number alone may be anyone's by now."""
    try:
        process = psutil.Process(entry["pid"])
        return bool(process.create_time() == entry["created"]) and _lives(process)
    except psutil.NoSuchProcess:
        return False


def _lives(process: psutil.Process) -> bool:
    """Whether a process still runs; one that has ended but that nobody has fetched does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore Ctrl+C and SIGTERM while it lasts: what it takes is limited. Thread: main."""
    numbers = (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.signal(number, signal.SIG_IGN) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def end_postgres(data_dir: Path, timeout_s: float = 15.0) -> None:
    """End the embedded PostgreSQL that still serves a folder below `data_dir`, as its own pid file names it."""
    for pid_file in data_dir.rglob("postmaster.pid"):
        with suppress(psutil.NoSuchProcess, ValueError, IndexError):
            process = psutil.Process(int(pid_file.read_text().splitlines()[0]))
            if "postgres" in process.name():
                process.send_signal(signal.SIGINT)  # fast shutdown: roll back, write everything, go
                process.wait(timeout_s)


def _signal_group(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, number)
