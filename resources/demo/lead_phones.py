"""Phone numbers for the demo list, and every way in which people write them.

Where a country keeps numbers for fiction, only those are used: the United States 555-0100 to 0199, Germany the drama
numbers of the Bundesnetzagentur, the United Kingdom Ofcom's drama landlines. China, Russia and Kazakhstan keep none:
the numbers there are merely plausible. The demo dials its own SIP server on the loopback address and nothing else.

The last two digits decide what the customer of the demo's SIP world does (`ENDINGS`).
"""

import random
from collections.abc import Iterator

ENDINGS = ("86", "03", "04", "80", "77")
"""Busy, declined, invalid number, rings without answer, leaves; every other ending answers."""

# Area codes that lie in one time zone as a whole
US_AREAS = {
    "America/New_York": ("212", "646", "718", "917", "617", "202", "404", "305"),
    "America/Chicago": ("312", "773", "713", "214"),
    "America/Denver": ("303", "720", "801", "505"),
    "America/Los_Angeles": ("206", "415", "213", "310", "619", "408", "702", "503"),
    "Pacific/Honolulu": ("808",),
}
MOSCOW_PREFIXES = ("495", "499")
CN_MOBILES = ("134", "135", "136", "138", "139", "150", "151", "158", "159", "177", "182", "186", "187", "188")
CN_CITIES = (("10", 8), ("21", 8), ("20", 8), ("755", 8), ("28", 8))  # area code, digits after it
RU_CITIES = (
    ("812", "Europe/Moscow"),
    ("343", "Asia/Yekaterinburg"),
    ("383", "Asia/Novosibirsk"),
    ("846", "Europe/Samara"),
)
RU_MOBILES = ("903", "905", "910", "916", "921", "925", "926", "963", "985")
DE_DRAMA = ("3023125", "6990009", "4066969", "2214710", "8999998")  # each with three digits after it
GB_DRAMA = ("2079460", "1614960", "1174960", "1314960", "1134960")
KZ_PREFIXES = ("701", "702", "705", "707", "747", "775", "777")


class Numbers:
    """Makes numbers (E.164), each only once."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._taken: set[str] = set()

    def fresh(self, region: str, zone: str = "", ending: str = "") -> str:
        """Return a new number of a region and zone with one of `ENDINGS`, or for an empty one with any other.

        Raises:
            LookupError: There is none left.
        """
        for _ in range(20_000):
            number = self._one(region, zone)
            number = number[:-2] + ending if ending else number
            if number not in self._taken and (bool(ending) or number[-2:] not in ENDINGS):
                self._taken.add(number)
                return number
        raise LookupError(f"No number left in {region} {zone} {ending}")

    def us_areas(self, ending: str) -> Iterator[tuple[str, str]]:
        """Yield (number, zone): one of this ending in every American area code."""
        for zone, areas in US_AREAS.items():
            for area in areas:
                number = f"+1{area}55501{ending}"
                self._taken.add(number)
                yield number, zone

    def _one(self, region: str, zone: str) -> str:
        prefix, length = self._prefix(region, zone)
        return prefix + self._digits(length - len(prefix) + 1)

    def _prefix(self, region: str, zone: str) -> tuple[str, int]:
        """Return the beginning of a number and how many digits it has in all."""
        pick = self._rng.choice
        if region == "US":
            return f"+1{pick(US_AREAS[zone])}55501", 11
        if region == "CN" and self._rng.random() < 0.93:
            return f"+86{pick(CN_MOBILES)}", 13
        if region == "CN":
            area, digits_after = pick(CN_CITIES)
            return f"+86{area}{pick('256')}", 2 + len(area) + digits_after
        if region == "RU":
            moscow = f"{pick(MOSCOW_PREFIXES)}{pick('2379')}"
            others = [f"{city}2" for city, its in RU_CITIES if its == zone]
            return f"+7{moscow if zone == 'Europe/Moscow' else pick(others or RU_MOBILES)}", 11
        if region == "KZ":
            return f"+7{pick(KZ_PREFIXES)}{pick('23456')}", 11
        return (f"+49{pick(DE_DRAMA)}", 12) if region == "DE" else (f"+44{pick(GB_DRAMA)}", 12)

    def _digits(self, count: int) -> str:
        return "".join(self._rng.choice("0123456789") for _ in range(count))


def writings(number: str, region: str) -> tuple[str, ...]:
    """Return the ways in which people of the region write a number, national and international."""
    match region:
        case "US":
            return _american(number[2:])
        case "CN":
            return _chinese(number[3:])
        case "RU" | "KZ":
            return _russian(number[2:])
        case "DE":
            return _european(number[3:], "49", area_digits=3 if number[3:].startswith("221") else 2)
    return _european(number[3:], "44", area_digits=2 if number[3:].startswith("20") else 3)


def _american(n: str) -> tuple[str, ...]:
    area, office, line = n[:3], n[3:6], n[6:]
    return (
        *(
            f"({area}) {office}-{line}",
            f"{area}-{office}-{line}",
            f"{area}.{office}.{line}",
            n,
            f"1-{area}-{office}-{line}",
        ),
        *(
            f"+1{n}",
            f"+1 {area} {office} {line}",
            f"+1 ({area}) {office}-{line}",
            f"+1-{area}-{office}-{line}",
        ),
    )


def _chinese(n: str) -> tuple[str, ...]:
    if n[0] == "1" and len(n) == 11:
        a, b, c = n[:3], n[3:7], n[7:]
        full_width = n.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"})
        return (
            *(n, f"{a} {b} {c}", f"{a}-{b}-{c}", f"+86{n}", f"+86 {a} {b} {c}", f"0086{n}", f"86-{n}", f"(+86){n}"),
            *(f"{a} {b}{c}", f"+86-{n}", full_width),
        )
    area = n[:2] if n[:2] in ("10", "20", "21", "28") else n[:3]
    rest = n[len(area) :]
    return (
        *(f"0{area}-{rest}", f"(0{area}) {rest}", f"0{area}{rest}", f"+86 {area} {rest[:4]} {rest[4:]}"),
        f"0086-{area}-{rest}",
    )


def _russian(n: str) -> tuple[str, ...]:
    a, b, c, d = n[:3], n[3:6], n[6:8], n[8:]
    return (
        *(f"8 ({a}) {b}-{c}-{d}", f"8{n}", f"8-{a}-{b}-{c}-{d}", f"8 {a} {b} {c} {d}", f"8({a}){b}{c}{d}"),
        *(f"+7{n}", f"+7 {a} {b}-{c}-{d}", f"+7 ({a}) {b}-{c}-{d}"),
    )


def _european(n: str, code: str, *, area_digits: int) -> tuple[str, ...]:
    area, rest = n[:area_digits], n[area_digits:]
    return (
        *(f"0{area} {rest}", f"(0{area}) {rest}", f"0{area}-{rest}", f"0{n}", f"+{code} {area} {rest}", f"+{code}{n}"),
        *(
            f"+{code} (0){area} {rest}",
            f"00{code} {area} {rest}",
            f"0{area}/{rest}" if code == "49" else f"0{area} {rest[:3]} {rest[3:]}",
        ),
    )
