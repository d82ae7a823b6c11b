"""What the agent may set: how the window looks and speaks."""

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.controllers.snapshots import SettingsPicture


class SettingsController(QObject):
    """Theme, language and the window's place.

    Signals:
        settings_changed: SettingsPicture.
    """

    settings_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = SettingsPicture()

    @property
    def theme(self) -> str:
        """``system``, ``light`` or ``dark``."""
        return self.picture.theme

    @property
    def language(self) -> str:
        """``en`` or ``zh_CN``."""
        return self.picture.language

    @property
    def window_geometry(self) -> bytes:
        """As `QWidget.saveGeometry` gave it; empty before the first time."""
        return b""

    @Slot(str)
    def set_theme(self, theme: str) -> None:
        """Choose ``system``, ``light`` or ``dark``."""

    @Slot(str)
    def set_language(self, language: str) -> None:
        """Choose ``en`` or ``zh_CN``."""

    def set_window_geometry(self, geometry: bytes) -> None:
        """Remember where the window stood."""
