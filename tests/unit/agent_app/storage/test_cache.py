"""Opening: a fresh file, an old one, a wrong key, damage. Never a fresh cache in place of a bad one."""

import contextlib
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from agent_app.errors import DatabaseDamaged, DiskFull, KeyRejected, SchemaTooNew, StorageError
from agent_app.storage import cache as cache_module
from agent_app.storage import database, migrations
from agent_app.storage.cache import open_cache
from agent_domain.commands import TagLead
from agent_domain.ids import LeadId, new_id

from .things import NOW

OTHER_KEY = bytes(32)


def fill(path: Path, key: bytes) -> None:
    opened = open_cache(path, key)
    for _ in range(60):
        opened.outbox.append(TagLead(lead_id=LeadId(new_id()), name="x" * 200), now=NOW)
    opened.close()


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_fresh_cache_lies_alone_and_private(cache_file: Path, key: bytes) -> None:
    open_cache(cache_file, key).close()
    assert set(files(cache_file.parent)) == {"cache.db", "cache.check"}
    if os.name != "nt":
        assert stat.S_IMODE(cache_file.stat().st_mode) == 0o600
    assert not cache_file.read_bytes().startswith(b"SQLite format 3")


def test_its_settings(cache_file: Path, key: bytes) -> None:
    opened = open_cache(cache_file, key)

    def pragmas(connection: object) -> list[object]:
        names = ("journal_mode", "synchronous", "secure_delete", "temp_store", "foreign_keys", "cipher_use_hmac")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]  # type: ignore[attr-defined]

    with opened.outbox._database.writing_durably() as connection:
        assert pragmas(connection) == ["wal", 2, 1, 2, 1, "1"]
    with opened.outbox._database.writing_feed() as connection:
        assert pragmas(connection) == ["wal", 1, 1, 2, 1, "1"]
    opened.close()


def test_a_wrong_key_is_told_and_changes_nothing(cache_file: Path, key: bytes) -> None:
    fill(cache_file, key)
    before = files(cache_file.parent)
    with pytest.raises(KeyRejected):
        open_cache(cache_file, OTHER_KEY)
    assert files(cache_file.parent) == before


def test_a_wrong_key_is_told_without_the_check_file_too(cache_file: Path, key: bytes) -> None:
    fill(cache_file, key)
    (cache_file.parent / "cache.check").unlink()
    before = files(cache_file.parent)
    with pytest.raises(KeyRejected):
        open_cache(cache_file, OTHER_KEY)
    assert files(cache_file.parent) == before
    open_cache(cache_file, key).close()
    assert (cache_file.parent / "cache.check").exists()


def cut_to_nothing(path: Path) -> None:
    path.write_bytes(b"")


def flip_first_page(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100] ^= 1
    path.write_bytes(content)


def flip_salt(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[3] ^= 1
    path.write_bytes(content)


def replace_by_text(path: Path) -> None:
    path.write_bytes(b"not a database, " * 1000)


def replace_by_plain_sqlite(path: Path) -> None:
    path.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE meta (name TEXT, value TEXT)")
    plain.commit()
    plain.close()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:8192])


@pytest.mark.parametrize(
    "damage", [cut_to_nothing, flip_first_page, flip_salt, replace_by_text, replace_by_plain_sqlite, cut_short]
)
def test_damage_is_told_from_a_wrong_key_and_the_file_is_kept(
    cache_file: Path, key: bytes, damage: Callable[[Path], None]
) -> None:
    fill(cache_file, key)
    damage(cache_file)
    before = cache_file.read_bytes()
    with pytest.raises(DatabaseDamaged), contextlib.closing(open_cache(cache_file, key)) as opened:
        opened.outbox.pending()  # a missing tail shows at the first read of it
    assert cache_file.read_bytes() == before


def test_every_damaged_page_is_noticed_when_it_is_read(cache_file: Path, key: bytes) -> None:
    fill(cache_file, key)
    good = cache_file.read_bytes()
    noticed = 0
    for start in range(4096, len(good), 4096):
        cache_file.write_bytes(good[: start + 2000] + bytes([good[start + 2000] ^ 0xFF]) + good[start + 2001 :])
        try:
            with contextlib.closing(open_cache(cache_file, key)) as opened:
                assert len(opened.outbox.pending()) == 60  # right, or an error: never wrong
        except DatabaseDamaged:
            noticed += 1
    assert noticed > 5


def test_a_keyed_file_without_our_mark_is_damage(cache_file: Path, key: bytes) -> None:
    open_cache(cache_file, key).close()
    connection = database.connect(cache_file, key)
    connection.execute("DELETE FROM meta WHERE name = 'format'")
    connection.close()
    with pytest.raises(DatabaseDamaged):
        open_cache(cache_file, key)
    connection = database.connect(cache_file, key)
    connection.execute("DROP TABLE meta")
    connection.close()
    with pytest.raises(DatabaseDamaged):
        open_cache(cache_file, key)


