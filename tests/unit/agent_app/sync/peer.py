"""A server in miniature that speaks the protocol over httpx's own test transport: what it is told to do, it does.

It keeps a real feed and a real command log and uses the real `apply`, so that a lost answer or a replay shows.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import msgspec

from agent_app.sync.client import ServerClient
from agent_domain.changes import Change, LeadPut
from agent_domain.commands import Actor, LeadCard, apply
from agent_domain.dialing import DialDecision
from agent_domain.ids import CommandId, DeviceId, LeadId, TeamId, UserId, new_id
from agent_domain.leads import Lead
from agent_domain.wire import (
    CommandResult,
    CommandStatus,
    PermitAnswer,
    Problem,
    Profile,
    PullPage,
    PushRequest,
    PushResponse,
    RefreshRequest,
    Role,
    Session,
    SignInRequest,
)

from ..storage.things import NOW

URL = "http://server.test"
DEVICE = DeviceId(new_id())
PROFILE = Profile(
    user_id=UserId(new_id()),
    username="lina",
    name="Li Na",
    role=Role.AGENT,
    team_id=TeamId(new_id()),
    team_name="North",
)
ACTOR = Actor(user_id=PROFILE.user_id, name=PROFILE.name, team_name=PROFILE.team_name)

Script = Callable[[httpx.Request], httpx.Response | None]


def problem(status: int, code: str) -> httpx.Response:
    body = Problem(code=code, title=f"Title of {code}.", message="Sentence.")
    return httpx.Response(status, content=msgspec.json.encode(body))


class Peer:
    """The server's side.

    Attributes:
        requests: (path, access token) in the order of their arrival.
        before: By path, called in turn before the request is served; what it returns is the answer.
        after: By path, called in turn after it was served; what it raises loses the answer.
        verdicts: By command id: an answer to give in place of applying the command.
    """

    def __init__(self) -> None:
        self.leads: dict[LeadId, LeadCard] = {}
        self.feed: list[Change] = []
        self.log: dict[CommandId, CommandResult] = {}
        self.order: list[CommandId] = []
        self.verdicts: dict[CommandId, CommandResult] = {}
        self.requests: list[tuple[str, str]] = []
        self.renewal_keys: list[str] = []
        self.before: dict[str, list[Script]] = {}
        self.after: dict[str, list[Script]] = {}
        self.page_limit = 1_000
        self.access_token = "access-0"
        self.refresh_token = "refresh-0"
        self.life = timedelta(hours=1)
        self.time = NOW
        self.hints: list[AsyncIterator[object]] = []
        self.live_errors: list[Exception] = []

    # -- what the test does to it

    def put(self, lead: Lead) -> None:
        card = self.leads.get(lead.lead_id, LeadCard(lead=lead))
        self.leads[lead.lead_id] = msgspec.structs.replace(card, lead=lead)
        self.feed.append(LeadPut(lead=lead))

    def session(self) -> Session:
        return Session(
            access_token=self.access_token,
            access_expires_at=self.time + self.life,
            refresh_token=self.refresh_token,
            profile=PROFILE,
            server_time=self.time,
        )

    def client(self) -> "PeerClient":
        return PeerClient(self)

    def asked(self, path: str) -> int:
        return sum(1 for asked, _ in self.requests if asked == path)

    # -- how it answers

    async def handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.requests.append((path, token))
        if self.before.get(path) and (answer := self.before[path].pop(0)(request)) is not None:
            return answer
        if path not in {"/v1/sign-in", "/v1/token/refresh"} and token != self.access_token:
            return problem(401, "signed_out")
        answer = getattr(self, "_" + path.rpartition("/")[2].replace("-", "_"))(request)
        if self.after.get(path) and (instead := self.after[path].pop(0)(request)) is not None:
            return instead
        return answer

    def _sign_in(self, request: httpx.Request) -> httpx.Response:
        asked = msgspec.json.decode(request.content, type=SignInRequest)
        if (asked.username, asked.password) != ("lina", "secret"):
            return problem(401, "wrong_password")
        return _json(self.session())

    def _refresh(self, request: httpx.Request) -> httpx.Response:
        self.renewal_keys.append(request.headers["Idempotency-Key"])
        if msgspec.json.decode(request.content, type=RefreshRequest).refresh_token != self.refresh_token:
            return problem(401, "signed_out")
        number = int(self.refresh_token.rpartition("-")[2]) + 1
        self.access_token, self.refresh_token = f"access-{number}", f"refresh-{number}"
        return _json(self.session())

    def _sign_out(self, _request: httpx.Request) -> httpx.Response:
        self.access_token = self.refresh_token = "none-0"
        return httpx.Response(204)

    def _push(self, request: httpx.Request) -> httpx.Response:
        asked = msgspec.json.decode(request.content, type=PushRequest)
        return _json(PushResponse(results=tuple(map(self._command, asked.commands)), server_time=self.time))

    def _command(self, envelope: Any) -> CommandResult:
        command_id = envelope.command_id
        if command_id in self.log:
            return msgspec.structs.replace(self.log[command_id], status=CommandStatus.DUPLICATE)
        if command_id in self.verdicts:
            return self.verdicts[command_id]
        card = apply(envelope, self.leads[envelope.command.lead_id], ACTOR)
        self.leads[card.lead.lead_id] = card
        self.feed.append(LeadPut(lead=card.lead))
        self.order.append(command_id)
        self.log[command_id] = CommandResult(
            command_id=command_id, status=CommandStatus.APPLIED, feed_seq=len(self.feed)
        )
        return self.log[command_id]

    def _pull(self, request: httpx.Request) -> httpx.Response:
        cursor = int(request.url.params["cursor"])
        if cursor > len(self.feed):
            return problem(409, "feed_reset")
        end = min(len(self.feed), cursor + min(self.page_limit, int(request.url.params["limit"])))
        page = PullPage(
            cursor=end,
            has_more=end < len(self.feed),
            changes=tuple(self.feed[cursor:end]),
            facts_as_of=self.time,
            server_time=self.time,
        )
        return _json(page)

    def _permits(self, _request: httpx.Request) -> httpx.Response:
        return _json(PermitAnswer(decision=DialDecision(findings=(), decided_at=self.time, rules_version="1")))


class PeerClient(ServerClient):
    """The real client on the peer's transport; its live channel yields what the test put into `Peer.hints`."""

    def __init__(self, peer: Peer) -> None:
        super().__init__(URL, transport=httpx.MockTransport(peer.handle))
        self._live_peer = peer

    @asynccontextmanager
    async def live(self, access_token: str) -> AsyncIterator[AsyncIterator[object]]:
        self._live_peer.requests.append(("/v1/live", access_token))
        if self._live_peer.live_errors:
            raise self._live_peer.live_errors.pop(0)
        yield self._live_peer.hints.pop(0) if self._live_peer.hints else _silence()


async def _silence() -> AsyncIterator[object]:
    import asyncio

    await asyncio.Event().wait()
    yield None


def lose(_request: httpx.Request) -> httpx.Response | None:
    """The network goes, before or after the server did its work."""
    raise httpx.ReadError("connection lost")


def answer_with(status: int, code: str = "") -> Script:
    return lambda _request: problem(status, code) if code else httpx.Response(status)


def _json(message: object) -> httpx.Response:
    return httpx.Response(200, content=msgspec.json.encode(message))
