"""The thread around the cycle: waking, stopping, permits, and what it does when it cannot begin."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import CancelledError, Future

import httpx
import pytest

from agent_app.errors import Offline, ServerUnavailable, SignedOut
from agent_app.storage.cache import Cache
from agent_app.storage.meta import MetaName
from agent_app.sync import engine as engine_module
from agent_app.sync.client import ServerClient
from agent_app.sync.engine import SyncThread
from agent_app.sync.events import ChangesApplied, SyncEvent, SyncState
from agent_domain.commands import TagLead
from agent_domain.ids import CallId, LeadId, new_id
from agent_domain.wire import PermitAnswer, PermitRequest

from ..storage.things import NOW, make_lead
from .ear import DEADLINE_S, Ear
from .peer import DEVICE, URL, Peer, PeerClient, answer_with, lose

REQUEST = PermitRequest(call_id=CallId(new_id()), lead_id=LeadId(new_id()), phone="+15550100")


class Wire:
    """Makes the peer's clients and can hold its answers back."""

    def __init__(self, peer: Peer) -> None:
        self.peer = peer
        self.clients: list[PeerClient] = []

    def __call__(self, url: str) -> PeerClient:
        assert url == URL
        self.clients.append(self.peer.client())
        return self.clients[-1]


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def sync(peer: Peer, cache: Cache, ear: Ear) -> Iterator[SyncThread]:
    thread = SyncThread(cache, URL, peer.session(), DEVICE, ear, make_client=Wire(peer))
    yield thread
    thread.stop()


def test_it_syncs_at_start_and_when_woken(sync: SyncThread, peer: Peer, cache: Cache, ear: Ear) -> None:
    lead = make_lead()
    peer.put(lead)
    sync.start()
    ear.until_state(SyncState.ONLINE)
    assert cache.mirror.total() == 1
    ear.told.clear()
    cache.outbox.append(TagLead(lead_id=lead.lead_id, name="x"), now=NOW)
    sync.wake()
    ear.until(lambda event: isinstance(event, ChangesApplied))
    assert cache.outbox.pending() == []
    assert ear.threads == {"sync"}


def test_one_wake_is_one_turn(sync: SyncThread, peer: Peer, ear: Ear) -> None:
    sync.start()
    ear.until_state(SyncState.ONLINE)
    sync.wake()
    before = peer.asked("/v1/sync/pull")
    for _ in range(50):
        sync.ask_permit(REQUEST, timeout_s=DEADLINE_S).result(DEADLINE_S)
    assert peer.asked("/v1/sync/pull") - before <= 2  # the wake's, and the one for the channel that opened


