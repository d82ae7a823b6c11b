"""The window's language: English in the source, the others from compiled translation files, changed while it runs."""

from importlib.resources import files
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator

SOURCE_LANGUAGE = "en"
LANGUAGE_NAMES = {"en": "English", "zh_CN": "简体中文", "ru": "Русский"}


class Translations(QObject):
    """The translators now installed: ours, and Qt's own words (menus of text fields)."""

    def __init__(self, application: QCoreApplication, parent: QObject) -> None:
        super().__init__(parent)
        self._application = application
        self._installed: list[QTranslator] = []
        self.language = ""

    def use(self, language: str) -> bool:
        """Speak `language` from now on; returns whether anything changed."""
        if language == self.language:
            return False
        for translator in self._installed:
            self._application.removeTranslator(translator)
            translator.deleteLater()
        self._installed = [made for made in map(self._load, self._sources(language)) if made is not None]
        for translator in self._installed:
            self._application.installTranslator(translator)
        self.language = language
        QLocale.setDefault(QLocale(language))
        return True

    @staticmethod
    def _sources(language: str) -> tuple[Path, ...]:
        if language == SOURCE_LANGUAGE:
            return ()
        own = Path(str(files("resources").joinpath("translations", f"{language}.qm")))
        qt = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)) / f"qtbase_{language}.qm"
        return (qt, own)

    def _load(self, path: Path) -> QTranslator | None:
        """Return a loaded translator; as our child it leaves the application together with the window."""
        translator = QTranslator(self)
        return translator if translator.load(str(path)) else None
