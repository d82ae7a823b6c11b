"""The sync thread: takes turns (cycle.py) and waits in between for a reason to take the next.

A worker thread with its own asyncio loop. What it finds out is announced on that thread (events.py).

Thread: `start`, `wake`, `stop` and `ask_permit` are called from outside; all but `stop` return at once. The rest runs
on the sync thread. Writes: outbox (settle), mirror, meta (tokens, clock offset).
Source: architecture.md "Data rules", "Threads and processes"; promises 4, 7.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING

from agent_app.errors import Offline, StorageError, SyncError
from agent_app.storage.cache import Cache
from agent_app.sync.events import SyncEvent, SyncState, SyncStateChanged
from agent_domain.ids import DeviceId
from agent_domain.wire import PermitAnswer, PermitRequest, Session

if TYPE_CHECKING:
    from agent_app.sync.access import Access
    from agent_app.sync.client import ServerClient
    from agent_app.sync.cycle import Cycle
    from agent_app.sync.live import Live

log = logging.getLogger(__name__)

PERMIT_LIMIT_S = 0.3
RENEWAL_LIMIT_S = 1.0
STOP_LIMIT_S = 2.0


def default_client(server_url: str) -> ServerClient:
    """Make the real client. httpx is slow to import, so that happens on the sync thread, behind the window."""
    from agent_app.sync.client import ServerClient

    return ServerClient(server_url)


class SyncThread:
    """Keeps the cache and the server in step until it is stopped; started once."""

    def __init__(
        self,
        cache: Cache,
        server_url: str,
        session: Session,
        device_id: DeviceId,
        announce: Callable[[SyncEvent], None],
        *,
        make_client: Callable[[str], ServerClient] = default_client,
    ) -> None:
        self._cache = cache
        self._server_url = server_url
        self._session = session
        self._device_id = device_id
        self._announce = announce
        self._make_client = make_client
        self._thread = threading.Thread(target=self._run, name="sync", daemon=True)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._stop_asked = False
        self._hint = asyncio.Event()
        self._ready = asyncio.Event()
        self._client: ServerClient
        self._access: Access
        self._asked: set[Future[PermitAnswer]] = set()

    @property
    def session(self) -> Session:
        """The session with the tokens that work now."""
        return self._access.session if self._ready.is_set() else self._session

    def start(self) -> None:
        """Begin with a first turn at once."""
        self._loop = asyncio.new_event_loop()
        self._thread.start()

    def wake(self) -> None:
        """Take a turn now: there is something to push, or the network is back. Harmless before and after its life."""
        self._on_loop(self._hint.set)

    def stop(self, timeout_s: float = STOP_LIMIT_S) -> None:
        """End the running request and the thread; what was not sent waits in the outbox."""
        if not self._on_loop(self._cancel):
            return
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            log.error("the sync thread did not end within %s s", timeout_s)

    def ask_permit(self, request: PermitRequest, timeout_s: float = PERMIT_LIMIT_S) -> Future[PermitAnswer]:
        """Ask the server whether this dial may be placed, beside whatever the sync does just now.

        Returns:
            Done on the sync thread with the answer, or with Offline (also after `timeout_s`), SignedOut or another
            SyncError; cancelled when the thread is stopped.
        """
        future: Future[PermitAnswer] = Future()
        self._asked.add(future)
        future.add_done_callback(self._asked.discard)
        if not self._on_loop(lambda: self._begin_permit(request, timeout_s, future)):
            future.set_exception(_no_answer())
        return future

    def _on_loop(self, act: Callable[[], object]) -> bool:
        if self._loop is None:
            return False
        try:
            self._loop.call_soon_threadsafe(act)
        except RuntimeError:  # the loop is closed: the thread has ended
            return False
        return True

    def _cancel(self) -> None:
        self._stop_asked = True
        if self._task is not None:
            self._task.cancel()

    def _begin_permit(self, request: PermitRequest, timeout_s: float, future: Future[PermitAnswer]) -> None:
        task = asyncio.ensure_future(self._permit(request, timeout_s))
        task.add_done_callback(lambda done: _hand_over(done, future))

    async def _permit(self, request: PermitRequest, timeout_s: float) -> PermitAnswer:
        try:
            async with asyncio.timeout(timeout_s):
                await self._ready.wait()
                return await self._access.call(lambda token: self._client.permit(token, request))
        except TimeoutError as error:
            raise _no_answer() from error

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self._take_loop) as runner, contextlib.suppress(asyncio.CancelledError):
            runner.run(self._main())
        for future in list(self._asked):
            future.cancel()

    def _take_loop(self) -> asyncio.AbstractEventLoop:
        assert self._loop is not None
        return self._loop

    async def _main(self) -> None:
        from agent_app.sync.access import Access
        from agent_app.sync.cycle import Cycle
        from agent_app.sync.live import Live

        self._task = asyncio.current_task()
        if self._stop_asked:
            return
        try:
            self._client = self._make_client(self._server_url)
            self._access = Access(self._client, self._cache.meta, self._session)
        except (SyncError, StorageError) as error:
            self._announce(SyncStateChanged(state=SyncState.OFFLINE, reason=error.title))
            await asyncio.Event().wait()
        live = Live(self._client, self._access, self._hint.set)
        cycle = Cycle(self._cache, self._client, self._access, self._device_id, self._announce)
        self._ready.set()
        try:
            await self._take_turns(cycle, live)
        finally:
            await self._access.finish(RENEWAL_LIMIT_S)
            await live.close()
            await self._client.close()

    async def _take_turns(self, cycle: Cycle, live: Live) -> None:
        """Take turns until only a new sign-in or a new app can help; then wait for the end."""
        wait_s = await cycle.turn()
        while wait_s is not None:
            if cycle.state is SyncState.ONLINE:
                wait_s = min(wait_s, live.ensure())
            await self._hint_within(wait_s)
            self._hint.clear()
            wait_s = await cycle.turn()
        await asyncio.Event().wait()

    async def _hint_within(self, wait_s: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(wait_s):
                await self._hint.wait()


def _hand_over(done: asyncio.Task[PermitAnswer], future: Future[PermitAnswer]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    if done.cancelled():
        future.set_exception(_no_answer())
    elif (error := done.exception()) is not None:
        future.set_exception(error)
    else:
        future.set_result(done.result())


def _no_answer() -> Offline:
    return Offline("The server did not answer in time.", "The dial is judged on this PC.", code="no_answer")
