"""The card: decided anew whenever something that it stands on may have changed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from agent_app.controllers.card import _until_next_look_ms
from agent_app.controllers.snapshots import CardCleared, CardPicture, RecordMark
from agent_app.errors import DiskFull
from agent_domain.changes import LeadDrop
from agent_domain.dialing import DialDecision, Severity
from agent_domain.ids import LeadId, UserId, new_id
from agent_domain.leads import DoNotCall, Lead
from agent_domain.scripts import Script, ScriptStep
from tests.unit.agent_app.controllers.conftest import World
from tests.unit.agent_app.controllers.peer import Peer

MakeLead = Callable[..., Lead]


def test_the_card_tells_who_when_and_what_to_say(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.show(lead)
    picture = world.desk.card.picture
    assert picture is not None
    assert picture.lead == lead
    assert picture.decision.allowed
    assert [(zone, at.hour) for zone, at in picture.local_times] == [("Europe/Berlin", 12)]
    assert (picture.script_title, picture.script_version) == ("Verlängerung", 3)
    assert picture.script[0].text == "Guten Tag Jörg Müller 1, hier ist Li Na."
    assert picture.suggested_tags == ("price",)
    assert picture.attempts_today == 0


def test_tags_are_suggested_in_the_language_of_the_customer(world: World, peer: Peer, make_lead: MakeLead) -> None:
    foreign = Script(
        script_id="en", version=1, language="en", title="-", tags=("garden",), steps=(ScriptStep(text="-"),)
    )
    german, french = make_lead(1), make_lead(2, language="fr")
    for thing in (foreign, german, french):
        peer.put(thing)
    world.begin()
    world.show(german)
    assert world.desk.card.picture.suggested_tags == ("price",)
    world.show(french)
    assert set(world.desk.card.picture.suggested_tags) == {"price", "garden"}


def test_a_do_not_call_mark_of_the_feed_blocks_the_card_on_screen(
    world: World, peer: Peer, make_lead: MakeLead
) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.show(lead)
    with world.qtbot.waitSignal(
        world.desk.card.card_changed, check_params_cb=lambda picture: not picture.decision.allowed, timeout=10_000
    ):
        peer.put(msgspec.structs.replace(lead, do_not_call=DoNotCall(kind="national", since_at=world.clock.now)))
        world.shift.sync.wake()
    assert world.desk.leads.page(0, 1)[0].badge == "do_not_call"


def test_a_tag_is_there_at_once_and_goes_at_once(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    peer.stop()
    world.show(lead)
    world.desk.card.add_tag("price")
    world.desk.card.add_tag("  ")
    world.desk.card.drop_tag("renewal")
    assert world.desk.card.picture is not None
    assert [tag.name for tag in world.desk.card.picture.lead.tags] == ["price"]
    assert world.read_commands() == ["TagLead", "UntagLead"]
    assert world.desk.leads.page(0, 1)[0].mark is RecordMark.ON_THIS_PC
    world.wait(lambda: world.desk.status.picture.pending == 2)


def test_a_tag_that_is_not_saved_says_so(
    world: World, peer: Peer, make_lead: MakeLead, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.show(lead)

    def full(*_: object, **__: object) -> None:
        raise DiskFull("The disk is full.", "Free some space.")

    monkeypatch.setattr(world.shift.cache.outbox, "append", full)
    world.desk.card.add_tag("price")
    assert world.desk.card.picture is not None
    assert world.desk.card.picture.notice == "The disk is full. Free some space."
    assert [tag.name for tag in world.desk.card.picture.lead.tags] == ["renewal"]


@pytest.mark.parametrize(
    "text", ["+49 30 12345671", "tel:+4930-1234-5671;phone-context=x", "TEL:%2B493012345671", "callto://+493012345671"]
)
def test_a_number_finds_its_lead(world: World, peer: Peer, make_lead: MakeLead, text: str) -> None:
    lead = make_lead(phone="+493012345671")
    peer.put(lead)
    world.begin()
    world.desk.card.show_number(text)
    assert world.desk.card.picture is not None
    assert world.desk.card.picture.lead.lead_id == lead.lead_id


def test_a_national_number_is_read_in_the_region_of_the_card(world: World, peer: Peer, make_lead: MakeLead) -> None:
    first, second = make_lead(1), make_lead(phone="+493012345678", reference="B")
    peer.put(first, second)
    world.begin()
    world.show(first)
    world.desk.card.show_number("(030) 1234 5678")
    assert world.desk.card.picture is not None
    assert world.desk.card.picture.lead.lead_id == second.lead_id


@pytest.mark.parametrize("text", ["+49 30 7654321", "not a number"])
def test_a_number_of_nobody_is_refused_with_reasons(world: World, text: str) -> None:
    world.begin()
    cleared: list[CardCleared] = []
    world.desk.card.card_cleared.connect(cleared.append)
    world.desk.card.show_number(text)
    assert cleared[0].phone in ("+49307654321", "not a number")
    assert cleared[0].decision is not None
    assert not cleared[0].decision.allowed
    assert world.desk.card.picture is None
    world.desk.calls.dial()
    assert world.seen_by_engine == []


def test_a_number_given_before_the_sign_in_waits_for_its_lead(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    world.desk.card.show_number(f"tel:{lead.phone}")
    world.begin()
    assert world.desk.card.picture is None
    peer.put(lead)
    world.shift.sync.wake()
    world.wait(lambda: world.desk.card.picture is not None)


def test_a_lead_that_is_gone_clears_the_card(world: World) -> None:
    world.begin()
    cleared: list[CardCleared] = []
    world.desk.card.card_cleared.connect(cleared.append)
    world.desk.card.show_lead(LeadId(new_id()))
    assert cleared == [CardCleared()]


def test_a_lead_leased_to_another_is_blocked(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    assert lead.lease is not None
    peer.put(msgspec.structs.replace(lead, lease=msgspec.structs.replace(lead.lease, agent_id=UserId(new_id()))))
    world.begin()
    world.show(lead)
    picture = world.desk.card.picture
    assert picture is not None
    assert [f.rule_id for f in picture.decision.findings if f.severity is Severity.BLOCK] == ["HOUSE-LEASE-OTHER"]


def test_time_alone_opens_the_card(world: World, peer: Peer, make_lead: MakeLead) -> None:
    """The timer that redraws at the minute is the one that sees a window open."""
    lead = make_lead()
    peer.put(lead)
    world.clock.now = datetime(2026, 11, 23, 6, 59, 59, 990_000, tzinfo=UTC)
    world.begin()
    world.show(lead)
    assert world.desk.card.picture is not None
    assert not world.desk.card.picture.decision.allowed
    opens_at = world.desk.card.picture.decision.allowed_from
    assert opens_at is not None
    world.clock.now = opens_at - timedelta(milliseconds=30)
    pictures: list[CardPicture] = []
    world.desk.card.card_changed.connect(pictures.append)
    world.show(lead)
    world.clock.now = opens_at
    world.wait(lambda: bool(pictures) and pictures[-1].decision.allowed)


def test_the_next_look_is_the_minute_or_the_opening() -> None:
    now = datetime(2026, 11, 23, 7, 0, 20, tzinfo=UTC)
    decision = DialDecision(findings=(), decided_at=now, rules_version="x")
    assert _until_next_look_ms(now, decision) == 40_001
    soon = msgspec.structs.replace(decision, allowed_from=now + timedelta(seconds=5))
    assert _until_next_look_ms(now, soon) == 5_001
    far = msgspec.structs.replace(decision, allowed_from=now + timedelta(hours=5))
    assert _until_next_look_ms(now, far) == 40_001


def test_a_lead_that_leaves_and_comes_back_is_shown_again(world: World, peer: Peer, make_lead: MakeLead) -> None:
    lead = make_lead()
    peer.put(lead)
    world.begin()
    world.show(lead)
    peer.feed.append(LeadDrop(lead_id=lead.lead_id))
    world.shift.sync.wake()
    world.wait(lambda: world.desk.card.picture is None)
    assert world.desk.leads.index_of(lead.lead_id) == -1
    peer.put(lead)
    world.shift.sync.wake()
    world.wait(lambda: world.desk.card.picture is not None)
