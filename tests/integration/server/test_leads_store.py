"""Imports against the database: one contact per number, urgency, leases."""

import asyncio
from datetime import timedelta

import pytest

from agent_domain.leads import Consent, DoNotCall, Intent, Lead, Tag
from agent_server.errors import BadRequest
from agent_server.services import assignment
from agent_server.services.leads_import import ImportedLead
from agent_server.services.leads_store import StoreResult, bar_refused_numbers, store_leads
from tests.integration.server.world import World, imported

pytestmark = pytest.mark.anyio


async def store(world: World, team: str, *leads: ImportedLead) -> StoreResult:
    campaign = await world.campaign(team)
    async with world.state.database.sessions.begin() as session:
        return await store_leads(session, campaign, leads, now=world.clock())


async def test_a_number_of_another_team_keeps_its_lead_and_gains_what_it_lacks(world: World) -> None:
    ann = await world.as_user("ann")
    lead = await world.new_lead("ann", tags=(Tag(name="old"),), name="First Name")
    cursor = (await ann.pull(0, 5000)).cursor
    again = imported(
        world.clock(),
        phone=lead.phone,
        name="Other Name",
        tags=(Tag(name="old"), Tag(name="new")),
        consent=Consent(source="another form"),
        requested=True,
    )
    assert await store(world, "Beta", again) == StoreResult(added=0, enriched=1, unchanged=0)
    assert await store(world, "Beta", again) == StoreResult(added=0, enriched=0, unchanged=1)
    (present,) = await world.leads([lead.phone])
    assert (present.lead_id, present.name, present.campaign_name) == (lead.lead_id, "First Name", "Alpha list")
    assert [tag.name for tag in present.tags] == ["old", "new"]
    assert present.consent is not None
    assert (present.consent.source, present.requested) == ("web form", True)
    assert [change.lead for change in (await ann.pull(cursor)).changes if hasattr(change, "lead")] == [present]


async def test_a_wish_not_to_be_called_counts_from_any_row(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead("ann")
    cursor = (await ann.pull(0, 5000)).cursor
    mark = DoNotCall(kind="opt_out", since_at=world.clock(), reason="in the list")
    async with world.state.database.sessions.begin() as session:
        await bar_refused_numbers(session, {lead.phone: mark})
    (told,) = [change.lead for change in (await ann.pull(cursor)).changes if hasattr(change, "lead")]
    assert told.do_not_call == mark
    weaker = DoNotCall(kind="national", since_at=world.clock())
    await store(world, "Alpha", imported(world.clock(), phone=lead.phone, do_not_call=weaker))
    assert (await world.leads([lead.phone]))[0].do_not_call == mark


async def test_two_imports_at_once_do_not_double_a_number(world: World) -> None:
    batch = [imported(world.clock()) for _ in range(300)]
    results = await asyncio.gather(store(world, "Alpha", *batch), store(world, "Beta", *batch[::-1]))
    assert sorted(result.added for result in results) == [0, 300]


async def test_every_field_of_an_imported_lead_comes_back(world: World) -> None:
    from agent_domain.leads import KnownAnswer, NumberStatus, RiskSignal

    now = world.clock().replace(microsecond=0)
    rich = imported(
        now,
        reference="A-1",
        company="ООО «Пример»",
        language="zh",
        region="DE",
        source="shop",
        source_detail="form 7",
        extraction_reason="asked for a price",
        requested=True,
        intent=Intent.HIGH,
        number_status=NumberStatus.VALID,
        number_verified_at=now,
        consent=Consent(source="form", granted_at=now, expires_at=now + timedelta(days=9), withdrawn_at=now),
        complaint_at=now,
        risk_signals=(RiskSignal(kind="words", text="保证收益", words=("保证收益",)),),
        tags=(Tag(name="装修", added_at=now),),
        open_question="when?",
        known_answers=(KnownAnswer(question="q", answer="a"),),
        refused_products=("insurance",),
    )
    await store(world, "Alpha", rich)
    (lead,) = await world.leads([rich.phone])
    for name in set(ImportedLead.__struct_fields__) & set(Lead.__struct_fields__) - {"campaign_name"}:
        assert getattr(lead, name) == getattr(rich, name), name


async def test_assign_gives_the_most_urgent_first_and_only_within_the_team(world: World) -> None:
    calm = await world.new_leads(2, agent=None, intent=Intent.LOW)
    hot = await world.new_lead(agent=None, requested=True)
    campaign, ann, zoe, manager = (
        await world.campaign("Alpha"),
        await world.user("ann"),
        await world.user("zoe"),
        await world.user("max"),
    )
    async with world.state.database.sessions.begin() as session:
        assert await assignment.assign_leads(session, world.settings, campaign, ann, 1, world.clock()) == 1
    assert (await world.leads([hot.phone]))[0].lease is not None
    assert (await world.leads([calm[0].phone]))[0].lease is None
    for other in (zoe, manager):
        async with world.state.database.sessions() as session:
            with pytest.raises(BadRequest):
                await assignment.assign_leads(session, world.settings, campaign, other, 1, world.clock())


async def test_reaching_the_server_renews_leases_that_are_half_over(world: World) -> None:
    lead = await world.new_lead("lea")
    world.clock.move(days=world.settings.lease_days / 2 + 1)
    await world.sign_in("lea")
    (renewed,) = await world.leads([lead.phone])
    assert renewed.lease is not None
    assert renewed.lease.until_at - world.clock() > timedelta(days=world.settings.lease_days - 1)
