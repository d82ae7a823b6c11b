"""Runs the app under uvicorn: opens the port, says when it answers, ends cleanly when told to."""

import errno
import ipaddress
import logging
import os
import signal
import socket
import sys
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent_domain.errors import AgentError
from agent_server.errors import BadSetting
from agent_server.settings import Settings

log = logging.getLogger(__name__)

SHUTDOWN_S = 5
BACKLOG = 2048


def serve(app: ASGIApp, settings: Settings, ready_file: Path | None = None) -> AgentError | None:
    """Serve until SIGINT or SIGTERM; prints ``listening on URL`` once it answers.

    Args:
        app: The ASGI app.
        settings: Where to listen.
        ready_file: Gets the URL at the same moment.

    Returns:
        Why the app could not start, or None.

    Raises:
        BadSetting: The port cannot be had, or the ready file cannot be written.
        SystemExit: With 0, after SIGTERM.
    """
    _try_ready_file(ready_file)
    signal.signal(signal.SIGTERM, _leave)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    if not _is_loopback(settings.host):
        log.warning("listening on %s without TLS: put a proxy that does TLS in front of it", settings.host)
    with _listen(settings) as listener:
        startup = Startup(app)
        config = uvicorn.Config(
            startup,
            ws="websockets-sansio",
            ws_per_message_deflate=False,
            access_log=False,
            log_config=None,
            lifespan="on",
            timeout_graceful_shutdown=SHUTDOWN_S,
            forwarded_allow_ips=os.environ.get("FORWARDED_ALLOW_IPS", ""),
        )
        server = AnnouncingServer(config, _url(settings, listener.getsockname()[1]), ready_file)
        try:
            server.run(sockets=[listener])
        except SystemExit:
            if startup.failure is None:
                raise
    return startup.failure


class AnnouncingServer(uvicorn.Server):
    """Says where it listens once it can answer."""

    def __init__(self, config: uvicorn.Config, url: str, ready_file: Path | None) -> None:
        super().__init__(config)
        self._url = url
        self._ready_file = ready_file

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit:
            return
        if self._ready_file is not None:
            draft = _draft(self._ready_file)
            draft.write_text(self._url + "\n", "utf-8")
            draft.replace(self._ready_file)  # whoever waits for the file never reads half of it
        print(f"listening on {self._url}", flush=True)  # noqa: T201


class Startup:
    """Remembers why the app could not start, so that the reason is told in one sentence instead of a traceback.

    Attributes:
        failure: The reason, or None.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.failure: AgentError | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await self._app(scope, receive, send)
            return

        async def quiet_send(message: Message) -> None:
            error = sys.exc_info()[1]
            if isinstance(error, AgentError):
                self.failure = error
                logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
                message = {"type": message["type"], "message": ""}
            await send(message)

        try:
            await self._app(scope, receive, quiet_send)
        except AgentError as error:
            self.failure = error


def _draft(ready_file: Path) -> Path:
    return ready_file.with_name(f"{ready_file.name}.new")


def _try_ready_file(ready_file: Path | None) -> None:
    """Find out now, and not after the start, that the ready file cannot be written."""
    if ready_file is None:
        return
    try:
        _draft(ready_file).touch()
        if ready_file.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    except OSError as error:
        raise BadSetting(
            f"The ready file {ready_file} cannot be written: {error.strerror}.", "Name another with --ready-file."
        ) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _leave(_number: int, _frame: object) -> None:
    raise SystemExit(0)


def _url(settings: Settings, port: int) -> str:
    return f"http://[{settings.host}]:{port}" if ":" in settings.host else f"http://{settings.host}:{port}"


def _listen(settings: Settings) -> socket.socket:
    """Open the port before anything else is started: a port in use is the commonest mistake."""
    try:
        family = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise BadSetting(
            f"Cannot listen on {settings.host} port {settings.port}: {error.strerror or error}.",
            "Choose another with --port or PREDIAL_PORT.",
        ) from error
