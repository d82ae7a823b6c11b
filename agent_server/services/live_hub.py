"""Live hints: one LISTEN connection per process, any number of sockets behind it.

A hint says only that there is something to pull; a lost one costs a delay, never a change. After a lost connection to
the database everyone is told to pull, because nobody knows what was missed.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from uuid import UUID

import asyncpg

from agent_server.services.feed import CHANNEL
from agent_server.services.sessions import SIGNED_OUT_CHANNEL, Caller

log = logging.getLogger(__name__)

RECONNECT_S = 1.0


class Listener:
    """One socket's ear.

    Attributes:
        woken: Set when there is something to pull, or when it is over.
        signed_out: The session has ended.
    """

    def __init__(self, caller: Caller) -> None:
        self.caller = caller
        self.woken = asyncio.Event()
        self.signed_out = False


class LiveHub:
    """Passes NOTIFY on to the sockets that it concerns."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._listeners: dict[UUID, set[Listener]] = {}

    @contextlib.contextmanager
    def listen(self, caller: Caller) -> Iterator[Listener]:
        """Register a socket for as long as the context lasts."""
        listener = Listener(caller)
        team = self._listeners.setdefault(caller.team_id, set())
        team.add(listener)
        try:
            yield listener
        finally:
            team.discard(listener)
            if not team:
                self._listeners.pop(caller.team_id, None)

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen to the database while the context lasts; the first connection stands when it is entered."""
        ready = asyncio.Event()
        task = asyncio.create_task(self._keep_listening(ready))
        await ready.wait()
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _keep_listening(self, ready: asyncio.Event) -> None:
        while True:
            try:
                connection = await asyncpg.connect(self._url)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("live hints: no database (%s)", type(error).__name__)
                ready.set()
                await asyncio.sleep(RECONNECT_S)
                continue
            try:
                await self._listen_on(connection, ready)
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("live hints: connection lost (%s)", type(error).__name__)
            finally:
                connection.terminate()

    async def _listen_on(self, connection: asyncpg.Connection, ready: asyncio.Event) -> None:
        lost = asyncio.Event()
        connection.add_termination_listener(lambda _: lost.set())
        await connection.add_listener(CHANNEL, lambda *args: self._on_change(args[3]))
        await connection.add_listener(SIGNED_OUT_CHANNEL, lambda *args: self._on_signed_out(args[3]))
        for listener in self._everyone():
            listener.woken.set()
        ready.set()
        await lost.wait()

    def _on_change(self, payload: str) -> None:
        team, _, audiences = payload.partition(" ")
        named = set(audiences.split(","))
        for listener in self._listeners.get(UUID(team), ()):
            if audiences == "*" or str(listener.caller.user_id) in named:
                listener.woken.set()

    def _on_signed_out(self, payload: str) -> None:
        for listener in self._everyone():
            if str(listener.caller.session_id) == payload:
                listener.signed_out = True
                listener.woken.set()

    def _everyone(self) -> list[Listener]:
        return [listener for team in self._listeners.values() for listener in team]
