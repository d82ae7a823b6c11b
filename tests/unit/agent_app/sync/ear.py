"""Hears what the sync thread announces."""

import threading
from collections.abc import Callable

from agent_app.sync.events import SyncEvent, SyncState, SyncStateChanged

DEADLINE_S = 20.0


class Ear:
    """Hears what is announced, and lets a test wait for it."""

    def __init__(self) -> None:
        self.told: list[SyncEvent] = []
        self.threads: set[str] = set()
        self._came = threading.Condition()

    def __call__(self, event: SyncEvent) -> None:
        with self._came:
            self.told.append(event)
            self.threads.add(threading.current_thread().name)
            self._came.notify_all()

    def until(self, true: Callable[[SyncEvent], bool]) -> None:
        """Wait until something was told that is as wanted."""
        self.until_so(lambda: any(map(true, list(self.told))))

    def until_so(self, true: Callable[[], bool]) -> None:
        """Wait until something is so; looked at again with each event."""
        with self._came:
            assert self._came.wait_for(true, DEADLINE_S), self.told

    def until_state(self, state: SyncState) -> None:
        self.until(lambda event: isinstance(event, SyncStateChanged) and event.state is state)
