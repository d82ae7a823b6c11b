import subprocess
import sys
from pathlib import Path

import pytest

from agent_server.db.file_lock import FileLock

HOLD = "import sys, pathlib; from agent_server.db.file_lock import FileLock as F; l = F(pathlib.Path(sys.argv[1])); "


def test_sharers_keep_out_who_wants_it_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second, alone = FileLock(path), FileLock(path), FileLock(path)
    first.share()
    second.share()
    assert not alone.try_alone()
    first.close()
    assert not alone.try_alone()
    second.close()
    assert alone.try_alone()
    alone.close()


def test_a_process_that_is_killed_holds_nothing_any_more(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    code = HOLD + "l.share(); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    lock = FileLock(path)
    assert not lock.try_alone()
    holder.kill()
    holder.communicate()
    assert lock.try_alone()
    lock.close()


def test_waiting_has_an_end(tmp_path: Path) -> None:
    holder, waiter = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    holder.share()
    with pytest.raises(TimeoutError):
        waiter.wait_alone(timeout_s=0.05)
    holder.close()
    waiter.wait_alone(timeout_s=0.05)
    waiter.close()