def test_a_newer_schema_is_left_alone(cache_file: Path, key: bytes) -> None:
    open_cache(cache_file, key).close()
    connection = database.connect(cache_file, key)
    connection.execute(f"PRAGMA user_version = {len(migrations.MIGRATIONS) + 1}")
    connection.close()
    before = cache_file.read_bytes()
    with pytest.raises(SchemaTooNew):
        open_cache(cache_file, key)
    assert cache_file.read_bytes() == before


def test_an_older_schema_is_brought_up_to_date(cache_file: Path, key: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(cache_file, key)
    longer = (*migrations.MIGRATIONS, ("CREATE TABLE later (x)", "INSERT INTO later VALUES (1)"))
    monkeypatch.setattr(migrations, "MIGRATIONS", longer)
    opened = open_cache(cache_file, key)
    assert len(opened.outbox.pending()) == 60
    opened.close()
    connection = database.connect(cache_file, key)
    assert connection.execute("SELECT x FROM later").fetchall() == [(1,)]
    assert migrations.migrate(connection, longer) == 0
    connection.close()


def test_a_failing_step_leaves_no_debris(cache_file: Path, key: bytes) -> None:
    open_cache(cache_file, key).close()
    connection = database.connect(cache_file, key)
    bad = (*migrations.MIGRATIONS, ("CREATE TABLE half (x)", "INSERT INTO nowhere VALUES (1)"))
    with pytest.raises(database.dbapi2.OperationalError):
        migrations.migrate(connection, bad)
    assert connection.execute("PRAGMA user_version").fetchone() == (len(migrations.MIGRATIONS),)
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    connection.close()


def test_a_cache_that_was_taken_away_is_missed_and_not_replaced(cache_file: Path, key: bytes) -> None:
    fill(cache_file, key)
    taken = cache_file.rename(cache_file.with_name("taken"))
    before = files(cache_file.parent)
    with pytest.raises(DatabaseDamaged) as told:
        open_cache(cache_file, key)
    assert told.value.code == "database_missing"
    assert files(cache_file.parent) == before
    taken.rename(cache_file)
    opened = open_cache(cache_file, key)
    assert opened.outbox.counts().pending == 60
    opened.close()


@pytest.mark.parametrize("cut_off", ["_write_check", "_sync_folder"])
def test_a_birth_cut_off_at_any_step_bars_nothing(
    cache_file: Path, key: bytes, monkeypatch: pytest.MonkeyPatch, cut_off: str
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(cache_module, cut_off, die)
        with pytest.raises(KeyboardInterrupt):
            open_cache(cache_file, key)
    open_cache(cache_file, key).close()
    assert set(files(cache_file.parent)) == {"cache.db", "cache.check"}


def test_half_a_check_leaves_the_word_to_the_file(cache_file: Path, key: bytes) -> None:
    fill(cache_file, key)
    check = cache_file.parent / "cache.check"
    for rest in (b"", check.read_bytes()[:20]):
        check.write_bytes(rest)
        with pytest.raises(KeyRejected):
            open_cache(cache_file, OTHER_KEY)
        open_cache(cache_file, key).close()
        assert len(check.read_bytes()) == 64


def test_what_cannot_be_opened_is_told(cache_file: Path, key: bytes) -> None:
    cache_file.mkdir()
    with pytest.raises(StorageError) as told:
        open_cache(cache_file, key)
    assert told.value.title == "The local records cannot be opened."
    fresh = cache_file.parent / "other"
    fresh.mkdir()
    fill(fresh / "cache.db", key)
    (fresh / "cache.check").unlink()
    (fresh / "cache.check").mkdir()
    with pytest.raises(StorageError, match="The profile folder cannot be used"):
        open_cache(fresh / "cache.db", key)


def test_an_unfinished_birth_is_begun_again(cache_file: Path, key: bytes) -> None:
    cache_file.with_name("cache.db.new").write_bytes(b"half a")
    (cache_file.parent / "cache.check").write_bytes(b"of another key")
    open_cache(cache_file, key).close()
    open_cache(cache_file, key).close()
    assert set(files(cache_file.parent)) == {"cache.db", "cache.check"}


@pytest.mark.parametrize(
    ("number", "expected"), [(28, DiskFull), (122, DiskFull), (13, StorageError)], ids=["full", "quota", "forbidden"]
)
def test_what_the_file_system_refuses_is_told(
    cache_file: Path, key: bytes, monkeypatch: pytest.MonkeyPatch, number: int, expected: type[StorageError]
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, "refused")

    monkeypatch.setattr(cache_module, "_write_check", refuse)
    with pytest.raises(expected):
        open_cache(cache_file, key)
    assert not cache_file.exists()


def test_the_shell_does_not_pay_for_slow_imports() -> None:
    code = (
        "import sys, agent_app.storage.cache, agent_app.storage.keys, agent_app.storage.fold, agent_app.sync.engine,"
        " agent_app.sync.session;"
        "print([name for name in ('sqlalchemy', 'sqlcipher3', 'keyring', 'httpx', 'websockets', 'cryptography',"
        " 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
