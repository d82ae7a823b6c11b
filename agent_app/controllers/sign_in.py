"""What a sign-in does behind the window: the server's word, the key, the cache. Blocks; for a worker thread.

A profile belongs to one agent. The cache of a known profile is opened first, for it holds the device id and what an
offline sign-in is checked against; a new profile gets key and cache only after the server said yes, so that a mistyped
password leaves nothing behind. Nothing is ever erased here. Source: S5, promises 7, 11, 12.
"""

import logging
from pathlib import Path
from uuid import UUID

import msgspec
from msgspec import Struct

from agent_app.controllers.shift import OpenedProfile
from agent_app.errors import KeyRejected, Offline, ServerUnavailable, SignedOut, SyncError
from agent_app.storage import keys
from agent_app.storage.cache import CACHE_FILE, Cache, open_cache
from agent_app.storage.meta import Meta, MetaName
from agent_app.sync import session as sessions
from agent_domain.ids import DeviceId, new_id
from agent_domain.policy import load_policy
from agent_domain.wire import Profile, Session

log = logging.getLogger(__name__)
PASSPHRASE_MIN_CHARACTERS = 8
FINAL_REFUSALS = frozenset({"bad_address", "too_many_tries"})


class Credentials(Struct, frozen=True, kw_only=True):
    """What the agent typed."""

    server_url: str
    username: str
    password: str
    passphrase: str = ""

    def __repr__(self) -> str:
        """Tell nothing: a log or a traceback may hold this."""
        return "Credentials(...)"


def open_profile(profile_dir: Path, typed: Credentials) -> OpenedProfile:
    """Sign in and open the cache.

    Raises:
        AgentError: A SyncError, KeyUnavailable, KeyRejected, DatabaseDamaged ...: each says what to do.
    """
    if (profile_dir / CACHE_FILE).exists():
        return _open_known(profile_dir, typed)
    device_id = DeviceId(new_id())
    session = sessions.sign_in(typed.server_url, typed.username, typed.password, device_id)
    cache = _open(profile_dir, typed)
    try:
        cache.meta.set(MetaName.DEVICE_ID, str(device_id))
        return _accepted(cache, session, device_id, typed)
    except BaseException:
        cache.close()
        raise


def close_profile(opened: OpenedProfile, session: Session) -> None:
    """Forget the session here, end it at the server if that can be told, and close the cache.

    Args:
        opened: As `open_profile` gave it.
        session: With the tokens that work now.
    """
    try:
        sessions.forget(opened.cache.meta)
        sessions.sign_out(opened.server_url, session)
    except SyncError as error:
        log.info("The server was not told of the sign-out: %s", error.code)
    finally:
        opened.cache.close()


def _open_known(profile_dir: Path, typed: Credentials) -> OpenedProfile:
    cache = _open(profile_dir, typed)
    try:
        device_id = _device_id(cache.meta)
        try:
            session = sessions.sign_in(typed.server_url, typed.username, typed.password, device_id)
        except (Offline, ServerUnavailable) as error:
            if error.code in FINAL_REFUSALS:
                raise
            return _offline(cache, device_id, typed)
        _require_owner(cache.meta, session)
        return _accepted(cache, session, device_id, typed)
    except BaseException:
        cache.close()
        raise


def _open(profile_dir: Path, typed: Credentials) -> Cache:
    def passphrase(which: str) -> str | None:
        if which == "new" and 0 < len(typed.passphrase) < PASSPHRASE_MIN_CHARACTERS:
            raise KeyRejected("This passphrase is too short.", "Choose at least 8 characters.")
        return typed.passphrase or None

    key = keys.load_or_create_key(profile_dir, passphrase)
    return open_cache(profile_dir / CACHE_FILE, key)


def _accepted(cache: Cache, session: Session, device_id: DeviceId, typed: Credentials) -> OpenedProfile:
    sessions.remember(cache.meta, session)
    sessions.remember_verifier(cache.meta, typed.username, typed.password)
    return OpenedProfile(
        cache=cache, session=session, device_id=device_id, server_url=typed.server_url, policy=load_policy()
    )


def _offline(cache: Cache, device_id: DeviceId, typed: Credentials) -> OpenedProfile:
    session = sessions.restore(cache.meta)
    if session is None:
        raise Offline("The server cannot be reached.", "The first sign-in, and one after a sign-out, need it.")
    if not sessions.check_offline(cache.meta, typed.username, typed.password):
        raise SignedOut(
            "User name or password is not the last one used here.", "Without the server only that one can be checked."
        )
    return OpenedProfile(
        cache=cache, session=session, device_id=device_id, server_url=typed.server_url, policy=load_policy()
    )


def _require_owner(meta: Meta, session: Session) -> None:
    """Refuse another agent: the cache may hold unsent work and leads that are not theirs to see."""
    text = meta.get(MetaName.PROFILE)
    if text is not None and msgspec.json.decode(text, type=Profile).user_id != session.profile.user_id:
        raise SignedOut(
            "This profile belongs to another user.",
            "Sign in as that user, or start the app with another profile: agent-app --profile DIR. "
            "Nothing was changed.",
            code="other_user",
        )


def _device_id(meta: Meta) -> DeviceId:
    text = meta.get(MetaName.DEVICE_ID)
    if text is not None:
        return DeviceId(UUID(text))
    device_id = DeviceId(new_id())
    meta.set(MetaName.DEVICE_ID, str(device_id))
    return device_id
