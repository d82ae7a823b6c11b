"""Permits to dial."""

from fastapi import APIRouter, Request, Response

from agent_domain.wire import PermitAnswer, PermitRequest
from agent_server.api.callers import dialing_caller
from agent_server.api.messages import answer, described, read
from agent_server.api.state import state_of
from agent_server.services.permits import ask_permit

router = APIRouter(prefix="/v1", tags=["dialing"])


@router.post(
    "/permits",
    **described(
        "Run the gate on the server's facts; if it allows, lock the lead to this call",
        takes=PermitRequest,
        gives=PermitAnswer,
        errors="401 403 404 413 422",
    ),
)
async def permits(request: Request) -> Response:
    state = state_of(request)
    caller = await dialing_caller(request)
    wish = await read(request, PermitRequest)
    return answer(await ask_permit(state.database, caller, wish, state.clock))
