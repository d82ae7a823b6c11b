"""The feed: gapless, in the order of commits, the present state, only what is one's own."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from agent_domain.changes import CallPut, LeadDrop, LeadPut, ScriptPut
from agent_domain.commands import TagLead
from agent_domain.scripts import load_scripts
from agent_server.db.tables import ChangeRow
from agent_server.services.scripts_store import store_scripts
from tests.integration.server.world import Mirror, World

pytestmark = pytest.mark.anyio

WRITERS, TAGS_EACH = 8, 25


async def test_a_reader_who_pages_while_eight_write_misses_nothing(world: World) -> None:
    ann = await world.as_user("ann")
    leads = await world.new_leads(WRITERS)
    mirror = Mirror()
    await mirror.catch_up(ann)
    writing = True

    async def write(number: int) -> None:
        for count in range(TAGS_EACH):
            lead = leads[(number + count) % WRITERS]
            await ann.push(world.envelope(TagLead(lead_id=lead.lead_id, name=f"{number}-{count}")))

    async def read() -> int:
        pages = 0
        while writing:
            mirror.apply(await ann.pull(mirror.cursor, limit=3))
            pages += 1
        return pages

    reader = asyncio.create_task(read())
    await asyncio.gather(*(write(number) for number in range(WRITERS)))
    writing = False
    assert await reader > 10
    await mirror.catch_up(ann, limit=3)
    fresh = Mirror()
    await fresh.catch_up(ann)
    assert mirror.leads == fresh.leads
    assert mirror.calls == fresh.calls
    assert sum(len(mirror.leads[lead.lead_id].tags) for lead in leads) == WRITERS * TAGS_EACH


async def test_numbers_have_no_gaps_between_commits(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    tags = [world.envelope(TagLead(lead_id=lead.lead_id, name=f"gap {number}")) for number in range(10)]
    numbers = [(await ann.push(tag))[0].feed_seq for tag in tags]
    assert [number - numbers[0] for number in numbers] == list(range(10))


async def test_each_page_has_its_limit_and_the_last_says_so(world: World) -> None:
    ann = await world.as_user("ann")
    await world.new_leads(7)
    cursor, seen, pages = 0, 0, 0
    while True:
        page = await ann.pull(cursor, limit=2)
        assert len(page.changes) <= 2
        seen, pages, cursor = seen + len(page.changes), pages + 1, page.cursor
        if not page.has_more:
            break
    whole = await ann.pull(0, 5000)
    assert not whole.has_more
    assert len(whole.changes) == seen
    assert whole.cursor == cursor
    assert (await ann.pull(cursor)).changes == ()


async def test_one_pointer_per_thing_however_often_it_changes(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    for number in range(5):
        await ann.push(world.envelope(TagLead(lead_id=lead.lead_id, name=f"n{number}")))
    page = await ann.pull(0, 5000)
    mine = [change for change in page.changes if isinstance(change, LeadPut) and change.lead.lead_id == lead.lead_id]
    assert len(mine) == 1
    assert len(mine[0].lead.tags) == 5


async def test_a_reassigned_lead_leaves_the_one_and_comes_with_its_calls_to_the_other(world: World) -> None:
    ann, ben, lead = await world.as_user("ann"), await world.as_user("ben"), await world.new_lead("ann")
    start = world.start(lead)
    await ann.push(start)
    of_ann, of_ben = Mirror(), Mirror()
    await of_ann.catch_up(ann)
    await of_ben.catch_up(ben)
    assert lead.lead_id in of_ann.leads
    await world.give([lead.phone], "ben")
    drops = [change for change in (await ann.pull(of_ann.cursor)).changes if isinstance(change, LeadDrop)]
    assert [drop.lead_id for drop in drops] == [lead.lead_id]
    await of_ann.catch_up(ann)
    await of_ben.catch_up(ben)
    assert lead.lead_id not in of_ann.leads
    from_the_start = (await ann.pull(0, 5000)).changes
    assert not [
        change for change in from_the_start if isinstance(change, CallPut) and change.call.lead_id == lead.lead_id
    ]
    assert not [call for call in of_ann.calls.values() if call.lead_id == lead.lead_id]
    lease = of_ben.leads[lead.lead_id].lease
    assert lease is not None
    assert (lease.agent_id, lease.grants) == (ben.session.profile.user_id, 2)
    assert timedelta(days=13) < lease.until_at - world.clock() <= timedelta(days=14)
    assert start.command.call_id in of_ben.calls  # type: ignore[union-attr]
    await world.give([lead.phone], "ann")  # and back: the calls come along again
    await of_ann.catch_up(ann)
    assert start.command.call_id in of_ann.calls  # type: ignore[union-attr]
    await of_ben.catch_up(ben)
    assert lead.lead_id not in of_ben.leads


async def test_a_cursor_of_another_database_is_told_to_begin_anew(world: World) -> None:
    ann = await world.as_user("ann")
    head = (await ann.pull(0, 5000)).cursor
    answer = await world.client.get("/v1/sync/pull", params={"cursor": head + 1}, headers=ann.headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "feed_reset")


@pytest.mark.parametrize(
    "query",
    ["cursor=-1", "cursor=x", "cursor=1e3", "limit=0", "limit=5001", "limit=", "cursor=9" + "9" * 30, "cursor=²"],
)
async def test_nonsense_in_the_query_is_refused(world: World, query: str) -> None:
    ann = await world.as_user("ann")
    assert (await world.client.get(f"/v1/sync/pull?{query}", headers=ann.headers)).status_code == 422


async def test_facts_are_not_promised_younger_than_they_were_read(world: World) -> None:
    before = world.clock()
    page = await (await world.as_user("ann")).pull()
    assert before <= page.facts_as_of <= page.server_time <= world.clock()


async def test_scripts_come_to_everyone_once_and_again_when_they_change(world: World) -> None:
    scripts = load_scripts()
    for name in ("ann", "zoe"):
        page = await (await world.as_user(name)).pull(0, 5000)
        found = {change.script.script_id: change.script for change in page.changes if isinstance(change, ScriptPut)}
        assert found == {script.script_id: script for script in scripts}
    cursor = page.cursor
    database = world.state.database
    async with database.sessions.begin() as session:
        assert await store_scripts(session, scripts) == 0
    assert (await (await world.as_user("zoe")).pull(cursor)).changes == ()
    from msgspec.structs import replace

    changed = (replace(scripts[0], version=scripts[0].version + 1), *scripts[1:])
    async with database.sessions.begin() as session:
        assert await store_scripts(session, changed) == 1
    page = await (await world.as_user("zoe")).pull(cursor)
    assert [change.script.version for change in page.changes if isinstance(change, ScriptPut)] == [changed[0].version]
    async with database.sessions.begin() as session:
        await store_scripts(session, scripts)


async def test_a_transaction_that_is_rolled_back_leaves_no_gap(world: World) -> None:
    from agent_server.services.feed import Pointer, publish

    ann, lead = await world.as_user("ann"), await world.new_lead()
    before = (await ann.pull(0, 5000)).cursor
    team_id = ann.session.profile.team_id
    async with world.state.database.sessions() as session:
        pointer = Pointer(audience_id=ann.session.profile.user_id, entity="lead", entity_id=lead.lead_id)
        assert await publish(session, team_id, [pointer, pointer]) == before + 1
        await session.rollback()
    assert (await ann.pull(0, 5000)).cursor == before


async def test_a_page_is_found_by_the_index(world: World) -> None:
    from agent_server.services.sessions import Caller
    from agent_server.services.sync_pull import _pointers_after

    profile = (await world.as_user("ann")).session.profile
    caller = Caller(
        session_id=profile.user_id,
        user_id=profile.user_id,
        username="ann",
        name="Ann",
        role=profile.role,
        team_id=profile.team_id,
        team_name="Alpha",
    )
    async with world.state.database.sessions() as session:
        await session.execute(
            text(
                "INSERT INTO change SELECT team_id, audience_id, 'lead', gen_random_uuid(), lead_id, 1000000 + n"
                " FROM (SELECT * FROM change WHERE audience_id = :me LIMIT 1) c, generate_series(1, 20000) n"
            ),
            {"me": profile.user_id},
        )
        await session.execute(text("ANALYZE change"))
        query = _pointers_after(caller, 1000100, 100).compile(
            dialect=session.bind.dialect,
            compile_kwargs={"literal_binds": True},  # type: ignore[union-attr]
        )
        plan = "\n".join(row[0] for row in await session.execute(text(f"EXPLAIN {query}")))
        await session.rollback()
    assert "Seq Scan" not in plan, plan
    assert plan.count("ix_change_feed") == 2, plan


async def test_the_counter_is_the_highest_number(world: World) -> None:
    async with world.state.database.sessions() as session:
        for team_id, seq in await session.execute(text("SELECT team_id, seq FROM team_seq")):
            numbers = list(await session.scalars(select(ChangeRow.seq).where(ChangeRow.team_id == team_id)))
            assert len(numbers) == len(set(numbers))
            assert max(numbers) == seq
