"""The live channel against a real WebSocket server on loopback, and by hand."""

import asyncio
import math
from collections.abc import AsyncIterator, Callable

import pytest
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.http11 import Request, Response

from agent_app.errors import Offline, ServerUnavailable, SignedOut
from agent_app.storage.cache import Cache
from agent_app.sync import live as live_module
from agent_app.sync.access import Access
from agent_app.sync.client import ServerClient
from agent_app.sync.live import Live

from .peer import Peer

pytestmark = pytest.mark.anyio


class Hints:
    def __init__(self) -> None:
        self.count = 0
        self._came = asyncio.Event()

    def __call__(self) -> None:
        self.count += 1
        self._came.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(20):
            while self.count < count:
                self._came.clear()
                await self._came.wait()


Serve = Callable[..., object]


async def serve_live(handle: Callable[[ServerConnection], object], refuse_with: int = 0) -> tuple[Server, str]:
    def check(connection: ServerConnection, request: Request) -> Response | None:
        assert request.path == "/v1/live"
        assert request.headers["Authorization"] == "Bearer access-0"
        return connection.respond(refuse_with, "no\n") if refuse_with else None  # type: ignore[arg-type]

    server = await serve(handle, "127.0.0.1", 0, process_request=check)  # type: ignore[arg-type]
    port = next(iter(server.sockets)).getsockname()[1]
    return server, f"http://127.0.0.1:{port}"


async def test_each_message_is_a_hint_and_so_is_the_end(peer: Peer, cache: Cache) -> None:
    async def two_messages(connection: ServerConnection) -> None:
        await connection.send("new")
        await connection.send("new")

    server, url = await serve_live(two_messages)
    client, hints = ServerClient(url), Hints()
    live = Live(client, Access(peer.client(), cache.meta, peer.session()), hints)
    assert live.ensure() == math.inf
    assert live.ensure() == math.inf  # it stands: nothing is opened beside it
    await hints.until(4)  # opened, two messages, fell
    assert 0 < live.ensure() <= 0.5  # not at once again
    assert hints.count == 4
    await live.close()
    await client.close()
    server.close()
    await server.wait_closed()


async def test_closed_while_it_stands(peer: Peer, cache: Cache) -> None:
    gone = asyncio.Event()

    async def until_it_goes(connection: ServerConnection) -> None:
        await connection.wait_closed()
        gone.set()

    server, url = await serve_live(until_it_goes)
    client, hints = ServerClient(url), Hints()
    live = Live(client, Access(peer.client(), cache.meta, peer.session()), hints)
    await live.close()  # before it was ever opened
    live.ensure()
    await hints.until(1)
    await live.close()
    async with asyncio.timeout(20):
        await gone.wait()
    await client.close()
    server.close()
    await server.wait_closed()


@pytest.mark.parametrize(
    ("status", "kind"), [(401, SignedOut), (503, ServerUnavailable), (403, None)], ids=["401", "503", "403"]
)
async def test_refused_at_the_door(status: int, kind: type[Exception] | None) -> None:
    server, url = await serve_live(lambda connection: connection.wait_closed(), refuse_with=status)
    client = ServerClient(url)
    with pytest.raises(kind or Exception, match=str(status)):
        async with client.live("access-0"):
            pass
    await client.close()
    server.close()
    await server.wait_closed()


async def test_nobody_there() -> None:
    server, url = await serve_live(lambda connection: connection.wait_closed())
    server.close()
    await server.wait_closed()
    client = ServerClient(url)
    with pytest.raises(Offline):
        async with client.live("access-0"):
            pass
    await client.close()


async def listen_once(peer: Peer, cache: Cache, hints: Hints) -> tuple[Live, float]:
    live = Live(peer.client(), Access(peer.client(), cache.meta, peer.session()), hints)
    live.ensure()
    assert live._task is not None
    await asyncio.wait({live._task})
    return live, live.ensure()


async def test_a_failure_to_open_is_no_hint(peer: Peer, cache: Cache) -> None:
    """Else a proxy that blocks WebSockets would make the sync turn without end."""
    hints = Hints()
    peer.live_errors = [Offline("x")]
    _, wait_s = await listen_once(peer, cache, hints)
    assert 0 < wait_s <= 0.5
    assert hints.count == 0


async def test_an_expired_token_is_renewed_for_the_next_time(peer: Peer, cache: Cache) -> None:
    hints = Hints()
    peer.live_errors = [SignedOut("x")]
    live, _ = await listen_once(peer, cache, hints)
    assert await live._access.token() == "access-1"
    live._not_before_s = 0
    peer.hints = [_nothing()]
    live.ensure()
    await hints.until(2)
    assert ("/v1/live", "access-1") in peer.requests


async def test_signed_out_for_good_is_quiet(peer: Peer, cache: Cache) -> None:
    hints = Hints()
    peer.live_errors = [SignedOut("x")]
    peer.refresh_token = "revoked-0"
    live = Live(peer.client(), Access(peer.client(), cache.meta, peer.session()), hints)
    peer.refresh_token = "other-0"
    live.ensure()
    assert live._task is not None
    await asyncio.wait({live._task})
    assert live._access.ended is not None
    assert hints.count == 0


async def test_a_channel_that_stood_long_is_opened_again_soon(
    peer: Peer, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_module, "STEADY_S", -1)
    hints = Hints()
    live = Live(peer.client(), Access(peer.client(), cache.meta, peer.session()), hints)
    for _ in range(8):
        peer.hints = [_nothing()]
        live._not_before_s = 0
        live.ensure()
        assert live._task is not None
        await asyncio.wait({live._task})
        assert live.ensure() <= 0.5


async def _nothing() -> AsyncIterator[object]:
    return
    yield
