"""Push and pull (docs/sync-protocol.md)."""

from fastapi import APIRouter, Request, Response

from agent_domain.wire import PullPage, PushRequest, PushResponse
from agent_server.api.callers import dialing_caller
from agent_server.api.messages import PUSH_BODY_BYTES, answer, described, read
from agent_server.api.state import state_of
from agent_server.errors import BadRequest
from agent_server.services import sync_pull, sync_push

router = APIRouter(prefix="/v1/sync", tags=["sync"])

CURSOR_MAX = 2**63 - 1
DEFAULT_LIMIT = 1000


@router.post(
    "/push",
    **described(
        "Apply commands, in order, exactly once",
        takes=PushRequest,
        gives=PushResponse,
        errors="401 403 413 422 426",
    ),
)
async def push(request: Request) -> Response:
    state = state_of(request)
    caller = await dialing_caller(request)
    wish = await read(request, PushRequest, limit_bytes=PUSH_BODY_BYTES)
    if len(wish.commands) > sync_push.COMMANDS_MAX:
        raise BadRequest("Too many commands at once.", f"Send at most {sync_push.COMMANDS_MAX}.")
    return answer(await sync_push.push(state.database, caller, wish, state.clock))


PULL = described("Changes after a cursor, in commit order", gives=PullPage, errors="401 403 409 422")
PULL["openapi_extra"]["parameters"] = [
    {"name": "cursor", "in": "query", "schema": {"type": "integer", "minimum": 0, "default": 0}},
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": sync_pull.PAGE_MAX, "default": DEFAULT_LIMIT},
    },
]


@router.get("/pull", **PULL)
async def pull(request: Request) -> Response:
    state = state_of(request)
    caller = await dialing_caller(request)
    cursor = _number(request, "cursor", 0, lowest=0, highest=CURSOR_MAX)
    limit = _number(request, "limit", DEFAULT_LIMIT, lowest=1, highest=sync_pull.PAGE_MAX)
    return answer(await sync_pull.pull(state.database, caller, cursor, limit, state.clock))


def _number(request: Request, name: str, default: int, *, lowest: int, highest: int) -> int:
    text = request.query_params.get(name, str(default))
    if not (text.isascii() and text.isdigit() and len(text) < 20 and lowest <= int(text) <= highest):
        raise BadRequest(f"{name} must be a whole number from {lowest} to {highest}.")
    return int(text)
