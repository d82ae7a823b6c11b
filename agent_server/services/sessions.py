"""Sign-in, and the tokens that stand for it afterwards. Only hashes of tokens are stored.

A sign-in starts a family. The access token is short (15 minutes). The refresh token works once and gives a new pair; it
dies after 7 idle days, its family after 30 days. Showing a spent refresh token revokes the family: either the thief or
the owner holds a copy.

An answer that got lost must not throw out its honest owner, who can only show the spent token again. What tells the
owner from a thief is the `Idempotency-Key` header: the client makes a random one per refresh and repeats it with the
retry; it never travels back and is stored hashed. Same token, same key, and the successor has not been spent: the
successor is replaced by a new one. Anything else is reuse. A time window instead of the key would let a quick thief in
and throw out an owner who was offline for longer.

Source: promise 16; OWASP ASVS 5, 7.2-7.4; RFC 9700 section 4.14.2.
"""

import hashlib
import math
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct
from sqlalchemy import delete, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.clock import Clock
from agent_domain.ids import TeamId, UserId, new_id
from agent_domain.wire import PROTOCOL_VERSION, Profile, RefreshRequest, Role, Session, SignInRequest, SipAccount
from agent_server.db.engine import Database
from agent_server.db.tables import AccessTokenRow, RefreshTokenRow, SessionRow, TeamRow, UserRow
from agent_server.errors import AppTooOld, SignedOut, TooManyTries, WrongPassword
from agent_server.services.assignment import renew_leases
from agent_server.services.passwords import password_matches
from agent_server.services.sealing import Seal
from agent_server.services.sign_in_tries import count_try, forget_old, forgive
from agent_server.settings import Settings

OLDEST_PROTOCOL = 1
SIGNED_OUT_CHANNEL = "predial_signed_out"
"""NOTIFY channel; payload: the session whose sockets must be closed."""


class Caller(Struct, frozen=True, kw_only=True):
    """Who asks: from the access token, never from the message."""

    session_id: UUID
    user_id: UserId
    username: str
    name: str
    role: Role
    team_id: TeamId
    team_name: str


def check_protocol(version: int) -> None:
    """Refuse a client that would misunderstand us.

    Raises:
        AppTooOld: Its protocol is below the floor.
    """
    if version < OLDEST_PROTOCOL:
        raise AppTooOld("This app is too old for the server.", f"Update it (protocol {PROTOCOL_VERSION}).")


async def sign_in(
    database: Database, settings: Settings, seal: Seal, request: SignInRequest, address: str, clock: Clock
) -> Session:
    """Check name and password and start a session; tries are counted by name and by the client's `address`.

    Raises:
        AppTooOld: See `check_protocol`.
        TooManyTries: Too many sign-ins from there or for that name.
        WrongPassword: Also for a name that nobody has and for a disabled user.
    """
    check_protocol(request.protocol_version)
    username = request.username.strip().casefold()
    now = clock()
    async with database.sessions.begin() as session:
        wait_s = await count_try(session, username, address, now)
    if wait_s > 0:
        seconds = math.ceil(wait_s)
        raise TooManyTries("Too many sign-ins.", f"Try again in {seconds} seconds.", retry_after_s=seconds)
    async with database.sessions() as session:
        user = None
        if "\0" not in username:
            user = await session.scalar(select(UserRow).where(UserRow.username == username))
    right = await password_matches(request.password, user.password_phc if user else None)
    if user is None or not right or user.disabled_at is not None:
        raise WrongPassword("Name or password is wrong.", "Check both; capital letters count in the password.")
    async with database.sessions.begin() as session:
        await forgive(session, username, address)
        await _forget_old(session, now)
        row = SessionRow(
            session_id=new_id(),
            user_id=user.user_id,
            device_id=request.device_id,
            created_at=now,
            expires_at=now + timedelta(seconds=settings.session_max_s),
        )
        session.add(row)
        await session.flush()
        refresh_token = await _add_refresh_token(session, settings, row, now)
        answer = await _answer(session, settings, seal, row, user, refresh_token, now)
        await renew_leases(session, settings, user, now)
    return answer


async def refresh(
    database: Database, settings: Settings, seal: Seal, request: RefreshRequest, retry_key: str, clock: Clock
) -> Session:
    """Exchange a refresh token for a new pair.

    `retry_key` is the request's Idempotency-Key; empty: a repeated request counts as reuse.

    Raises:
        SignedOut: Unknown, expired, revoked, or spent (which revokes the family).
    """
    now = clock()
    async with database.sessions.begin() as session:
        answer = await _rotate(session, settings, seal, _hash(request.refresh_token), retry_key, now)
    if answer is None:  # raised outside, so that the revocation is committed
        raise SignedOut("You are signed out.", "Sign in again. What is not yet synced stays on this PC.")
    return answer


async def _rotate(
    session: AsyncSession, settings: Settings, seal: Seal, token_hash: bytes, retry_key: str, now: datetime
) -> Session | None:
    found = select(RefreshTokenRow).where(RefreshTokenRow.token_hash == token_hash).with_for_update()
    token = await session.scalar(found)
    if token is None:
        return None
    row = await session.get_one(SessionRow, token.session_id, with_for_update=True)
    user = await session.get_one(UserRow, row.user_id)
    if row.revoked_at is not None or min(token.expires_at, row.expires_at) <= now or user.disabled_at is not None:
        return None
    if token.spent_at is not None and not await _is_honest_retry(session, token, retry_key):
        await revoke(session, row.session_id, "a spent refresh token was shown again", now)
        return None
    new_token = await _add_refresh_token(session, settings, row, now)
    token.spent_at = token.spent_at or now
    token.spent_key_hash = _hash(retry_key) if retry_key else None
    token.successor_hash = _hash(new_token)
    expired = AccessTokenRow.session_id == row.session_id, AccessTokenRow.expires_at <= now
    await session.execute(delete(AccessTokenRow).where(*expired))
    answer = await _answer(session, settings, seal, row, user, new_token, now)
    await renew_leases(session, settings, user, now)
    return answer


