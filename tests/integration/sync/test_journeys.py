"""Desktop and server as they are, with what may come between them."""

import asyncio
import random
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from agent_app.storage.outbox import OutboxState
from agent_app.sync.client import ServerClient
from agent_app.sync.events import ChangesApplied, CommandsSettled, SyncState, SyncStateChanged
from agent_domain.calls import CallResult
from agent_domain.clock import utc_now
from agent_domain.commands import AddNote, Command, DispositionCall, EndCall, OptOut, StartCall, TagLead, UntagLead
from agent_domain.ids import CallId, LeadId, new_id
from agent_domain.wire import CommandStatus, PermitRequest, PushRequest

from .center import LEADS, Center, Desk

NewDesk = Callable[..., Desk]


def call_on(desk: Desk, lead_id: LeadId, note: str = "") -> tuple[CallId, list[Command]]:
    card = desk.cache.mirror.card(lead_id)
    assert card is not None
    call_id = CallId(new_id())
    commands: list[Command] = [
        StartCall(call_id=call_id, lead_id=lead_id, phone=card.lead.phone, authority="grant"),
        TagLead(lead_id=lead_id, name="装修", call_id=call_id),
        EndCall(call_id=call_id, lead_id=lead_id, ended_at=utc_now(), sip_status=486, sip_result=CallResult.BUSY),
        DispositionCall(call_id=call_id, lead_id=lead_id, result=CallResult.BUSY, note=note),
    ]
    return call_id, commands


def online(desk: Desk) -> None:
    desk.begin()
    desk.ear.until_state(SyncState.ONLINE)


def tags(desk: Desk, lead_id: LeadId) -> set[str]:
    card = desk.cache.mirror.card(lead_id)
    return {tag.name for tag in card.lead.tags} if card else set()


