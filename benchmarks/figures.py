"""How a benchmark tells its figures: with target, peer and how they were got."""

import math
from collections.abc import Sequence

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """One measured thing.

    Attributes:
        name: ``card``, ``dial`` or ``start``, as on dev.py's command line.
        what: What the user feels.
        values_ms: Each measurement, in milliseconds.
        target: In words, as in docs/performance.md.
        peer: What it is held against, with its figure where it was measured in the same run.
        notes: How it was measured, what was left out.
    """

    name: str
    what: str
    values_ms: tuple[float, ...]
    target: str
    peer: str
    notes: str = ""

    def percentile_ms(self, percent: float) -> float:
        """Return the smallest measured value that `percent` of the measurements do not exceed."""
        ordered = sorted(self.values_ms)
        return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "what": self.what,
            "count": len(self.values_ms),
            **{f"p{percent}_ms": round(self.percentile_ms(percent), 3) for percent in (50, 90, 99)},
            "max_ms": round(max(self.values_ms), 3),
            "target": self.target,
            "peer": self.peer,
            "notes": self.notes,
        }

    def lines(self) -> list[str]:
        """Return what is printed."""
        percentiles = "  ".join(f"p{percent} {self.percentile_ms(percent):.2f} ms" for percent in (50, 90, 99))
        return [
            f"{self.name}: {self.what}",
            f"    measured  {percentiles}  max {max(self.values_ms):.2f} ms  (n = {len(self.values_ms)})",
            f"    target    {self.target}",
            f"    peer      {self.peer}",
            *([f"    notes     {self.notes}"] if self.notes else []),
        ]


def print_figures(figures: Sequence[Figure]) -> None:
    for figure in figures:
        print("\n".join(figure.lines()), flush=True)
