"""The profile directory and the small file of settings in it; nothing secret and nobody's data is in that file.

One profile belongs to one agent on one machine: it holds `settings.json`, the encrypted cache, the wrapped key where
there is no key store, and the log.
"""

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from agent_app.errors import DiskFull, ProfileUnusable

APP_NAME = "Predial"
FILE_NAME = "settings.json"
THEMES = ("system", "light", "dark")
LANGUAGES = ("en", "zh_CN", "ru")


class Settings(Struct, frozen=True, kw_only=True):
    """What is remembered between two starts.

    Attributes:
        theme: One of `THEMES`.
        language: One of `LANGUAGES`; empty: as the machine speaks.
        window_geometry: `QWidget.saveGeometry` in base64.
    """

    server_url: str = ""
    username: str = ""
    theme: str = "system"
    language: str = ""
    window_geometry: str = ""


def profile_directory(given: Path | None = None) -> Path:
    """Return the profile directory, made if needed and closed to other users of the machine.

    Raises:
        ProfileUnusable: It is no folder, or cannot be made.
    """
    if given is None:
        from platformdirs import user_data_path

        given = user_data_path(APP_NAME, appauthor=False)
    given = given.expanduser().absolute()
    try:
        given.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ProfileUnusable() from error
    return given


def load_settings(profile_dir: Path) -> tuple[Settings, str]:
    """Return the settings and a sentence for the agent, empty if all is well.

    A damaged file is set aside (`settings.json.damaged`) and the defaults are used: settings never stop a shift.
    """
    path = profile_dir / FILE_NAME
    try:
        settings = msgspec.json.decode(path.read_bytes(), type=Settings)
    except FileNotFoundError:
        return Settings(), ""
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        set_aside = path.with_suffix(".json.damaged")
        try:
            path.replace(set_aside)
        except OSError:
            return Settings(), "The settings could not be read; the defaults are used."
        return Settings(), "The settings were damaged and have been set aside as settings.json.damaged."
    return _sane(settings), ""


def save_settings(profile_dir: Path, settings: Settings) -> None:
    """Write the settings so that a power cut leaves either the old or the new file.

    Raises:
        DiskFull: They could not be written; the old file stands.
    """
    path = profile_dir / FILE_NAME
    draft = path.with_suffix(".json.new")
    try:
        with draft.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(settings), indent=2) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise DiskFull("The settings were not saved.", "Free some disk space and try again.") from error


def _sane(settings: Settings) -> Settings:
    """Replace values that no version of the app has written."""
    if settings.theme not in THEMES:
        settings = msgspec.structs.replace(settings, theme="system")
    if settings.language not in ("", *LANGUAGES):
        settings = msgspec.structs.replace(settings, language="")
    return settings
