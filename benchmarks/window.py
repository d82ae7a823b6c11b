"""The whole app in this process, signed in on a prepared cache, with its engine process and a server that is away."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from agent_app.app import Workplace, build_workplace
from agent_app.controllers.shift import OpenedProfile
from agent_app.storage.cache import CACHE_FILE, open_cache
from agent_app.ui.main_window import MainWindow
from agent_domain.ids import DeviceId, TeamId
from agent_domain.policy import load_policy
from agent_domain.wire import Profile, Role, Session, SipAccount
from benchmarks.big_cache import AGENT_ID, KEY
from resources.demo.world import World

NOBODY_LISTENS = "http://127.0.0.1:9"


@dataclass(frozen=True)
class OpenWindow:
    """What a benchmark works on."""

    qt: QApplication
    workplace: Workplace
    window: MainWindow

    def control(self, identifier: str) -> QWidget:
        """Return a control by its accessible identifier."""
        return next(child for child in self.window.findChildren(QWidget) if child.accessibleIdentifier() == identifier)

    def until(self, condition: Callable[[], object], limit_s: float = 20.0) -> None:
        """Let Qt work until the condition holds."""
        deadline = time.monotonic() + limit_s
        while not condition():
            self.qt.processEvents()
            if time.monotonic() > deadline:
                raise TimeoutError("the window did not do what the benchmark waits for")

    def rest(self, seconds: float) -> None:
        """Let Qt work for a while, so that what came before does not stand in the way of what is measured."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.qt.processEvents()

    def close(self) -> None:
        self.window.hide()
        self.workplace.close()


class PaintWatch(QObject):
    """Counts how often the window was painted from top to bottom and handed to the screen."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.paintings = 0
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.UpdateRequest:
            self.paintings += 1
        return False


def open_window(profile: Path, line: SipAccount | None = None) -> OpenWindow:
    """Open the window on a profile and sign in as the agent who holds its leads; the server is away, as in a cellar."""
    qt = QApplication.instance() or QApplication(["bench"])
    assert isinstance(qt, QApplication)
    workplace = build_workplace(profile)
    window = MainWindow(workplace.desk)
    window.show()
    # What a sign-in hands over, without the server: everything after it is the app's own.
    workplace.desk.session._on_opened(_opened(profile, line))
    opened = OpenWindow(qt=qt, workplace=workplace, window=window)
    opened.until(lambda: workplace.desk.leads.picture.total)
    return opened


def sign_in_window(world: World) -> OpenWindow:
    """Open the window and sign in at the demo's server, as its agent does."""
    qt = QApplication.instance() or QApplication(["bench"])
    assert isinstance(qt, QApplication)
    profile = world.folder / "profiles" / "bench"
    profile.mkdir(parents=True, exist_ok=True)
    workplace = build_workplace(profile)
    window = MainWindow(workplace.desk)
    window.show()
    opened = OpenWindow(qt=qt, workplace=workplace, window=window)
    desk = workplace.desk
    desk.session.sign_in(world.server_url, world.agent.username, world.agent.password, world.setting.passphrase)
    opened.until(lambda: desk.leads.picture.total == world.setting.leads_imported, limit_s=60)
    opened.until(lambda: desk.status.picture.sync == "online", limit_s=60)
    return opened


def _opened(profile: Path, line: SipAccount | None) -> OpenedProfile:
    now = datetime.now(UTC)
    agent = Profile(
        user_id=AGENT_ID,
        username="bench",
        name="Bench",
        role=Role.AGENT,
        team_id=TeamId(UUID(int=3)),
        team_name="Team A",
        sip=line,
    )
    session = Session(
        access_token="none",
        access_expires_at=now + timedelta(hours=1),
        refresh_token="none",
        profile=agent,
        server_time=now,
    )
    return OpenedProfile(
        cache=open_cache(profile / CACHE_FILE, KEY),
        session=session,
        device_id=DeviceId(UUID(int=4)),
        server_url=NOBODY_LISTENS,
        policy=load_policy(),
    )
