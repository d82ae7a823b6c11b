"""Benchmark 4: press Dial -> the INVITE is on the wire; the attempt is on disk before it, the engine in its process.

Twice: with the server away (an offline grant is spent) and with the server asked first, as on a usual day.
"""

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from agent_app.controllers.snapshots import WrapUpForm
from agent_app.storage.cache import CACHE_FILE, open_cache
from agent_domain.calls import CallResult
from agent_domain.changes import LeadPut
from agent_domain.ids import LeadId
from agent_domain.wire import PullPage, SipAccount
from benchmarks.big_cache import KEY, ROOT, make_lead
from benchmarks.figures import Figure
from benchmarks.window import OpenWindow, open_window, sign_in_window
from resources.demo.shift_candidates import ENDINGS, Candidates
from resources.demo.sip.peers import free_port
from resources.demo.world import LEADS_FILE, World

DIALS = 100
WARM_UP = 5
WHAT = "press Dial -> INVITE on the wire, the attempt durably on disk before it"
TARGET = "p99 <= 5 ms"
PEER = "bare pjsua2 0.5 ms + fsync 0.4 ms; prototype engine p99 1.0 ms (measured elsewhere)"


def run() -> list[Figure]:
    return [with_the_server_away()]


def with_the_server_away() -> Figure:
    folder = ROOT / "build" / "bench" / "dial"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    leads = _fill(folder)
    with registrar(free_port()) as (port, invites):
        opened = open_window(folder, _line(port))
        try:
            values = _dial_many(opened, leads, invites)
        finally:
            opened.close()
    return _figure(values, "server away: the gate runs here and an offline grant is spent")


def with_the_server_asked() -> Figure:
    world = World(ROOT / "build" / "bench" / "world", lambda _text: None, fresh=True)
    try:
        world.start(with_calls=False)
        with registrar(world.setting.sip_port) as (_port, invites):
            opened = sign_in_window(world)
            try:
                values = _dial_many(opened, _callable_leads(opened), invites)
            finally:
                opened.close()
    finally:
        world.stop()
    return _figure(values, "server asked first: its gate, its lead lock and its commit are in the time")


def _figure(values_ms: list[float], how: str) -> Figure:
    notes = f"{how}; mouse press in the window -> datagram at a registrar in a process of its own"
    return Figure(name="dial", what=WHAT, values_ms=tuple(values_ms), target=TARGET, peer=PEER, notes=notes)


@contextmanager
def registrar(port: int) -> Iterator[tuple[int, Callable[[], tuple[str, int]]]]:
    """Run the registrar; yields its port and what waits for the next INVITE: dialed user, perf_counter_ns."""
    command = [sys.executable, "-m", "benchmarks.registrar", str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = process.stdout
        lines.readline()

        def next_invite() -> tuple[str, int]:
            user, arrived_ns = lines.readline().split()
            return user, int(arrived_ns)

        try:
            yield port, next_invite
        finally:
            process.terminate()


def _line(port: int) -> SipAccount:
    address = f"sip:127.0.0.1:{port};transport=udp"
    return SipAccount(uri="sip:bench@predial.test", registrar=address, username="bench", password="none")


def _fill(profile: Path) -> list[LeadId]:
    """Make a cache of leads in whose place it is noon now."""
    now = datetime.now(UTC)
    zone = f"Etc/GMT{now.hour - 12:+d}"
    leads = [make_lead(random.Random(number), number, now) for number in range(DIALS + WARM_UP)]
    leads = [msgspec.structs.replace(lead, time_zone=zone) for lead in leads]
    changes = tuple(LeadPut(lead=lead) for lead in leads)
    cache = open_cache(profile / CACHE_FILE, KEY)
    cache.mirror.apply(PullPage(cursor=1, has_more=False, changes=changes, facts_as_of=now, server_time=now))
    cache.close()
    return [lead.lead_id for lead in leads]


def _callable_leads(opened: OpenWindow) -> list[LeadId]:
    candidates = Candidates(LEADS_FILE, datetime.now(UTC))
    leads: list[LeadId] = []
    for behaviour in ("answers", *ENDINGS):
        while len(leads) < DIALS + WARM_UP:
            try:
                phone = candidates.take(behaviour).phone
            except LookupError:
                break
            row = opened.workplace.desk.leads
            row.set_search(phone)
            leads += [found.lead_id for found in row.page(0, 1)]
    opened.workplace.desk.leads.set_search("")
    return leads


def _dial_many(opened: OpenWindow, leads: list[LeadId], invites: Callable[[], tuple[str, int]]) -> list[float]:
    desk = opened.workplace.desk
    opened.until(lambda: desk.status.picture.registration == "registered")
    return [_dial(opened, lead_id, invites) for lead_id in leads][WARM_UP:]


def _dial(opened: OpenWindow, lead_id: LeadId, invites: Callable[[], tuple[str, int]]) -> float:
    """Open a card, press Dial, and wrap the busy call up; return the milliseconds from press to INVITE."""
    desk, button = opened.workplace.desk, opened.control("call.dial")
    desk.card.show_lead(lead_id)
    opened.until(button.isEnabled)
    opened.rest(0.06)
    began_ns = time.perf_counter_ns()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    opened.until(lambda: desk.wrapup.picture.open)
    _user, arrived_ns = invites()
    desk.wrapup.save(WrapUpForm(result=CallResult.BUSY))
    opened.until(lambda: not desk.wrapup.picture.open)
    return (arrived_ns - began_ns) / 1e6
