"""Openings and days are exact to the second in every zone, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent_domain.hours import first_common_opening, is_open, start_of_day, zone
from tests.unit.agent_domain.builders import instants

SECOND = timedelta(seconds=1)
ZONES = sorted(available_timezones() - {"localtime", "Factory"})
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = instants(2000, 2037)


@given(st.lists(zones, min_size=1, max_size=6), moments, st.integers(0, 1300), st.integers(30, 139))
def test_the_first_opening_is_exact(
    several: list[ZoneInfo], at: datetime, opens_minute: int, length_minutes: int
) -> None:
    closes_minute = min(opens_minute + length_minutes * 5, 1439)
    window = (time(opens_minute // 60, opens_minute % 60), time(closes_minute // 60, closes_minute % 60))
    opening = first_common_opening(window, at, several)
    assume(opening is not None)
    assert opening is not None
    assert all(is_open(window, opening, each) for each in several)
    if opening > at:
        assert not all(is_open(window, opening - SECOND, each) for each in several)
    for step in range(1, 60):  # nothing was missed on the way
        between = at + (opening - at) * step / 60
        assert between >= opening or not all(is_open(window, between, each) for each in several)


def test_one_zone_always_opens_within_two_days() -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    for name in ZONES:
        opening = first_common_opening((time(9), time(20)), at, [ZoneInfo(name)])
        assert opening is not None, name
        assert opening - at < timedelta(days=2)


def test_zones_that_are_never_open_together_never_open() -> None:
    opposite = [ZoneInfo("Pacific/Guam"), ZoneInfo("America/St_Johns")]
    assert first_common_opening((time(9), time(20)), datetime(2026, 7, 1, tzinfo=UTC), opposite) is None


@given(zones, st.dates(date(2000, 1, 2), date(2037, 1, 1)))
def test_a_day_starts_at_its_first_second(in_zone: ZoneInfo, day: date) -> None:
    start = start_of_day(day, in_zone)
    assert start.tzinfo is UTC
    assert start.astimezone(in_zone).date() >= day  # > only where a zone skipped the whole day
    assert (start - SECOND).astimezone(in_zone).date() < day


@pytest.mark.parametrize(
    ("zone_name", "day", "start"),
    [
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23T22:00:00+00:00"),  # 00:00 does not exist: 01:00 it is
        ("America/Nuuk", date(2026, 3, 29), "2026-03-29T01:00:00+00:00"),  # 23:00 becomes 00:00
        ("Pacific/Apia", date(2011, 12, 30), "2011-12-30T10:00:00+00:00"),  # the day that was not
        ("Asia/Kathmandu", date(2026, 1, 1), "2025-12-31T18:15:00+00:00"),
    ],
)
def test_days_that_begin_oddly(zone_name: str, day: date, start: str) -> None:
    assert start_of_day(day, ZoneInfo(zone_name)) == datetime.fromisoformat(start)


@pytest.mark.parametrize(
    ("zone_name", "window", "at", "opening"),
    [
        # 02:00 -> 03:00: an opening at 02:30 comes with the clock change
        ("Europe/Berlin", (time(2, 30), time(6)), "2026-03-29T00:10:00+00:00", "2026-03-29T01:00:00+00:00"),
        # 03:00 -> 02:00: in the second pass the opening at 02:30 comes again
        ("Europe/Berlin", (time(2, 30), time(2, 50)), "2026-10-25T01:05:00+00:00", "2026-10-25T01:30:00+00:00"),
        ("Europe/Berlin", (time(9), time(20)), "2026-10-24T18:30:00+00:00", "2026-10-25T08:00:00+00:00"),
        ("America/New_York", (time(8), time(21)), "2026-03-08T02:00:00+00:00", "2026-03-08T12:00:00+00:00"),
    ],
)
def test_openings_when_the_clocks_change(zone_name: str, window: tuple[time, time], at: str, opening: str) -> None:
    found = first_common_opening(window, datetime.fromisoformat(at), [ZoneInfo(zone_name)])
    assert found == datetime.fromisoformat(opening)


def test_zones_whose_clocks_change_at_different_hours_are_not_taken_for_one() -> None:
    at = datetime(2026, 3, 7, 21, 0, tzinfo=UTC)  # that night: Havana 00:00 -> 01:00, New York 02:00 -> 03:00
    both = [ZoneInfo("America/Havana"), ZoneInfo("America/New_York")]
    window = time(0, 30), time(6)
    assert first_common_opening(window, at, both[:1]) == datetime(2026, 3, 8, 5, 0, tzinfo=UTC)
    assert first_common_opening(window, at, both) == datetime(2026, 3, 8, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../etc/passwd", "America", "Asia/Shanghai\0"])
def test_a_name_that_is_no_zone_gives_none(name: str) -> None:
    assert zone(name) is None
