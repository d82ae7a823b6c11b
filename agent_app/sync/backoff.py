"""How long to wait before the next try, so that a thousand desks do not return in the same second."""

import random

FIRST_S = 0.5
LONGEST_S = 30.0


class Backoff:
    """Doubles from 0.5 s to 30 s, each wait drawn between half and the whole of it."""

    def __init__(self, draw: random.Random | None = None) -> None:
        self._draw = draw or random.Random()  # noqa: S311 (spreads load, protects nothing)
        self._failures = 0

    def next_s(self) -> float:
        """Return the wait in seconds after one more failure."""
        whole = min(LONGEST_S, FIRST_S * (1 << min(self._failures, 10)))
        self._failures += 1
        return whole * self._draw.uniform(0.5, 1.0)

    def reset(self) -> None:
        """Begin anew: something worked."""
        self._failures = 0
