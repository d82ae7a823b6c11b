"""One turn after another, by hand: what is pushed, pulled, announced, and when the next turn is due."""

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import msgspec
import pytest

from agent_app.errors import DiskFull
from agent_app.storage.cache import Cache
from agent_app.storage.outbox import OutboxState
from agent_app.sync import push as push_module
from agent_app.sync.access import Access
from agent_app.sync.backoff import LONGEST_S
from agent_app.sync.cycle import POLL_S, Cycle
from agent_app.sync.events import ChangesApplied, CommandsSettled, SyncEvent, SyncState, SyncStateChanged
from agent_domain.commands import Command, OptOut, TagLead
from agent_domain.ids import CommandId
from agent_domain.leads import Lead
from agent_domain.wire import CommandResult, CommandStatus

from ..storage.things import NOW, make_lead, make_page
from .peer import DEVICE, Peer, answer_with, lose

pytestmark = pytest.mark.anyio

PUSH, PULL, REFRESH = "/v1/sync/push", "/v1/sync/pull", "/v1/token/refresh"


class Desk:
    """A cache, a cycle and what it announced."""

    def __init__(self, peer: Peer, cache: Cache) -> None:
        self.peer = peer
        self.cache = cache
        self.client = peer.client()
        self.access = Access(self.client, cache.meta, peer.session())
        self.told: list[SyncEvent] = []
        self.cycle = Cycle(cache, self.client, self.access, DEVICE, self.told.append)

    def do(self, *commands: Command) -> list[CommandId]:
        return [self.cache.outbox.append(command, now=NOW).command_id for command in commands]

    def states(self) -> list[SyncState]:
        return [event.state for event in self.told if isinstance(event, SyncStateChanged)]

    def last(self) -> SyncStateChanged:
        return next(event for event in reversed(self.told) if isinstance(event, SyncStateChanged))

    def outbox(self) -> list[OutboxState]:
        return [entry.state for entry in self.cache.outbox.pending()]


@pytest.fixture
async def desk(peer: Peer, cache: Cache) -> AsyncIterator[Desk]:
    desk = Desk(peer, cache)
    yield desk
    await desk.client.close()


@pytest.fixture
def lead(peer: Peer) -> Lead:
    lead = make_lead()
    peer.put(lead)
    return lead


def tags(lead: Lead, *names: str) -> list[TagLead]:
    return [TagLead(lead_id=lead.lead_id, name=name) for name in names]


def shown(desk: Desk, lead: Lead) -> list[str]:
    card = desk.cache.mirror.card(lead.lead_id)
    assert card is not None
    return [tag.name for tag in card.lead.tags]


async def test_the_first_turn_fetches_everything(desk: Desk, lead: Lead) -> None:
    assert await desk.cycle.turn() == POLL_S
    assert desk.cache.mirror.card(lead.lead_id) is not None
    (changes,) = [event for event in desk.told if isinstance(event, ChangesApplied)]
    assert changes.changes.lead_ids == {lead.lead_id}
    assert desk.last() == SyncStateChanged(state=SyncState.ONLINE, last_synced_at=desk.peer.time)


async def test_an_idle_turn_tells_nothing_new(desk: Desk, lead: Lead) -> None:
    await desk.cycle.turn()
    desk.told.clear()
    assert await desk.cycle.turn() == POLL_S
    assert desk.told == []
    desk.peer.time += timedelta(seconds=30)
    await desk.cycle.turn()
    assert [type(event) for event in desk.told] == [SyncStateChanged]  # last_synced_at moved


async def test_what_was_done_goes_up_in_order_and_comes_back_confirmed(desk: Desk, lead: Lead) -> None:
    await desk.cycle.turn()
    desk.told.clear()
    done = desk.do(*tags(lead, "a", "b", "c"))
    await desk.cycle.turn()
    assert desk.peer.order == done
    assert desk.outbox() == []
    assert shown(desk, lead) == ["a", "b", "c"]
    assert desk.states() == [SyncState.SYNCING, SyncState.ONLINE]
    (settled,) = [event for event in desk.told if isinstance(event, CommandsSettled)]
    assert [result.command_id for result in settled.results] == done


