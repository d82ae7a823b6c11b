"""Who asks, and may they: the first thing that every route but sign-in does."""

from fastapi import Request
from starlette.requests import HTTPConnection

from agent_server.api.state import state_of
from agent_server.errors import Forbidden, SignedOut
from agent_server.services.assignment import DIALING_ROLES
from agent_server.services.sessions import Caller, find_caller


async def any_caller(connection: HTTPConnection) -> Caller:
    """Return the signed-in user.

    Raises:
        SignedOut: No valid access token in the Authorization header.
    """
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise SignedOut("You are signed out.", "Sign in, then send the access token as a bearer token.")
    state = state_of(connection)
    return await find_caller(state.database, token.strip(), state.clock)


async def dialing_caller(connection: HTTPConnection) -> Caller:
    """Return the signed-in user if the role is one that holds leads.

    Raises:
        SignedOut: See `any_caller`.
        Forbidden: Another role.
    """
    caller = await any_caller(connection)
    if caller.role not in DIALING_ROLES:
        raise Forbidden("Your role does not work leads.", "Only agents and team leads sync and dial.")
    return caller


def address_of(request: Request) -> str:
    """Return the client's address, for counting sign-ins."""
    return request.client.host if request.client else ""
