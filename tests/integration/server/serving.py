"""The real server in a process of its own, and its command line."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

READY_LIMIT_S = 60


def environment(data_dir: Path, database_url: str = "") -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREDIAL_", "DATABASE_"))}
    given = {"DATABASE_URL": database_url} if database_url else {}
    return {**kept, **given, "PREDIAL_DATA_DIR": str(data_dir)}


def run(data_dir: Path, *words: str, stdin: str = "", **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agent_server", *words],
        input=stdin,
        capture_output=True,
        text=True,
        env={**environment(data_dir), **more},
        timeout=60,
        check=False,
    )


class Serving:
    """A running `agent-server serve`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("listening on http://"), (line, process.stderr and process.stderr.read())
        self.url = line.removeprefix("listening on ").strip()

    def stop(self) -> int:
        self.process.terminate()
        return self.process.wait(READY_LIMIT_S)


@contextmanager
def serving(data_dir: Path, *words: str, database_url: str = "") -> Iterator[Serving]:
    process = subprocess.Popen(
        [sys.executable, "-m", "agent_server", "serve", "--port", "0", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(data_dir, database_url),
    )
    try:
        yield Serving(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()
