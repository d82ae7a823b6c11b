"""PostgreSQL from the wheel: who starts it, who stops it, under whom it runs, who may open it."""

import asyncio
import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import httpx
import psutil
import pytest
from sqlalchemy import make_url

from agent_server.db import postgres_user
from agent_server.db.embedded import EmbeddedPostgres
from agent_server.errors import DatabaseUnavailable
from tests.integration.server.serving import serving

on_linux = pytest.mark.skipif(sys.platform != "linux", reason="namespaces and capabilities are Linux'")
as_root = pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="only root needs it")
PROGRAM = "import sys, pathlib; from agent_server.db.embedded import EmbeddedPostgres as E; "


def ask(url: str, question: str) -> object:
    async def connect_and_ask() -> object:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(connect_and_ask())


def has_ended(pid: int) -> bool:
    """Whether a process ends within a while; one that nobody has buried yet counts as ended."""
    try:
        process = psutil.Process(pid)
        return process.status() == psutil.STATUS_ZOMBIE or process.wait(10) is not True
    except psutil.NoSuchProcess:
        return True
    except psutil.TimeoutExpired:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_the_last_user_stops_it(tmp_path: Path) -> None:
    first, second = EmbeddedPostgres(tmp_path), EmbeddedPostgres(tmp_path)
    first.start()
    second.start()
    assert first.pid == second.pid
    pid = first.pid
    first.stop()
    assert ask(second.url, "SELECT 1") == 1
    second.stop()
    assert has_ended(pid)
    second.stop()  # again: nothing happens


def test_after_kill_9_the_next_start_joins_and_stops_it(tmp_path: Path) -> None:
    code = PROGRAM + "e = E(pathlib.Path(sys.argv[1])); e.start(); print(e.pid, flush=True); sys.stdin.read()"
    owner = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert owner.stdout is not None
    pid = int(owner.stdout.readline())
    owner.send_signal(signal.SIGKILL)
    owner.communicate()
    assert psutil.pid_exists(pid)
    heir = EmbeddedPostgres(tmp_path)
    heir.start()
    assert heir.pid == pid
    heir.stop()
    assert has_ended(pid)


def test_after_kill_9_of_postgres_itself_it_is_started_again(tmp_path: Path) -> None:
    first = EmbeddedPostgres(tmp_path)
    first.start()
    ask(first.url, "CREATE TABLE kept AS SELECT 7 AS n")
    family = [psutil.Process(first.pid), *psutil.Process(first.pid).children()]
    for process in family:
        process.kill()
    psutil.wait_procs(family, timeout=20)
    second = EmbeddedPostgres(tmp_path)
    second.start()
    assert second.pid != first.pid
    assert ask(second.url, "SELECT n FROM kept") == 7
    second.stop()
    first.stop()


