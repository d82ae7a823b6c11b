"""Dates as lists write them, to aware UTC instants; what cannot be told apart is refused, never guessed.

Read: ISO 8601, ``2026/11/03``, ``2026年11月3日``, ``03.11.2026``, ``11/03/2026`` (see `SlashOrder`), ``3 Nov 2026``,
Excel serial days, Unix seconds and milliseconds; each with or without time and zone. A date alone means its first
instant, so that consent never lasts longer than it says.

Source: requirements T1, S3, S11.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from importlib import resources
from typing import Literal
from zoneinfo import ZoneInfo, available_timezones

from agent_domain.errors import AgentError


class UnfitCell(AgentError):
    """A cell cannot be taken as it stands and its row with it; `code` becomes the row's."""

    code = "cell_unfit"


class SlashOrder:
    """Whether this file writes ``11/03/2026`` with the month or the day first: learnt from the dates that show it.

    ``25/03/2026`` in any row proves day first, ``03/25/2026`` month first. A file that shows both or neither is read by
    the region's custom where there is one.
    """

    def __init__(self, region: str) -> None:
        self._region = region
        self._day_first_seen = False
        self._month_first_seen = False

    def learn(self, text: str) -> None:
        """Look at one date cell."""
        if (found := _SLASHED.match(text)) is not None:
            self._day_first_seen |= int(found[1]) > 12
            self._month_first_seen |= int(found[2]) > 12

    def day_first(self, region: str = "") -> bool | None:
        """Return whether the day is first; None where file and region (of row or import) leave it open."""
        if self._day_first_seen != self._month_first_seen:
            return self._day_first_seen
        region = self._region or region
        if region in _MONTH_FIRST:
            return False
        return True if region in _DAY_FIRST else None


