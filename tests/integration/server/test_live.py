"""Hints through a real uvicorn: who hears what, and what ends a socket."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from agent_domain.commands import TagLead
from agent_domain.wire import Problem
from agent_server.api.live import CLOSE_SIGNED_OUT
from tests.integration.server.world import APPLIED, Agent, World

pytestmark = pytest.mark.anyio

HEARD_WITHIN_S = 10


@pytest.fixture(scope="module")
async def address(world: World) -> AsyncIterator[str]:
    config = uvicorn.Config(
        world.app, port=0, lifespan="off", log_config=None, ws="websockets-sansio", ws_per_message_deflate=False
    )
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"ws://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/v1/live"
    server.should_exit = True
    await task


@asynccontextmanager
async def socket_of(agent: Agent, address: str) -> AsyncIterator[ClientConnection]:
    async with connect(address, additional_headers=agent.headers) as socket:
        await hear(socket)  # the first hint: whatever was missed
        yield socket


async def hear(socket: ClientConnection) -> object:
    return msgspec.json.decode(await asyncio.wait_for(socket.recv(), HEARD_WITHIN_S))


async def test_a_change_is_hinted_to_whom_it_concerns_and_to_nobody_else(world: World, address: str) -> None:
    ann, ben, zoe = [await world.as_user(name) for name in ("ann", "ben", "zoe")]
    lead, others = await world.new_lead("ann"), await world.new_lead("ben")
    async with socket_of(ann, address) as anns, socket_of(ben, address) as bens, socket_of(zoe, address) as zoes:
        await ann.push(world.envelope(TagLead(lead_id=lead.lead_id, name="a")))
        assert await hear(anns) == {"kind": "feed_changed"}
        await ben.push(world.envelope(TagLead(lead_id=others.lead_id, name="b")))
        assert await hear(bens) == {"kind": "feed_changed"}
        # What went to Ben is behind us; had Ann's change been told to him or to Zoe, it would be waiting here.
        for socket in (bens, zoes):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(socket.recv(), 0.2)


@pytest.mark.parametrize(("user", "status", "code"), [("", 401, "signed_out"), ("max", 403, "forbidden")])
async def test_who_may_not_listen_gets_a_problem(world: World, address: str, user: str, status: int, code: str) -> None:
    headers = (await world.as_user(user)).headers if user else {}
    with pytest.raises(InvalidStatus) as refused:
        async with connect(address, additional_headers=headers):
            pass
    assert refused.value.response.status_code == status
    assert msgspec.json.decode(refused.value.response.body, type=Problem).code == code


async def test_signing_out_closes_the_socket(world: World, address: str) -> None:
    agent = await world.sign_in("ann")
    async with socket_of(agent, address) as socket:
        await world.client.post("/v1/sign-out", headers=agent.headers)
        with pytest.raises(ConnectionClosed) as closed:
            await hear(socket)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CLOSE_SIGNED_OUT


async def test_after_a_lost_database_connection_everyone_is_told_to_pull(world: World, address: str) -> None:
    from sqlalchemy import text

    ann, lead = await world.as_user("ann"), await world.new_lead("ann")
    async with socket_of(ann, address) as socket:
        async with world.state.database.sessions() as session:
            ended = await session.scalars(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND query LIKE 'LISTEN%'"
                )
            )
            assert list(ended) == [True]
        assert await hear(socket) == {"kind": "feed_changed"}
        assert (await ann.push(world.envelope(TagLead(lead_id=lead.lead_id, name="again"))))[0].status is APPLIED
        assert await hear(socket) == {"kind": "feed_changed"}


async def test_what_a_client_says_is_ignored(world: World, address: str) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead("ann")
    async with socket_of(ann, address) as socket:
        for garbage in ("x", b"\x00\xff", "{" * 1000):
            await socket.send(garbage)
        await ann.push(world.envelope(TagLead(lead_id=lead.lead_id, name="heard")))
        assert await hear(socket) == {"kind": "feed_changed"}
