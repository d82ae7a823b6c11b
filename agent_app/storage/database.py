"""The encrypted file: how it is opened, who may write when, and what its failures mean.

SQLCipher through SQLAlchemy. Two pools stand over one file: `FULL` (a commit that returned survives a power cut) for
everything that the agent does, `NORMAL` (a commit survives a crash of the app) for what the server can send again.

ANALYZE is never run: every statement names or plainly has its index, and with statistics this SQLite (STAT4) would
prepare statements anew for each value, at 1.6 times the cost of a read.

Thread: any. Writers of this process take turns at one lock, so that the main thread waits for the running chunk of a
pull and never for SQLite's growing busy naps. Readers wait for nobody (WAL).
"""

import contextlib
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy
from sqlalchemy import event, exc, pool
from sqlcipher3 import dbapi2

from agent_app.errors import DatabaseDamaged, DiskFull, StorageError

BUSY_TIMEOUT_S = 5.0
READ_CACHE_KIB = 65_536
FEED_CACHE_KIB = 16_384
READ_CHECKPOINT_PAGES = 16_000
FEED_CHECKPOINT_PAGES = 4_000
"""Whose commit makes the WAL longer than this folds it into the file: the sync thread's, not the main thread's."""


class Database:
    """An open, keyed, migrated database file.

    Attributes:
        path: The file; ``-wal`` and ``-shm`` lie beside it while it is open.
    """

    def __init__(self, path: Path, key: bytes) -> None:
        self.path = path
        self._writing = threading.Lock()
        full = _engine(path, key, synchronous="FULL", cache_kib=READ_CACHE_KIB, checkpoint_pages=READ_CHECKPOINT_PAGES)
        feed = _engine(
            path, key, synchronous="NORMAL", cache_kib=FEED_CACHE_KIB, checkpoint_pages=FEED_CHECKPOINT_PAGES
        )
        self._engines = (full, feed)
        self._reader = full
        self._durable = full.execution_options(immediate=True)
        self._feed = feed.execution_options(immediate=True)

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlalchemy.Connection]:
        """One consistent view of the database; writes meanwhile do not show and do not block."""
        with translated(), self._reader.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing_durably(self) -> Iterator[sqlalchemy.Connection]:
        """One transaction; when the block is left without an error it is on the disk, also after a power cut."""
        with self._writing, translated(), self._durable.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def writing_feed(self) -> Iterator[sqlalchemy.Connection]:
        """One transaction for what the server can send again; a power cut may take back the last ones, in order."""
        with self._writing, translated(), self._feed.begin() as connection:
            yield connection

    def close(self) -> None:
        """Let go of the file; the last connection folds the WAL into it. Nobody may use the database afterwards."""
        for engine in self._engines:
            engine.dispose()


def connect(path: Path, key: bytes, *, synchronous: str = "FULL", cache_kib: int = FEED_CACHE_KIB) -> Any:
    """Open an existing file with its raw 32-byte key.

    Raises:
        dbapi2.Error: The file is missing or cannot be opened, or the key does not fit (which may show later, too).
    """
    connection = dbapi2.connect(
        f"file:{quote(str(path.absolute()))}?mode=rw",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=BUSY_TIMEOUT_S,
    )
    try:
        _configure(connection, key, synchronous, cache_kib)
    except BaseException:
        connection.close()
        raise
    return connection


def _configure(connection: Any, key: bytes, synchronous: str, cache_kib: int) -> None:
    # SQLCipher would otherwise write its complaints, file names included, to the terminal.
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for setting in (
        "temp_store = MEMORY",
        "secure_delete = ON",
        "foreign_keys = ON",
        f"cache_size = -{cache_kib}",
        f"synchronous = {synchronous}",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {setting}")


@contextlib.contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's and SQLAlchemy's errors into ours; the one door between SQL and the app.

    Raises:
        DiskFull: Nothing of the transaction was kept.
        DatabaseDamaged: The file is not what was written.
        StorageError: Anything else, with the code `database_busy` or `storage`.
    """
    try:
        yield
    except exc.DBAPIError as error:
        raise storage_error(error.orig or error) from error
    except dbapi2.Error as error:
        raise storage_error(error) from error


def storage_error(error: BaseException) -> StorageError:
    """Name a driver error. The driver tells no error numbers, so its fixed English texts must do."""
    text = str(error)
    if "database or disk is full" in text:
        return DiskFull("The disk is full.", "This was not saved. Free some space and try again.")
    if "malformed" in text or "not a database" in text:
        return DatabaseDamaged("The local records are damaged.", "The file was kept. Ask for help before you go on.")
    if "database is locked" in text:
        return StorageError("The local records are busy.", "This was not saved. Try again.", code="database_busy")
    if "unable to open" in text or "readonly" in text:
        return StorageError(
            "The local records cannot be opened.", "This was not saved. Check the permissions of the folder."
        )
    if "disk I/O error" in text:
        return StorageError("The disk does not work.", "This was not saved. Check the disk.", code="disk_io")
    return StorageError("The local records cannot be used.", "This was not saved. Start the app again.")


def _engine(path: Path, key: bytes, *, synchronous: str, cache_kib: int, checkpoint_pages: int) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(
        "sqlite://",
        module=dbapi2,
        creator=lambda: _connect_wal(path, key, synchronous, cache_kib, checkpoint_pages),
        poolclass=pool.QueuePool,
        pool_size=4,
        # The connection used last has the warm page cache: the main thread gets it again and again.
        pool_use_lifo=True,
        hide_parameters=True,
    )
    event.listen(engine, "begin", _begin)
    return engine


def _connect_wal(path: Path, key: bytes, synchronous: str, cache_kib: int, checkpoint_pages: int) -> Any:
    connection = connect(path, key, synchronous=synchronous, cache_kib=cache_kib)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA wal_autocheckpoint = {checkpoint_pages}")
    return connection


def _begin(connection: sqlalchemy.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
