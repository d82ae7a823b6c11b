"""Texts outside of widgets: marked for the translation tool by the names that it looks for."""

from PySide6.QtCore import QCoreApplication


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:
    """Return the text as it is; the tool notes it for the context (PySide gives `object`)."""
    return text


def translate(context: str, text: str) -> str:
    """Return the text in the language of the window."""
    return QCoreApplication.translate(context, text)
