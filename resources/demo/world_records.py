"""What the central server holds, read from its database: the last word on what a shift has done."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from agent_server.db.embedded import EmbeddedPostgres


class ServerRecords:
    """Reads the demo server's rows; joins its embedded database for as long as it is used."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def calls(self, phone: str) -> list[dict[str, Any]]:
        """Return every attempt at a number, oldest first."""
        return self._rows("SELECT * FROM call WHERE phone = $1 ORDER BY started_at", phone)

    def lead_id(self, phone: str) -> UUID:
        return UUID(str(self._rows("SELECT lead_id FROM lead WHERE phone = $1", phone)[0]["lead_id"]))

    def tags(self, phone: str) -> set[str]:
        rows = self._rows(
            "SELECT tag->>'name' AS name FROM lead, jsonb_array_elements(tags) AS tag WHERE phone = $1", phone
        )
        return {row["name"] for row in rows}

    def do_not_call(self, phone: str) -> str:
        """Return the kind of the number's do-not-call mark, or an empty text."""
        rows = self._rows("SELECT kind FROM dnc WHERE phone = $1", phone)
        return str(rows[0]["kind"]) if rows else ""

    def count(self, table: str) -> int:
        return int(self._rows(f"SELECT count(*) AS n FROM {table}")[0]["n"])

    def _rows(self, sql: str, *values: object) -> list[dict[str, Any]]:
        database = EmbeddedPostgres(self._data_dir)
        database.start()
        try:
            return asyncio.run(_fetch(database.url, sql, values))
        finally:
            database.stop()


async def _fetch(url: str, sql: str, values: tuple[object, ...]) -> list[dict[str, Any]]:
    connection = await asyncpg.connect(url)
    try:
        return [dict(row) for row in await connection.fetch(sql, *values)]
    finally:
        await connection.close()
