"""The migrations make exactly the tables of tables.py, also when several start at once."""

import asyncio

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text

from agent_server.db.embedded import EmbeddedPostgres
from agent_server.db.engine import make_engine
from agent_server.db.migrate import upgrade
from agent_server.db.tables import Table
from agent_server.errors import BadSetting, DatabaseUnavailable
from tests.integration.server.conftest import fresh_database

pytestmark = pytest.mark.anyio


async def test_several_starts_migrate_once_and_nothing_differs_from_the_tables(postgres: EmbeddedPostgres) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})
        return list(compare_metadata(context, Table.metadata))

    async with fresh_database(postgres) as url:
        engines = [make_engine(url) for _ in range(4)]
        await asyncio.gather(*(upgrade(engine) for engine in engines))
        async with engines[0].connect() as connection:
            assert await connection.run_sync(differences) == []
        for engine in engines:
            await engine.dispose()


async def test_a_newer_database_is_left_alone(postgres: EmbeddedPostgres) -> None:
    async with fresh_database(postgres) as url:
        engine = make_engine(url)
        await upgrade(engine)
        async with engine.begin() as connection:
            await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(DatabaseUnavailable, match="newer release"):
            await upgrade(engine)
        await engine.dispose()


async def test_addresses_that_are_none() -> None:
    for url in ("", "x", "mysql://a/b", "sqlite://"):
        with pytest.raises(BadSetting):
            make_engine(url)
    engine = make_engine("postgresql://nobody@127.0.0.1:1/x")
    with pytest.raises(DatabaseUnavailable, match="cannot be reached"):
        await upgrade(engine)
    await engine.dispose()
