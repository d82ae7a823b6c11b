"""The ASGI app: opens what the server needs, wires the routes, turns errors into problems."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from fastapi import FastAPI, Request, Response
from fastapi.openapi.utils import get_openapi
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_domain import wire
from agent_domain.clock import Clock, utc_now
from agent_domain.errors import AgentError
from agent_domain.scripts import load_scripts
from agent_server.api import health, live, permits, sessions, sync
from agent_server.api.messages import problem
from agent_server.api.state import ServerState
from agent_server.db.engine import is_about_the_value, libpq_url, open_database
from agent_server.errors import BadRequest, DatabaseUnavailable, ServerError, TooManyTries
from agent_server.services.gate import policy
from agent_server.services.live_hub import LiveHub
from agent_server.services.scripts_store import store_scripts
from agent_server.services.sealing import open_seal
from agent_server.settings import Settings

log = logging.getLogger(__name__)

MESSAGES = (
    *(wire.SignInRequest, wire.Session, wire.RefreshRequest, wire.Profile, wire.PushRequest, wire.PushResponse),
    *(wire.PullPage, wire.PermitRequest, wire.PermitAnswer, wire.Problem),
)
COMPRESS_FROM_BYTES = 4096


def create_app(settings: Settings, clock: Clock = utc_now) -> FastAPI:
    """Make the app. The database is opened (and, if embedded, started) when it starts up, not here."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        seal = open_seal(settings)
        policy()  # a damaged policy pack must stop the start, not the first dial
        async with open_database(settings) as database:
            async with database.sessions.begin() as session:
                await store_scripts(session, load_scripts())
            hub = LiveHub(libpq_url(database.url))
            app.state.server = ServerState(settings=settings, database=database, seal=seal, hub=hub, clock=clock)
            async with hub.running():
                yield

    app = FastAPI(title="Predial server", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    for part in (sessions, sync, live, permits, health):
        app.include_router(part.router)
    app.add_middleware(GZipMiddleware, minimum_size=COMPRESS_FROM_BYTES, compresslevel=1)
    app.add_middleware(Guard)
    app.add_exception_handler(ServerError, _on_server_error)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.openapi = lambda: openapi(app)  # type: ignore[method-assign]
    return app


def openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI description, with the schemas of all messages."""
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    _, schemas = msgspec.json.schema_components(MESSAGES, ref_template="#/components/schemas/{name}")
    components = document.setdefault("components", {})
    components.setdefault("schemas", {}).update(schemas)
    components["securitySchemes"] = {"access_token": {"type": "http", "scheme": "bearer"}}
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if path.startswith("/v1/") and path not in {"/v1/sign-in", "/v1/token/refresh"}:
                operation["security"] = [{"access_token": []}]
    return document


class Guard:
    """Turns whatever escapes into an answer, and logs where it happened but not what it was about.

    Messages of a database quote values; a traceback in the log would be a copy of somebody's data.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except Exception as error:
            if started:
                raise
            await _answer_to_bug(error)(scope, receive, send)


def _answer_to_bug(error: Exception) -> Response:
    if is_about_the_value(error):
        return problem(BadRequest("The message holds a value that cannot be stored."), status=422)
    if isinstance(error, PoolTimeout | OSError) or (isinstance(error, DBAPIError) and error.connection_invalidated):
        log.error("database unavailable: %s", type(error).__name__)
        unavailable = DatabaseUnavailable("The server cannot reach its database.", "Try again in a minute.")
        return problem(unavailable, status=503, headers={"Retry-After": "5"})
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    place = f"{at.tb_frame.f_code.co_filename}:{at.tb_lineno}" if at is not None else "?"
    log.error("unexpected %s at %s", type(error).__name__, place)
    return problem(
        AgentError("The server failed.", "Try again; tell whoever runs it.", code="server_error"), status=500
    )


async def _on_server_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, ServerError)
    headers = {"Retry-After": str(error.retry_after_s)} if isinstance(error, TooManyTries) else {}
    if error.http_status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return problem(error, status=error.http_status, headers=headers)


async def _on_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = {404: "not_found", 405: "method_not_allowed"}.get(error.status_code, "bad_request")
    return problem(AgentError(str(error.detail), code=code), status=error.status_code, headers=error.headers)
