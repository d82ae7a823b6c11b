"""What the sync thread tells the rest of the app.

`announce` is called on the sync thread; bridge.py carries it over to the main thread.
"""

from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from msgspec import Struct

from agent_domain.changes import ChangeSet
from agent_domain.wire import CommandResult


class SyncState(StrEnum):
    """Where the sync stands.

    Attributes:
        ONLINE: The server answered the last time.
        SYNCING: Something is on its way up or down.
        OFFLINE: The server cannot be reached or cannot answer; it is tried again by itself.
        SIGNED_OUT: The server wants a sign-in; nothing is sent or fetched until then, the outbox waits.
        APP_TOO_OLD: The server wants a newer app; the same.
    """

    ONLINE = "online"
    SYNCING = "syncing"
    OFFLINE = "offline"
    SIGNED_OUT = "signed_out"
    APP_TOO_OLD = "app_too_old"


class SyncStateChanged(Struct, frozen=True, kw_only=True):
    """The sync's state or figures changed.

    Attributes:
        reason: One sentence for the agent; empty while all is well.
        pending: Records on this PC only.
        needs_attention: Records that the server rejected.
        last_synced_at: Server time of the last complete pull of this run; None before the first.
    """

    state: SyncState
    reason: str = ""
    pending: int = 0
    needs_attention: int = 0
    last_synced_at: datetime | None = None


class ChangesApplied(Struct, frozen=True, kw_only=True):
    """The mirror changed: read again what is on screen."""

    changes: ChangeSet


class CommandsSettled(Struct, frozen=True, kw_only=True):
    """The server answered to commands, or the mirror caught up with them."""

    results: tuple[CommandResult, ...]


SyncEvent: TypeAlias = SyncStateChanged | ChangesApplied | CommandsSettled
