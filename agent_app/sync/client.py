"""The server as the desktop sees it: one method per endpoint, and the one door through which its failures come in.

Thread: belongs to the asyncio loop on which it is used.
Source: docs/sync-protocol.md; wire.py.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import httpx
import msgspec

from agent_app.errors import AppTooOld, CommandRejected, FeedReset, Offline, ServerUnavailable, SignedOut, SyncError
from agent_domain.wire import (
    PermitAnswer,
    PermitRequest,
    Problem,
    PullPage,
    PushRequest,
    PushResponse,
    RefreshRequest,
    Session,
    SignInRequest,
)

CONNECT_TIMEOUT_S = 5.0
READ_TIMEOUT_S = 15.0
LIVE_OPEN_TIMEOUT_S = 10.0

T = TypeVar("T")

_BY_CODE: dict[str, type[SyncError]] = {
    "signed_out": SignedOut,
    "app_too_old": AppTooOld,
    "feed_reset": FeedReset,
}
_BY_STATUS: dict[int, type[SyncError]] = {
    400: CommandRejected,
    401: SignedOut,
    413: CommandRejected,
    422: CommandRejected,
    426: AppTooOld,
    429: ServerUnavailable,
}


class ServerClient:
    """Connections to one server, kept alive between requests.

    Every method raises:
        Offline: The server cannot be reached or does not answer in time.
        ServerUnavailable: It answers, but with 5xx, 429 or nonsense.
        SignedOut: It wants another access token, or a sign-in.
        AppTooOld: It does not speak to this version any more.
        FeedReset: The asked cursor means nothing to it.
        CommandRejected: The message as a whole is refused (400, 413, 422).
        SyncError: Anything else; `code` is the server's.
    """

    def __init__(self, base_url: str, *, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._base_url = base_url.rstrip("/")
        try:
            self._http = httpx.AsyncClient(
                base_url=self._base_url,
                headers={"Content-Type": "application/json"},
                timeout=httpx.Timeout(READ_TIMEOUT_S, connect=CONNECT_TIMEOUT_S),
                transport=transport,
            )
        except (httpx.InvalidURL, ValueError) as error:
            raise _bad_address() from error

    async def sign_in(self, request: SignInRequest) -> Session:
        return await self._post("/v1/sign-in", request, Session)

    async def refresh(self, refresh_token: str, renewal_key: str) -> Session:
        """Exchange the refresh token; the old one is dead from then on, so keep the new one before anything else.

        Args:
            refresh_token: The one that works now.
            renewal_key: The same at every try with this token, so that a lost answer can be asked for again.
        """
        message = RefreshRequest(refresh_token=refresh_token)
        return await self._post("/v1/token/refresh", message, Session, {"Idempotency-Key": renewal_key})

    async def sign_out(self, access_token: str) -> None:
        await self._send("POST", "/v1/sign-out", _bearer(access_token))

    async def push(self, access_token: str, request: PushRequest) -> PushResponse:
        return await self._post("/v1/sync/push", request, PushResponse, _bearer(access_token))

    async def pull(self, access_token: str, cursor: int, limit: int) -> PullPage:
        question = {"cursor": cursor, "limit": limit}
        return _decoded(await self._send("GET", "/v1/sync/pull", _bearer(access_token), params=question), PullPage)

    async def permit(self, access_token: str, request: PermitRequest) -> PermitAnswer:
        return await self._post("/v1/permits", request, PermitAnswer, _bearer(access_token))

    @asynccontextmanager
    async def live(self, access_token: str) -> AsyncIterator[AsyncIterator[object]]:
        """Open the live channel: each item means "there may be something to pull"; its content does not matter."""
        from websockets.asyncio.client import connect
        from websockets.exceptions import InvalidStatus, WebSocketException

        address = f"ws{self._base_url.removeprefix('http')}/v1/live"
        opening = connect(
            address, additional_headers=_bearer(access_token), open_timeout=LIVE_OPEN_TIMEOUT_S, close_timeout=0.5
        )
        try:
            async with opening as socket:
                yield aiter(socket)
        except InvalidStatus as error:
            raise _problem(error.response.status_code, bytes(error.response.body or b"")) from error
        except (OSError, TimeoutError, WebSocketException) as error:
            raise _offline() from error

    async def close(self) -> None:
        await self._http.aclose()

    async def _post(self, path: str, message: object, answer_type: type[T], headers: dict[str, str] | None = None) -> T:
        return _decoded(await self._send("POST", path, headers, content=msgspec.json.encode(message)), answer_type)

    async def _send(self, method: str, path: str, headers: dict[str, str] | None, **parts: Any) -> httpx.Response:
        try:
            answer = await self._http.request(method, path, headers=headers, **parts)
        except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
            raise _bad_address() from error
        except httpx.TransportError as error:
            raise _offline() from error
        except httpx.DecodingError as error:
            raise _nonsense() from error
        if not answer.is_success:
            raise _problem(answer.status_code, answer.content)
        return answer


def _bearer(access_token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {access_token}"}


def _decoded(answer: httpx.Response, answer_type: type[T]) -> T:
    try:
        return msgspec.json.decode(answer.content, type=answer_type)
    except msgspec.MsgspecError as error:
        raise _nonsense() from error


def _problem(status: int, body: bytes) -> SyncError:
    """Make our error of the server's: its code decides, else the HTTP status."""
    try:
        problem = msgspec.json.decode(body, type=Problem)
    except msgspec.MsgspecError:
        problem = Problem(code="", title="")
    kind = _BY_CODE.get(problem.code) or _BY_STATUS.get(status)
    if kind is None:
        kind = ServerUnavailable if status >= 500 else SyncError
    title = problem.title or f"The server answered with {status}."
    return kind(title, problem.message, code=problem.code or None)


def _offline() -> Offline:
    return Offline("The server cannot be reached.", "Your work is kept on this PC and sent later.")


def _nonsense() -> ServerUnavailable:
    return ServerUnavailable("The server's answer makes no sense.", "Is this the right address?", code="bad_answer")


def _bad_address() -> ServerUnavailable:
    return ServerUnavailable("This is no server address.", "It begins with https://.", code="bad_address")
