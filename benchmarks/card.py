"""Benchmark 1: choose a lead -> the card is painted, with decision, history, script and tags."""

import random
import time

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView

from benchmarks.big_cache import CALLS_PER_LEAD, LEADS, big_profile
from benchmarks.figures import Figure
from benchmarks.window import OpenWindow, PaintWatch, open_window

CHOICES = 400
WARM_UP = 20


def run() -> list[Figure]:
    opened = open_window(big_profile())
    try:
        values_ms = _choose_many(opened)
    finally:
        opened.close()
    return [
        Figure(
            name="card",
            what="choose a lead -> card painted with decision, history, script and tags",
            values_ms=tuple(values_ms),
            target="p99 <= 16 ms (one frame)",
            peer="the frame of a 60 Hz screen: 16.7 ms",
            notes=f"{LEADS:,} leads, {LEADS * CALLS_PER_LEAD:,} calls, encrypted; mouse press in the list -> "
            f"window painted ({QApplication.platformName()}); leads from all over the list, so the reads are cold",
        )
    ]


def _choose_many(opened: OpenWindow) -> list[float]:
    view = opened.control("leads.list")
    assert isinstance(view, QListView)
    watch = PaintWatch(opened.window)
    rng = random.Random(1)
    values_ms = [_choose(opened, view, watch, rng.randrange(LEADS)) for _ in range(CHOICES + WARM_UP)]
    return values_ms[WARM_UP:]


def _choose(opened: OpenWindow, view: QListView, watch: PaintWatch, row: int) -> float:
    """Scroll to a row, let the list settle, click it; return the milliseconds until the card is on the screen."""
    index = view.model().index(row, 0)
    view.scrollTo(index, QListView.ScrollHint.PositionAtCenter)
    _settle(opened, watch)
    wanted = index.data(Qt.ItemDataRole.UserRole).lead_id
    point = view.visualRect(index).center()
    before = watch.paintings
    began = time.perf_counter()
    QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    card = opened.workplace.desk.card
    opened.until(lambda: watch.paintings > before and card.picture is not None and card.picture.lead.lead_id == wanted)
    value_ms = (time.perf_counter() - began) * 1000
    QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=point)
    return value_ms


def _settle(opened: OpenWindow, watch: PaintWatch) -> None:
    """Let Qt work until nothing is painted any more."""
    quiet_since, seen = time.monotonic(), watch.paintings
    while time.monotonic() - quiet_since < 0.02:
        opened.qt.processEvents()
        if watch.paintings != seen:
            quiet_since, seen = time.monotonic(), watch.paintings
