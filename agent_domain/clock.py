"""Time is always aware and in UTC; zones belong to the reader."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, TypeAlias

from msgspec import Meta

Instant: TypeAlias = Annotated[datetime, Meta(tz=True)]
"""An aware instant; a message with a naive one is refused when it is decoded."""

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC. Passed in wherever time decides something."""


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)