def test_the_first_sync(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    mirror = desk.cache.mirror
    assert mirror.total() > LEADS // 2
    (row,) = mirror.page("王伟7", 0, 10)[:1]
    assert row.name.startswith("王伟7")
    assert mirror.facts_as_of() is not None
    other = new_desk("ben")
    online(other)
    assert other.cache.mirror.total() < LEADS // 2


def test_work_done_offline_is_on_the_server_afterwards(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    desk.pause()
    lead_id = desk.leads(3)[-1]
    call_id, commands = call_on(desk, lead_id, "offline work")
    done = desk.do(*commands)
    assert desk.cache.outbox.state_of_call(call_id) is OutboxState.ON_THIS_PC
    desk.begin()
    desk.until_drained()
    assert desk.cache.outbox.state_of_call(call_id) is None
    assert center.log_of([envelope.command_id for envelope in done]) == [envelope.command_id for envelope in done]
    (call,) = [call for call in center.calls() if call["call_id"] == str(call_id)]
    assert (call["result"], call["sip_status"]) == ("BUSY", 486)
    other = new_desk()
    online(other)
    card = other.cache.mirror.card(lead_id)
    assert card is not None
    assert card == desk.cache.mirror.card(lead_id)
    assert next(call for call in card.calls if call.call_id == call_id).note == "offline work"


@pytest.mark.parametrize("seed", range(2))
def test_the_server_is_killed_while_we_push(center: Center, new_desk: NewDesk, seed: int) -> None:
    """Nothing is lost, nothing is done twice, and the order stands."""
    draw = random.Random(seed)
    desk = new_desk()
    online(desk)
    desk.pause()
    lead_ids = desk.leads(6)
    name = new_id().hex
    work: list[Command] = []
    for number in range(400):
        lead_id = draw.choice(lead_ids)
        work.append(draw.choice([TagLead, UntagLead])(lead_id=lead_id, name=f"{name}-{number % 5}"))
    done = [envelope.command_id for envelope in desk.do(*work)]
    desk.begin()
    for _ in range(2):
        settled = len(center.log_of(done))
        target = settled + draw.randrange(1, 60)
        desk.until(lambda target=target: len(center.log_of(done)) >= min(target, len(done)), waking=True)
        center.kill()
        center.start()
    desk.until_drained(waking=True)
    assert center.log_of(done) == done
    fresh = new_desk()
    online(fresh)
    for lead_id in lead_ids:
        expected: set[str] = set()
        for command in work:
            if command.lead_id == lead_id and isinstance(command, TagLead):
                expected.add(command.name)
            elif command.lead_id == lead_id and isinstance(command, UntagLead):
                expected.discard(command.name)
        found = {tag for tag in tags(fresh, lead_id) if tag.startswith(name)}
        assert found == expected == {tag for tag in tags(desk, lead_id) if tag.startswith(name)}


class LossyTransport(httpx.AsyncHTTPTransport):
    """Loses the answers to the first pushes, after the server has done its work."""

    def __init__(self, losses: int) -> None:
        super().__init__()
        self.losses = losses

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        answer = await super().handle_async_request(request)
        if request.url.path == "/v1/sync/push" and self.losses:
            self.losses -= 1
            await answer.aread()
            await answer.aclose()
            raise httpx.ReadError("the line went dead")
        return answer


def test_the_answer_is_lost_after_the_commit(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    desk.pause()
    call_id, commands = call_on(desk, desk.leads(1)[0])
    done = [envelope.command_id for envelope in desk.do(*commands)]
    transport = LossyTransport(losses=3)
    desk.ear.told.clear()
    desk.begin(lambda url: ServerClient(url, transport=transport))
    desk.until_drained(waking=True)
    assert transport.losses == 0
    assert center.log_of(done) == done
    settled = [event.results for event in desk.ear.told if isinstance(event, CommandsSettled)]
    assert {result.status for results in settled for result in results} == {CommandStatus.DUPLICATE}
    assert [call["call_id"] for call in center.calls()].count(str(call_id)) == 1


def test_the_same_commands_many_times_and_in_parallel(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    assert desk.sync is not None
    token = desk.sync.session.access_token
    desk.pause()
    _, commands = call_on(desk, desk.leads(1)[0])
    envelopes = tuple(desk.do(*commands))
    request = PushRequest(device_id=desk.device_id, commands=envelopes)

    async def replay() -> list[Any]:
        client = ServerClient(center.url)
        try:
            pushes = (client.push(token, request) for _ in range(5))
            return [answer.results for answer in await asyncio.gather(*pushes)]
        finally:
            await client.close()

    answers = asyncio.run(replay())
    done = [envelope.command_id for envelope in envelopes]
    assert center.log_of(done) == done
    fates = [{results[n].status for results in answers} for n in range(len(done))]
    assert all(fate <= {CommandStatus.APPLIED, CommandStatus.DUPLICATE, CommandStatus.RETRY_LATER} for fate in fates)
    desk.begin()
    desk.until_drained()
    assert center.log_of(done) == done


def test_a_lead_that_goes_to_somebody_else_is_erased_here(center: Center, new_desk: NewDesk) -> None:
    desk, other = new_desk(), new_desk("ben")
    online(desk)
    online(other)
    lead_id = desk.leads(1)[0]
    call_id, commands = call_on(desk, lead_id)
    desk.do(*commands)
    desk.until_drained()
    before = desk.cache.mirror.total()
    center.give(lead_id, "ben")
    desk.until(lambda: desk.cache.mirror.card(lead_id) is None)  # by the live hint: the next poll is 30 s away
    assert desk.cache.mirror.total() == before - 1
    assert any(
        isinstance(event, ChangesApplied) and lead_id in event.changes.dropped_lead_ids for event in desk.ear.told
    )
    other.until(lambda: other.cache.mirror.card(lead_id) is not None)
    card = other.cache.mirror.card(lead_id)
    assert card is not None
    assert call_id in {call.call_id for call in card.calls}
    desk.do(AddNote(call_id=call_id, lead_id=lead_id, text="said later"), TagLead(lead_id=lead_id, name="not mine"))
    desk.until(lambda: desk.cache.outbox.counts().needs_attention == 1)  # the note of a call counts, the tag does not
    desk.until(lambda: len(desk.cache.outbox.pending()) == 1)
    (entry,) = desk.cache.outbox.pending()
    assert (entry.state, entry.code) == (OutboxState.REJECTED, "not_assigned")


def test_an_opt_out_on_one_desk_is_seen_on_the_other(center: Center, new_desk: NewDesk) -> None:
    first, second = new_desk(), new_desk()
    online(first)
    online(second)
    lead_id = first.leads(5)[-1]
    first.do(OptOut(lead_id=lead_id, reason="asked to"))

    def barred(desk: Desk) -> bool:
        card = desk.cache.mirror.card(lead_id)
        return card is not None and card.lead.do_not_call is not None and card.lead.do_not_call.kind == "opt_out"

    second.until(lambda: barred(second))
    first.until(lambda: barred(first))
    assert second.cache.mirror.page("", 0, 1000)[-1].do_not_call == "opt_out"


def test_an_access_token_that_ends_at_any_request_is_renewed(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    lead_id = desk.leads(1)[0]
    for number in range(4):
        center.sql("UPDATE access_token SET expires_at = now() - interval '1 second'")
        desk.do(TagLead(lead_id=lead_id, name=f"expired {number}"))
        desk.until_drained()
    assert {f"expired {number}" for number in range(4)} <= tags(desk, lead_id)
    states = {event.state for event in desk.ear.told if isinstance(event, SyncStateChanged)}
    assert SyncState.SIGNED_OUT not in states


def test_the_remembered_session_works_after_each_restart(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    for _ in range(3):
        desk.ear.told.clear()
        online(desk)
        desk.pause()


def test_a_disabled_user_is_signed_out_and_keeps_the_outbox(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    lead_id = desk.leads(1)[0]
    center.disable("ann")
    try:
        desk.do(TagLead(lead_id=lead_id, name="kept"))
        desk.ear.until_state(SyncState.SIGNED_OUT)
        assert [entry.state for entry in desk.cache.outbox.pending()] == [OutboxState.ON_THIS_PC]
    finally:
        center.enable("ann")


def test_a_permit_of_the_real_gate(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    assert desk.sync is not None
    lead_id = desk.leads(1)[0]
    card = desk.cache.mirror.card(lead_id)
    assert card is not None
    request = PermitRequest(call_id=CallId(new_id()), lead_id=lead_id, phone=card.lead.phone)
    answer = desk.sync.ask_permit(request, timeout_s=10).result(20)
    assert answer.decision.rules_version
    assert (answer.expires_at is not None) == answer.decision.allowed


def test_a_server_that_is_away_and_comes_back(center: Center, new_desk: NewDesk) -> None:
    desk = new_desk()
    online(desk)
    lead_id = desk.leads(1)[0]
    center.stop()
    try:
        desk.ear.until_state(SyncState.OFFLINE)  # told by the falling live channel, not by the next poll
        desk.do(TagLead(lead_id=lead_id, name="while away"))
    finally:
        center.start()
    desk.until_drained(waking=True)
    assert "while away" in tags(desk, lead_id)
