"""What the routes work with; made once by the app, never a global."""

from dataclasses import dataclass

from starlette.requests import HTTPConnection

from agent_domain.clock import Clock
from agent_server.db.engine import Database
from agent_server.services.live_hub import LiveHub
from agent_server.services.sealing import Seal
from agent_server.settings import Settings


@dataclass(frozen=True)
class ServerState:
    """The running server."""

    settings: Settings
    database: Database
    seal: Seal
    hub: LiveHub
    clock: Clock


def state_of(connection: HTTPConnection) -> ServerState:
    """Return the server that a request came to."""
    state: ServerState = connection.app.state.server
    return state
