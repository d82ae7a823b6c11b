"""The log in the profile: what the app did and every bug, and nobody's name or number.

Whatever looks like a number is struck out before it is written, from our own lines, tracebacks and libraries alike. An
error that nobody expected is written down and the app goes on: a call on the line is worth more than a clean stop.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Any

from agent_app.errors import ProfileUnusable

LOG_NAME = "agent-app.log"
MAX_BYTES = 1_000_000
KEPT_FILES = 3
_NUMBER = re.compile(r"\+?\d(?:[\s().-]{0,2}\d){5,}")
_STAMP = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}")

log = logging.getLogger(__name__)


class RedactingFormatter(logging.Formatter):
    """Formats a record and strikes out numbers, also in its traceback; the time in front is left alone."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or the lines of a traceback."""
        kept, record.exc_text = record.exc_text, None  # another handler may have formatted the traceback in full
        text = super().format(record)
        record.exc_text = kept
        stamp = _STAMP.match(text)
        start = stamp.end() if stamp else 0
        return text[:start] + _NUMBER.sub("***", text[start:])

    def formatException(self, ei: Any) -> str:
        """Return kind and places of an error, not its message: one that is not ours may quote a customer."""
        kind, error, trace = ei
        code = getattr(error, "code", "")
        return f"{kind.__name__} {code}\n".replace(" \n", "\n") + "".join(_places(trace))


class QuietFileHandler(RotatingFileHandler):
    """Loses a line that cannot be written: a full disk must not put lines and tracebacks on the terminal instead."""

    def handleError(self, record: logging.LogRecord) -> None:
        """Say nothing."""


def start_log(profile_dir: Path) -> Callable[[], None]:
    """Write the log into the profile and catch what nobody else caught; return how to stop that.

    Raises:
        ProfileUnusable: The file cannot be opened.
    """
    try:
        handler = QuietFileHandler(profile_dir / LOG_NAME, maxBytes=MAX_BYTES, backupCount=KEPT_FILES, encoding="utf-8")
    except OSError as error:
        raise ProfileUnusable() from error
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level_before, hooks_before = root.level, (sys.excepthook, threading.excepthook)
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    # These tell whole requests and rows at their lower levels.
    for talkative in ("httpx", "httpcore", "websockets", "sqlalchemy"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    sys.excepthook = _on_bug
    threading.excepthook = _on_thread_bug

    def stop() -> None:
        root.removeHandler(handler)
        root.setLevel(level_before)
        sys.excepthook, threading.excepthook = hooks_before
        handler.close()

    return stop


def _on_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    log.error("This was not expected.", exc_info=(kind, error, trace))


def _on_thread_bug(thread_end: threading.ExceptHookArgs) -> None:
    error = thread_end.exc_value
    if error is not None and not isinstance(error, SystemExit):
        _on_bug(type(error), error, thread_end.exc_traceback)


def _places(trace: TracebackType | None) -> list[str]:
    return [f'  File "{f.filename}", line {f.lineno}, in {f.name}\n' for f in traceback.extract_tb(trace)]
