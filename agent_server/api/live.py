"""The socket of hints: it says that there is something to pull, never what.

Messages to the client: ``{"kind": "feed_changed"}``, once at the start and then whenever something changed. The server
pings (uvicorn, every 20 s). The socket is closed with 4401 when the session ends.
"""

import asyncio

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketState

from agent_server.api.callers import dialing_caller
from agent_server.api.messages import problem
from agent_server.api.state import state_of
from agent_server.errors import ServerError, SignedOut
from agent_server.services.live_hub import Listener
from agent_server.services.sessions import check_session

router = APIRouter(prefix="/v1", tags=["sync"])

HINT = '{"kind":"feed_changed"}'
CLOSE_SIGNED_OUT = 4401
RECHECK_S = 60.0


@router.websocket("/live")
async def live(socket: WebSocket) -> None:
    try:
        caller = await dialing_caller(socket)
    except ServerError as error:
        await socket.send_denial_response(problem(error, status=error.http_status))
        return
    with state_of(socket).hub.listen(caller) as listener:
        await socket.accept()
        listener.woken.set()  # whatever happened before we listened
        await _serve(socket, listener)


async def _serve(socket: WebSocket, listener: Listener) -> None:
    gone = asyncio.create_task(_until_gone(socket))
    try:
        while not gone.done():
            woken = asyncio.create_task(listener.woken.wait())
            await asyncio.wait({gone, woken}, timeout=RECHECK_S, return_when=asyncio.FIRST_COMPLETED)
            woken.cancel()
            if gone.done():
                return
            if listener.signed_out or not await _still_signed_in(socket, listener):
                await socket.close(CLOSE_SIGNED_OUT, "signed_out")
                return
            if listener.woken.is_set():
                listener.woken.clear()
                await socket.send_text(HINT)
    finally:
        gone.cancel()


async def _until_gone(socket: WebSocket) -> None:
    """Read and forget what the client says, until it leaves."""
    while socket.client_state is WebSocketState.CONNECTED:
        if (await socket.receive())["type"] == "websocket.disconnect":
            return


async def _still_signed_in(socket: WebSocket, listener: Listener) -> bool:
    """Whether the session lives; the access token itself may have run out while the socket was open."""
    try:
        await check_session(state_of(socket).database, listener.caller, state_of(socket).clock)
    except SignedOut:
        return False
    return True
