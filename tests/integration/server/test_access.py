"""Every route, every role, own and other people's things: a route without a row here fails (promise 14)."""

from collections.abc import Awaitable, Callable

import httpx
import msgspec
import pytest
from starlette.routing import Route, WebSocketRoute

from agent_domain.changes import CallPut, LeadPut
from agent_domain.commands import AddNote, OptOut, TagLead
from agent_domain.leads import Lead
from agent_domain.wire import RefreshRequest
from tests.integration.server.world import APPLIED, REJECTED, USERS, Agent, World

pytestmark = pytest.mark.anyio

NOBODY, DIALING, OTHERS = ("",), ("ann", "ben", "lea", "zoe"), ("max", "sue", "qin", "ada")
EVERYONE = DIALING + OTHERS
Ask = Callable[[World, Agent | None], Awaitable[httpx.Response]]


def headers(agent: Agent | None) -> dict[str, str]:
    return agent.headers if agent else {}


async def ask_me(world: World, agent: Agent | None) -> httpx.Response:
    return await world.client.get("/v1/me", headers=headers(agent))


async def ask_pull(world: World, agent: Agent | None) -> httpx.Response:
    return await world.client.get("/v1/sync/pull", headers=headers(agent))


async def ask_push(world: World, agent: Agent | None) -> httpx.Response:
    body = {"device_id": "01890000-0000-7000-8000-000000000000", "commands": []}
    return await world.client.post("/v1/sync/push", json=body, headers=headers(agent))


async def ask_permit(world: World, agent: Agent | None) -> httpx.Response:
    unknown = "01890000-0000-7000-8000-000000000000"
    body = {"call_id": unknown, "lead_id": unknown, "phone": "+4915112345678"}
    return await world.client.post("/v1/permits", json=body, headers=headers(agent))


async def ask_sign_out(world: World, agent: Agent | None) -> httpx.Response:
    again = await world.sign_in(agent.session.profile.username) if agent else None
    return await world.client.post("/v1/sign-out", headers=headers(again))


async def ask_sign_in(world: World, agent: Agent | None) -> httpx.Response:
    return await world.sign_in_raw(agent.session.profile.username if agent else "nobody")


async def ask_refresh(world: World, agent: Agent | None) -> httpx.Response:
    token = (await world.sign_in(agent.session.profile.username)).session.refresh_token if agent else "x"
    return await world.client.post(
        "/v1/token/refresh", content=msgspec.json.encode(RefreshRequest(refresh_token=token))
    )


def asking(path: str) -> Ask:
    async def ask(world: World, agent: Agent | None) -> httpx.Response:
        return await world.client.get(path, headers=headers(agent))

    return ask


def cells(ask: Ask, nobody: int, dialing: int, others: int) -> tuple[Ask, dict[str, int]]:
    expected = dict.fromkeys(DIALING, dialing) | dict.fromkeys(OTHERS, others) | {"": nobody}
    return ask, expected


MATRIX = {
    ("POST", "/v1/sign-in"): cells(ask_sign_in, 401, 200, 200),
    ("POST", "/v1/token/refresh"): cells(ask_refresh, 401, 200, 200),
    ("POST", "/v1/sign-out"): cells(ask_sign_out, 401, 204, 204),
    ("GET", "/v1/me"): cells(ask_me, 401, 200, 200),
    ("POST", "/v1/sync/push"): cells(ask_push, 401, 200, 403),
    ("GET", "/v1/sync/pull"): cells(ask_pull, 401, 200, 403),
    ("POST", "/v1/permits"): cells(ask_permit, 401, 404, 403),
    ("GET", "/healthz"): cells(asking("/healthz"), 200, 200, 200),
    ("GET", "/readyz"): cells(asking("/readyz"), 200, 200, 200),
    ("GET", "/openapi.json"): cells(asking("/openapi.json"), 200, 200, 200),
}
SOCKETS = {"/v1/live"}  # its cells: test_live.py


