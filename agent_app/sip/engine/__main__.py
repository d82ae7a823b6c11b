"""Starts the engine: ``python -m agent_app.sip.engine``, or the frozen app with ``--sip-engine``.

Commands come by standard input, events go by what was standard output; standard error is the log. The process ends when
its standard input closes: the app has ended or died.
"""

import logging
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING, NoReturn

from agent_app.errors import SipError
from agent_app.sip import frames, messages
from agent_app.sip.redaction import redact

if TYPE_CHECKING:
    from agent_app.sip.engine.loop import Engine

log = logging.getLogger("agent_app.sip.engine")

END_LIMIT_S = 2.5


class _RedactingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def _take_output() -> int:
    """Return the pipe to the app, and send all else that is printed, natively too, to the log."""
    output_fd = os.dup(1)
    os.dup2(2, 1)
    return output_fd


def _start_log() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_RedactingFormatter("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def _read_commands(engine: "Engine") -> None:
    """Hand over commands until the pipe ends or breaks; then the engine has `END_LIMIT_S` to leave in order."""
    reader: frames.FrameReader[messages.AnyCommand] = frames.FrameReader(messages.AnyCommand)
    try:
        while chunk := os.read(0, 65536):
            for command in reader.feed(chunk):
                engine.obey(command)
    except (OSError, frames.BrokenFrame) as error:
        log.error("The commands end: %s", error)
    engine.obey(messages.Stop())
    time.sleep(END_LIMIT_S)
    log.error("The engine hangs and is ended.")
    os._exit(3)


def main() -> NoReturn:
    """Run the engine until it is told to stop."""
    output_fd = _take_output()
    _start_log()
    # Ctrl+C in a terminal reaches the whole group: it is the app that decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    exit_code = 0
    try:
        from agent_app.sip.engine.loop import Engine

        engine = Engine(output_fd)
        signal.signal(signal.SIGTERM, lambda _number, _frame: engine.obey(messages.Stop()))
        threading.Thread(target=_read_commands, args=(engine,), name="commands", daemon=True).start()
        engine.run()
    except SipError as error:
        log.error("%s", error)
        exit_code = 1
    except Exception:
        log.exception("The engine failed.")
        exit_code = 1
    # Without the interpreter's own end: native objects of two libraries would be destroyed in no order.
    os._exit(exit_code)


if __name__ == "__main__":
    main()
