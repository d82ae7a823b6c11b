"""The message of a start that cannot be; no profile says yet how the window looks, so it looks like the system's."""

import signal

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication, QMessageBox

from agent_app.errors import StorageError
from agent_app.ui.translations import LANGUAGE_NAMES, SOURCE_LANGUAGE, Translations
from agent_app.ui.wording import sentence


def tell_refused_start(application: QApplication, error: StorageError) -> None:
    """Show why the app does not start, in the machine's language; returns when the agent has closed it."""
    box = QMessageBox()
    spoken = QLocale.system().name()
    known = next((name for name in LANGUAGE_NAMES if name == spoken or name == spoken[:2]), SOURCE_LANGUAGE)
    Translations(application, box).use(known)
    box.setIcon(QMessageBox.Icon.Critical)
    box.setWindowTitle(application.applicationName())
    box.setAccessibleIdentifier("start.refused")
    box.setText(sentence("Error", error.title))
    box.setInformativeText(sentence("Error", error.message))
    # Qt's loop runs no handler of Python's: the system's own ends the process at once, and nothing is open yet.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    box.exec()
