"""The composition root: builds, wires, starts and stops everything. There are no singletons.

Start-up as a story: find the profile -> be the only one on it, or hand over and leave -> show the window with the
sign-in page -> load what is slow behind it -> the agent signs in -> cache, line and server come up -> show the desk.
The way out: the window goes, the engine hangs up and ends, the sync thread finishes and is joined, the cache closes.
"""

import logging
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMessageLogContext, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

from agent_app.bridge import FirstStart, StopSignals, WorkerBridge
from agent_app.controllers.calls import CallsController
from agent_app.controllers.card import CardController
from agent_app.controllers.desk import Desk
from agent_app.controllers.leads import LeadsController
from agent_app.controllers.session import SessionController
from agent_app.controllers.settings import SettingsController
from agent_app.controllers.status import StatusController
from agent_app.controllers.wrapup import WrapUpController
from agent_app.errors import StorageError
from agent_app.logs import start_log
from agent_app.settings import APP_NAME, profile_directory
from agent_app.sip.client import SipClient
from agent_domain.clock import Clock, utc_now

if TYPE_CHECKING:
    from agent_app.ui.main_window import MainWindow

log = logging.getLogger(__name__)
CLOSING_LIMIT_MS = 5000


@dataclass(frozen=True)
class Workplace:
    """Everything behind the window.

    Attributes:
        desk: What the window is built on.
    """

    desk: Desk
    sip: SipClient
    worker: WorkerBridge

    def close(self) -> None:
        """Stop engine, sync and database, in this order; blocks up to a few seconds."""
        self.desk.session.close()
        self.worker.close()


def build_workplace(profile_dir: Path, *, sip: SipClient | None = None, clock: Clock = utc_now) -> Workplace:
    """Construct the controllers and connect them; nothing starts yet."""
    sip = sip or SipClient(clock=clock)
    worker = WorkerBridge()
    settings = SettingsController(profile_dir)
    session = SessionController(profile_dir, settings, worker, sip, clock)
    leads, card, wrapup, status = LeadsController(), CardController(), WrapUpController(), StatusController()
    calls = CallsController(card, wrapup, worker)

    # A shift begins with what is read and ends with what writes: the call's end first, then its note.
    for begin in (leads.begin, card.begin, wrapup.begin, status.begin, calls.begin):
        session.shift_begun.connect(begin)
    for end in (calls.end, wrapup.end, status.end, card.end, leads.end):
        session.shift_ended.connect(end)
    calls.call_changed.connect(status.on_call_changed)
    wrapup.wrapup_changed.connect(status.on_wrapup_changed)
    status.status_changed.connect(session.on_status_changed)

    desk = Desk(session=session, leads=leads, card=card, calls=calls, wrapup=wrapup, status=status, settings=settings)
    return Workplace(desk=desk, sip=sip, worker=worker)


def run(
    profile: Path | None = None, *, server_url: str = "", number: str = "", sign_in: dict[str, str] | None = None
) -> int:
    """Run the app until its window is closed; return the exit code.

    Args:
        profile: Where the agent's records live; None: the user's own place.
        server_url: Filled in at sign-in.
        number: Whose card to show.
        sign_in: Arguments of `SessionController.sign_in`, to sign in without being asked.
    """
    try:
        profile_dir = profile_directory(profile)
        first = FirstStart(profile_dir)
        if not first.claim():
            if first.hand_over(number):
                return 0
            if not first.claim(CLOSING_LIMIT_MS):  # the other start may just be on its way out
                raise StorageError(
                    "Predial is open on this profile already, but does not answer.", "End it and try again."
                )
        stop_log = start_log(profile_dir)
    except StorageError as error:
        return _tell_why_not(error)
    qt = _application()
    previous_handler = qInstallMessageHandler(_on_qt_message)
    workplace = build_workplace(profile_dir)
    window = _open_window(workplace, first, server_url, number)
    # The sign-in page is painted first; what is slow to load comes behind it.
    QTimer.singleShot(0, workplace.desk.session.prepare)
    if sign_in is not None:
        QTimer.singleShot(0, partial(workplace.desk.session.sign_in, **sign_in))
    stop_signals = StopSignals(window.close)
    log.info("Started.")
    try:
        return qt.exec()
    finally:
        window.hide()
        first.stop_listening()
        workplace.close()
        first.release()
        stop_signals.release()
        qInstallMessageHandler(previous_handler)
        log.info("Ended.")
        stop_log()


def _application() -> QApplication:
    qt = QApplication.instance() or QApplication([APP_NAME.lower()])
    assert isinstance(qt, QApplication)
    qt.setApplicationName(APP_NAME)
    return qt


def _tell_why_not(error: StorageError) -> int:
    """Say why there is no start, on the terminal and in a window: who clicked an icon sees no terminal."""
    from agent_app.ui.refused_start import tell_refused_start

    sys.stderr.write(f"agent-app: {error}\n")
    sys.stderr.flush()
    tell_refused_start(_application(), error)
    return 1


def _open_window(workplace: Workplace, first: FirstStart, server_url: str, number: str) -> "MainWindow":
    from agent_app.ui.main_window import MainWindow

    desk = workplace.desk
    desk.session.offer_server(server_url)
    window = MainWindow(desk)
    window.show()

    def show_number(text: str) -> None:
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        desk.card.show_number(text)

    first.started_again.connect(show_number)
    first.listen()
    if number:
        desk.card.show_number(number)
    return window


def _on_qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    level = {
        QtMsgType.QtDebugMsg: logging.DEBUG,
        QtMsgType.QtInfoMsg: logging.INFO,
        QtMsgType.QtWarningMsg: logging.WARNING,
    }.get(kind, logging.ERROR)
    logging.getLogger("qt").log(level, "%s: %s", context.category, text)
