import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from agent_app.errors import Offline, SignedOut
from agent_app.storage.cache import Cache
from agent_app.storage.meta import MetaName
from agent_app.sync import access as access_module
from agent_app.sync.access import Access
from agent_domain.clock import utc_now

from .peer import Peer, lose

pytestmark = pytest.mark.anyio

REFRESH = "/v1/token/refresh"


@asynccontextmanager
async def access_to(peer: Peer, cache: Cache) -> AsyncIterator[Access]:
    client = peer.client()
    try:
        yield Access(client, cache.meta, peer.session())
    finally:
        await client.close()


async def test_a_fresh_token_is_used_as_it_is(peer: Peer, cache: Cache) -> None:
    async with access_to(peer, cache) as access:
        assert await access.token() == "access-0"
        assert peer.requests == []
        assert cache.meta.get(MetaName.REFRESH_TOKEN) == "refresh-0"


async def test_renewed_before_its_end_by_the_servers_clock(
    peer: Peer, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server's time is years off this PC's: only the token's life counts."""
    now_s = 1000.0
    monkeypatch.setattr(access_module.time, "monotonic", lambda: now_s)
    async with access_to(peer, cache) as access:
        now_s += 3600 - 61
        assert await access.token() == "access-0"
        now_s += 2
        assert await access.token() == "access-1"
        assert cache.meta.get(MetaName.REFRESH_TOKEN) == "refresh-1"
        assert access.session.access_token == "access-1"


async def test_a_short_life_is_not_renewed_at_every_request(
    peer: Peer, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = 1000.0
    monkeypatch.setattr(access_module.time, "monotonic", lambda: now_s)
    peer.life = timedelta(seconds=10)
    async with access_to(peer, cache) as access:
        now_s += 4
        assert await access.token() == "access-0"
        now_s += 2
        assert await access.token() == "access-1"


async def test_a_401_is_answered_by_one_renewal_and_one_more_try(peer: Peer, cache: Cache) -> None:
    async with access_to(peer, cache) as access:
        peer.access_token = "revoked"
        seen: list[str] = []

        async def request(token: str) -> str:
            seen.append(token)
            if token == "access-0":
                raise SignedOut("x")
            return "done"

        assert await access.call(request) == "done"
        assert seen == ["access-0", "access-1"]
        assert peer.asked(REFRESH) == 1


async def test_a_401_after_renewal_goes_to_the_caller(peer: Peer, cache: Cache) -> None:
    async with access_to(peer, cache) as access:

        async def request(_token: str) -> str:
            raise SignedOut("x")

        with pytest.raises(SignedOut):
            await access.call(request)
        assert peer.asked(REFRESH) == 1


async def test_many_askers_share_one_renewal(peer: Peer, cache: Cache) -> None:
    async with access_to(peer, cache) as access:
        tokens = await asyncio.gather(*(access.token(stale="access-0") for _ in range(20)))
        assert set(tokens) == {"access-1"}
        assert peer.asked(REFRESH) == 1


async def test_a_refused_renewal_ends_it_for_good(peer: Peer, cache: Cache) -> None:
    async with access_to(peer, cache) as access:
        peer.refresh_token = "other-0"
        for _ in range(2):
            with pytest.raises(SignedOut):
                await access.token(stale="access-0")
        assert access.ended is not None
        assert peer.asked(REFRESH) == 1


async def test_a_lost_answer_is_asked_for_again_with_the_same_key(peer: Peer, cache: Cache) -> None:
    """So that the server can tell us from a thief; a new token gets a new key."""
    peer.before[REFRESH] = [lose]
    peer.after[REFRESH] = []
    async with access_to(peer, cache) as access:
        with pytest.raises(Offline):
            await access.token(stale="access-0")
        await asyncio.sleep(0)
        assert access.ended is None
        key = cache.meta.get(MetaName.RENEWAL_KEY)
        assert key
        assert await access.token(stale="access-0") == "access-1"
        assert peer.renewal_keys == [key]
        assert cache.meta.get(MetaName.RENEWAL_KEY) != key
        assert await access.token(stale="access-1") == "access-2"
        assert len(set(peer.renewal_keys)) == 2


async def test_the_key_outlives_the_process(peer: Peer, cache: Cache) -> None:
    async with access_to(peer, cache):
        key = cache.meta.get(MetaName.RENEWAL_KEY)
    async with access_to(peer, cache):
        assert cache.meta.get(MetaName.RENEWAL_KEY) == key


async def test_an_asker_who_gives_up_does_not_lose_the_new_token(peer: Peer, cache: Cache) -> None:
    served, go_on = asyncio.Event(), asyncio.Event()
    real = peer.handle

    async def slow(request: httpx.Request) -> httpx.Response:
        answer = await real(request)
        served.set()
        await go_on.wait()
        return answer

    peer.handle = slow  # type: ignore[method-assign]
    async with access_to(peer, cache) as access:
        await access.finish(0)  # nothing is running yet
        asker = asyncio.create_task(access.token(stale="access-0"))
        await served.wait()
        asker.cancel()
        await asyncio.wait({asker})
        assert asker.cancelled()
        assert cache.meta.get(MetaName.REFRESH_TOKEN) == "refresh-0"
        go_on.set()
        await access.finish(5)
        assert cache.meta.get(MetaName.REFRESH_TOKEN) == "refresh-1"
        assert await access.token() == "access-1"


async def test_the_renewal_itself_cancelled_is_no_bug(peer: Peer, cache: Cache) -> None:
    async with access_to(peer, cache) as access:

        async def hang(_request: httpx.Request) -> httpx.Response:
            await asyncio.Event().wait()
            raise AssertionError

        peer.handle = hang  # type: ignore[method-assign]
        access._client = peer.client()
        asker = asyncio.create_task(access.token(stale="access-0"))
        await asyncio.sleep(0)
        assert access._renewing is not None
        access._renewing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asker
        await access._client.close()


async def test_the_clocks_difference_is_kept_when_it_changes(
    peer: Peer, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with access_to(peer, cache) as access:
        access.note_server_time(utc_now() + timedelta(days=365))
        kept = cache.meta.get(MetaName.CLOCK_OFFSET_S)
        assert kept is not None
        assert float(kept) == pytest.approx(365 * 86_400, abs=5)
        monkeypatch.setattr(cache.meta, "set", lambda *_: pytest.fail("written again"))
        access.note_server_time(utc_now() + timedelta(days=365))
        other = Access(peer.client(), cache.meta, peer.session())
        other.note_server_time(utc_now() + timedelta(days=365))
        await other._client.close()
