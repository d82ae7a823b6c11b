"""Exactly once, in order, and what becomes of commands that cannot be (promises 2, 3, 8; E7; S9)."""

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import func, select, text

from agent_domain.calls import CallResult
from agent_domain.commands import AddNote, EndCall, Envelope, OptOut, StartCall, TagLead, UntagLead
from agent_domain.ids import CallId, new_id
from agent_domain.leads import DoNotCall, Lead
from agent_domain.wire import CommandResult
from agent_server.db.tables import CallRow, CommandLogRow
from agent_server.services import push_group
from tests.integration.server.world import APPLIED, DUPLICATE, REJECTED, RETRY_LATER, Agent, Mirror, World

pytestmark = pytest.mark.anyio


async def a_whole_call(world: World, lead: Lead) -> tuple[CallId, list[Envelope]]:
    call_id = CallId(new_id())
    return call_id, [
        world.start(lead, call_id),
        world.envelope(TagLead(lead_id=lead.lead_id, name="装修", call_id=call_id)),
        world.envelope(AddNote(lead_id=lead.lead_id, call_id=call_id, text="will think about it")),
        world.end(lead, call_id, sip_status=200, answered_at=world.clock()),
        world.disposition(lead, call_id, CallResult.CALL_BACK_LATER, callback_at=world.clock() + timedelta(days=1)),
    ]


async def mirror_of(agent: Agent) -> Mirror:
    mirror = Mirror()
    await mirror.catch_up(agent)
    return mirror


async def count(world: World, column: object, *where: object) -> int:
    async with world.state.database.sessions() as session:
        return await session.scalar(select(func.count(column)).where(*where)) or 0


