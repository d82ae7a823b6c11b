"""Small facts about this profile: names in `MetaName`.

Thread: any. Writes: table meta, durably.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agent_app.storage.database import Database


class MetaName(StrEnum):
    """The facts that the app keeps.

    Attributes:
        PROFILE: `wire.Profile` as JSON.
        REFRESH_TOKEN: The only one that works; replaced at every renewal.
        RENEWAL_KEY: Random, one per refresh token; proves that a repeated renewal is ours and no theft.
        DEVICE_ID: Made once per profile.
        OFFLINE_VERIFIER: What an offline sign-in is checked against (sync/session.py).
        CLOCK_OFFSET_S: Server's clock minus this PC's, in seconds.
    """

    PROFILE = "profile"
    REFRESH_TOKEN = "refresh_token"
    RENEWAL_KEY = "renewal_key"
    DEVICE_ID = "device_id"
    OFFLINE_VERIFIER = "offline_verifier"
    CLOCK_OFFSET_S = "clock_offset_s"


class Meta:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """Return the value, or None if it was never set."""
        with self._database.reading() as connection:
            value = connection.exec_driver_sql("SELECT value FROM meta WHERE name = ?", (str(name),)).scalar()
        return None if value is None else str(value)

    def set(self, name: str, value: str) -> None:
        """Keep the value; on the disk when this returns."""
        self.set_all({name: value})

    def set_all(self, values: Mapping[str, str]) -> None:
        """Keep several values, all or none; on the disk when this returns."""
        with self._database.writing_durably() as connection:
            connection.exec_driver_sql(
                "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                [(str(name), value) for name, value in values.items()],
            )

    def remove(self, *names: str) -> None:
        """Forget the values, all in one transaction; names that were never set are no error."""
        with self._database.writing_durably() as connection:
            connection.exec_driver_sql("DELETE FROM meta WHERE name = ?", [(str(name),) for name in names])
