"""For load balancers and operators: is it alive, can it work."""

from fastapi import APIRouter, Request, Response

from agent_server.api.messages import answer, problem
from agent_server.api.state import state_of
from agent_server.db.migrate import is_migrated
from agent_server.errors import DatabaseUnavailable

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="The process answers", response_model=None)
async def healthz() -> Response:
    return answer({"status": "ok"})


@router.get(
    "/readyz",
    summary="The database is reachable and up to date",
    response_model=None,
    openapi_extra={"responses": {"503": {"description": "Not ready"}}},
)
async def readyz(request: Request) -> Response:
    async with state_of(request).database.sessions() as session:
        if await is_migrated(session):
            return answer({"status": "ready"})
    error = DatabaseUnavailable("The database is not ready.", "Look at the server's log.")
    return problem(error, status=error.http_status)
