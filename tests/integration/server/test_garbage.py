"""Whatever comes in, no 5xx goes out (promise 15, in small; the deep run is schemathesis')."""

import random

import httpx
import msgspec
import pytest

from agent_domain.commands import TagLead
from agent_domain.wire import Problem
from tests.integration.server.world import World

pytestmark = pytest.mark.anyio

POSTS = ("/v1/sign-in", "/v1/token/refresh", "/v1/sync/push", "/v1/permits", "/v1/sign-out")
BODIES = (
    b"",
    b"null",
    b"[]",
    b"{}",
    b'"x"',
    b"\x00\xff\xfe",
    b"{" * 10_000,
    b"[" * 60_000,
    b'{"a":' * 10_000,
    b'{"username":1,"password":null}',
    b'{"username":"\\u0000","password":"\\u0000","device_id":"00000000-0000-0000-0000-000000000000"}',
    b'{"username":"a","password":"b","device_id":"x"}',
    b'{"refresh_token":"\\ud800"}',
    b'{"refresh_token":"' + b"x" * 60_000 + b'"}',
    b'{"device_id":"00000000-0000-0000-0000-000000000000","commands":[{"kind":"no_such_kind"}]}',
    b'{"device_id":"00000000-0000-0000-0000-000000000000","commands":"x","protocol_version":1e400}',
    b'{"call_id":"00000000-0000-0000-0000-000000000000","lead_id":"00000000-0000-0000-0000-000000000000","phone":"\\u0000"}',
)


def check(answer: httpx.Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        assert msgspec.json.decode(answer.content, type=Problem).code


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", BODIES, ids=lambda body: repr(body[:24]))
async def test_fixed_garbage(world: World, path: str, body: bytes) -> None:
    ann = await world.as_user("ann")
    headers = {} if path == "/v1/sign-out" else ann.headers
    check(await world.client.post(path, content=body, headers=headers))


async def test_damaged_messages(world: World) -> None:
    ann, lead = await world.as_user("ann"), await world.new_lead()
    tag = world.envelope(TagLead(lead_id=lead.lead_id, name="x"))
    good = msgspec.json.encode({"device_id": ann.device_id, "commands": [tag]})
    dice = random.Random(20261122)
    for _ in range(400):
        body = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            place = dice.randrange(len(body))
            body[place : place + dice.randint(0, 3)] = dice.randbytes(dice.randint(0, 3))
        check(await world.client.post("/v1/sync/push", content=bytes(body), headers=ann.headers))


@pytest.mark.parametrize(
    ("path", "size"), [("/v1/sign-in", 65 * 1024), ("/v1/permits", 65 * 1024), ("/v1/sync/push", 5 * 1024 * 1024)]
)
@pytest.mark.parametrize("chunked", [False, True])
async def test_a_body_beyond_the_limit(world: World, path: str, size: int, chunked: bool) -> None:
    async def pieces() -> object:
        for _ in range(size // 1024):
            yield b"x" * 1024

    ann = await world.as_user("ann")
    content = pieces() if chunked else b"x" * size
    answer = await world.client.post(path, content=content, headers=ann.headers)  # type: ignore[arg-type]
    check(answer)
    assert answer.status_code == 413


async def test_unknown_paths_and_methods_are_problems(world: World) -> None:
    for method, path, status in (
        ("GET", "/nowhere", 404),
        ("DELETE", "/v1/me", 405),
        ("GET", "/v1/sync/push", 405),
        ("GET", "/%00%ff", 404),
        ("GET", "/v1/live", 404),
    ):
        answer = await world.client.request(method, path)
        check(answer)
        assert answer.status_code == status


async def test_the_description_holds_every_message(world: World) -> None:
    document = (await world.client.get("/openapi.json")).json()
    schemas = document["components"]["schemas"]
    assert {"SignInRequest", "PushRequest", "PullPage", "LeadPut", "StartCall", "Finding", "Problem"} <= schemas.keys()
    text = str(document)
    for name in {part.split("'")[0] for part in text.split("#/components/schemas/")[1:]}:
        assert name in schemas
    assert document["paths"]["/v1/sync/push"]["post"]["security"] == [{"access_token": []}]
    assert "security" not in document["paths"]["/v1/sign-in"]["post"]
