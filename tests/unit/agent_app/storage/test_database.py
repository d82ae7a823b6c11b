import threading
from pathlib import Path

import pytest
import sqlalchemy
from sqlcipher3 import dbapi2

from agent_app.errors import DatabaseDamaged, DiskFull, StorageError
from agent_app.storage import database
from agent_app.storage.cache import Cache, open_cache
from agent_domain.commands import TagLead
from agent_domain.ids import LeadId, new_id

from .things import NOW

COMMAND = TagLead(lead_id=LeadId(new_id()), name="x")


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("database or disk is full", DiskFull, "disk_full"),
        ("database disk image is malformed", DatabaseDamaged, "database_damaged"),
        ("file is not a database", DatabaseDamaged, "database_damaged"),
        ("database is locked", StorageError, "database_busy"),
        ("disk I/O error", StorageError, "disk_io"),
        ("no such column: x", StorageError, "storage"),
    ],
)
def test_driver_errors_get_a_name(text: str, kind: type[StorageError], code: str) -> None:
    with pytest.raises(kind) as told, database.translated():
        raise dbapi2.OperationalError(text)
    assert (told.value.code, bool(told.value.message)) == (code, True)
    assert isinstance(told.value.__cause__, dbapi2.OperationalError)


def test_an_error_through_sqlalchemy_tells_no_values(cache: Cache) -> None:
    with pytest.raises(StorageError) as told, cache.meta._database.reading() as connection:
        connection.exec_driver_sql("SELECT nothing FROM nowhere WHERE x = ?", ("secret name",))
    assert isinstance(told.value.__cause__, sqlalchemy.exc.DBAPIError)
    assert "secret name" not in str(told.value.__cause__)


def test_a_failed_transaction_is_taken_back(cache: Cache) -> None:
    with pytest.raises(StorageError), cache.meta._database.writing_durably() as connection:
        connection.exec_driver_sql("INSERT INTO meta VALUES ('a', 'b'), ('a', 'b')")
    assert cache.meta.get("a") is None
    cache.meta.set("a", "c")
    assert cache.meta.get("a") == "c"


def test_reads_do_not_wait_for_a_write_and_writers_take_turns(cache: Cache) -> None:
    """The main thread reads while the sync thread is inside a transaction, and its append waits only for its end."""
    inside, finish = threading.Event(), threading.Event()

    def hold() -> None:
        with cache.meta._database.writing_feed() as connection:
            connection.exec_driver_sql("INSERT INTO meta VALUES ('feed', '1')")
            inside.set()
            assert finish.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    assert inside.wait(20)
    assert cache.meta.get("feed") is None
    assert cache.outbox.pending() == []
    appended = threading.Event()
    writer = threading.Thread(target=lambda: (cache.outbox.append(COMMAND, now=NOW), appended.set()))
    writer.start()
    assert not appended.wait(0.1)
    finish.set()
    assert appended.wait(20)
    holder.join()
    writer.join()
    assert (cache.meta.get("feed"), len(cache.outbox.pending())) == ("1", 1)


def test_another_process_that_holds_the_file_is_told(
    cache_file: Path, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_TIMEOUT_S", 0.05)
    opened = open_cache(cache_file, key)
    stranger = database.connect(cache_file, key)
    stranger.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError) as told:
        opened.outbox.append(COMMAND, now=NOW)
    assert told.value.code == "database_busy"
    stranger.execute("ROLLBACK")
    stranger.close()
    opened.outbox.append(COMMAND, now=NOW)
    opened.close()


def test_appends_from_several_threads_all_arrive(cache: Cache) -> None:
    def work() -> None:
        for _ in range(25):
            cache.outbox.append(COMMAND, now=NOW)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cache.outbox.pending()) == 100
