"""What the agent may set: how the window looks and speaks."""

import base64
import logging
from pathlib import Path

import msgspec
from PySide6.QtCore import QLocale, QObject, Signal, Slot

from agent_app.controllers.snapshots import SettingsPicture
from agent_app.errors import DiskFull
from agent_app.settings import LANGUAGES, THEMES, load_settings, save_settings

log = logging.getLogger(__name__)


class SettingsController(QObject):
    """Theme, language, the window's place, and what the sign-in page remembers.

    Signals:
        settings_changed: SettingsPicture.
    """

    settings_changed = Signal(object)

    def __init__(self, profile_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile_dir = profile_dir
        self._settings, notice = load_settings(profile_dir)
        self.picture = self._picture(notice)

    @property
    def theme(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self.picture.theme

    @property
    def language(self) -> str:
        """``en`` or ``zh_CN``."""
        return self.picture.language

    @property
    def server_url(self) -> str:
        """Of the last sign-in."""
        return self._settings.server_url

    @property
    def username(self) -> str:
        """Of the last sign-in."""
        return self._settings.username

    @property
    def window_geometry(self) -> bytes:
        """As `QWidget.saveGeometry` gave it; empty before the first time."""
        try:
            return base64.b64decode(self._settings.window_geometry, validate=True)
        except ValueError:
            return b""

    @Slot(str)
    def set_theme(self, theme: str) -> None:
        """Choose ``system``, ``light`` or ``dark``."""
        if theme in THEMES:
            self._change(theme=theme)

    @Slot(str)
    def set_language(self, language: str) -> None:
        """Choose ``en`` or ``zh_CN``."""
        if language in LANGUAGES:
            self._change(language=language)

    def set_window_geometry(self, geometry: bytes) -> None:
        """Remember where the window stood."""
        self._change(window_geometry=base64.b64encode(geometry).decode())

    def remember_sign_in(self, server_url: str, username: str) -> None:
        """Fill the sign-in page with this the next time."""
        self._change(server_url=server_url, username=username)

    def _change(self, **fields: str) -> None:
        settings = msgspec.structs.replace(self._settings, **fields)
        if settings == self._settings:
            return
        self._settings, notice = settings, ""
        try:
            save_settings(self._profile_dir, settings)
        except DiskFull as error:
            log.warning("Settings: %s", error.code)
            notice = f"{error.title} {error.message}"
        picture = self._picture(notice)
        if picture != self.picture:
            self.picture = picture
            self.settings_changed.emit(picture)

    def _picture(self, notice: str) -> SettingsPicture:
        language = self._settings.language or _machine_language()
        return SettingsPicture(theme=self._settings.theme, language=language, notice=notice)


def _machine_language() -> str:
    return "zh_CN" if QLocale.system().language() is QLocale.Language.Chinese else "en"
