"""Benchmark 6: start the app -> its window is there to be used.

The screen itself is watched (Xvfb keeps its frame in a file), the same way for us and for the peer: the time counts
from the start of the process to the first frame in which the window is painted in full. How long it takes until nothing
but the cursor changes any more (the page asks for a passphrase once it knows where the key lives) is told beside it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from mmap import ACCESS_READ, mmap
from pathlib import Path
from statistics import median

from benchmarks.figures import Figure

STARTS = 10
PEER_STARTS = 3
WATCH_S = 2.5
PEER_WATCH_S = 12.0
ALIKE = 0.97
"""Part of the rows that must be painted, or be as in the last frame."""
ROW_BYTES = 1440 * 4
HEADER_BYTES = 4096
POLL_S = 0.002


def run() -> list[Figure]:
    frame = Path(os.environ["PREDIAL_BENCH_FRAMES"])
    with tempfile.TemporaryDirectory(prefix="predial-start-") as profile:
        command = [sys.executable, "-m", "agent_app", "--profile", profile]
        starts = [_start(frame, command, WATCH_S) for _ in range(STARTS + 1)][1:]
    values_ms = [painted_ms for painted_ms, _rest_ms in starts]
    rest_ms = median(rest_ms for _painted_ms, rest_ms in starts)
    return [
        Figure(
            name="start",
            what="start the app -> sign-in page painted, ready for the first key",
            values_ms=tuple(values_ms),
            target="<= 600 ms and <= 0.35 x linphone-desktop in one run",
            peer=_peer(frame, median(values_ms)),
            notes=f"a new process each time, files in the page cache, Xvfb; at rest after {rest_ms:.0f} ms (median)",
        )
    ]


def _peer(frame: Path, ours_ms: float) -> str:
    program = shutil.which("linphone") or shutil.which("linphone-desktop")
    if program is None:
        return "linphone-desktop is not installed here, so it was not measured (1.7 s elsewhere)"
    theirs_ms = median(_start(frame, [program], PEER_WATCH_S)[0] for _ in range(PEER_STARTS))
    return f"linphone-desktop {theirs_ms:.0f} ms in this run: ours is {ours_ms / theirs_ms:.2f} x of it"


def _start(frame: Path, command: list[str], watch_s: float) -> tuple[float, float]:
    """Start a program, watch the screen, end it; return the milliseconds until it is painted and until it rests."""
    pictures: list[tuple[float, bytes]] = []
    with frame.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as screen:
        last = screen[HEADER_BYTES:]
        began = time.perf_counter()
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        while (elapsed := time.perf_counter() - began) < watch_s:
            now = screen[HEADER_BYTES:]
            if now != last:
                pictures.append((elapsed * 1000, now))
                last = now
            time.sleep(POLL_S)  # the clock of the measurement, not a wait for something
        _end(process)
        _wait_until_dark(screen)
    if not pictures:
        raise RuntimeError(f"{command[0]} has painted nothing in {watch_s} s")
    final = pictures[-1][1]
    painted_ms = next(at for at, picture in pictures if _painted_rows(picture) >= ALIKE * _painted_rows(final))
    rest_ms = next(at for at, picture in pictures if _same_rows(picture, final) >= ALIKE * len(_rows(final)))
    return painted_ms, rest_ms


def _rows(picture: bytes) -> range:
    return range(0, len(picture), ROW_BYTES)


def _painted_rows(picture: bytes) -> int:
    return sum(bool(picture[row : row + ROW_BYTES].strip(b"\0")) for row in _rows(picture))


def _same_rows(picture: bytes, final: bytes) -> int:
    return sum(picture[row : row + ROW_BYTES] == final[row : row + ROW_BYTES] for row in _rows(final))


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_dark(screen: mmap, limit_s: float = 5.0) -> None:
    """Wait until the window is gone from the screen."""
    deadline = time.monotonic() + limit_s
    middle = len(screen) // 2
    while screen[middle : middle + 4096].strip(b"\0") and time.monotonic() < deadline:
        time.sleep(POLL_S)  # between two looks at the screen
