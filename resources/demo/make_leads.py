"""Makes leads.csv, the list that the demo imports: 5,000 rows as a CRM would export them after years of use.

Run ``python -m resources.demo.make_leads`` to write it again; the same seed gives the same bytes. Names and firms come
from Faker, so nobody real is in it; numbers are fictional ones where a country keeps such numbers, and else merely
plausible (see `lead_phones`): the demo dials only its own SIP server on the loopback address.

The rows are in Chinese, English, Russian and German, and hold what such a list holds: repeated people in another
writing, do-not-call marks, complaints, expired consent, and about 4 % of rows that must be refused. Dates stand
relative to `REFERENCE_AT`, and consent that the demo relies on has no end or one far away, so that the file keeps
working for years.
"""

import csv
import io
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from faker import Faker

from agent_domain.phone import parse_phone
from resources.demo.lead_phones import ENDINGS, RU_CITIES, US_AREAS, Numbers, writings

SEED = 20261115
REFERENCE_AT = datetime(2026, 11, 15, 8, 0, tzinfo=UTC)
ROWS = 5_000
LEADS_FILE = Path(__file__).with_name("leads.csv")
HEADER = (
    *("Customer ID", "Name", "Company", "Phone", "Language", "Country", "Time zone", "Lead source", "Source detail"),
    *("Created at", "Reason for call", "Callback requested", "Tags", "Customer type", "Consent source", "Consent date"),
    *("Consent valid until", "Do not call", "Do not call reason", "Last complaint", "Intent", "Number status"),
    *("Number verified at", "Open question", "Known answers", "Refused products", "Risk signals"),
)
Row = dict[str, str]

_LOCALES = {"zh": "zh_CN", "en": "en_US", "ru": "ru_RU", "de": "de_DE"}
_KAZAKH_WOMEN = ("Айгерим", "Алия", "Динара", "Жанар", "Назгуль")
_KAZAKH_MEN = ("Арман", "Бауыржан", "Данияр", "Ерлан", "Нурлан", "Санжар", "Тимур")
_KAZAKH_FAMILIES = ("Абенов", "Ахметов", "Байжанов", "Есенов", "Жумабаев", "Касымов", "Мусин", "Нурпеисов", "Омаров")
_GROUPS = (("CN", "zh"), ("RU", "ru"), ("US", "en"))
_ONE_ZONE = {"CN": "Asia/Shanghai", "RU": "Europe/Moscow"}
_PER_ENDING = 25
_PER_BAR = 15
_ORDINARY = (("US", "en", 700), ("RU", "ru", 780), ("DE", "de", 620), ("GB", "en", 110), ("KZ", "ru", 190))
"""Rows per country beside those of the demo; the list is filled up with Chinese ones."""

_STATED_ZONES = {"CN": "Asia/Shanghai", "DE": "Europe/Berlin", "GB": "Europe/London", "KZ": "Asia/Almaty"}
_DUPLICATES = 130
_JUNK = 200


