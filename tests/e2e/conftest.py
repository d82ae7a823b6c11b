"""The real processes: one server with the demo's leads and one telephone network for all tests, one window for each."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from resources.demo.desk import Desk
from resources.demo.desk_screen import Screen
from resources.demo.shift_agent import AgentAtWork
from resources.demo.shift_candidates import Candidates
from resources.demo.sip.peers import missing_programs
from resources.demo.world import LEADS_FILE, World
from resources.demo.world_processes import end_postgres
from resources.demo.world_records import ServerRecords

PICTURES = Path(__file__).parents[2] / "build" / "e2e"


class Workstation:
    """One agent's window with its own profile, its driver, and a way to crash it."""

    def __init__(self, world: World, screen: Screen, name: str) -> None:
        self._world = world
        self._screen = screen
        self._name = name
        self.profile = world.folder / "profiles" / name
        self.desk = Desk(screen)
        self.agent = AgentAtWork(self.desk)
        self.pid = 0

    def open(self) -> None:
        """Open the window and sign in."""
        command = self._world.window_command(self._name)
        self.pid = self._world.processes.start("window", command, environment=self._screen.environment).pid
        self.desk.attach(self.pid)
        member = self._world.agent
        self.agent.sign_in(self._world.server_url, member.username, member.password, self._world.setting.passphrase)
        self.agent.wait_registered()
        self.agent.wait_leads(self._world.setting.leads_imported)

    def crash(self) -> None:
        """Kill the window with SIGKILL; its engine notices by itself."""
        self._world.processes.kill("window")

    def close(self) -> None:
        self.desk.close()
        self._world.processes.stop("window")


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    missing = missing_programs() or _missing_screen()
    if missing:
        pytest.skip(missing)
    folder = tmp_path_factory.mktemp("world")
    made = World(folder, lambda _text: None)
    try:
        made.start()
        yield made
    finally:
        made.stop()
        end_postgres(folder)


@pytest.fixture(scope="session")
def screen(world: World) -> Screen:
    return Screen(world.processes)


@pytest.fixture(scope="session")
def candidates() -> Candidates:
    """Leads that may be dialed at this hour, each given out once."""
    return Candidates(LEADS_FILE, datetime.now(UTC))


@pytest.fixture
def records(world: World) -> ServerRecords:
    return ServerRecords(world.folder / "server")


@pytest.fixture
def station(world: World, screen: Screen, request: pytest.FixtureRequest) -> Iterator[Workstation]:
    """A signed-in window; when the test fails, its picture is left in build/e2e."""
    if not world.server_is_up():
        world.start_server()
    name = re.sub(r"\W+", "-", request.node.name)
    opened = Workstation(world, screen, name)
    try:
        opened.open()
        yield opened
    finally:
        if getattr(request.node, "failed", True):
            screen.screenshot(PICTURES / f"{name}.png")
        opened.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Tell the fixtures whether the test went well."""
    report = yield
    if call.when == "call":
        item.failed = report.failed  # type: ignore[attr-defined]
    return report


def _missing_screen() -> str:
    absent = [name for name in ("Xvfb", "dbus-daemon", "xdotool") if shutil.which(name) is None]
    return f"the window is driven by {', '.join(absent)}, which are not installed" if absent else ""
