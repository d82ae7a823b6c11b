"""A central server in one thread: signs in, takes commands by the domain's own `apply`, feeds, permits or refuses.

It can be stopped and started again on the same port, as a server is that is away for a while.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import RLock, Thread
from urllib.parse import parse_qs, urlsplit

import msgspec

from agent_domain.changes import CallPut, Change, LeadPut, ScriptPut
from agent_domain.commands import Actor, Command, LeadCard, apply
from agent_domain.dialing import DialContext, DialDecision, may_dial
from agent_domain.errors import RuleError
from agent_domain.ids import CommandId, LeadId
from agent_domain.leads import Lead
from agent_domain.policy import load_policy
from agent_domain.scripts import Script
from agent_domain.wire import (
    CommandResult,
    CommandStatus,
    PermitAnswer,
    PermitRequest,
    Problem,
    Profile,
    PullPage,
    PushRequest,
    PushResponse,
    Session,
    SignInRequest,
)

PASSWORD = "correct horse"


class Peer:
    def __init__(self, profile: Profile, clock: Callable[[], datetime]) -> None:
        self.profile, self.clock = profile, clock
        self.cards: dict[LeadId, LeadCard] = {}
        self.feed: list[Change] = []
        self.commands: list[Command] = []
        self.results: dict[CommandId, CommandResult] = {}
        self.permit_decision: DialDecision | None = None
        self.reject: type[Command] | None = None
        self.turns_away = False
        self.permits_asked = 0
        self.signed_out = 0
        self._lock = RLock()
        self._port = 0
        self._http: ThreadingHTTPServer | None = None
        self.start()

    # -- its life

    def start(self) -> None:
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._answer(b"")

            def do_POST(self) -> None:
                self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

            def _answer(self, body: bytes) -> None:
                with peer._lock:
                    status, message = peer.answer(self.path, body)
                content = msgspec.json.encode(message)
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.send_header("Connection", "close")
                self.close_connection = True
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self._http = Server(("127.0.0.1", self._port), Handler)
        self._port = self._http.server_address[1]
        Thread(target=self._http.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    # -- what it knows

    def put(self, *things: Lead | Script) -> None:
        with self._lock:
            for thing in things:
                if isinstance(thing, Lead):
                    calls = self.cards[thing.lead_id].calls if thing.lead_id in self.cards else ()
                    self.cards[thing.lead_id] = LeadCard(lead=thing, calls=calls)
                    self.feed.append(LeadPut(lead=thing))
                else:
                    self.feed.append(ScriptPut(script=thing))

    def kinds(self) -> list[str]:
        with self._lock:
            return [type(command).__name__ for command in self.commands]

    # -- what it answers

    def answer(self, path: str, body: bytes) -> tuple[int, object]:
        where = urlsplit(path)
        if where.path == "/v1/sign-in":
            return self._sign_in(msgspec.json.decode(body, type=SignInRequest))
        if self.turns_away:
            return 401, Problem(code="signed_out", title="This device was revoked.")
        match where.path:
            case "/v1/token/refresh":
                return 200, self._session()
            case "/v1/sign-out":
                self.signed_out += 1
                return 200, {}
            case "/v1/sync/push":
                return 200, self._push(msgspec.json.decode(body, type=PushRequest))
            case "/v1/sync/pull":
                return 200, self._pull(int(parse_qs(where.query)["cursor"][0]))
            case "/v1/permits":
                return 200, self._permit(msgspec.json.decode(body, type=PermitRequest))
        return 404, Problem(code="not_found", title="Not here.")

    def _session(self) -> Session:
        now = self.clock()
        return Session(
            access_token="a",
            access_expires_at=now + timedelta(minutes=10),
            refresh_token="r",
            profile=self.profile,
            server_time=now,
        )

    def _sign_in(self, request: SignInRequest) -> tuple[int, object]:
        if request.username != self.profile.username or request.password != PASSWORD:
            return 401, Problem(code="signed_out", title="User name or password is wrong.")
        return 200, self._session()

    def _push(self, request: PushRequest) -> PushResponse:
        actor = Actor(user_id=self.profile.user_id, name=self.profile.name, team_name=self.profile.team_name)
        results = []
        for envelope in request.commands:
            if envelope.command_id not in self.results:
                self.results[envelope.command_id] = self._take(envelope, actor)
            results.append(self.results[envelope.command_id])
        return PushResponse(results=tuple(results), server_time=self.clock())

    def _take(self, envelope, actor: Actor) -> CommandResult:  # type: ignore[no-untyped-def]
        command = envelope.command
        rejected = CommandResult(
            command_id=envelope.command_id, status=CommandStatus.REJECTED, code="not_now", message="No."
        )
        if self.reject is not None and isinstance(command, self.reject):
            return rejected
        try:
            card = apply(envelope, self.cards[command.lead_id], actor)
        except RuleError:
            return rejected
        self.cards[command.lead_id] = card
        self.commands.append(command)
        self.feed.append(LeadPut(lead=card.lead))
        self.feed.extend(CallPut(call=call) for call in card.calls)
        return CommandResult(command_id=envelope.command_id, status=CommandStatus.APPLIED, feed_seq=len(self.feed))

    def _pull(self, cursor: int) -> PullPage:
        now = self.clock()
        return PullPage(
            cursor=len(self.feed),
            has_more=False,
            changes=tuple(self.feed[cursor:]),
            facts_as_of=now,
            server_time=now,
        )

    def _permit(self, request: PermitRequest) -> PermitAnswer:
        self.permits_asked += 1
        if self.permit_decision is not None:
            return PermitAnswer(decision=self.permit_decision)
        now, card = self.clock(), self.cards[request.lead_id]
        context = DialContext(
            phone=request.phone,
            lead=card.lead,
            calls=card.calls,
            agent_id=self.profile.user_id,
            now=now,
            facts_as_of=now,
            team_name=self.profile.team_name,
        )
        return PermitAnswer(decision=may_dial(context, load_policy()), expires_at=now + timedelta(minutes=1))