async def test_more_than_a_batch_and_more_than_a_page(desk: Desk, lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(push_module, "BATCH", 3)
    desk.peer.page_limit = 2
    done = desk.do(*tags(lead, *"abcdefgh"))
    await desk.cycle.turn()
    assert desk.peer.order == done
    assert (desk.peer.asked(PUSH), desk.peer.asked(PULL)) == (3, 5)
    assert shown(desk, lead) == list("abcdefgh")
    assert desk.outbox() == []


async def test_what_is_done_during_a_long_pull_goes_up_before_its_next_page(desk: Desk, lead: Lead) -> None:
    desk.peer.page_limit = 1
    for _ in range(3):
        desk.peer.put(lead)
    done: list[CommandId] = []
    desk.cycle._announce = lambda event: done.extend(
        desk.do(*tags(lead, "now")) if isinstance(event, ChangesApplied) and not done else ()
    )
    await desk.cycle.turn()
    assert desk.peer.order == done
    paths = [path for path, _ in desk.peer.requests]
    assert paths.index(PUSH) == 1


async def test_a_lost_answer_leads_to_no_second_effect(desk: Desk, lead: Lead) -> None:
    await desk.cycle.turn()
    done = desk.do(*tags(lead, "a"), *tags(lead, "b"))
    desk.peer.after[PUSH] = [lose]
    desk.peer.before[PULL] = [lose]
    wait_s = await desk.cycle.turn()
    assert wait_s is not None
    assert 0.25 <= wait_s <= 0.5
    assert desk.cycle.state is SyncState.OFFLINE
    assert desk.outbox() == [OutboxState.ON_THIS_PC] * 2
    assert desk.last().pending == 2
    desk.told.clear()
    assert await desk.cycle.turn() == POLL_S
    assert desk.peer.order == done
    (settled,) = [event for event in desk.told if isinstance(event, CommandsSettled)]
    assert {result.status for result in settled.results} == {CommandStatus.DUPLICATE}
    assert desk.outbox() == []
    assert desk.states() == [SyncState.ONLINE]  # no flicker between offline and online


async def test_rejected_is_kept_and_the_rest_flows(desk: Desk, lead: Lead) -> None:
    other = make_lead()
    desk.peer.put(other)
    bad, _behind, opt_out, fine = desk.do(
        *tags(lead, "bad", "behind"), OptOut(lead_id=lead.lead_id), *tags(other, "fine")
    )
    desk.peer.verdicts[bad] = CommandResult(
        command_id=bad, status=CommandStatus.REJECTED, code="not_assigned", message="m"
    )
    # The server sees the batch as a whole; what the desktop holds back from now on is the next batch.
    desk.peer.verdicts[_behind] = CommandResult(command_id=_behind, status=CommandStatus.RETRY_LATER)
    desk.peer.verdicts[opt_out] = CommandResult(command_id=opt_out, status=CommandStatus.RETRY_LATER)
    await desk.cycle.turn()
    assert desk.peer.order == [fine]
    assert desk.outbox() == [OutboxState.REJECTED, OutboxState.ON_THIS_PC, OutboxState.ON_THIS_PC]
    assert (desk.last().pending, desk.last().needs_attention) == (2, 1)
    desk.peer.verdicts.clear()
    await desk.cycle.turn()
    assert desk.peer.order == [fine, opt_out]
    assert desk.outbox() == [OutboxState.REJECTED, OutboxState.ON_THIS_PC]


async def test_postponed_is_tried_again_soon_in_order_and_holds_up_nobody_else(
    desk: Desk, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(push_module, "BATCH", 1)
    other = make_lead()
    desk.peer.put(other)
    first, second, free = desk.do(*tags(lead, "a", "b"), *tags(other, "c"))
    desk.peer.verdicts[first] = CommandResult(command_id=first, status=CommandStatus.RETRY_LATER, code="busy")
    waits = [await desk.cycle.turn() for _ in range(12)]
    assert desk.peer.order == [free]
    assert all(wait_s is not None and 0.25 <= wait_s <= LONGEST_S for wait_s in waits)
    assert waits[0] is not None
    assert waits[0] <= 0.5
    assert desk.cycle.state is SyncState.ONLINE
    desk.peer.verdicts.clear()
    assert await desk.cycle.turn() == POLL_S
    assert desk.peer.order == [free, first, second]


async def test_a_server_that_forgets_a_result_is_asked_again_later(desk: Desk, lead: Lead) -> None:
    (forgotten,) = desk.do(*tags(lead, "a"))
    desk.peer.verdicts[forgotten] = CommandResult(command_id=CommandId(lead.lead_id), status=CommandStatus.APPLIED)
    assert await desk.cycle.turn() != POLL_S
    assert desk.peer.asked(PUSH) == 1
    assert desk.outbox() == [OutboxState.ON_THIS_PC]


@pytest.mark.parametrize("status", [413, 422])
async def test_one_unreadable_command_does_not_stop_the_rest(desk: Desk, lead: Lead, status: int) -> None:
    others = [make_lead() for _ in range(6)]
    for other in others:
        desk.peer.put(other)
    done = desk.do(*(tags(other, "x")[0] for other in others))
    poison = done[3]

    def refuse(request: object) -> object:
        desk.peer.before[PUSH].append(refuse)  # type: ignore[arg-type]
        return answer_with(status, "bad_request")(request) if str(poison) in request.content.decode() else None  # type: ignore[attr-defined, arg-type]

    desk.peer.before[PUSH] = [refuse]  # type: ignore[list-item]
    await desk.cycle.turn()
    assert desk.peer.order == [command_id for command_id in done if command_id != poison]
    (entry,) = desk.cache.outbox.pending()
    assert (entry.envelope.command_id, entry.state, entry.code) == (poison, OutboxState.REJECTED, "bad_request")
    assert "Title of bad_request." in entry.message


async def test_a_stuck_upload_does_not_hold_back_the_feed(desk: Desk, lead: Lead) -> None:
    desk.do(*tags(lead, "a"))
    desk.peer.page_limit = 1
    desk.peer.put(lead)
    desk.peer.before[PUSH] = [answer_with(503, "database_unavailable")]
    wait_s = await desk.cycle.turn()
    assert wait_s is not None
    assert wait_s < 1
    assert desk.cache.mirror.cursor() == 2
    assert desk.peer.asked(PUSH) == 1
    assert desk.cycle.state is SyncState.OFFLINE
    assert desk.last().reason == "Title of database_unavailable."
    assert desk.last().last_synced_at == desk.peer.time
    assert await desk.cycle.turn() == POLL_S
    assert desk.outbox() == []


@pytest.mark.parametrize("path", [PUSH, PULL])
async def test_an_expired_token_is_renewed_on_the_way(desk: Desk, lead: Lead, path: str) -> None:
    desk.do(*tags(lead, "a"))
    desk.peer.before[path] = [answer_with(401, "signed_out")]
    assert await desk.cycle.turn() == POLL_S
    assert desk.peer.asked(REFRESH) == 1
    assert desk.outbox() == []


@pytest.mark.parametrize("path", [PUSH, PULL])
async def test_signed_out_stops_the_sync_and_keeps_the_outbox(desk: Desk, lead: Lead, path: str) -> None:
    if path == PUSH:
        desk.do(*tags(lead, "a"))
    desk.peer.access_token = desk.peer.refresh_token = "revoked-0"
    assert await desk.cycle.turn() is None
    assert desk.cycle.state is SyncState.SIGNED_OUT
    assert desk.last().reason == "Title of signed_out."
    assert desk.outbox() == [OutboxState.ON_THIS_PC] * (path == PUSH)


@pytest.mark.parametrize("path", [PUSH, PULL])
async def test_an_old_app_stops_and_keeps_the_outbox(desk: Desk, lead: Lead, path: str) -> None:
    desk.do(*tags(lead, "a"))
    desk.peer.before[path] = [answer_with(426, "app_too_old")]
    assert await desk.cycle.turn() is None
    assert desk.cycle.state is SyncState.APP_TOO_OLD
    assert len(desk.outbox()) == 1


async def test_a_feed_reset_rebuilds_the_mirror_and_sends_again(desk: Desk, lead: Lead) -> None:
    """The server came back from a backup: it forgot the last lead and a command that it had already taken."""
    await desk.cycle.turn()
    lost = make_lead()
    desk.peer.put(lost)
    await desk.cycle.turn()
    (taken,) = desk.do(*tags(lead, "a"))
    desk.peer.before[PULL] = [lose]
    await desk.cycle.turn()
    assert desk.outbox() == [OutboxState.SENT]
    desk.peer.feed = desk.peer.feed[:1]
    del desk.peer.leads[lost.lead_id], desk.peer.log[taken]
    desk.peer.order.clear()
    desk.told.clear()
    await desk.cycle.turn()
    assert desk.peer.order == [taken]
    assert desk.outbox() == []
    assert desk.cache.mirror.card(lost.lead_id) is None
    assert shown(desk, lead) == ["a"]
    resets = [event.changes.dropped_lead_ids for event in desk.told if isinstance(event, ChangesApplied)]
    assert lost.lead_id in resets[0]


async def test_a_feed_that_resets_forever_is_given_up_for_now(desk: Desk) -> None:
    desk.peer.before[PULL] = [answer_with(409, "feed_reset")] * 2
    wait_s = await desk.cycle.turn()
    assert wait_s is not None
    assert desk.cycle.state is SyncState.OFFLINE
    assert desk.peer.asked(PULL) == 1


@pytest.mark.parametrize(("cursor", "has_more"), [(2, True), (1, True), (1, False)])
async def test_a_feed_that_does_not_move_on_is_given_up_for_now(
    desk: Desk, lead: Lead, cursor: int, has_more: bool
) -> None:
    desk.peer.put(lead)
    await desk.cycle.turn()
    body = msgspec.json.encode(make_page(cursor, has_more=has_more))
    desk.peer.before[PULL] = [lambda _request: httpx.Response(200, content=body)]
    await desk.cycle.turn()
    assert desk.last().reason == "The server's feed does not move on."
    assert desk.cache.mirror.cursor() == 2


async def test_offline_backs_off_and_forgets_it_when_it_works(desk: Desk) -> None:
    desk.peer.before[PULL] = [lose] * 9
    waits = [await desk.cycle.turn() for _ in range(9)]
    assert all(wait_s is not None for wait_s in waits)
    for failures, wait_s in enumerate(waits):
        whole = min(LONGEST_S, 0.5 * 2**failures)
        assert whole / 2 <= (wait_s or 0) <= whole
    assert desk.states() == [SyncState.OFFLINE]
    await desk.cycle.turn()
    desk.peer.before[PULL] = [lose]
    assert (await desk.cycle.turn() or 9) <= 0.5


async def test_a_full_disk_pauses_the_sync(desk: Desk, lead: Lead, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise DiskFull("The disk is full.")

    with monkeypatch.context() as patched:
        patched.setattr(desk.cache.mirror, "apply_in_steps", full)
        assert await desk.cycle.turn() is not None
    assert (desk.cycle.state, desk.last().reason) == (SyncState.OFFLINE, "The disk is full.")
    assert await desk.cycle.turn() == POLL_S


async def test_a_fault_of_our_own_is_logged_and_does_not_end_the_sync(
    desk: Desk, lead: Lead, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(desk.cache.mirror, "cursor", lambda: 1 // 0)
        assert await desk.cycle.turn() is not None
    assert (desk.cycle.state, desk.last().reason) == (SyncState.OFFLINE, "The sync has a fault.")
    assert "ZeroDivisionError" in caplog.text
    assert await desk.cycle.turn() == POLL_S


async def test_both_directions_failing_tells_the_last_failure(desk: Desk, lead: Lead) -> None:
    desk.do(*tags(lead, "a"))
    desk.peer.before[PUSH] = [answer_with(503)]
    desk.peer.before[PULL] = [lose]
    await desk.cycle.turn()
    assert desk.last().reason == "The server cannot be reached."
