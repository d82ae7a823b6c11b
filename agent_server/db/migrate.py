"""Brings the tables up to date: at each start, by whoever comes first."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from agent_server.errors import DatabaseUnavailable

MIGRATION_LOCK = 0x5072_6564
"""Key of the advisory lock that lets one process migrate while the others wait."""

OLDEST_POSTGRES = 150000


def configuration() -> Config:
    """Return Alembic's configuration; there is no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def newest_revision() -> str:
    """Return the revision that this program is written for."""
    return ScriptDirectory.from_config(configuration()).get_current_head() or ""


async def upgrade(engine: AsyncEngine) -> None:
    """Run the migrations that are missing, in one transaction, under an advisory lock.

    Raises:
        DatabaseUnavailable: Not reachable, too old, or written by a newer release.
    """
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_upgrade)
    except (SQLAlchemyError, OSError) as error:
        cause = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise DatabaseUnavailable("The database cannot be reached.", f"{cause} (DATABASE_URL)") from error


def _upgrade(connection: Connection) -> None:
    if int(connection.execute(text("SHOW server_version_num")).scalar_one()) < OLDEST_POSTGRES:
        raise DatabaseUnavailable("The database is too old.", "Predial needs PostgreSQL 15 or newer.")
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})
    config = configuration()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    present = MigrationContext.configure(connection).get_current_revision()
    if present is not None and present not in known:
        raise DatabaseUnavailable("The database was written by a newer release.", "Update this server.")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def is_migrated(session: AsyncSession) -> bool:
    """Whether the database answers and holds the tables of this program."""
    try:
        present = await session.scalar(text("SELECT version_num FROM alembic_version"))
    except (SQLAlchemyError, OSError):
        return False
    return bool(present == newest_revision())
