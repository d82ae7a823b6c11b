"""Wall clocks: when a local day or a calling window begins, exactly, also over summer time and midnight.

Zones are IANA names, never offsets (compliance-rules E3); every instant that comes out is aware UTC.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_HORIZON = timedelta(days=4)
"""How far a common opening of several zones is searched: windows repeat daily, so what is shut for days stays shut."""


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo | None:
    """Return the zone, or None when there is no IANA zone of this name."""
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):  # junk, unknown, and names of folders in the zone database
        return None


def is_open(window: tuple[time, time], at: datetime, zone_name: ZoneInfo) -> bool:
    """Whether the local wall clock stands within [opens, closes)."""
    return window[0] <= at.astimezone(zone_name).time() < window[1]


def first_common_opening(window: tuple[time, time], at: datetime, zones: Iterable[ZoneInfo]) -> datetime | None:
    """Return the first instant, not before `at`, at which the window is open in all zones at once; None if never."""
    zones = _different(tuple(zones), at.replace(minute=0, second=0, microsecond=0))
    opening, limit = at, at + _HORIZON
    while opening <= limit:
        latest = max(_opening(window, opening, each) for each in zones)
        if latest == opening:
            return opening
        opening = latest
    return None


def start_of_day(day: date, in_zone: ZoneInfo) -> datetime:
    """Return the first instant of a local day; where midnight is skipped, the instant of the clock change."""
    return _first_instant(datetime.combine(day, time()), in_zone)


@lru_cache(maxsize=1024)
def _different(zones: tuple[ZoneInfo, ...], hour: datetime) -> tuple[ZoneInfo, ...]:
    """Return one zone for each way in which the clocks go until the horizon: 42 zones are a dozen clocks."""
    clocks: dict[object, ZoneInfo] = {}
    end = hour + _HORIZON + _DAY
    for each in zones:
        now, later = hour.astimezone(each).utcoffset(), end.astimezone(each).utcoffset()
        clocks.setdefault(now if now == later else each, each)  # a zone whose clocks change stands for itself
    return tuple(clocks.values())


def _opening(window: tuple[time, time], at: datetime, in_zone: ZoneInfo) -> datetime:
    """Return the first instant, not before `at`, at which the window is open in one zone."""
    local = at.astimezone(in_zone)
    if window[0] <= local.time() < window[1]:
        return at
    day = local.date() if local.time() < window[0] else local.date() + _DAY
    opens = datetime.combine(day, window[0])
    opening = _first_instant(opens, in_zone)
    if opening < at:  # the clock was set back over the opening: it comes a second time
        opening = opens.replace(tzinfo=in_zone, fold=1).astimezone(UTC)
    return opening


@lru_cache(maxsize=8192)
def _first_instant(wall: datetime, in_zone: ZoneInfo) -> datetime:
    """Return the first instant at which the local clock shows `wall` or, where that is skipped, anything later."""
    instant = wall.replace(tzinfo=in_zone).astimezone(UTC)
    if instant.astimezone(in_zone).replace(tzinfo=None) == wall:
        return instant
    before = wall.replace(tzinfo=in_zone, fold=1).astimezone(UTC)
    while instant - before > timedelta(seconds=1):  # the clock change lies between: halve, to the second
        middle = before + timedelta(seconds=(instant - before).total_seconds() // 2)
        if middle.astimezone(in_zone).replace(tzinfo=None) < wall:
            before = middle
        else:
            instant = middle
    return instant
