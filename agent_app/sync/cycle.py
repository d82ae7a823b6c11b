"""One turn of the sync: push, pull, say how it went and when the next turn is due.

Knows nothing of threads; the tests (and a simulator) take turns by hand.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from agent_app.errors import AppTooOld, SignedOut, SyncError
from agent_app.storage.cache import Cache
from agent_app.sync.access import Access
from agent_app.sync.backoff import Backoff
from agent_app.sync.client import ServerClient
from agent_app.sync.events import ChangesApplied, CommandsSettled, SyncEvent, SyncState, SyncStateChanged
from agent_app.sync.pull import Pull
from agent_app.sync.push import Push
from agent_domain.changes import ChangeSet
from agent_domain.errors import AgentError
from agent_domain.ids import DeviceId
from agent_domain.wire import CommandResult

log = logging.getLogger(__name__)

POLL_S = 30.0
"""Between two turns while nothing happens: the live channel may have fallen without a sound."""


class Cycle:
    """Takes turns.

    Attributes:
        state: As last announced.
    """

    def __init__(
        self,
        cache: Cache,
        client: ServerClient,
        access: Access,
        device_id: DeviceId,
        announce: Callable[[SyncEvent], None],
        *,
        poll_s: float = POLL_S,
    ) -> None:
        self._outbox = cache.outbox
        self._announce = announce
        self._poll_s = poll_s
        self._offline = Backoff()
        self._postponed = Backoff()
        self._last_synced_at: datetime | None = None
        self._told: SyncStateChanged | None = None
        self.state = SyncState.SYNCING
        self._pull = Pull(cache.mirror, client, access)
        self._push = Push(
            cache.outbox, client, access, device_id, on_begin=self._tell_busy, on_settled=self._tell_settled
        )

    async def turn(self) -> float | None:
        """Push and pull until both are done.

        Returns:
            Seconds until the next turn is due, None if only a new sign-in or a new app can help.
        """
        try:
            postponed = await self._exchange()
        except SignedOut as error:
            self._tell(SyncState.SIGNED_OUT, error)
            return None
        except AppTooOld as error:
            self._tell(SyncState.APP_TOO_OLD, error)
            return None
        except AgentError as error:
            log.info("the sync waits: %s", error.code)
            self._tell(SyncState.OFFLINE, error)
            return self._offline.next_s()
        except Exception:
            log.exception("the sync stumbled; it is tried again")
            self._tell(SyncState.OFFLINE, SyncError("The sync has a fault."))
            return self._offline.next_s()
        self._offline.reset()
        self._tell(SyncState.ONLINE)
        if postponed:
            return min(self._poll_s, self._postponed.next_s())
        self._postponed.reset()
        return self._poll_s

    async def _exchange(self) -> bool:
        """Push before every page of the pull, so that a long pull delays no disposition.

        A failing push does not keep the feed from being applied: a stuck upload must never hold back a do-not-call
        mark.

        Returns:
            Whether the server postponed some commands.
        """
        postponed, failure, has_more = False, None, True
        while has_more:
            if failure is None:
                try:
                    postponed = await self._push.run()
                except (SignedOut, AppTooOld):
                    raise
                except SyncError as error:
                    failure = error
            has_more = await self._pull_page()
        if failure is not None:
            raise failure
        return postponed

    async def _pull_page(self) -> bool:
        pulled = await self._pull.next_page()
        if pulled.changes != ChangeSet():
            self._announce(ChangesApplied(changes=pulled.changes))
        if pulled.has_more:
            self._tell(SyncState.SYNCING)
        else:
            self._last_synced_at = pulled.server_time
        return pulled.has_more

    def _tell_busy(self) -> None:
        """Say "syncing" before a request, unless the server was away: that it is back shows when it answers."""
        if self.state is not SyncState.OFFLINE:
            self._tell(SyncState.SYNCING)

    def _tell_settled(self, results: tuple[CommandResult, ...]) -> None:
        self._announce(CommandsSettled(results=results))

    def _tell(self, state: SyncState, error: AgentError | None = None) -> None:
        self.state = state
        counts = self._outbox.counts()
        change = SyncStateChanged(
            state=state,
            reason=error.title if error else "",
            pending=counts.pending,
            needs_attention=counts.needs_attention,
            last_synced_at=self._last_synced_at,
        )
        if change != self._told:
            self._told = change
            self._announce(change)
