"""The live channel: hints that there may be something to pull. Correctness never rests on it."""

import asyncio
import contextlib
import logging
import math
import time
from collections.abc import Callable

from agent_app.errors import SignedOut, SyncError
from agent_app.sync.access import Access
from agent_app.sync.backoff import Backoff
from agent_app.sync.client import ServerClient

log = logging.getLogger(__name__)

STEADY_S = 30.0
"""A channel that stood so long is opened again at once when it falls."""


class Live:
    """Keeps one channel open while the server can be reached; hints at each message, and when it opens or falls."""

    def __init__(self, client: ServerClient, access: Access, hint: Callable[[], None]) -> None:
        self._client = client
        self._access = access
        self._hint = hint
        self._backoff = Backoff()
        self._task: asyncio.Task[None] | None = None
        self._not_before_s = 0.0

    def ensure(self) -> float:
        """Open the channel if it is down and not tried too lately; return after how many seconds to call again."""
        if self._task is not None and not self._task.done():
            return math.inf
        wait_s = self._not_before_s - time.monotonic()
        if wait_s > 0:
            return wait_s
        self._task = asyncio.create_task(self._listen())
        return math.inf

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def _listen(self) -> None:
        begun_s = time.monotonic()
        opened = False
        token = ""
        try:
            token = await self._access.token()
            async with self._client.live(token) as messages:
                opened = True
                self._hint()
                async for _ in messages:
                    self._hint()
        except SignedOut:
            with contextlib.suppress(SyncError):
                await self._access.token(stale=token)
        except SyncError as error:
            log.debug("the live channel fell: %s", error.code)
        ended_s = time.monotonic()
        if opened and ended_s - begun_s > STEADY_S:
            self._backoff.reset()
        self._not_before_s = ended_s + self._backoff.next_s()
        if opened:
            self._hint()
