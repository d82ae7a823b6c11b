"""The rings are bounded and start again well; the binding's vectors are read and written as memory."""

import pjsua2 as pj
from hypothesis import given
from hypothesis import strategies as st

from agent_app.sip.engine.sound import (
    BYTES_PER_MS,
    FRAME_BYTES,
    SILENCE,
    START_MS,
    Ring,
    _fill_fast,
    _read_fast,
    fast_access_works,
)

LIMIT_MS = 120
TONE = bytes(range(1, 129)) * 5


@given(st.lists(st.one_of(st.integers(0, 6400).map(lambda n: ("write", n)), st.just(("take", 0))), max_size=60))
def test_a_ring_never_holds_more_than_its_limit_and_always_gives_whole_frames(steps: list[tuple[str, int]]) -> None:
    ring = Ring(LIMIT_MS)
    for what, count in steps:
        if what == "write":
            ring.write(bytes(count // 2 * 2))
            assert len(ring._sound) <= LIMIT_MS * BYTES_PER_MS
        else:
            assert len(ring.take_frame()) == FRAME_BYTES


def test_a_late_ring_drops_the_oldest_down_to_half() -> None:
    ring = Ring(LIMIT_MS)
    for number in range(1, 8):
        ring.write(bytes([number]) * FRAME_BYTES)
    assert ring.take_frame() == bytes([5]) * FRAME_BYTES


def test_an_empty_ring_waits_for_a_start_and_then_runs_until_it_is_dry() -> None:
    ring = Ring(LIMIT_MS)
    ring.write(TONE)
    assert ring.take_frame() == SILENCE, "20 ms are too little to begin with"
    ring.write(TONE)
    assert START_MS * BYTES_PER_MS == 2 * FRAME_BYTES
    assert [ring.take_frame(), ring.take_frame(), ring.take_frame()] == [TONE, TONE, SILENCE]
    ring.write(TONE)
    assert ring.take_frame() == SILENCE


def test_a_cleared_ring_forgets() -> None:
    ring = Ring(LIMIT_MS)
    ring.write(TONE * 3)
    ring.clear()
    assert ring.take(10_000, 0) == b""


def test_a_device_takes_what_fits_but_nothing_below_its_start() -> None:
    ring = Ring(LIMIT_MS)
    ring.write(TONE)
    assert ring.take(10_000, FRAME_BYTES + 2) == b""
    assert ring.take(100, 2) == TONE[:100]
    assert ring.take(10_000, 2) == TONE[100:]


def test_vectors_are_memory() -> None:
    assert fast_access_works()
    vector = pj.ByteVector(TONE)
    assert _read_fast(vector) == TONE
    _fill_fast(vector, TONE[::-1])
    assert bytes(vector) == TONE[::-1]
    assert _read_fast(pj.ByteVector()) == b""
