"""What an operator may set, all of it from the environment or the command line."""

import os
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from agent_server.errors import BadSetting


class Settings(Struct, frozen=True, kw_only=True):
    """The server's settings.

    Attributes:
        database_url: ``postgresql://...``; empty: PostgreSQL from the wheel, in `data_dir`.
        data_dir: Holds the embedded database and the server key (mode 700).
        port: 0 picks a free one.
        secret_key: Base64 of 32 bytes that seal the SIP passwords; empty: a key file in `data_dir`.
        access_token_s: Life of an access token.
        refresh_idle_s: A refresh token that is not used for so long is dead.
        session_max_s: After so long the password is asked again, whatever happened.
        lease_days: How long an assigned lead may be worked without asking the server (Q7).
        lease_grants: Attempts that may be placed offline until the server is asked again (Q7).
    """

    database_url: str = ""
    data_dir: Path = Path.home() / ".local" / "share" / "predial-server"
    host: str = "127.0.0.1"
    port: int = 8765
    secret_key: str = ""
    access_token_s: int = 15 * 60
    refresh_idle_s: int = 7 * 24 * 3600
    session_max_s: int = 30 * 24 * 3600
    lease_days: int = 14
    lease_grants: int = 2

    def with_values(self, **values: object) -> "Settings":
        """Return a copy with other values; None leaves a value as it is."""
        return replace(self, **{name: value for name, value in values.items() if value is not None})


def settings_from_environment(environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings from the environment variables that docs and `--help` name.

    Raises:
        BadSetting: PREDIAL_PORT is no port number.
    """
    environment = os.environ if environment is None else environment
    data_dir = environment.get("PREDIAL_DATA_DIR")
    return Settings().with_values(
        database_url=environment.get("DATABASE_URL"),
        data_dir=Path(data_dir).expanduser() if data_dir else None,
        host=environment.get("PREDIAL_HOST"),
        port=port_number(environment["PREDIAL_PORT"]) if "PREDIAL_PORT" in environment else None,
        secret_key=environment.get("PREDIAL_SECRET_KEY"),
    )


def port_number(text: str) -> int:
    """Return the TCP port that `text` names.

    Raises:
        BadSetting: It names none.
    """
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise BadSetting(f"{text!r} is no port number.", "Give a number from 0 to 65535.")
    return int(text)
