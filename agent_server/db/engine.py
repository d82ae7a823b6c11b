"""Opens the database: finds or starts it, brings its tables up to date, hands out sessions."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import asyncpg
import msgspec
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from agent_server.db.embedded import EmbeddedPostgres
from agent_server.db.migrate import upgrade
from agent_server.errors import BadSetting, DatabaseUnavailable
from agent_server.settings import Settings

log = logging.getLogger(__name__)

POOL_SIZE = 10
WATCH_S = 1.0
CONNECTION_SETTINGS = {
    "application_name": "predial",
    "idle_in_transaction_session_timeout": "60s",  # a process that hangs must not hold leads and counters for ever
}


@dataclass(frozen=True)
class Database:
    """An open database.

    Attributes:
        url: libpq address, for connections outside the pool (LISTEN).
        sessions: Makes sessions at READ COMMITTED.
        snapshots: Makes sessions whose statements all see one instant (REPEATABLE READ, read only).
    """

    url: str
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    snapshots: async_sessionmaker[AsyncSession]


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database that the settings name and close it again; its tables are up to date.

    Raises:
        BadSetting: DATABASE_URL is no PostgreSQL address.
        DatabaseUnavailable: It cannot be started, reached or migrated.
    """
    embedded = None if settings.database_url else EmbeddedPostgres(settings.data_dir)
    watch = None
    if embedded is not None:
        await asyncio.to_thread(embedded.start)
        watch = asyncio.create_task(_keep_alive(embedded))
    try:
        url = embedded.url if embedded else settings.database_url
        engine = make_engine(url)
        try:
            await upgrade(engine)
            snapshots = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield Database(
                url=url,
                engine=engine,
                sessions=async_sessionmaker(engine, expire_on_commit=False),
                snapshots=async_sessionmaker(snapshots, expire_on_commit=False),
            )
        finally:
            await engine.dispose()
    finally:
        if embedded is not None and watch is not None:
            watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watch
            await asyncio.to_thread(embedded.stop)


async def _keep_alive(embedded: EmbeddedPostgres) -> None:
    """Start the embedded database again when it dies: nobody else watches over it."""
    while True:
        await asyncio.sleep(WATCH_S)
        try:
            if await asyncio.to_thread(embedded.revive):
                log.error("PostgreSQL had ended by itself and was started again")
        except (DatabaseUnavailable, OSError, TimeoutError) as error:
            log.error("PostgreSQL has ended by itself and cannot be started: %s", error)


def is_about_the_value(error: BaseException) -> bool:
    """Whether a value can never be stored or compared (a NUL in a text, a number out of range), whoever tries.

    Source: PostgreSQL's error class 22; asyncpg finds some of these before it asks.
    """
    if isinstance(error, OverflowError):
        return True
    cause: BaseException | None = getattr(error, "orig", None)
    while cause is not None:
        sqlstate = str(getattr(cause, "sqlstate", "") or "")
        if isinstance(cause, asyncpg.DataError | asyncpg.exceptions.DataError) or sqlstate.startswith("22"):
            return True
        cause = cause.__cause__
    return False


def libpq_url(url: str) -> str:
    """Return the address without SQLAlchemy's driver name, as asyncpg itself wants it."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def make_engine(url: str) -> AsyncEngine:
    """Make the pool of connections.

    Raises:
        BadSetting: `url` is no PostgreSQL address.
    """
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise BadSetting("DATABASE_URL is no database address.", "Write postgresql://user@host/name.") from error
    if address.get_backend_name() not in {"postgresql", "postgres"}:
        raise BadSetting("DATABASE_URL names no PostgreSQL.", "Write postgresql://user@host/name.")
    return create_async_engine(
        address.set(drivername="postgresql+asyncpg"),
        pool_size=POOL_SIZE,
        max_overflow=POOL_SIZE,
        connect_args={"server_settings": CONNECTION_SETTINGS},
        hide_parameters=True,  # or an error would carry names and numbers into the log
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
    )
