"""The agent's encrypted cache: one file with the outbox, the mirror and a few facts.

A new file is built under another name and takes its place only when it is whole: a file of zero length or without the
cache's mark is therefore always damage, never a beginning. Beside it lies ``.check``, a keyed hash of a fixed text: it
tells a wrong key from a damaged file, which SQLCipher cannot, and gives away nothing about a random 32-byte key. It
outlives a cache that somebody takes away, so that nothing unsent disappears in silence.

Thread: any; opening imports SQLAlchemy (0.5 s), so open it behind the window.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from pathlib import Path
from typing import TYPE_CHECKING

from agent_app.errors import DatabaseDamaged, DiskFull, KeyRejected, StorageError
from agent_app.storage.meta import Meta
from agent_app.storage.mirror import Mirror
from agent_app.storage.outbox import Outbox

if TYPE_CHECKING:
    from agent_app.storage.database import Database

CACHE_FILE = "cache.db"
"""The cache's name in a profile folder; whether it exists decides if a missing key is an error (keys.py)."""

_CHECK_TEXT = b"predial cache key check 1"
_CHECK_BYTES = 64


class Cache:
    """The open cache.

    Attributes:
        outbox: What the agent did.
        mirror: What the server said.
        meta: Small facts about this profile.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.outbox = Outbox(database)
        self.mirror = Mirror(database)
        self.meta = Meta(database)

    def close(self) -> None:
        """Close the file; nobody may use the cache afterwards."""
        self._database.close()


def open_cache(path: Path, key: bytes) -> Cache:
    """Open the cache, or make an empty one where there is none.

    Args:
        path: The database file, usually ``<profile>/cache.db``; its folder must exist.
        key: 32 bytes from `keys.load_or_create_key`.

    Raises:
        KeyRejected: The key is not the one that the file was written with.
        DatabaseDamaged: The file is not what was written and was left as it is; or it is gone (`database_missing`).
        SchemaTooNew: A newer app wrote it.
        DiskFull: There is no room for a new cache.
    """
    from agent_app.storage import database  # SQLAlchemy is slow to import

    if path.exists():
        _check_key(path, key)
        _prepare_existing(path, key)
    else:
        with _file_errors():
            if _is_missed(path):
                raise _missing()
            _create(path, key)
    opened = database.Database(path, key)
    return Cache(opened)


def _create(path: Path, key: bytes) -> None:
    from agent_app.storage import database, migrations

    unfinished = _unfinished(path)
    _check_file(path).unlink(missing_ok=True)  # before the draft, whose being there says that this is a beginning
    unfinished.unlink(missing_ok=True)
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with database.translated():
        connection = database.connect(unfinished, key)
        try:
            migrations.migrate(connection, migrations.MIGRATIONS)
        finally:
            connection.close()
    _write_check(path, key)
    unfinished.replace(path)
    _sync_folder(path.parent)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + ".new")


def _is_missed(path: Path) -> bool:
    """Whether a cache was here: its check is, and no draft whose making was cut off."""
    return _check_file(path).exists() and not _unfinished(path).exists()


def _prepare_existing(path: Path, key: bytes) -> None:
    from agent_app.storage import database

    known_key = _read_check(path) is not None
    try:
        with database.translated():
            _verify_and_migrate(path, key)
    except DatabaseDamaged as error:
        if not known_key and "not a database" in str(error.__cause__):
            raise _rejected() from error
        raise
    if not known_key:
        with _file_errors():
            _write_check(path, key)


def _verify_and_migrate(path: Path, key: bytes) -> None:
    from agent_app.storage import database, migrations

    connection = database.connect(path, key)
    try:
        # A file of zero length opens with any key, as an empty database.
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'meta'").fetchone():
            raise _damaged()
        if not connection.execute("SELECT 1 FROM meta WHERE name = 'format'").fetchone():
            raise _damaged()
        migrations.migrate(connection, migrations.MIGRATIONS)
    finally:
        connection.close()


def _check_key(path: Path, key: bytes) -> None:
    check = _read_check(path)
    if check is not None and not hmac.compare_digest(check, _check_value(key)):
        raise _rejected()


def _read_check(path: Path) -> bytes | None:
    """Return the check; None where there is none that is whole, and the file itself has to tell."""
    with _file_errors():
        check = _check_file(path).read_bytes() if _check_file(path).exists() else b""
    return check if len(check) == _CHECK_BYTES else None


def _check_file(path: Path) -> Path:
    return path.with_suffix(".check")


def _check_value(key: bytes) -> bytes:
    return hmac.digest(key, _CHECK_TEXT, hashlib.sha256).hex().encode()


def _write_check(path: Path, key: bytes) -> None:
    unfinished = path.with_suffix(".check.new")
    with unfinished.open("wb") as file:
        file.write(_check_value(key))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(_check_file(path))


def _sync_folder(folder: Path) -> None:
    """Make a rename durable; Windows does so by itself and cannot open folders."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _file_errors:  # noqa: N801 (used like a function)
    """Translate what the file system says of the cache's own small files and of a new cache."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, OSError):
            if error.errno in {28, 122}:  # ENOSPC, EDQUOT
                raise DiskFull("The disk is full.", "Free some space and start again.") from error
            raise StorageError("The profile folder cannot be used.", "Check its permissions.") from error


def _damaged() -> DatabaseDamaged:
    return DatabaseDamaged("The local records are damaged.", "The file was kept. Ask for help before you go on.")


def _missing() -> DatabaseDamaged:
    return DatabaseDamaged(
        "The local records are missing.",
        "Somebody took cache.db away. Put it back; "
        "or take cache.check away too to begin anew, without what was not sent.",
        code="database_missing",
    )


def _rejected() -> KeyRejected:
    return KeyRejected("This key does not open the local records.", "They belong to another key; nothing was changed.")
