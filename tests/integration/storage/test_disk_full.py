"""A disk that is really full (promise 9): a small tmpfs, filled up, at each of many sizes of what is left."""

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_app.errors import DiskFull
from agent_app.storage.cache import CACHE_FILE, open_cache
from agent_domain.changes import LeadPut
from agent_domain.clock import utc_now
from agent_domain.commands import AddNote
from agent_domain.ids import CallId, CommandId, LeadId, new_id
from tests.unit.agent_app.storage.things import make_lead, make_page

KEY = bytes(range(32))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs Linux and root")
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "predial-test", str(tmp_path)], capture_output=True, check=False
    )
    if mount.returncode != 0:
        pytest.skip("this machine does not let us mount")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


def fill(folder: Path, leave_bytes: int) -> None:
    with (folder / "ballast").open("wb", buffering=0) as ballast:
        with contextlib.suppress(OSError):
            while ballast.write(bytes(4096)) == 4096:
                pass
        ballast.truncate(max(0, ballast.tell() - leave_bytes))


@pytest.mark.parametrize("leave_bytes", [0, 4096, 3 * 4096, 8 * 4096, 40 * 4096])
def test_what_was_acknowledged_on_a_filling_disk_is_there(small_disk: Path, leave_bytes: int) -> None:
    opened = open_cache(small_disk / CACHE_FILE, KEY)
    call_id, lead_id = CallId(new_id()), LeadId(new_id())
    note = AddNote(call_id=call_id, lead_id=lead_id, text="x" * 1500)
    acknowledged: list[CommandId] = [opened.outbox.append(note, now=utc_now()).command_id]
    fill(small_disk, leave_bytes)
    refusals = 0
    while refusals < 3:
        try:
            acknowledged.append(opened.outbox.append(note, now=utc_now()).command_id)
        except DiskFull:
            refusals += 1
        page = make_page(1, *(LeadPut(lead=make_lead()) for _ in range(5)))
        with contextlib.suppress(DiskFull):
            opened.mirror.apply(page)
    kept = [entry.envelope.command_id for entry in opened.outbox.pending()]
    assert kept == acknowledged
    (small_disk / "ballast").unlink()
    acknowledged.append(opened.outbox.append(note, now=utc_now()).command_id)
    opened.close()
    again = open_cache(small_disk / CACHE_FILE, KEY)
    assert [entry.envelope.command_id for entry in again.outbox.pending()] == acknowledged
    again.close()


def test_no_room_for_a_new_cache(small_disk: Path) -> None:
    fill(small_disk, 4096)
    with pytest.raises(DiskFull):
        open_cache(small_disk / CACHE_FILE, KEY)
    assert not (small_disk / CACHE_FILE).exists()
    (small_disk / "ballast").unlink()
    open_cache(small_disk / CACHE_FILE, KEY).close()
