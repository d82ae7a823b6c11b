"""Sign-in, token refresh, sign-out, and who am I."""

from fastapi import APIRouter, Request, Response

from agent_domain.wire import Profile, RefreshRequest, Session, SignInRequest
from agent_server.api.callers import address_of, any_caller
from agent_server.api.messages import answer, described, read
from agent_server.api.state import state_of
from agent_server.db.tables import UserRow
from agent_server.services import sessions

router = APIRouter(prefix="/v1", tags=["session"])


@router.post("/sign-in", **described("Sign in", takes=SignInRequest, gives=Session, errors="401 413 422 426 429"))
async def sign_in(request: Request) -> Response:
    state = state_of(request)
    wish = await read(request, SignInRequest)
    return answer(
        await sessions.sign_in(state.database, state.settings, state.seal, wish, address_of(request), state.clock)
    )


@router.post(
    "/token/refresh",
    **described(
        "Exchange the refresh token; a retry repeats the Idempotency-Key header of the first try",
        takes=RefreshRequest,
        gives=Session,
        errors="401 413 422",
    ),
)
async def refresh(request: Request) -> Response:
    state = state_of(request)
    wish = await read(request, RefreshRequest)
    retry_key = request.headers.get("idempotency-key", "")
    return answer(await sessions.refresh(state.database, state.settings, state.seal, wish, retry_key, state.clock))


@router.post("/sign-out", **described("End this session", errors="401"))
async def sign_out(request: Request) -> Response:
    state = state_of(request)
    await sessions.sign_out(state.database, await any_caller(request), state.clock)
    return Response(status_code=204)


@router.get("/me", **described("The signed-in user, with the SIP account", gives=Profile, errors="401"))
async def me(request: Request) -> Response:
    state = state_of(request)
    caller = await any_caller(request)
    async with state.database.sessions() as session:
        user = await session.get_one(UserRow, caller.user_id)
        return answer(await sessions.profile_of(session, state.seal, user))
