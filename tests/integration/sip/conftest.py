"""A simulated telephone network, and a real client with a real engine at it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication

from agent_app.sip.client import SipClient
from resources.demo.sip.peers import SipWorld, missing_programs
from tests.integration.sip.desk import Desk, wait_until

USERS = {"1001": "pw1001", "1002": "pw1002", "2001": "pw2001"}


@pytest.fixture(scope="package", autouse=True)
def _network_programs() -> None:
    if sentence := missing_programs():
        pytest.skip(sentence)


@pytest.fixture(scope="package")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SipWorld]:
    with SipWorld(tmp_path_factory.mktemp("sip"), USERS, no_answer_s=1.5) as world:
        yield world


@pytest.fixture
def desk(qapp: QCoreApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A started client without an account; without sound unless the test gives it some."""
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    client = SipClient()
    desk = Desk(client)
    client.start()
    yield desk
    client.stop()


@pytest.fixture
def registered_desk(desk: Desk, world: SipWorld) -> Desk:
    desk.client.configure(world.account("1001"))
    desk.wait_registered()
    return desk


def pid_is_gone(pid: int) -> bool:
    """Return whether the process has ended; one that nobody has waited for yet counts as ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def wait_gone(pid: int, limit_s: float) -> None:
    wait_until(lambda: pid_is_gone(pid), limit_s)
