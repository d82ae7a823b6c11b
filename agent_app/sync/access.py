"""The access token: fresh when asked for, renewed once for everybody, and never at the price of a lost refresh token.

A refresh token works once. So its exchange runs as a task that nobody's time limit cuts off, and the new one is on the
disk before the new access token is used. When the answer is lost all the same, the exchange is asked for again with the
key that was kept beside the token.
"""

import asyncio
import logging
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from agent_app.errors import SignedOut
from agent_app.storage.meta import Meta, MetaName
from agent_domain.clock import utc_now
from agent_domain.wire import Session

if TYPE_CHECKING:
    from agent_app.sync.client import ServerClient

log = logging.getLogger(__name__)

EARLY_S = 60.0
"""So long before its end an access token is renewed; but never before half its life."""

T = TypeVar("T")


class Access:
    """Hands out access tokens.

    Attributes:
        session: With the tokens that work now.
        ended: Set to the error once the server wants a sign-in; every later request fails with it.
    """

    def __init__(self, client: "ServerClient", meta: Meta, session: Session) -> None:
        self._client = client
        self._meta = meta
        self._renewing: asyncio.Task[Session] | None = None
        self.session = session
        self._offset_s = float(meta.get(MetaName.CLOCK_OFFSET_S) or 0)
        self.ended: SignedOut | None = None
        self._take(session)
        if meta.get(MetaName.REFRESH_TOKEN) != session.refresh_token:
            keep_refresh_token(meta, session.refresh_token)

    async def call(self, request: Callable[[str], Awaitable[T]]) -> T:
        """Run a request with a good token; a 401 is answered by one renewal and one more try.

        Raises:
            SignedOut: The server wants a sign-in.
            SyncError: As the request raises it.
        """
        token = await self.token()
        try:
            return await request(token)
        except SignedOut:
            return await request(await self.token(stale=token))

    async def token(self, stale: str | None = None) -> str:
        """Return an access token that is not `stale`."""
        if self.ended is not None:
            raise self.ended
        if time.monotonic() < self._renew_at_s and self.session.access_token != stale:
            return self.session.access_token
        if self._renewing is None:
            self._renewing = asyncio.create_task(self._renew())
            self._renewing.add_done_callback(self._renewed)
        # Shielded: when one asker gives up, the exchange still ends and is kept.
        return (await asyncio.shield(self._renewing)).access_token

    async def finish(self, timeout_s: float) -> None:
        """Wait for a running exchange before the loop ends; a token lost now would cost a sign-in."""
        if self._renewing is not None:
            await asyncio.wait({self._renewing}, timeout=timeout_s)

    def note_server_time(self, server_time: datetime) -> None:
        """Remember how far this PC's clock is off, when that changed by more than a second."""
        offset_s = (server_time - utc_now()).total_seconds()
        if abs(offset_s - self._offset_s) > 1:
            self._offset_s = offset_s
            self._meta.set(MetaName.CLOCK_OFFSET_S, f"{offset_s:.3f}")

    async def _renew(self) -> Session:
        try:
            renewal_key = self._meta.get(MetaName.RENEWAL_KEY) or ""
            session = await self._client.refresh(self.session.refresh_token, renewal_key)
        except SignedOut as error:
            self.ended = error
            raise
        keep_refresh_token(self._meta, session.refresh_token)
        self._take(session)
        self.note_server_time(session.server_time)
        return session

    def _renewed(self, task: asyncio.Task[Session]) -> None:
        self._renewing = None
        if not task.cancelled() and task.exception() is not None:
            log.info("the access token was not renewed: %s", getattr(task.exception(), "code", "bug"))

    def _take(self, session: Session) -> None:
        self.session = session
        # By the server's own two clocks and ours that only goes forward: a wrong PC clock changes nothing.
        life_s = (session.access_expires_at - session.server_time).total_seconds()
        self._renew_at_s = time.monotonic() + max(life_s - EARLY_S, life_s / 2)


def keep_refresh_token(meta: Meta, refresh_token: str) -> None:
    """Keep the token and a fresh renewal key for it, both or none."""
    meta.set_all({MetaName.REFRESH_TOKEN: refresh_token, MetaName.RENEWAL_KEY: secrets.token_urlsafe(32)})