async def _is_honest_retry(session: AsyncSession, token: RefreshTokenRow, retry_key: str) -> bool:
    """Whether the owner asks again after a lost answer; if so, the lost successor dies."""
    if not retry_key or token.spent_key_hash != _hash(retry_key):
        return False
    lost = (RefreshTokenRow.token_hash == token.successor_hash, RefreshTokenRow.spent_at.is_(None))
    killed = await session.scalar(delete(RefreshTokenRow).where(*lost).returning(RefreshTokenRow.token_hash))
    return killed is not None


async def sign_out(database: Database, caller: Caller, clock: Clock) -> None:
    """End the caller's session on this device."""
    async with database.sessions.begin() as session:
        await revoke(session, caller.session_id, "signed out", clock())


async def revoke(session: AsyncSession, session_id: UUID, because: str, now: datetime) -> None:
    """End a session: its tokens are worth nothing from the commit on, its sockets are closed."""
    alive = SessionRow.session_id == session_id, SessionRow.revoked_at.is_(None)
    await session.execute(update(SessionRow).where(*alive).values(revoked_at=now, revoked_because=because))
    await session.execute(
        text("SELECT pg_notify(:channel, :payload)"), {"channel": SIGNED_OUT_CHANNEL, "payload": str(session_id)}
    )


async def find_caller(database: Database, access_token: str, clock: Clock) -> Caller:
    """Return who holds this access token.

    Raises:
        SignedOut: Nobody, or no longer.
    """
    query = (
        select(SessionRow, UserRow, TeamRow.name)
        .join(AccessTokenRow, AccessTokenRow.session_id == SessionRow.session_id)
        .join(UserRow, UserRow.user_id == SessionRow.user_id)
        .join(TeamRow, TeamRow.team_id == UserRow.team_id)
        .where(AccessTokenRow.token_hash == _hash(access_token), AccessTokenRow.expires_at > clock())
        .where(SessionRow.revoked_at.is_(None), SessionRow.expires_at > clock(), UserRow.disabled_at.is_(None))
    )
    async with database.sessions() as session:
        found = (await session.execute(query)).one_or_none()
    if found is None:
        raise SignedOut("You are signed out.", "Sign in again. What is not yet synced stays on this PC.")
    row, user, team_name = found
    return Caller(
        session_id=row.session_id,
        user_id=UserId(user.user_id),
        username=user.username,
        name=user.name,
        role=Role(user.role),
        team_id=TeamId(user.team_id),
        team_name=team_name,
    )


async def check_session(database: Database, caller: Caller, clock: Clock) -> None:
    """Look whether a session still lives, whatever has become of its access token.

    Raises:
        SignedOut: It has ended, or the user was disabled.
    """
    query = (
        select(SessionRow.session_id)
        .join(UserRow, UserRow.user_id == SessionRow.user_id)
        .where(SessionRow.session_id == caller.session_id, SessionRow.revoked_at.is_(None))
        .where(SessionRow.expires_at > clock(), UserRow.disabled_at.is_(None))
    )
    async with database.sessions() as session:
        if await session.scalar(query) is None:
            raise SignedOut("You are signed out.", "Sign in again.")


async def profile_of(session: AsyncSession, seal: Seal, user: UserRow) -> Profile:
    """Return what the desktop must know of its user, the SIP account included."""
    team = await session.get_one(TeamRow, user.team_id)
    sip = None
    if user.sip_uri:
        password = seal.open(user.sip_password_sealed, user.user_id) if user.sip_password_sealed else ""
        sip = SipAccount(uri=user.sip_uri, registrar=user.sip_registrar, username=user.sip_username, password=password)
    return Profile(
        user_id=UserId(user.user_id),
        username=user.username,
        name=user.name,
        role=Role(user.role),
        team_id=TeamId(user.team_id),
        team_name=team.name,
        sip=sip,
    )


async def _forget_old(session: AsyncSession, now: datetime) -> None:
    """Remove what no longer serves any purpose: sessions past their time with their tokens, old tries (S15)."""
    await session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    await forget_old(session, now)


async def _add_refresh_token(session: AsyncSession, settings: Settings, row: SessionRow, now: datetime) -> str:
    token = secrets.token_urlsafe(32)
    idle_end = now + timedelta(seconds=settings.refresh_idle_s)
    session.add(RefreshTokenRow(token_hash=_hash(token), session_id=row.session_id, expires_at=idle_end))
    await session.flush()
    return token


async def _answer(
    session: AsyncSession,
    settings: Settings,
    seal: Seal,
    row: SessionRow,
    user: UserRow,
    refresh_token: str,
    now: datetime,
) -> Session:
    access_token = secrets.token_urlsafe(32)
    expires_at = min(now + timedelta(seconds=settings.access_token_s), row.expires_at)
    session.add(AccessTokenRow(token_hash=_hash(access_token), session_id=row.session_id, expires_at=expires_at))
    return Session(
        access_token=access_token,
        access_expires_at=expires_at,
        refresh_token=refresh_token,
        profile=await profile_of(session, seal, user),
        server_time=now,
    )


def _hash(token: str) -> bytes:
    """SHA-256: the tokens are random, so nothing slower is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
