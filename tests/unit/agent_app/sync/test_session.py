import asyncio
import threading

import msgspec
import pytest

from agent_app.errors import Offline, SignedOut
from agent_app.storage.cache import Cache
from agent_app.storage.meta import MetaName
from agent_app.sync import client as client_module
from agent_app.sync import session as sessions

from .peer import DEVICE, URL, Peer


@pytest.fixture
def reached(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> Peer:
    def make_client(url: str) -> object:
        assert url == URL
        return peer.client()

    monkeypatch.setattr(client_module, "ServerClient", make_client)
    return peer


def test_sign_in_and_out(reached: Peer) -> None:
    session = sessions.sign_in(URL, "lina", "secret", DEVICE)
    assert session == reached.session()
    sessions.sign_out(URL, session)
    assert reached.requests[-1] == ("/v1/sign-out", session.access_token)


def test_a_wrong_password_is_told(reached: Peer) -> None:
    with pytest.raises(SignedOut) as told:
        sessions.sign_in(URL, "lina", "wrong", DEVICE)
    assert told.value.code == "wrong_password"


def test_nobody_there() -> None:
    with pytest.raises(Offline):
        sessions.sign_in("http://127.0.0.1:1", "lina", "secret", DEVICE)


def test_it_works_on_any_thread(reached: Peer) -> None:
    done: list[object] = []
    worker = threading.Thread(target=lambda: done.append(sessions.sign_in(URL, "lina", "secret", DEVICE)))
    worker.start()
    worker.join()
    assert done == [reached.session()]


def test_a_remembered_session_is_expired_but_knows_who(peer: Peer, cache: Cache) -> None:
    assert sessions.restore(cache.meta) is None
    sessions.remember(cache.meta, peer.session())
    restored = sessions.restore(cache.meta)
    assert restored is not None
    assert (restored.profile, restored.refresh_token) == (peer.session().profile, "refresh-0")
    assert restored.access_token == ""

    async def renewed() -> str:
        client = peer.client()
        try:
            return await sessions_access(client, cache, restored)
        finally:
            await client.close()

    assert asyncio.run(renewed()) == "access-1"
    sessions.forget(cache.meta)
    assert sessions.restore(cache.meta) is None
    assert cache.meta.get(MetaName.PROFILE) is not None


async def sessions_access(client: object, cache: Cache, session: object) -> str:
    from agent_app.sync.access import Access

    return await Access(client, cache.meta, session).token()  # type: ignore[arg-type]


def test_the_offline_sign_in(cache: Cache) -> None:
    meta = cache.meta
    assert not sessions.check_offline(meta, "lina", "secret")
    sessions.remember_verifier(meta, "lina", "secret")
    assert sessions.check_offline(meta, "lina", "secret")
    assert sessions.check_offline(meta, "LiNa", "secret")
    assert not sessions.check_offline(meta, "lina", "Secret")
    assert not sessions.check_offline(meta, "lin", "asecret")
    kept = meta.get(MetaName.OFFLINE_VERIFIER)
    assert kept is not None
    assert "secret" not in kept
    verifier = msgspec.json.decode(kept, type=sessions.OfflineVerifier)
    assert (verifier.kind, verifier.memory_kib, verifier.iterations) == ("argon2id", 65_536, 3)
    sessions.forget(meta)
    assert not sessions.check_offline(meta, "lina", "secret")
