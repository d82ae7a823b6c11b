"""A whole workplace on real parts: encrypted cache, domain, sync thread, HTTP peer, an engine process with a script."""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring
from pytestqt.qtbot import QtBot

from agent_app.app import Workplace, build_workplace
from agent_app.controllers.desk import Desk
from agent_app.controllers.shift import Shift
from agent_app.sip.client import SipClient
from agent_app.storage.cache import CACHE_FILE
from agent_app.storage.keys import load_or_create_key
from agent_domain.ids import CampaignId, LeadId, TeamId, UserId, new_id
from agent_domain.leads import Consent, Intent, Lead, Lease, NumberStatus, Tag
from agent_domain.scripts import Script, ScriptStep
from agent_domain.wire import Profile, Role, SipAccount
from tests.unit.agent_app.controllers.peer import PASSWORD, Peer

PASSPHRASE = "a passphrase of some length"
MONDAY_NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
LIMIT_MS = 10_000
_ENDED: list[Workplace] = []
"""Kept to the end: a later test's sync thread might collect their timers as garbage, which only main may do."""


class TestClock:
    """Stands still until it is moved."""

    __test__ = False

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, **parts: float) -> None:
        self.now += timedelta(**parts)


@pytest.fixture(autouse=True)
def no_key_store() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.fixture
def clock() -> TestClock:
    return TestClock(MONDAY_NOON)


@pytest.fixture
def agent() -> Profile:
    return Profile(
        user_id=UserId(new_id()),
        username="li.na",
        name="Li Na",
        role=Role.AGENT,
        team_id=TeamId(new_id()),
        team_name="Team A",
        sip=SipAccount(uri="sip:1001@test", registrar="sip:127.0.0.1:5", username="1001", password="x"),
    )


@pytest.fixture
def make_lead(agent: Profile, clock: TestClock) -> Callable[..., Lead]:
    """Make a lead that may be called now; its number ends in `digit` (scripted_engine.py says what that does)."""

    def make(digit: int = 1, **fields: object) -> Lead:
        values: dict[str, object] = {
            "lead_id": LeadId(new_id()),
            "reference": f"A-{digit}",
            "phone": f"+49301234567{digit}",
            "name": f"Jörg Müller {digit}",
            "language": "de",
            "region": "DE",
            "time_zone": "Europe/Berlin",
            "campaign_id": CampaignId(new_id()),
            "campaign_name": "Renewal",
            "source": "web form",
            "event_at": clock.now - timedelta(days=2),
            "intent": Intent.HIGH,
            "number_status": NumberStatus.VALID,
            "number_verified_at": clock.now - timedelta(days=2),
            "consent": Consent(source="filled form", granted_at=clock.now - timedelta(days=2)),
            "tags": (Tag(name="renewal"),),
            "lease": Lease(agent_id=agent.user_id, until_at=clock.now + timedelta(days=2), grants=2),
            "updated_at": clock.now,
        }
        return Lead(**{**values, **fields})  # type: ignore[arg-type]

    return make


SCRIPT = Script(
    script_id="renewal-de",
    version=3,
    language="de",
    title="Verlängerung",
    tags=("renewal", "price"),
    steps=(ScriptStep(text="Guten Tag {name}, hier ist {agent}."),),
)


@pytest.fixture
def peer(agent: Profile, clock: TestClock) -> Iterator[Peer]:
    peer = Peer(agent, clock)
    peer.put(SCRIPT)
    yield peer
    peer.stop()


class World:
    """The agent's machine: a profile on disk and, while it runs, the workplace on it."""

    def __init__(self, folder: Path, peer: Peer, clock: TestClock, qtbot: QtBot) -> None:
        self.profile_dir = folder / "profile"
        self.profile_dir.mkdir()
        self.journal, self.key_file = folder / "journal", folder / "key"
        self.key_file.write_text("")
        self.peer, self.clock, self.qtbot = peer, clock, qtbot
        self.workplace: Workplace
        self.start()

    @property
    def desk(self) -> Desk:
        return self.workplace.desk

    @property
    def shift(self) -> Shift:
        shift = self.desk.session._shift
        assert shift is not None
        return shift

    @property
    def seen_by_engine(self) -> list[str]:
        return self.journal.read_text().splitlines() if self.journal.exists() else []

    def start(self) -> None:
        """Start the app on the profile."""
        engine = Path(__file__).with_name("scripted_engine.py")
        cache = self.profile_dir / CACHE_FILE
        command = [sys.executable, str(engine), str(cache), str(self.key_file), str(self.journal)]
        self.workplace = build_workplace(
            self.profile_dir, sip=SipClient(command=command, clock=self.clock), clock=self.clock
        )

    def stop(self) -> None:
        """End the app as its last window does."""
        self.workplace.close()
        _ENDED.append(self.workplace)

    def crash(self) -> None:
        """End the app as kill -9 does: nobody is told, nothing is written down any more."""
        self.shift.sync.stop()
        process = self.workplace.sip._process
        session = self.desk.session
        session._opened.cache.close()  # type: ignore[union-attr]
        session._shift = session._opened = None
        self.desk.wrapup._shift = self.desk.calls._shift = None
        self.desk.wrapup._note_timer.stop()
        self.workplace.sip._wanted, self.workplace.sip._ending = False, True
        if process is not None:
            process.kill()
            process.waitForFinished(1000)
        self.workplace.worker.close()
        _ENDED.append(self.workplace)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LIMIT_MS)

    def sign_in(self, password: str = PASSWORD, passphrase: str = PASSPHRASE) -> None:
        self.desk.session.sign_in(self.peer.url, "li.na", password, passphrase)
        self.wait(lambda: not self.desk.session.picture.busy)

    def begin(self) -> None:
        """Sign in and wait until the line is registered and the leads are there."""
        self.sign_in()
        assert not self.desk.session.picture.error_title, self.desk.session.picture
        self.key_file.write_text(load_or_create_key(self.profile_dir, lambda _: PASSPHRASE).hex())
        self.wait(lambda: self.desk.status.picture.registration == "registered")
        if self.peer._http is not None:
            self.wait(lambda: self.desk.leads.picture.total == len(self.peer.cards))
            self.wait(lambda: self.desk.status.picture.sync == "online")

    def show(self, lead: Lead) -> None:
        self.desk.card.show_lead(lead.lead_id)
        assert self.desk.card.picture is not None

    def dial(self, lead: Lead) -> None:
        """Show the lead and dial; wait until the attempt is on its way or was refused."""
        self.show(lead)
        self.desk.calls.dial()

    def read_commands(self) -> list[str]:
        return [type(e.envelope.command).__name__ for e in self.shift.cache.outbox.pending()]


@pytest.fixture
def world(tmp_path: Path, peer: Peer, clock: TestClock, qtbot: QtBot) -> Iterator[World]:
    world = World(tmp_path, peer, clock, qtbot)
    yield world
    world.stop()
