"""Who works here: sign-in with and without the server, one agent per profile, a shift's end, start after a crash."""

from collections.abc import Callable
from pathlib import Path

import keyring
import msgspec
import pytest
from keyring.backend import KeyringBackend

from agent_app.controllers.snapshots import WrapUpForm
from agent_app.errors import DiskFull
from agent_app.sip.messages import RegistrationState
from agent_app.storage import keys
from agent_app.storage.cache import CACHE_FILE, open_cache
from agent_domain.calls import CallResult, CallState
from agent_domain.commands import AddNote, EndCall
from agent_domain.ids import UserId, new_id
from agent_domain.leads import Lead
from agent_domain.wire import Profile
from tests.unit.agent_app.controllers.conftest import PASSPHRASE, World
from tests.unit.agent_app.controllers.peer import Peer

MakeLead = Callable[..., Lead]


def test_the_first_sign_in_makes_the_profile(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.desk.session.prepare()
    world.wait(lambda: world.desk.session.picture.passphrase == "new")
    signed_in: list[Profile] = []
    world.desk.session.signed_in.connect(signed_in.append)
    world.begin()
    assert signed_in == [peer.profile]
    assert world.desk.status.picture.agent_name == "Li Na"
    assert world.desk.settings.username == "li.na"
    assert world.desk.status.picture.microphone == "Headset"
    stored = (world.profile_dir / CACHE_FILE).read_bytes() + (world.profile_dir / "settings.json").read_bytes()
    assert lead.phone.encode() not in stored
    assert lead.name.encode() not in stored


def test_a_wrong_password_leaves_nothing_behind(world: World) -> None:
    world.sign_in(password="wrong")
    assert world.desk.session.picture.error_title == "User name or password is wrong."
    assert not (world.profile_dir / CACHE_FILE).exists()
    assert not (world.profile_dir / keys.KEY_FILE).exists()


@pytest.mark.parametrize(("passphrase", "title"), [("", "passphrase is needed"), ("short", "too short")])
def test_a_new_profile_needs_a_passphrase(world: World, passphrase: str, title: str) -> None:
    world.sign_in(passphrase=passphrase)
    assert title in world.desk.session.picture.error_title
    assert world.desk.session.picture.passphrase == "new"
    assert not (world.profile_dir / keys.KEY_FILE).exists()


def test_a_wrong_passphrase_opens_nothing(world: World) -> None:
    world.begin()
    world.stop()
    world.start()
    world.sign_in(passphrase="another passphrase")
    assert world.desk.session.picture.error_title
    assert world.desk.session._shift is None


class LockedStore(KeyringBackend):
    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked("locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise keyring.errors.KeyringLocked("locked")


def test_a_locked_key_store_is_no_dead_end_for_a_new_profile(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_find_backend", LockedStore)
    world.sign_in(passphrase="")
    assert "locked" in world.desk.session.picture.error_title
    assert world.desk.session.picture.passphrase == "new"
    world.sign_in()
    assert not world.desk.session.picture.error_title


def test_the_second_start_works_without_the_server(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(2)
    peer.put(lead)
    world.begin()
    world.stop()
    peer.stop()
    world.start()
    world.sign_in(password="wrong")
    assert "not the last one used here" in world.desk.session.picture.error_title
    world.begin()
    world.wait(lambda: world.desk.status.picture.sync == "offline")
    assert world.desk.leads.picture.total == 1
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)


def test_the_first_sign_in_needs_the_server(world: World, peer: Peer) -> None:
    peer.stop()
    world.sign_in()
    assert world.desk.session.picture.error_title == "The server cannot be reached."
    assert not (world.profile_dir / CACHE_FILE).exists()


def test_a_profile_belongs_to_one_agent_and_nothing_is_erased(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    peer.stop()
    world.desk.card.show_lead(lead.lead_id)
    world.desk.card.add_tag("price")
    world.stop()
    peer.profile = msgspec.structs.replace(peer.profile, user_id=UserId(new_id()), name="Somebody else")
    peer.start()
    world.start()
    world.sign_in()
    assert world.desk.session.picture.error_title == "This profile belongs to another user."
    assert "--profile" in world.desk.session.picture.error_message
    key = keys.load_or_create_key(world.profile_dir, lambda _: PASSPHRASE)
    cache = open_cache(world.profile_dir / CACHE_FILE, key)
    assert [type(entry.envelope.command).__name__ for entry in cache.outbox.pending()] == ["TagLead"]
    assert cache.mirror.total() == 1
    cache.close()


def test_sign_out_ends_the_shift_and_tells_the_server(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.show(lead)
    signed_out: list[object] = []
    world.desk.session.signed_out.connect(signed_out.append)
    world.desk.session.sign_out()
    assert world.desk.session.picture.busy
    world.wait(lambda: len(signed_out) == 1)
    assert (peer.signed_out, world.desk.leads.picture.total, world.desk.card.picture) == (1, 0, None)
    assert world.desk.status.picture.registration == "off"
    peer.stop()
    world.sign_in()
    assert world.desk.session.picture.error_title == "The server cannot be reached."
    peer.start()
    world.begin()
    assert world.desk.leads.picture.total == 1


def test_a_revoked_device_is_locked_after_the_outcome_is_saved(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    peer.turns_away = True
    world.shift.sync.wake()
    world.wait(lambda: world.desk.status.picture.sync == "signed_out")
    assert world.desk.session._shift is not None
    world.desk.calls.hang_up()
    world.wait(lambda: world.desk.wrapup.picture.open)
    world.desk.wrapup.save(WrapUpForm(result=CallResult.CONNECTED))
    assert world.desk.session._shift is None
    world.wait(lambda: not world.desk.session.picture.busy)
    assert world.desk.session.picture.error_title == "The server ended this session."
    peer.turns_away = False
    world.begin()
    world.wait(lambda: "DispositionCall" in peer.kinds())


def test_a_crash_in_a_call_costs_neither_call_nor_note_nor_outcome(
    world: World, peer: Peer, make_lead: MakeLead
) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    call_id = world.desk.calls.picture.call_id
    world.desk.wrapup.set_note("half a sentence")
    world.wait(lambda: "AddNote" in peer.kinds())
    world.crash()

    world.start()
    world.begin()
    picture = world.desk.wrapup.picture
    assert (picture.open, picture.call_id, picture.note) == (True, call_id, "half a sentence")
    assert picture.preselected is CallResult.CONNECTED
    assert world.desk.status.picture.agent_state == "wrap_up"
    refused: list[object] = []
    world.desk.calls.dial_refused.connect(refused.append)
    world.dial(lead)
    assert len(refused) == 1
    world.desk.wrapup.save(WrapUpForm(result=CallResult.CONVERTED, note="half a sentence"))
    world.wait(lambda: "DispositionCall" in peer.kinds())
    ended = next(command for command in peer.commands if isinstance(command, EndCall))
    assert (ended.sip_result, ended.technical_failure) == (CallResult.CONNECTED, False)
    assert ended.answered_at == ended.ended_at  # no talk time is invented

    world.stop()
    world.start()
    world.begin()
    assert not world.desk.wrapup.picture.open


def test_a_crash_while_it_rings_offline_is_a_technical_failure(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(7)
    peer.put(lead)
    world.begin()
    peer.stop()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.RINGING)
    world.crash()
    world.start()
    world.begin()
    assert world.desk.wrapup.picture.open
    assert world.desk.wrapup.picture.failure_reason == "technical"
    assert world.read_commands() == ["StartCall", "EndCall"]


def test_a_crash_in_wrapup_reopens_it_without_a_second_end(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(2)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)
    world.wait(lambda: "EndCall" in peer.kinds())
    world.crash()
    world.start()
    world.begin()
    assert world.desk.wrapup.picture.preselected is CallResult.BUSY
    assert peer.kinds().count("EndCall") == 1


def test_closing_the_window_in_a_call_keeps_everything(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead(1)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.calls.picture.state is CallState.CONNECTED)
    world.desk.wrapup.set_note("unwritten")
    world.stop()
    assert world.seen_by_engine[-1] == "hang_up"
    world.start()
    world.begin()
    assert (world.desk.wrapup.picture.open, world.desk.wrapup.picture.note) == (True, "unwritten")
    world.wait(lambda: {"EndCall", "AddNote"} <= set(peer.kinds()))
    assert next(c.text for c in peer.commands if isinstance(c, AddNote)) == "unwritten"


def test_the_line_is_the_profiles(world: World, peer: Peer) -> None:
    world.begin()
    assert world.desk.status.picture.registration == RegistrationState.REGISTERED
    assert world.workplace.sip._account == peer.profile.sip


def test_an_unexpected_error_is_told_without_its_text(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("+493012345671")

    monkeypatch.setattr("agent_app.controllers.sign_in.open_profile", broken)
    world.sign_in()
    assert world.desk.session.picture.error_title == "Something went wrong inside the app."
    assert "+4930" not in world.desk.session.picture.error_message


def test_settings_outlive_the_app(world: World) -> None:
    changes: list[object] = []
    world.desk.settings.settings_changed.connect(changes.append)
    world.desk.settings.set_theme("dark")
    world.desk.settings.set_theme("pink")
    world.desk.settings.set_language("zh_CN")
    world.desk.settings.set_window_geometry(b"\x01\x02")
    assert len(changes) == 2
    world.stop()
    world.start()
    settings = world.desk.settings
    assert (settings.theme, settings.language, settings.window_geometry) == ("dark", "zh_CN", b"\x01\x02")


def test_a_profile_path_with_odd_letters_works(tmp_path: Path, peer: Peer, world: World) -> None:
    world.stop()
    world.profile_dir = tmp_path / "Профиль 一"
    world.profile_dir.mkdir()
    world.start()
    world.begin()
    assert world.desk.session._shift is not None


def test_an_outcome_that_was_saved_just_before_the_crash_is_not_asked_again(
    world: World, peer: Peer, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead(2)
    peer.put(lead)
    world.begin()
    world.dial(lead)
    world.wait(lambda: world.desk.wrapup.picture.open)
    with monkeypatch.context() as patched:

        def full(*_: object) -> None:
            raise DiskFull("The disk is full.", "Free some space.")

        patched.setattr(world.shift.cache.meta, "set", full)
        world.desk.wrapup.save(WrapUpForm(result=CallResult.BUSY))
    assert not world.desk.wrapup.picture.open
    world.crash()
    world.start()
    world.begin()
    assert not world.desk.wrapup.picture.open
    assert world.shift.open_call is None


def test_a_call_that_could_not_be_kept_is_found_in_the_outbox(
    world: World, peer: Peer, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead(7)
    peer.put(lead, make_lead(2))
    world.begin()
    peer.stop()
    with monkeypatch.context() as patched:

        def full(*_: object) -> None:
            raise DiskFull("The disk is full.", "Free some space.")

        patched.setattr(world.shift.cache.meta, "set", full)
        world.dial(lead)
        world.wait(lambda: world.desk.calls.picture.state is CallState.RINGING)
    world.crash()
    world.start()
    world.begin()
    assert (world.desk.wrapup.picture.open, world.desk.wrapup.picture.name) == (True, lead.name)
    world.desk.wrapup.save(WrapUpForm(result=CallResult.NOT_ANSWERED, failure_reason="technical"))
    world.stop()
    world.start()
    world.begin()
    assert not world.desk.wrapup.picture.open
    assert world.read_commands() == ["StartCall", "EndCall", "DispositionCall"]