def test_when_it_dies_under_a_running_server_it_is_started_again(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        assert httpx.get(f"{server.url}/readyz").status_code == 200
        postmaster = psutil.Process(int((tmp_path / "pgdata" / "postmaster.pid").read_text().split()[0]))
        postmaster.kill()  # alone: its children need a moment to see that it is gone
        postmaster.wait(10)
        deadline = time.monotonic() + 20
        while httpx.get(f"{server.url}/readyz").status_code != 200:
            assert time.monotonic() < deadline, "the server never found its database again"
        assert server.stop() == 0


def test_what_was_stopped_is_not_revived(tmp_path: Path) -> None:
    database = EmbeddedPostgres(tmp_path)
    database.start()
    assert not database.revive()
    database.stop()
    assert not database.revive()
    assert not (tmp_path / "pgdata" / "postmaster.pid").exists()


def test_a_stale_pid_of_somebody_else_is_not_taken_for_postgres(tmp_path: Path) -> None:
    first = EmbeddedPostgres(tmp_path)
    first.start()
    text = (tmp_path / "pgdata" / "postmaster.pid").read_text()
    first.stop()
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    (tmp_path / "pgdata" / "postmaster.pid").write_text(text.replace(text.split("\n")[0], str(other.pid), 1))
    try:
        first.start()
        assert first.pid != other.pid
        assert ask(first.url, "SELECT 1") == 1
        first.stop()
        assert other.poll() is None
    finally:
        other.communicate(b"\n")


def test_nobody_comes_in_without_the_password_and_not_by_network(postgres: EmbeddedPostgres) -> None:
    right = postgres.url
    password = right.split(":")[2].split("@")[0]
    assert len(password) >= 32
    for url in (right.replace(password, "wrong"), right.replace(f":{password}", "")):
        with pytest.raises((asyncpg.InvalidPasswordError, asyncpg.InvalidAuthorizationSpecificationError)):
            ask(url, "SELECT 1")
    assert ask(right, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    assert ask(right, "SELECT current_setting('listen_addresses')") == "" or sys.platform == "win32"


def test_a_lost_password_file_is_told_not_papered_over(tmp_path: Path) -> None:
    embedded = EmbeddedPostgres(tmp_path)
    embedded.start()
    embedded.stop()
    (tmp_path / "database.password").unlink()
    with pytest.raises(DatabaseUnavailable, match="password file is gone"):
        embedded.start()


@pytest.mark.parametrize("folder", ["with space and 'quote'", "x" * 90])
def test_odd_and_long_folders(tmp_path: Path, folder: str) -> None:
    embedded = EmbeddedPostgres(tmp_path / folder)
    embedded.start()
    assert ask(embedded.url, "SELECT 1") == 1
    socket_dir = Path(make_url(embedded.url).query["host"])
    assert stat.S_IMODE(socket_dir.stat().st_mode) == 0o700
    embedded.stop()
    assert socket_dir.exists() is (socket_dir == tmp_path / folder / "pgdata")


def modes(path: Path) -> dict[Path, int]:
    return {parent: stat.S_IMODE(parent.stat().st_mode) for parent in [path, *path.parents]}


@on_linux
@as_root
@pytest.mark.parametrize("with_namespaces", [True, False])
def test_root_opens_no_folder_and_makes_no_user(
    tmp_path: Path, with_namespaces: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_namespaces:  # as in a container that forbids unshare
        monkeypatch.setattr(postgres_user, "_namespace_prefix", lambda: ("false",))
    elif not postgres_user._works(postgres_user._namespace_prefix()):
        pytest.skip("no user namespaces here: this is a container or a chroot that forbids them")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    users, before = Path("/etc/passwd").read_text(), modes(closed)
    for _ in range(2):  # the second start finds the data directory and its owner
        embedded = EmbeddedPostgres(closed / "data")
        embedded.start()
        try:
            assert ask(embedded.url, "SELECT 1") == 1
            owner = (closed / "data" / "pgdata").stat().st_uid
            assert (owner == 0) is with_namespaces
            assert stat.S_IMODE((closed / "data" / "pgdata").stat().st_mode) == 0o700
        finally:
            embedded.stop()
    assert Path("/etc/passwd").read_text() == users
    assert modes(closed) == before


@on_linux
@as_root
def test_root_in_a_container_with_its_few_capabilities(tmp_path: Path) -> None:
    """Docker's default: no namespaces, and root may not look into other users' processes."""
    held = (
        "chown dac_override fowner fsetid kill setgid setuid setpcap net_bind_service net_raw sys_chroot mknod setfcap"
    )
    bounds = ",".join(["-all", *(f"+{name}" for name in held.split())])
    code = (
        "from agent_server.db import postgres_user; postgres_user._namespace_prefix = lambda: ('false',); "
        + PROGRAM
        + "a, b = E(pathlib.Path(sys.argv[1])), E(pathlib.Path(sys.argv[1])); a.start(); b.start(); "
        "print(a.pid == b.pid); b.stop(); a.stop(); print(a._postmaster())"
    )
    done = subprocess.run(
        ["setpriv", f"--bounding-set={bounds}", "--inh-caps=-all", "--", sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.split() == ["True", "0"], done.stderr


@on_linux
@as_root
def test_where_neither_way_is_allowed_root_is_told_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_user, "_works", lambda prefix: False)
    with pytest.raises(DatabaseUnavailable, match=r"must not run as root.*DATABASE_URL"):
        EmbeddedPostgres(tmp_path).start()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseUnavailable, match="cannot be used"):
        EmbeddedPostgres(tmp_path / "file" / "data").start()