def test_wake_tries_at_once_when_offline(
    sync: SyncThread, peer: Peer, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent_app.sync import backoff

    monkeypatch.setattr(backoff, "FIRST_S", 600.0)
    monkeypatch.setattr(backoff, "LONGEST_S", 600.0)
    peer.before["/v1/sync/pull"] = [lose]
    sync.start()
    ear.until_state(SyncState.OFFLINE)
    sync.wake()
    ear.until_state(SyncState.ONLINE)


def test_a_hint_on_the_live_channel_makes_it_pull(sync: SyncThread, peer: Peer, cache: Cache, ear: Ear) -> None:
    go = asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []
    listening = threading.Event()

    async def one_hint() -> AsyncIterator[object]:
        loops.append(asyncio.get_running_loop())
        listening.set()
        await go.wait()
        yield "new"
        await asyncio.Event().wait()

    peer.hints = [one_hint()]
    sync.start()
    assert listening.wait(DEADLINE_S)
    ear.until_state(SyncState.ONLINE)
    peer.put(make_lead())
    loops[0].call_soon_threadsafe(go.set)
    ear.until(lambda event: isinstance(event, ChangesApplied))
    assert cache.mirror.total() == 1


def test_the_polls_find_what_no_hint_told(
    sync: SyncThread, peer: Peer, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    from agent_app.sync import cycle

    monkeypatch.setattr(cycle.Cycle.__init__, "__kwdefaults__", {"poll_s": 0.01})
    sync.start()
    ear.until_state(SyncState.ONLINE)
    peer.put(make_lead())
    ear.until(lambda event: isinstance(event, ChangesApplied))


def test_signed_out_waits_quietly_for_its_end(sync: SyncThread, peer: Peer, ear: Ear) -> None:
    peer.access_token = peer.refresh_token = "revoked-0"
    sync.start()
    ear.until_state(SyncState.SIGNED_OUT)
    asked = len(peer.requests)
    sync.wake()
    with pytest.raises(SignedOut):
        sync.ask_permit(REQUEST, timeout_s=DEADLINE_S).result(DEADLINE_S)
    assert len(peer.requests) == asked


def test_an_old_app_waits_quietly_too(sync: SyncThread, peer: Peer, ear: Ear) -> None:
    peer.before["/v1/sync/pull"] = [answer_with(426, "app_too_old")]
    sync.start()
    ear.until_state(SyncState.APP_TOO_OLD)
    sync.wake()
    sync.stop()
    assert peer.asked("/v1/sync/pull") == 1


def test_a_permit(sync: SyncThread, peer: Peer) -> None:
    sync.start()
    answer = sync.ask_permit(REQUEST, timeout_s=DEADLINE_S).result(DEADLINE_S)
    assert answer.decision.allowed
    assert sync.session == peer.session()


def test_a_permit_asked_at_once_waits_for_the_thread(sync: SyncThread, peer: Peer) -> None:
    assert sync.session == peer.session()
    sync.start()
    futures = [sync.ask_permit(REQUEST, timeout_s=DEADLINE_S) for _ in range(3)]
    assert all(future.result(DEADLINE_S).decision.allowed for future in futures)


def test_a_permit_does_not_queue_behind_a_pull(sync: SyncThread, peer: Peer, ear: Ear) -> None:
    real, pulling = peer.handle, threading.Event()

    async def pulls_hang(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/sync/pull":
            pulling.set()
            await asyncio.Event().wait()
        return await real(request)

    peer.handle = pulls_hang  # type: ignore[method-assign]
    sync.start()
    assert pulling.wait(DEADLINE_S)
    assert sync.ask_permit(REQUEST, timeout_s=DEADLINE_S).result(DEADLINE_S).decision.allowed


def test_a_permit_that_does_not_come_in_time_is_offline(sync: SyncThread, peer: Peer, ear: Ear) -> None:
    real = peer.handle

    async def permits_hang(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/permits":
            await asyncio.Event().wait()
        return await real(request)

    peer.handle = permits_hang  # type: ignore[method-assign]
    sync.start()
    ear.until_state(SyncState.ONLINE)
    begun_s = time.monotonic()
    with pytest.raises(Offline):
        sync.ask_permit(REQUEST).result(DEADLINE_S)
    assert 0.3 <= time.monotonic() - begun_s < 5


def test_a_permit_without_a_server_is_offline(sync: SyncThread, peer: Peer) -> None:
    peer.before["/v1/permits"] = [lose]
    sync.start()
    with pytest.raises(Offline):
        sync.ask_permit(REQUEST, timeout_s=DEADLINE_S).result(DEADLINE_S)


def test_permits_before_and_after_its_life_are_offline(peer: Peer, cache: Cache, ear: Ear) -> None:
    thread = SyncThread(cache, URL, peer.session(), DEVICE, ear, make_client=Wire(peer))
    thread.wake()
    thread.stop()
    with pytest.raises(Offline):
        thread.ask_permit(REQUEST).result(0)
    thread.start()
    ear.until_state(SyncState.ONLINE)
    thread.stop()
    thread.wake()
    thread.stop()
    with pytest.raises(Offline):
        thread.ask_permit(REQUEST).result(0)


def test_a_permit_that_nobody_waits_for_any_more(sync: SyncThread, peer: Peer, ear: Ear) -> None:
    sync.start()
    ear.until_state(SyncState.ONLINE)
    first = sync.ask_permit(REQUEST, timeout_s=DEADLINE_S)
    first.cancel()
    assert sync.ask_permit(REQUEST, timeout_s=DEADLINE_S).result(DEADLINE_S).decision.allowed
    assert first.done()


def hang_at(peer: Peer, path: str) -> threading.Event:
    reached, real = threading.Event(), peer.handle

    async def handle(request: httpx.Request) -> httpx.Response:
        if request.url.path == path:
            reached.set()
            await asyncio.Event().wait()
        return await real(request)

    peer.handle = handle  # type: ignore[method-assign]
    return reached


@pytest.mark.parametrize("path", ["/v1/sync/push", "/v1/sync/pull"])
def test_stop_cuts_off_a_request(sync: SyncThread, peer: Peer, cache: Cache, path: str) -> None:
    lead = make_lead()
    peer.put(lead)
    cache.outbox.append(TagLead(lead_id=lead.lead_id, name="x"), now=NOW)
    reached = hang_at(peer, path)
    sync.start()
    assert reached.wait(DEADLINE_S)
    permit = sync.ask_permit(REQUEST, timeout_s=DEADLINE_S)
    permit.result(DEADLINE_S)
    begun_s = time.monotonic()
    sync.stop()
    assert time.monotonic() - begun_s < 2
    assert not sync._thread.is_alive()
    assert len(cache.outbox.pending()) == 1


def test_stop_ends_open_permits(sync: SyncThread, peer: Peer, ear: Ear) -> None:
    reached = hang_at(peer, "/v1/permits")
    sync.start()
    future = sync.ask_permit(REQUEST, timeout_s=DEADLINE_S)
    assert reached.wait(DEADLINE_S)
    sync.stop()
    with pytest.raises((Offline, CancelledError)):
        future.result(0)


def test_a_permit_asked_while_the_loop_closes_is_cancelled(sync: SyncThread, ear: Ear) -> None:
    never_begun: Future[PermitAnswer] = Future()
    sync._asked.add(never_begun)
    sync.start()
    ear.until_state(SyncState.ONLINE)
    sync.stop()
    assert never_begun.cancelled()


def test_stop_lets_a_renewal_end(sync: SyncThread, peer: Peer, cache: Cache) -> None:
    """A refresh token that the server has spent and we have not kept would cost a sign-in."""
    served, go_on, real = threading.Event(), asyncio.Event(), peer.handle
    loops: list[asyncio.AbstractEventLoop] = []

    async def slow(request: httpx.Request) -> httpx.Response:
        answer = await real(request)
        if request.url.path == "/v1/token/refresh":
            loops.append(asyncio.get_running_loop())
            served.set()
            await go_on.wait()
        return answer

    peer.handle = slow  # type: ignore[method-assign]
    peer.access_token = "expired"
    sync.start()
    assert served.wait(DEADLINE_S)
    stopper = threading.Thread(target=sync.stop)
    stopper.start()
    deadline_s = time.monotonic() + DEADLINE_S
    while not sync._stop_asked:
        assert time.monotonic() < deadline_s
        time.sleep(0.001)
    loops[0].call_soon_threadsafe(go_on.set)
    stopper.join()
    assert not sync._thread.is_alive()
    assert cache.meta.get(MetaName.REFRESH_TOKEN) == "refresh-1"


def test_stopped_before_it_began(peer: Peer, cache: Cache, ear: Ear, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = SyncThread(cache, URL, peer.session(), DEVICE, ear, make_client=Wire(peer))
    monkeypatch.setattr(thread._thread, "start", lambda: None)
    thread.start()
    future = thread.ask_permit(REQUEST)
    thread._on_loop(thread._cancel)
    monkeypatch.undo()
    thread._thread.start()
    thread._thread.join(DEADLINE_S)
    assert ear.told == []
    assert future.done()


def test_an_impossible_address_is_told_and_does_not_end_the_app(peer: Peer, cache: Cache, ear: Ear) -> None:
    def refuse(_url: str) -> ServerClient:
        raise ServerUnavailable("This is no server address.")

    thread = SyncThread(cache, "nonsense", peer.session(), DEVICE, ear, make_client=refuse)
    thread.start()
    ear.until_state(SyncState.OFFLINE)
    with pytest.raises(Offline):
        thread.ask_permit(REQUEST, timeout_s=0.01).result(DEADLINE_S)
    thread.stop()
    assert not thread._thread.is_alive()


def test_a_thread_that_does_not_end_is_told_in_the_log(
    peer: Peer, cache: Cache, caplog: pytest.LogCaptureFixture
) -> None:
    go_on, inside = threading.Event(), threading.Event()

    def stubborn(_event: SyncEvent) -> None:
        inside.set()
        go_on.wait(DEADLINE_S)

    thread = SyncThread(cache, URL, peer.session(), DEVICE, stubborn, make_client=Wire(peer))
    thread.start()
    assert inside.wait(DEADLINE_S)
    thread.stop(timeout_s=0.01)
    assert "did not end" in caplog.text
    go_on.set()
    thread._thread.join(DEADLINE_S)
    assert not thread._thread.is_alive()


def test_the_default_client_is_the_real_one() -> None:
    client = engine_module.default_client("http://127.0.0.1:1")
    assert type(client) is ServerClient
    asyncio.run(client.close())