def leaves(routes: list[object]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for route in routes:
        if isinstance(route, Route):
            found |= {(method, route.path) for method in (route.methods or set()) - {"HEAD"}}
        elif isinstance(route, WebSocketRoute):
            found.add(("SOCKET", route.path))
        else:
            inner = getattr(route, "original_router", None) or getattr(route, "app", None)
            assert inner is not None, route
            found |= leaves(inner.routes)
    return found


async def test_no_route_is_without_its_row(world: World) -> None:
    documented = {
        (method.upper(), path) for path, operations in world.app.openapi()["paths"].items() for method in operations
    }
    found = leaves(list(world.app.routes))
    assert found == MATRIX.keys() | {("SOCKET", path) for path in SOCKETS}
    assert documented == MATRIX.keys() - {("GET", "/openapi.json")}


@pytest.mark.parametrize("user", [*EVERYONE, *NOBODY])
@pytest.mark.parametrize("route", MATRIX, ids=" ".join)
async def test_the_matrix(world: World, route: tuple[str, str], user: str) -> None:
    assert set(EVERYONE) == set(USERS)
    ask, expected = MATRIX[route]
    answer = await ask(world, await world.as_user(user) if user else None)
    assert answer.status_code == expected[user]


async def test_a_forged_or_malformed_token_is_nobody(world: World) -> None:
    for value in ("Bearer", "Bearer ", "Basic YTpi", "Bearer x\x7f", "Bearer " + "a" * 5000, "bearer null"):
        answer = await world.client.get("/v1/me", headers={"Authorization": value})
        assert answer.status_code == 401


@pytest.fixture(scope="module")
async def anns(world: World) -> Lead:
    """Ann's lead, with a call."""
    lead = await world.new_lead("ann")
    ann = await world.as_user("ann")
    results = await ann.push(world.start(lead))
    assert results[0].status is APPLIED
    return lead


@pytest.mark.parametrize("user", ["ben", "lea", "zoe"])
async def test_nobody_else_reads_the_lead_or_its_calls(world: World, anns: Lead, user: str) -> None:
    page = await (await world.as_user(user)).pull(0, 5000)
    assert not [change for change in page.changes if isinstance(change, LeadPut | CallPut)]
    assert anns.phone not in msgspec.json.encode(page).decode()


@pytest.mark.parametrize("user", ["ben", "lea", "zoe"])
async def test_nobody_else_writes_to_the_lead(world: World, anns: Lead, user: str) -> None:
    agent, ann = await world.as_user(user), await world.as_user("ann")
    before = [change for change in (await ann.pull(0, 5000)).changes if not hasattr(change, "script")]
    call_id = next(change.call.call_id for change in before if isinstance(change, CallPut))
    results = await agent.push(
        world.envelope(TagLead(lead_id=anns.lead_id, name="intruder")),
        world.envelope(OptOut(lead_id=anns.lead_id)),
        world.envelope(AddNote(lead_id=anns.lead_id, call_id=call_id, text="intruder")),
        world.start(anns),
        world.end(anns, call_id),
    )
    assert [(result.status, result.code) for result in results] == [(REJECTED, "not_assigned")] * 5
    after = [change for change in (await ann.pull(0, 5000)).changes if not hasattr(change, "script")]
    assert after == before


@pytest.mark.parametrize("user", ["ben", "lea", "zoe"])
async def test_nobody_else_gets_a_permit_and_the_answer_tells_nothing(world: World, anns: Lead, user: str) -> None:
    answer = await (await world.as_user(user)).permit_raw(anns)
    assert answer.status_code == 404
    assert anns.name not in answer.text


async def test_an_agent_cannot_write_into_another_agents_call_through_an_own_lead(world: World, anns: Lead) -> None:
    ben, ann = await world.as_user("ben"), await world.as_user("ann")
    own = await world.new_lead("ben")
    page = await ann.pull(0, 5000)
    call_id = next(change.call.call_id for change in page.changes if isinstance(change, CallPut))
    results = await ben.push(
        world.start(own, call_id), world.envelope(AddNote(lead_id=own.lead_id, call_id=call_id, text="intruder"))
    )
    assert [(result.status, result.code) for result in results] == [
        (REJECTED, "call_id_taken"),
        (REJECTED, "unknown_call"),
    ]


async def test_another_agents_command_id_neither_tells_nor_changes_anything(world: World, anns: Lead) -> None:
    ben, ann = await world.as_user("ben"), await world.as_user("ann")
    own = await world.new_lead("ben")
    tag = world.envelope(TagLead(lead_id=anns.lead_id, name="anns"))
    assert (await ann.push(tag))[0].status is APPLIED
    stolen = msgspec.structs.replace(tag, command=TagLead(lead_id=own.lead_id, name="bens"))
    result = (await ben.push(stolen))[0]
    assert (result.status, result.code, result.feed_seq) == (REJECTED, "command_id_taken", 0)