class ListMaker:
    """Makes the rows, in groups that the demo can rely on and a large rest."""

    def __init__(self) -> None:
        self._rng = random.Random(SEED)
        self._numbers = Numbers(self._rng)
        self._words: dict[str, dict[str, Any]] = yaml.safe_load(
            Path(__file__).with_name("lead_words.yaml").read_text("utf-8")
        )
        self._fakers = {language: Faker(locale) for language, locale in _LOCALES.items()}
        for faker in self._fakers.values():
            faker.seed_instance(SEED)

    def rows(self) -> list[Row]:
        """Return all rows in the order of the file."""
        rows = self._demo_rows()
        for region, language, count in _ORDINARY:
            rows += [self._ordinary(region, language) for _ in range(count)]
        duplicates = [self._duplicate(row) for row in self._rng.sample(rows, _DUPLICATES)]
        junk = [self._junk() for _ in range(_JUNK)]
        rest = ROWS - len(rows) - len(duplicates) - len(junk)
        rows += [self._ordinary("CN", "zh") for _ in range(rest)]
        self._rng.shuffle(rows)
        for row in (*duplicates, *junk):  # a repeated person comes after the first row, as in life
            rows.insert(self._rng.randrange(len(rows) // 2, len(rows)), row)
        return self._numbered(rows)

    def _demo_rows(self) -> list[Row]:
        """Return the rows that the demo relies on: in each group every behaviour, and people who are barred."""
        rows: list[Row] = []
        for region, language in _GROUPS:
            for ending in ENDINGS:
                if region == "US":
                    places = list(self._numbers.us_areas(ending))
                else:
                    zone = _ONE_ZONE[region]
                    places = [(self._numbers.fresh(region, zone, ending), zone) for _ in range(_PER_ENDING)]
                rows += [self._clean(number, region, language, zone) for number, zone in places]
            for _ in range(10 * _PER_BAR):
                zone = self._zone(region)
                rows.append(self._clean(self._numbers.fresh(region, zone), region, language, zone))
            for bar in (self._opt_out, self._expired):
                for _ in range(_PER_BAR):
                    zone = self._zone(region)
                    rows.append(bar(self._clean(self._numbers.fresh(region, zone), region, language, zone)))
        return rows

    def _zone(self, region: str) -> str:
        return self._american_zone() if region == "US" else _ONE_ZONE[region]

    def _american_zone(self) -> str:
        """Return a zone, one with many area codes more often, as each code has only a hundred fictional numbers."""
        return self._rng.choice([zone for zone, areas in US_AREAS.items() for _ in areas])

    def _clean(self, number: str, region: str, language: str, zone: str) -> Row:
        """Return a person who may be called: consent without a near end, no bar, the zone stated."""
        rng, words = self._rng, self._words[language]
        is_firm = rng.random() < 0.22
        need = rng.choice(words["business" if is_firm else "consumer"])
        source, detail = rng.choice(words["sources"])
        event_at = REFERENCE_AT - timedelta(minutes=round(rng.paretovariate(0.6) * 30) % (60 * 24 * 60))
        consent_at = event_at - timedelta(days=rng.choice((0, 0, 0, 20, 90, 300)), minutes=rng.randrange(600))
        return {
            "Name": self._name(region, language),
            "Company": self._fakers[language].company() if is_firm or rng.random() < 0.1 else "",
            "Phone": rng.choice(writings(number, region)),
            "Language": language,
            "Country": region,
            "Time zone": zone,
            "Lead source": source,
            "Source detail": detail,
            "Created at": self._stamp(event_at),
            "Reason for call": rng.choice(need["reasons"]),
            "Callback requested": "yes" if rng.random() < 0.12 else "no",
            "Tags": rng.choice((";", "; ", "、", "|")).join(need["tags"][: rng.randint(1, 3)]),
            "Customer type": "business" if is_firm else "consumer",
            "Consent source": rng.choice(words["consent"]),
            "Consent date": consent_at.strftime("%Y-%m-%d"),
            "Consent valid until": rng.choice(("", "", "2045-12-31", "2049-06-30")),
            "Do not call": rng.choice(("", "no")),
            "Intent": rng.choice(("high", "medium", "medium")),
            "Number status": rng.choice(("", "", "valid")),
            "Open question": rng.choice(need["questions"]) if rng.random() < 0.6 else "",
            "Known answers": rng.choice(need["answers"]) if rng.random() < 0.5 else "",
            "Refused products": rng.choice(need["refused"]) if rng.random() < 0.15 else "",
        }

    def _ordinary(self, region: str, language: str) -> Row:
        """Return anybody: most may be called, some not, and the list does not always know the zone."""
        rng = self._rng
        zone = self._american_zone() if region == "US" else ""
        if region == "RU" and rng.random() < 0.5:
            zone = rng.choice(("Europe/Moscow", *(zone for _, zone in RU_CITIES)))
        row = self._clean(self._numbers.fresh(region, zone), region, language, zone)
        if region != "US" and rng.random() < 0.6:
            row["Time zone"] = _STATED_ZONES.get(region, zone)
        if row["Phone"].startswith("+") and rng.random() < 0.3:
            row["Country"] = ""
        if rng.random() < 0.08:
            row["Risk signals"] = rng.choice(self._words[language]["risks"])
        chance = rng.random()
        if chance < 0.03:
            return self._opt_out(row)
        if chance < 0.06:
            return self._expired(row)
        if chance < 0.09:
            row["Last complaint"] = (REFERENCE_AT - timedelta(days=rng.randrange(1, 400))).strftime("%Y-%m-%d")
        elif chance < 0.13:
            row["Intent"] = "low"
        elif chance < 0.16:
            row["Number status"] = rng.choice(("vacant", "suspended", "cancelled", "changed"))
        if row["Number status"]:
            row["Number verified at"] = (REFERENCE_AT - timedelta(days=rng.randrange(1, 300))).strftime("%Y-%m-%d")
        return row

    def _opt_out(self, row: Row) -> Row:
        row["Do not call"] = "yes"
        row["Do not call reason"] = self._rng.choice(self._words[row["Language"]]["opt_outs"])
        return row

    def _expired(self, row: Row) -> Row:
        row["Consent date"] = (REFERENCE_AT - timedelta(days=self._rng.randrange(500, 900))).strftime("%Y-%m-%d")
        row["Consent valid until"] = (REFERENCE_AT - timedelta(days=self._rng.randrange(20, 400))).strftime("%Y-%m-%d")
        return row

    def _duplicate(self, row: Row) -> Row:
        """Return the same person from another source, the number in another writing, with a new tag."""
        again = dict(row)
        number = parse_phone(row["Phone"], row["Country"])
        others = [text for text in writings(number.e164, number.region) if text != row["Phone"]]
        again["Phone"], again["Country"] = self._rng.choice(others), number.region
        words = self._words[row["Language"]]
        again["Lead source"], again["Source detail"] = self._rng.choice(words["sources"])
        again["Tags"] = self._rng.choice(words["consumer"])["tags"][0]
        again["Consent source"] = self._rng.choice(words["consent"])
        return again

    def _junk(self) -> Row:
        """Return a row that has to be refused."""
        rng = self._rng
        region, language = rng.choice((*_GROUPS, ("DE", "de")))
        zone = self._zone(region) if region in ("CN", "RU", "US") else ""
        row = self._clean(self._numbers.fresh(region, zone), region, language, zone)
        kind = rng.choice(("consent",) * 6 + ("bought",) * 4 + ("phone",) * 7 + ("yes", "date", "formula"))
        match kind:
            case "consent":
                row["Consent source"] = rng.choice(self._words[language]["no_consent"])
            case "bought":
                row["Consent source"] = rng.choice(self._words[language]["bought"])
            case "yes":
                row["Consent source"] = rng.choice(("yes", "TRUE", "是", "да"))
            case "date":
                row["Consent valid until"] = rng.choice(("31.02.2030", "some day", "2030-13-01"))
            case "formula":
                row["Name"], row["Phone"] = "=cmd|'/C calc'!A0", rng.choice(("-", "=1+1"))
            case _:
                row["Phone"] = rng.choice(_broken(row["Phone"]))
        return row

    def _name(self, region: str, language: str) -> str:
        pick = self._rng.choice
        faker = self._fakers[language]
        is_woman = self._rng.random() < 0.5
        if region == "KZ" and self._rng.random() < 0.7:
            family = pick(_KAZAKH_FAMILIES)
            return f"{pick(_KAZAKH_WOMEN)} {family}а" if is_woman else f"{pick(_KAZAKH_MEN)} {family}"
        if language == "zh":
            return f"{faker.last_name()}{faker.first_name()}"
        if is_woman:
            return f"{faker.first_name_female()} {faker.last_name_female()}"
        return f"{faker.first_name_male()} {faker.last_name_male()}"

    def _stamp(self, moment: datetime) -> str:
        return moment.strftime(self._rng.choice(("%Y-%m-%d %H:%M:%SZ", "%Y-%m-%dT%H:%M:%S+00:00")))

    def _numbered(self, rows: Sequence[Row]) -> list[Row]:
        return [{"Customer ID": f"A-{20_001 + index}", **row} for index, row in enumerate(rows)]


def _broken(phone: str) -> tuple[str, ...]:
    digits = "".join(character for character in phone if character.isdecimal())
    return (
        *("", "-", "n/a", "нет телефона", "不方便透露", "call the office", digits[:5], digits + "0047", "8.61E+12"),
        *("7.49E+10", "00000000000", "1234567890", "name@example.com"),
    )


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return the file: UTF-8 without byte order mark, comma."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADER, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def main() -> None:
    """Write leads.csv anew."""
    LEADS_FILE.write_bytes(as_csv(ListMaker().rows()))
    print(f"{ROWS} rows in {LEADS_FILE}")


if __name__ == "__main__":
    main()
