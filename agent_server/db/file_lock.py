"""A lock on a file that several processes may share and one may hold alone; the system frees it when a process dies."""

import os
import sys
import time
from pathlib import Path
from types import TracebackType

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

SHARES = 64
"""Windows knows no shared lock by `msvcrt`: a sharer locks one of so many bytes, the one who is alone all of them."""


class FileLock:
    """An open lock file; not locked at first. Two of them exclude each other in one process too."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def __enter__(self) -> "FileLock":
        self.wait_alone()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def wait_alone(self, timeout_s: float = 60.0) -> None:
        """Wait until nobody else holds it.

        Raises:
            TimeoutError: Somebody still does.
        """
        deadline = time.monotonic() + timeout_s
        while not self.try_alone():
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.02)

    def close(self) -> None:
        """Give it back."""
        os.close(self._file)

    if sys.platform == "win32":

        def try_alone(self) -> bool:
            """Hold it alone; False when somebody else shares it. A share of one's own must be closed first."""
            return self._lock_bytes(0, SHARES)

        def share(self) -> None:
            """Hold it together with others."""
            if not any(self._lock_bytes(place, 1) for place in range(SHARES)):
                raise TimeoutError

        def _lock_bytes(self, place: int, count: int) -> bool:
            os.lseek(self._file, place, os.SEEK_SET)
            try:
                msvcrt.locking(self._file, msvcrt.LK_NBLCK, count)
            except OSError:
                return False
            return True

    else:

        def try_alone(self) -> bool:
            """Hold it alone; False when somebody else shares it. A share of one's own must be closed first."""
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        def share(self) -> None:
            """Hold it together with others."""
            fcntl.flock(self._file, fcntl.LOCK_SH)