async def test_a_call_from_dial_to_disposition_arrives_whole(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    call_id, commands = await a_whole_call(world, lead)
    results = await ann.push(*commands)
    assert [result.status for result in results] == [APPLIED] * 5
    assert all(result.feed_seq > 0 for result in results)
    mirror = await mirror_of(ann)
    assert mirror.cursor >= results[-1].feed_seq
    call, present = mirror.calls[call_id], mirror.leads[lead.lead_id]
    assert (call.result, call.sip_status, call.note) == (CallResult.CALL_BACK_LATER, 200, "")  # the form's note wins
    assert (call.agent_name, call.team_name, call.authority) == ("Ann", "Alpha", "permit")
    assert [tag.name for tag in present.tags] == ["装修"]
    assert present.callback_at == call.callback_at
    assert present.updated_at > lead.updated_at


async def test_replays_in_parts_and_in_parallel_have_one_effect(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    call_id, commands = await a_whole_call(world, lead)
    await ann.push(*commands[:2])
    rounds = [ann.push(*commands), ann.push(*commands), ann.push(*commands[1:4]), ann.push(*commands)]
    answers = [result for results in await asyncio.gather(*rounds) for result in results]
    assert {result.status for result in answers} <= {APPLIED, DUPLICATE}
    for command in commands[2:]:
        own = [result for result in answers if result.command_id == command.command_id]
        assert [result.status for result in own].count(APPLIED) == 1
        assert len({result.feed_seq for result in own}) == 1
    for _ in range(5):
        assert [result.status for result in await ann.push(*commands)] == [DUPLICATE] * 5
    assert await count(world, CallRow.call_id, CallRow.lead_id == lead.lead_id) == 1
    ids = [command.command_id for command in commands]
    assert await count(world, CommandLogRow.command_id, CommandLogRow.command_id.in_(ids)) == 5
    assert (await mirror_of(ann)).calls[call_id].result is CallResult.CALL_BACK_LATER


async def test_the_same_command_twice_in_one_batch_is_a_duplicate(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    tag = world.envelope(TagLead(lead_id=lead.lead_id, name="twice"))
    first, second = await ann.push(tag, tag)
    assert (first.status, second.status) == (APPLIED, DUPLICATE)
    assert first.feed_seq == second.feed_seq


async def test_a_rejection_is_final_and_stored(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    orphan = world.end(lead, CallId(new_id()))
    later = world.envelope(TagLead(lead_id=lead.lead_id, name="goes on"))
    first = await ann.push(orphan, later)
    assert [(result.status, result.code) for result in first] == [(REJECTED, "unknown_call"), (APPLIED, "")]
    again = await ann.push(orphan)
    assert again == first[:1]
    assert again[0].message


async def test_a_failure_of_ours_is_to_be_sent_again_and_nothing_overtakes_it(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ann = await world.as_user("ann")
    lead, other = await world.new_leads(2, name="Canary Name")
    call_id, commands = await a_whole_call(world, lead)
    aside = world.envelope(TagLead(lead_id=other.lead_id, name="aside"))
    real = push_group.apply

    def fails_on_notes(envelope: Envelope, *rest: object) -> object:
        if isinstance(envelope.command, AddNote):
            raise ZeroDivisionError("a bug about Canary Name")
        return real(envelope, *rest)  # type: ignore[arg-type]

    with monkeypatch.context() as patch, caplog.at_level(logging.INFO):
        patch.setattr(push_group, "apply", fails_on_notes)
        results = await ann.push(*commands, aside)
    assert [result.status for result in results] == [APPLIED, APPLIED, *[RETRY_LATER] * 3, APPLIED]
    assert [result.code for result in results[2:5]] == ["server_error", "held_back", "held_back"]
    assert "ZeroDivisionError" in caplog.text
    assert "Canary" not in caplog.text
    results = await ann.push(*commands)
    assert [result.status for result in results] == [DUPLICATE, DUPLICATE, APPLIED, APPLIED, APPLIED]
    assert (await mirror_of(ann)).calls[call_id].result is CallResult.CALL_BACK_LATER


async def test_what_can_never_be_stored_is_rejected_not_retried(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    call_id = CallId(new_id())
    impossible = [
        world.envelope(TagLead(lead_id=lead.lead_id, name="nul \0 inside")),
        world.end(lead, call_id, sip_status=10**12),
        world.envelope(AddNote(lead_id=lead.lead_id, call_id=call_id, text="\0")),
        world.envelope(EndCall(call_id=call_id, lead_id=lead.lead_id, ended_at=datetime.max.replace(tzinfo=UTC))),
    ]
    results = await ann.push(world.start(lead, call_id), *impossible[:3])
    assert [(result.status, result.code) for result in results[1:]] == [(REJECTED, "invalid_value")] * 3
    raw = msgspec.json.encode(impossible[3]).replace(b"9999-12-31T23:59:59.999999Z", b"9999-12-31T23:59:59-12:00")
    early = msgspec.json.encode(impossible[3]).replace(b"9999-12-31T23:59:59.999999Z", b"0001-01-01T00:00:00+12:00")
    for body in (raw, early):
        message = b'{"device_id":"%s","commands":[%s]}' % (str(ann.device_id).encode(), body)
        answer = await world.client.post("/v1/sync/push", content=message, headers=ann.headers)
        assert answer.status_code == 422 or b"rejected" in answer.content, answer.content


async def test_a_lying_clock_does_not_decide_when_a_call_was(world: World) -> None:
    ann, (lead, other, third) = await world.as_user("ann"), await world.new_leads(3)
    now = world.clock()
    for wrong, target in ((timedelta(days=365), lead), (timedelta(days=-365), other)):
        start = StartCall(call_id=CallId(new_id()), lead_id=target.lead_id, phone=target.phone, authority="grant")
        assert (await ann.push(world.envelope(start, at=now + wrong)))[0].status is APPLIED
    honest = StartCall(call_id=CallId(new_id()), lead_id=third.lead_id, phone=third.phone, authority="grant")
    await ann.push(world.envelope(honest, at=now - timedelta(hours=3)))
    calls = {call.lead_id: call for call in (await mirror_of(ann)).calls.values()}
    assert abs(calls[lead.lead_id].started_at - now) < timedelta(minutes=1)
    assert abs(calls[other.lead_id].started_at - now) < timedelta(minutes=1)
    assert calls[third.lead_id].started_at == now - timedelta(hours=3)


async def test_a_dial_that_the_servers_facts_forbid_is_kept_and_marked(world: World) -> None:
    mark = DoNotCall(kind="national", since_at=world.clock() - timedelta(days=9))
    ann, lead = await world.as_user("ann"), await world.new_lead(do_not_call=mark)
    known, unknown = world.start(lead, findings=("HOUSE-WARN-X",)), world.start(lead)
    results = await ann.push(known, unknown)
    assert [result.status for result in results] == [APPLIED, APPLIED]
    calls = (await mirror_of(ann)).calls
    findings = calls[known.command.call_id].compliance_findings  # type: ignore[union-attr,index]
    assert findings[0] == "HOUSE-WARN-X"
    assert any(finding.startswith("server:") and "DO-NOT-CALL" in finding for finding in findings), findings
    fine = await world.new_lead()
    clean = world.start(fine)
    await ann.push(clean)
    assert (await mirror_of(ann)).calls[clean.command.call_id].compliance_findings == ()  # type: ignore[union-attr,index]


async def test_a_third_dial_of_a_day_is_marked(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    starts = [world.start(lead) for _ in range(3)]
    await ann.push(*starts)
    calls = (await mirror_of(ann)).calls
    marked = [bool(calls[start.command.call_id].compliance_findings) for start in starts]  # type: ignore[union-attr,index]
    assert marked == [False, False, True]


async def test_an_opt_out_reaches_every_lead_with_the_number_in_every_team(world: World) -> None:
    ann, zoe = await world.as_user("ann"), await world.as_user("zoe")
    lead, other = await world.new_lead("ann"), await world.new_lead("zoe")
    before_zoe = (await mirror_of(zoe)).cursor
    call_id = CallId(new_id())
    # Ann's lead is reached on a number that is on Zoe's lead, in the other team.
    start = StartCall(call_id=call_id, lead_id=lead.lead_id, phone=other.phone, authority="grant")
    await ann.push(world.envelope(start), world.end(lead, call_id, sip_status=200, answered_at=world.clock()))
    said = world.disposition(lead, call_id, CallResult.OPT_OUT, note="never again")
    assert (await ann.push(said))[0].status is APPLIED
    news = [change.lead for change in (await zoe.pull(before_zoe)).changes if hasattr(change, "lead")]
    assert [(found.lead_id, found.do_not_call.kind) for found in news if found.do_not_call] == [
        (other.lead_id, "opt_out")
    ]
    mine = (await mirror_of(ann)).leads[lead.lead_id].do_not_call
    assert mine is not None
    assert (mine.kind, mine.reason) == ("opt_out", "never again")
    assert (await zoe.permit(other)).decision.allowed is False


async def test_an_opt_out_binds_leads_that_are_imported_later(world: World) -> None:
    from agent_server.services.dnc import bar_numbers
    from tests.integration.server.world import imported

    number = imported(world.clock()).phone
    async with world.state.database.sessions.begin() as session:
        await bar_numbers(session, {number: DoNotCall(kind="opt_out", since_at=world.clock())})
    lead = await world.new_lead("zoe", phone=number)
    assert lead.do_not_call is not None
    assert not (await (await world.as_user("zoe")).permit(lead)).decision.allowed


async def test_what_was_done_before_a_reassignment_still_arrives(world: World) -> None:
    ann, ben, lead = await world.as_user("ann"), await world.as_user("ben"), await world.new_lead("ann")
    call_id, commands = await a_whole_call(world, lead)
    await ann.push(commands[0])
    await world.give([lead.phone], "ben")
    late = [*commands[1:], world.start(lead), world.envelope(OptOut(lead_id=lead.lead_id, reason="said so"))]
    results = await ann.push(*late)
    assert [(result.status, result.code) for result in results] == [
        (REJECTED, "not_assigned"),  # a tag is for the present holder to set
        *[(APPLIED, "")] * 5,
    ]
    mirror = await mirror_of(ben)
    assert mirror.calls[call_id].result is CallResult.CALL_BACK_LATER
    assert len([call for call in mirror.calls.values() if call.lead_id == lead.lead_id]) == 2
    present = mirror.leads[lead.lead_id]
    assert present.do_not_call is not None
    assert lead.lead_id not in (await mirror_of(ann)).leads


async def test_tags_merge_by_name(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    tags = [world.envelope(TagLead(lead_id=lead.lead_id, name=name)) for name in ("a", "b", "a")]
    drop = world.envelope(UntagLead(lead_id=lead.lead_id, name="b"))
    results = await ann.push(*tags, drop)
    assert [result.status for result in results] == [APPLIED] * 4
    assert results[2].feed_seq >= results[1].feed_seq  # nothing changed, yet the answer has a place in the feed
    assert [tag.name for tag in (await mirror_of(ann)).leads[lead.lead_id].tags] == ["a"]


async def test_parallel_pushes_of_many_agents_lose_nothing(world: World) -> None:
    names = ["ann", "ben", "lea", "zoe"]
    work: list[tuple[Agent, list[Envelope]]] = []
    for name in names:
        for lead in await world.new_leads(5, name):
            work.append((await world.as_user(name), (await a_whole_call(world, lead))[1]))
    answers: list[list[CommandResult]] = await asyncio.gather(*(agent.push(*commands) for agent, commands in work))
    assert {result.status for results in answers for result in results} == {APPLIED}
    for name in names:
        mirror = await mirror_of(await world.as_user(name))
        own = [c.command.call_id for agent, cs in work if agent is await world.as_user(name) for c in cs[:1]]  # type: ignore[union-attr]
        assert all(mirror.calls[call_id].result is CallResult.CALL_BACK_LATER for call_id in own)


async def test_the_log_holds_what_the_clock_claimed_and_no_text_of_the_agent(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    claimed = datetime(2031, 1, 1, tzinfo=UTC)
    note = world.envelope(TagLead(lead_id=lead.lead_id, name="canary tag"), at=claimed)
    await ann.push(note)
    async with world.state.database.sessions() as session:
        row = await session.get_one(CommandLogRow, (UUID(str(ann.session.profile.team_id)), note.command_id))
        assert (row.claimed_at, row.kind, row.device_id) == (claimed, "tag_lead", ann.device_id)
        dump = str((await session.execute(text("SELECT t::text FROM command_log t"))).all())
    assert "canary" not in dump


async def test_too_many_commands_and_old_protocols_are_refused_whole(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    tag = world.envelope(TagLead(lead_id=lead.lead_id, name="x"))
    assert (await ann.push_raw([tag] * 1001)).status_code == 422
    body = {"device_id": str(ann.device_id), "protocol_version": 0, "commands": []}
    assert (await world.client.post("/v1/sync/push", json=body, headers=ann.headers)).status_code == 426
