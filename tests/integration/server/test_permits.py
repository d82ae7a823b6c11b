"""Permits: the gate on fresh facts, and one call at a time per lead."""

import pytest

from agent_domain.ids import CallId, new_id
from agent_domain.leads import NumberStatus
from agent_server.services.permits import LOCK_S, LOCKED
from tests.integration.server.world import World

pytestmark = pytest.mark.anyio


async def test_an_allowed_dial_locks_the_lead_for_a_minute(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    answer = await ann.permit(lead)
    assert answer.decision.allowed, answer.decision
    assert answer.expires_at is not None
    assert LOCK_S - 5 < (answer.expires_at - world.clock()).total_seconds() <= LOCK_S


async def test_another_agent_is_blocked_until_the_call_ends(world: World) -> None:
    ann, ben, lead = await world.as_user("ann"), await world.as_user("ben"), await world.new_lead("ann")
    call_id = CallId(new_id())
    locked = await ann.permit(lead, call_id)
    await world.give([lead.phone], "ben")
    refused = await ben.permit(lead)
    assert not refused.decision.allowed
    assert refused.expires_at is None
    assert [finding.rule_id for finding in refused.decision.findings][:1] == [LOCKED]
    assert refused.decision.allowed_from == locked.expires_at
    await ann.push(world.start(lead, call_id), world.end(lead, call_id, sip_status=486))
    assert (await ben.permit(lead)).decision.allowed


async def test_a_lock_ends_by_time(world: World) -> None:
    ann, ben, lead = await world.as_user("ann"), await world.as_user("ben"), await world.new_lead("ann")
    await ann.permit(lead)
    await world.give([lead.phone], "ben")
    assert not (await ben.permit(lead)).decision.allowed
    world.clock.move(seconds=LOCK_S + 1)
    assert (await ben.permit(lead)).decision.allowed


async def test_ones_own_older_lock_does_not_stand_in_the_way(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    assert (await ann.permit(lead)).decision.allowed
    assert (await ann.permit(lead)).decision.allowed


async def test_attempts_of_everybody_count(world: World) -> None:
    ann, ben, lead = await world.as_user("ann"), await world.as_user("ben"), await world.new_lead("ann")
    await ann.push(world.start(lead))
    await world.give([lead.phone], "ben")
    assert (await ben.permit(lead)).decision.allowed
    await ben.push(world.start(lead))
    refused = await ben.permit(lead)
    assert not refused.decision.allowed
    assert refused.decision.allowed_from is not None


async def test_a_vacant_number_and_a_foreign_number_are_refused(world: World) -> None:
    from msgspec.structs import replace

    ann = await world.as_user("ann")
    vacant = await world.new_lead(number_status=NumberStatus.VACANT)
    assert not (await ann.permit(vacant)).decision.allowed
    lead, other = await world.new_leads(2)
    assert not (await ann.permit(replace(lead, phone=other.phone))).decision.allowed
    assert (await ann.permit_raw(replace(lead, phone="\0"))).status_code == 422
