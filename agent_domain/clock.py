"""Time is always aware and in UTC; zones belong to the reader."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC. Passed in wherever time decides something."""


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)
