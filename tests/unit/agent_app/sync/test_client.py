import httpx
import pytest

from agent_app.errors import AppTooOld, CommandRejected, FeedReset, Offline, ServerUnavailable, SignedOut, SyncError
from agent_app.sync.client import ServerClient
from agent_domain.ids import CallId, LeadId, new_id
from agent_domain.wire import PermitRequest, PushRequest, SignInRequest

from .peer import DEVICE, Peer, answer_with, problem

pytestmark = pytest.mark.anyio


def client_that(answer: httpx.Response | Exception) -> ServerClient:
    def handle(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return ServerClient("https://server.test/", transport=httpx.MockTransport(handle))


async def test_each_endpoint(peer: Peer) -> None:
    client = peer.client()
    session = await client.sign_in(SignInRequest(username="lina", password="secret", device_id=DEVICE))
    assert session == peer.session()
    session = await client.refresh(session.refresh_token, "key")
    token = session.access_token
    assert (await client.push(token, PushRequest(device_id=DEVICE, commands=()))).results == ()
    assert (await client.pull(token, 0, 10)).cursor == 0
    request = PermitRequest(call_id=CallId(new_id()), lead_id=LeadId(new_id()), phone="+15550100")
    assert (await client.permit(token, request)).decision.allowed
    await client.sign_out(token)
    await client.close()
    assert [path for path, _ in peer.requests] == [
        "/v1/sign-in",
        "/v1/token/refresh",
        "/v1/sync/push",
        "/v1/sync/pull",
        "/v1/permits",
        "/v1/sign-out",
    ]
    assert peer.renewal_keys == ["key"]


@pytest.mark.parametrize(
    ("answer", "kind", "code"),
    [
        (problem(401, "signed_out"), SignedOut, "signed_out"),
        (problem(401, "wrong_password"), SignedOut, "wrong_password"),
        (problem(426, "app_too_old"), AppTooOld, "app_too_old"),
        (problem(400, "app_too_old"), AppTooOld, "app_too_old"),
        (problem(409, "feed_reset"), FeedReset, "feed_reset"),
        (problem(422, "bad_request"), CommandRejected, "bad_request"),
        (problem(413, "body_too_large"), CommandRejected, "body_too_large"),
        (problem(429, "too_many_tries"), ServerUnavailable, "too_many_tries"),
        (problem(403, "forbidden"), SyncError, "forbidden"),
        (problem(503, "database_unavailable"), ServerUnavailable, "database_unavailable"),
        (httpx.Response(502, content=b"<html>"), ServerUnavailable, "server_unavailable"),
        (httpx.Response(302), SyncError, "sync"),
        (httpx.Response(200, content=b"<html>"), ServerUnavailable, "bad_answer"),
        (httpx.Response(200, content=b'{"cursor": "x"}'), ServerUnavailable, "bad_answer"),
        (httpx.ConnectError("x"), Offline, "offline"),
        (httpx.ReadTimeout("x"), Offline, "offline"),
        (httpx.RemoteProtocolError("x"), Offline, "offline"),
        (httpx.DecodingError("x"), ServerUnavailable, "bad_answer"),
        (httpx.UnsupportedProtocol("x"), ServerUnavailable, "bad_address"),
    ],
)
async def test_each_failure_has_one_name(answer: httpx.Response | Exception, kind: type[SyncError], code: str) -> None:
    client = client_that(answer)
    with pytest.raises(SyncError) as told:
        await client.pull("token", 0, 10)
    await client.close()
    assert type(told.value) is kind
    assert (told.value.code, bool(told.value.title)) == (code, True)


@pytest.mark.parametrize("address", ["http://[", "http://host:port", "http://a b/"])
async def test_an_impossible_address(address: str) -> None:
    async def pull() -> None:
        client = ServerClient(address)
        try:
            await client.pull("token", 0, 10)
        finally:
            await client.close()

    with pytest.raises((ServerUnavailable, Offline)):
        await pull()


async def test_an_address_without_a_scheme() -> None:
    client = ServerClient("server.test:8000")
    with pytest.raises(ServerUnavailable) as told:
        await client.pull("token", 0, 10)
    await client.close()
    assert told.value.code == "bad_address"


async def test_the_peers_scripts_work(peer: Peer) -> None:
    peer.before["/v1/sync/pull"] = [answer_with(500)]
    client = peer.client()
    with pytest.raises(ServerUnavailable):
        await client.pull(peer.access_token, 0, 10)
    await client.pull(peer.access_token, 0, 10)
    await client.close()
