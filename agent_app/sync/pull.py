"""Fetch what the server has to say, page by page, into the mirror.

Source: docs/sync-protocol.md "pull".
"""

import asyncio
from datetime import datetime

from msgspec import Struct

from agent_app.errors import FeedReset, ServerUnavailable
from agent_app.storage.mirror import Mirror, merged
from agent_app.sync.access import Access
from agent_app.sync.client import ServerClient
from agent_domain.changes import ChangeSet

PAGE = 1_000
"""Changes per request: decoding a page holds the interpreter for about 10 ms, less than a frame."""


class Pulled(Struct, frozen=True, kw_only=True):
    """What one request brought.

    Attributes:
        changes: What it touched in the mirror.
        server_time: None when the server asked for a fresh mirror instead.
    """

    has_more: bool
    changes: ChangeSet
    server_time: datetime | None = None


class Pull:
    def __init__(self, mirror: Mirror, client: ServerClient, access: Access) -> None:
        self._mirror = mirror
        self._client = client
        self._access = access

    async def next_page(self) -> Pulled:
        """Fetch and take over one page. When the server asks for a fresh mirror, it is emptied and there is more.

        Raises:
            SyncError: The server could not be asked; begin again later.
            StorageError: The page could not be kept.
        """
        cursor = self._mirror.cursor()
        try:
            page = await self._access.call(lambda token: self._client.pull(token, cursor, PAGE))
        except FeedReset as error:
            if cursor == 0:
                raise ServerUnavailable("The server's feed does not begin.", "It is tried again.") from error
            return Pulled(has_more=True, changes=self._mirror.reset())
        if page.cursor < cursor or (page.has_more and page.cursor == cursor):
            raise ServerUnavailable("The server's feed does not move on.", "It is tried again.")
        self._access.note_server_time(page.server_time)
        touched = []
        for changes in self._mirror.apply_in_steps(page):
            touched.append(changes)
            # A dial that waits for its permit is served between two steps.
            await asyncio.sleep(0)
        return Pulled(has_more=page.has_more, changes=merged(touched), server_time=page.server_time)
