"""Counts sign-ins, so that nobody can try passwords at will.

Every try is counted before the password is looked at, in a transaction of its own: a burst in parallel counts in full.
A success forgives the tries of that name from that address. Whoever fails from elsewhere cannot lock a user out at
once: the limit for a name from all addresses together is high.

Source: promise 16; OWASP ASVS 5, 6.3.1.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import case, delete, literal
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from agent_server.db.tables import SignInTriesRow

WINDOW_S = 300
PER_NAME_AND_ADDRESS = 8
PER_ADDRESS = 300
"""A whole call centre may stand behind one address."""
PER_NAME = 200


async def count_try(session: AsyncSession, username: str, address: str, now: datetime) -> float:
    """Count one try and return how many seconds to wait; 0 when no limit is passed. The caller must commit."""
    keys = {
        _key_of_both(username, address): PER_NAME_AND_ADDRESS,
        _key("address", address): PER_ADDRESS,
        _key("name", username): PER_NAME,
    }
    wait_s = 0.0
    for key, limit in sorted(keys.items()):  # in key order: two tries that share keys cannot deadlock
        tries, started_at = await _count(session, key, now)
        if tries > limit:
            wait_s = max(wait_s, (started_at - now).total_seconds() + WINDOW_S)
    return wait_s


async def forgive(session: AsyncSession, username: str, address: str) -> None:
    """Forget the tries of this name from this address."""
    key_hash = _key_of_both(username, address)
    await session.execute(delete(SignInTriesRow).where(SignInTriesRow.key_hash == key_hash))


async def forget_old(session: AsyncSession, now: datetime) -> None:
    """Remove windows that are over."""
    await session.execute(
        delete(SignInTriesRow).where(SignInTriesRow.window_started_at < now - timedelta(seconds=WINDOW_S))
    )


async def _count(session: AsyncSession, key: bytes, now: datetime) -> tuple[int, datetime]:
    statement = insert(SignInTriesRow).values(key_hash=key, window_started_at=now, tries=1)
    old = SignInTriesRow.window_started_at <= literal(now - timedelta(seconds=WINDOW_S))
    statement = statement.on_conflict_do_update(
        index_elements=[SignInTriesRow.key_hash],
        set_={
            "tries": case((old, 1), else_=SignInTriesRow.tries + 1),
            "window_started_at": case((old, now), else_=SignInTriesRow.window_started_at),
        },
    )
    row = (await session.execute(statement.returning(SignInTriesRow.tries, SignInTriesRow.window_started_at))).one()
    return row.tries, row.window_started_at


def _key_of_both(username: str, address: str) -> bytes:
    return _key("both", username, address)


def _key(*parts: str) -> bytes:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).digest()
