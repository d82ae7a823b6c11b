"""Signing in and out, and what a profile remembers of it.

The blocking functions here are for a worker thread of the app, before and after the sync thread's life.
"""

import asyncio
import os
import unicodedata
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal, TypeVar

import msgspec
from msgspec import Struct

from agent_app.storage.meta import Meta, MetaName
from agent_app.sync.access import keep_refresh_token
from agent_domain.ids import DeviceId
from agent_domain.wire import Profile, Session, SignInRequest

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    from agent_app.sync.client import ServerClient

SIGN_OUT_LIMIT_S = 3.0
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)

T = TypeVar("T")


def sign_in(server_url: str, username: str, password: str, device_id: DeviceId) -> Session:
    """Sign in at the server; blocks, for a worker thread.

    Raises:
        SignedOut: The server does not know this name and password.
        SyncError: Offline, AppTooOld ... as `ServerClient` tells.
    """
    request = SignInRequest(username=username, password=password, device_id=device_id)
    return _with_client(server_url, lambda client: client.sign_in(request))


def sign_out(server_url: str, session: Session) -> None:
    """Tell the server that this session is over; blocks up to 3 s, for a worker thread.

    Raises:
        SyncError: The server could not be told; its tokens end by themselves.
    """
    _with_client(server_url, lambda client: client.sign_out(session.access_token))


def remember(meta: Meta, session: Session) -> None:
    """Keep what `restore` needs; the access token is not kept."""
    meta.set(MetaName.PROFILE, msgspec.json.encode(session.profile).decode())
    keep_refresh_token(meta, session.refresh_token)


def restore(meta: Meta) -> Session | None:
    """Return the remembered session, its access token expired so that the first request renews it; None if none is."""
    profile, refresh_token = meta.get(MetaName.PROFILE), meta.get(MetaName.REFRESH_TOKEN)
    if profile is None or refresh_token is None:
        return None
    return Session(
        access_token="",
        access_expires_at=LONG_AGO,
        refresh_token=refresh_token,
        profile=msgspec.json.decode(profile, type=Profile),
        server_time=LONG_AGO,
    )


def forget(meta: Meta) -> None:
    """Forget the session and the offline sign-in; the profile's records stay."""
    meta.remove(MetaName.REFRESH_TOKEN, MetaName.RENEWAL_KEY, MetaName.OFFLINE_VERIFIER)


class OfflineVerifier(Struct, frozen=True, kw_only=True):
    """What a password is checked against when the server is away; lies in the encrypted cache only.

    Source: RFC 9106 section 4: 64 MiB, 3 passes, 4 lanes.
    """

    kind: Literal["argon2id"] = "argon2id"
    memory_kib: int = 65_536
    iterations: int = 3
    lanes: int = 4
    salt: bytes
    digest: bytes = b""


def remember_verifier(meta: Meta, username: str, password: str) -> None:
    """Keep a verifier for `check_offline`; call it after the server accepted this password. Takes about 0.2 s."""
    verifier = OfflineVerifier(salt=os.urandom(16))
    digest = _argon2id(verifier).derive(_secret(username, password))
    text = msgspec.json.encode(msgspec.structs.replace(verifier, digest=digest)).decode()
    meta.set(MetaName.OFFLINE_VERIFIER, text)


def check_offline(meta: Meta, username: str, password: str) -> bool:
    """Tell whether this is the name and password that the server last accepted on this profile. Takes about 0.2 s."""
    from cryptography.exceptions import InvalidKey

    text = meta.get(MetaName.OFFLINE_VERIFIER)
    if text is None:
        return False
    verifier = msgspec.json.decode(text, type=OfflineVerifier)
    try:
        _argon2id(verifier).verify(_secret(username, password), verifier.digest)
    except InvalidKey:
        return False
    return True


def _argon2id(verifier: OfflineVerifier) -> "Argon2id":
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    return Argon2id(
        salt=verifier.salt,
        length=32,
        iterations=verifier.iterations,
        lanes=verifier.lanes,
        memory_cost=verifier.memory_kib,
    )


def _secret(username: str, password: str) -> bytes:
    """Join name and password so that no other pair gives the same bytes."""
    return msgspec.json.encode([unicodedata.normalize("NFKC", username).casefold(), password])


def _with_client(server_url: str, ask: Callable[["ServerClient"], Awaitable[T]]) -> T:
    from agent_app.sync.client import ServerClient  # httpx is slow to import

    async def run() -> T:
        client = ServerClient(server_url)
        try:
            return await ask(client)
        finally:
            await client.close()

    return asyncio.run(run())
