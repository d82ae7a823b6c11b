"""A real PostgreSQL for the whole run, a fresh database and a running app for each module."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest
from sqlalchemy import make_url

from agent_server.db.embedded import EmbeddedPostgres
from agent_server.settings import Settings
from tests.integration.server.world import ShiftedClock, World, make_world


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    embedded = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"))
    embedded.start()
    yield embedded
    embedded.stop()


@asynccontextmanager
async def fresh_database(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    name = f"test_{uuid4().hex}"
    connection = await asyncpg.connect(postgres.url)
    await connection.execute(f"CREATE DATABASE {name}")
    try:
        yield make_url(postgres.url).set(database=name).render_as_string(hide_password=False)
    finally:
        await connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await connection.close()


@pytest.fixture(scope="module")
async def database_url(postgres: EmbeddedPostgres) -> AsyncIterator[str]:
    async with fresh_database(postgres) as url:
        yield url


@pytest.fixture(scope="module")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(database_url=database_url, data_dir=Path(tmp_path_factory.mktemp("data")), port=0)


@pytest.fixture(scope="module")
def clock() -> ShiftedClock:
    return ShiftedClock()


@pytest.fixture(scope="module")
async def world(settings: Settings, clock: ShiftedClock) -> AsyncIterator[World]:
    from agent_server.app import create_app

    app = create_app(settings, clock)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False, client=("10.1.1.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://server") as client:
            yield await make_world(app, client, settings, clock)