_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}")
_MONTH_FIRST = frozenset({"US", "PR", "GU", "VI", "AS", "MP", "FM", "MH", "PW"})
_DAY_FIRST = frozenset(
    [
        "GB",
        "IE",
        "AU",
        "NZ",
        "IN",
        "PK",
        "BD",
        "AE",
        "SA",
        "EG",
        "IL",
        "TR",
        "DE",
        "AT",
        "CH",
        "FR",
        "BE",
        "NL",
        "LU",
        "ES",
        "PT",
        "IT",
        "GR",
        "PL",
        "CZ",
        "SK",
        "HU",
        "RO",
        "BG",
        "HR",
        "SI",
        "RS",
        "RU",
        "BY",
        "UA",
        "KZ",
        "UZ",
        "KG",
        "AM",
        "AZ",
        "GE",
        "MD",
        "SE",
        "NO",
        "DK",
        "FI",
        "EE",
        "LV",
        "LT",
        "BR",
        "AR",
        "MX",
        "CL",
        "CO",
        "PE",
        "VE",
        "UY",
        "SG",
        "MY",
        "TH",
        "VN",
        "ID",
        "NG",
        "KE",
        "MA",
    ]
)

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan янв jän",
            "feb фев",
            "mar мар mär mrz",
            "apr апр",
            "may май мая mai",
            "jun июн",
            "jul июл",
            "aug авг",
            "sep сен",
            "oct окт okt",
            "nov ноя",
            "dec дек dez",
        ),
        start=1,
    )
    for name in names.split()
}
_TIME = (
    r"(?:[T ,]\s*|(?<=日)|\s*(?=上午|下午))(?P<before>上午|下午)?\s*(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})"
    r"(?:分?[:]?(?P<second>\d{2})秒?(?:[.,]\d+)?|分)?\s*(?P<half>[ap]\.?m\.?|上午|下午)?"
)
_ZONE = r"\s*(?P<zone>[A-Za-zА-я]{1,5}(?:[+-]\d{1,2}(?::?\d{2})?)?|[+-]\d{2}:?\d{2})?"
_DATED = re.compile(
    r"(?:(?P<year>\d{4})\s?[-/.年]\s?(?P<month>\d{1,2})\s?[-/.月]\s?(?P<day>\d{1,2})\s?日?"
    r"|(?P<first>\d{1,2})(?P<mark>[./-])(?P<second_part>\d{1,2})(?P=mark)(?P<last>\d{4}|\d{2})(?:\s?г\.?)?"
    r"|(?P<day_named>\d{1,2})[. -]*\s?(?P<month_named>[A-Za-zА-яä]{3,9})\.?,?[ -]*(?P<year_named>\d{4})(?:\s?г\.?)?"
    r"|(?P<month_led>[A-Za-z]{3,9})\.?\s(?P<day_led>\d{1,2}),?\s(?P<year_led>\d{4}))"
    rf"(?:{_TIME})?{_ZONE}",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_UNIX = re.compile(r"\d{10}(?:\d{3})?")
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a naive day count, set into its zone later
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def read_instant(text: str, *, zone: tzinfo, day_first: bool | None, column: str) -> datetime:
    """Return the instant (UTC) that a date cell means.

    Args:
        text: The cell, stripped and not empty.
        zone: Where a time without zone is meant.
        day_first: For ``11/03/2026``; None: such a cell is refused.
        column: Its header, for the reason.

    Raises:
        UnfitCell: `date_ambiguous` or `date_unreadable`.
    """
    instant = _iso(text, zone) or _number(text, zone)
    if instant is None:
        instant = _written(text, zone, day_first, column)
    if instant is None or not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise UnfitCell(
            f'"{text}" in column "{column}" is no date.',
            "Write it as 2026-11-03 or 2026-11-03 14:30.",
            code="date_unreadable",
        )
    return instant


def _iso(text: str, zone: tzinfo) -> datetime | None:
    if len(text) < 8 or text[4:5] not in "-0123456789":
        return None
    if text.isdecimal() and len(text) != 8:
        return None
    try:
        return _to_utc(datetime.fromisoformat(text), zone)
    except ValueError:
        return None


def _to_utc(moment: datetime, zone: tzinfo) -> datetime | None:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _number(text: str, zone: tzinfo) -> datetime | None:
    if _SERIAL.fullmatch(text):
        days = float(text.replace(",", "."))
        return _to_utc(_EXCEL_EPOCH + timedelta(seconds=round(days * 86_400)), zone)
    if len(text) == 14 and text.isdecimal():
        return _iso(f"{text[:8]}T{text[8:]}", zone)
    if _UNIX.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    return None


def _written(text: str, zone: tzinfo, day_first: bool | None, column: str) -> datetime | None:
    found = _DATED.fullmatch(text)
    if found is None:
        return None
    stated = zone_of(found["zone"]) if found["zone"] else zone
    day = _day(found, day_first)
    if day == "ambiguous":
        raise UnfitCell(
            f'"{text}" in column "{column}" may mean two days: month or day first?',
            "Write dates as 2026-11-03, or give the region of the list.",
            code="date_ambiguous",
        )
    if day is None or stated is None:
        return None
    try:
        return _to_utc(datetime(day[0], day[1], day[2], *_time(found)), stated)  # noqa: DTZ001  its zone is set by _to_utc
    except ValueError:
        return None


def _day(found: re.Match[str], day_first: bool | None) -> tuple[int, int, int] | Literal["ambiguous"] | None:
    """Return (year, month, day), ``ambiguous``, or None for a month that no language knows."""
    if found["year"]:
        return int(found["year"]), int(found["month"]), int(found["day"])
    for kind in ("named", "led"):
        if found[f"month_{kind}"]:
            month = _MONTHS.get(found[f"month_{kind}"][:3].casefold())
            return (int(found[f"year_{kind}"]), month, int(found[f"day_{kind}"])) if month else None
    first, second = int(found["first"]), int(found["second_part"])
    year = int(found["last"]) + (2000 if len(found["last"]) == 2 else 0)
    if found["mark"] == "." or first > 12 or first == second:
        day_first = True
    elif second > 12:
        day_first = False
    if day_first is None:
        return "ambiguous"
    return (year, second, first) if day_first else (year, first, second)


def _time(found: re.Match[str]) -> tuple[int, int, int]:
    if not found["hour"]:
        return 0, 0, 0
    hour = int(found["hour"])
    half = (found["before"] or found["half"] or "").replace(".", "").casefold()
    if half in ("pm", "下午") and hour < 12:
        hour += 12
    elif half in ("am", "上午") and hour == 12:
        hour = 0
    return hour, int(found["minute"]), int(found["second"] or 0)


_NAMED_ZONES = {
    "z": "Etc/UTC",
    "utc": "Etc/UTC",
    "gmt": "Etc/UTC",
    "msk": "Europe/Moscow",
    "мск": "Europe/Moscow",
    "москва": "Europe/Moscow",
    "московское время": "Europe/Moscow",
    "北京时间": "Asia/Shanghai",
    "中国标准时间": "Asia/Shanghai",
    "北京": "Asia/Shanghai",
    "上海": "Asia/Shanghai",
    "cet": "Europe/Berlin",
    "cest": "Europe/Berlin",
    "mez": "Europe/Berlin",
    "mesz": "Europe/Berlin",
    "berlin": "Europe/Berlin",
    "eastern": "America/New_York",
    "est": "America/New_York",
    "edt": "America/New_York",
    "et": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pt": "America/Los_Angeles",
}
_FROM_MOSCOW = re.compile(r"(?:мск|msk)\s*([+-]\d)")
_OFFSET = re.compile(r"(?:UTC|GMT)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)


@lru_cache(maxsize=1024)
def zone_name(text: str) -> str:
    """Return the IANA zone that a cell names (also by offset or trade name), or an empty text."""
    simple = text.strip().casefold().removesuffix(" time")
    if simple in _NAMED_ZONES:  # first, as people mean New York by "EST", which IANA has as a zone without summer time
        return _NAMED_ZONES[simple]
    if text in _zones():
        return text
    if (moscow := _FROM_MOSCOW.fullmatch(simple)) is not None:
        return f"Etc/GMT-{3 + int(moscow[1])}"
    by_case = {name.casefold(): name for name in _zones()}
    if simple.replace(" ", "_") in by_case:
        return by_case[simple.replace(" ", "_")]
    offset = _OFFSET.fullmatch(text.strip())
    if offset and int(offset[2]) <= 12 and not int(offset[3] or 0):
        sign = "-" if offset[1] == "+" else "+"  # POSIX writes zones east of Greenwich with a minus
        return f"Etc/GMT{sign}{int(offset[2])}"
    return ""


@lru_cache(maxsize=1024)
def zone_of(text: str) -> tzinfo | None:
    """Return the zone that a cell names, or None; unlike an IANA name, an offset may have any minutes."""
    if name := zone_name(text):
        return ZoneInfo(name)
    offset = _OFFSET.fullmatch(text.strip())
    if offset is None or int(offset[2]) > 14 or int(offset[3] or 0) > 59:
        return None
    minutes = int(offset[2]) * 60 + int(offset[3] or 0)
    return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones() - {"Factory", "localtime", "posixrules"})


# Where zone.tab does not name the zone of the capital or of most people first
_REGION_ZONES = {
    "RU": "Europe/Moscow",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "UA": "Europe/Kyiv",
}


@lru_cache(maxsize=512)
def region_zone(region: str) -> tzinfo:
    """Return the zone in which a list from this country most likely writes its times; UTC for an unknown country.

    Source: zone.tab of the IANA time zone database, whose first zone of a country is its most populous.
    """
    return ZoneInfo(_zone_tab().get(region, "Etc/UTC"))


@lru_cache(maxsize=1)
def _zone_tab() -> dict[str, str]:
    zones: dict[str, str] = {}
    for line in (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            region, _, name = line.split("\t")[:3]
            zones.setdefault(region, name)
    return zones | _REGION_ZONES
