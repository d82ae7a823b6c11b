"""One row to one lead, or to the reason why it may not come in.

Source: requirements S2, S3, S9, T1, B1, B4, B9, B13, B16, C1-C4, F9-F11.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import TypeVar

from agent_domain.errors import AgentError, InvalidPhoneNumber
from agent_domain.leads import Consent, DoNotCall, Intent, NumberStatus, Tag, TagSide
from agent_domain.phone import PhoneNumber
from agent_server.services import leads_import_cells as cells_of
from agent_server.services.leads_import_dates import (
    SlashOrder,
    UnfitCell,
    read_instant,
    region_zone,
    zone_name,
    zone_of,
)
from agent_server.services.leads_import_headers import FIELDS, PHONE_FIELDS, Columns
from agent_server.services.leads_import_phones import read_phone
from agent_server.services.leads_import_regions import region_of
from agent_server.services.leads_import_rows import ImportedLead, RefusedRow

T = TypeVar("T")

_IN_BRACKETS = re.compile(r"[(\[（【](.*?)[)\]）】]")
_DATE_FIELDS = ("event_at", "consent_at", "consent_expires_at", "complaint_at", "number_verified_at")

_CONSENT_REASONS = {
    "consent_missing": "The row does not say how this person agreed to be called. Name the form, page or contract.",
    "consent_unproven": "The row says that there is consent, but not how it was given. Name the form or contract.",
    "list_bought": "The data was bought or taken without the person. Such people may not be called.",
}


Row = dict[str, str]
"""A row's texts by field, stripped; every field is there."""

_BLANK: Row = dict.fromkeys(FIELDS, "")


class Judge:
    """Judges the rows of one file.

    Attributes:
        spare_numbers: Rows that hold more than one number.
        extensions: Rows whose number has an extension, which no lead has a place for.
        uncertain: Column header -> number of cells there that were not understood and left out.
    """

    def __init__(self, columns: Columns, *, region: str, now: datetime) -> None:
        self._columns = columns
        self._region = region
        self._now = now
        self._slash_order = SlashOrder(region)
        self._width = len(columns.header)
        self._index = {field: indexes[0] for field, indexes in columns.by_field.items()}
        self._phones = tuple(index for field in PHONE_FIELDS for index in columns.by_field.get(field, ()))
        self._dates = tuple(self._index[field] for field in _DATE_FIELDS if field in self._index)
        self._header_zones = {
            field: _zone_in(columns.header[self._index[field]]) for field in _DATE_FIELDS if field in self._index
        }
        self.spare_numbers = 0
        self.extensions = 0
        self.uncertain: dict[str, int] = {}

    def phone(self, cells: Sequence[str]) -> PhoneNumber:
        """Return the number that the row is for.

        Raises:
            InvalidPhoneNumber: It has none.
        """
        texts = [clean(cells[index]) for index in self._phones if index < len(cells)]
        country, calling_code = (self._cell(cells, field) for field in ("region", "phone_code"))
        number = read_phone(texts, calling_code=calling_code, region=region_of(country) or self._region)
        self.spare_numbers += sum(map(bool, texts)) > 1
        self.extensions += number.extension != ""
        return number

    def learn_dates(self, cells: Sequence[str]) -> None:
        """Let the row show whether this file writes day or month first; for all rows before any is judged."""
        for index in self._dates:
            if index < len(cells):
                self._slash_order.learn(cells[index].strip())

    def is_fit(self, cells: Sequence[str]) -> bool:
        """Whether the row has the table's shape and whole letters, so that its cells mean what their headers say."""
        return self._misfit(cells) is None

    def judge(self, line: int, cells: Sequence[str], phone: PhoneNumber | None) -> ImportedLead | RefusedRow:
        """Return the lead, or why the row is refused.

        Args:
            line: Physical line where the row starts.
            cells: As in the file.
            phone: What `phone` returned for this row; None: it has to be asked again for its reason.
        """
        if phone is None and (misfit := self._misfit(cells)):
            return RefusedRow(line=line, code=misfit[0], reason=misfit[1], cells=tuple(cells))
        wish: DoNotCall | None = None
        try:
            phone = phone or self.phone(cells)
            row = self._row(cells)
            wish = self._do_not_call(row)
            return self._lead(line, row, self._tags(cells, row["tag_side"]), phone, wish)
        except (UnfitCell, InvalidPhoneNumber) as error:
            return RefusedRow(
                line=line,
                code=error.code,
                reason=self._sentence(error, cells),
                cells=tuple(cells),
                phone=phone.e164 if phone else "",
                do_not_call=wish,
            )

    def _sentence(self, error: AgentError, cells: Sequence[str]) -> str:
        if not isinstance(error, InvalidPhoneNumber):
            return str(error)
        texts = [cells[index].strip() for index in self._phones if index < len(cells) and cells[index].strip()]
        return f'"{texts[0]}": {error}' if texts else str(error)

    def _misfit(self, cells: Sequence[str]) -> tuple[str, str] | None:
        if len(cells) > self._width and any(map(str.strip, cells[self._width :])):
            reason = f"The row has {len(cells)} cells, the header {self._width}. Quote cells that hold the delimiter."
            return "too_many_cells", reason
        row = "\x1f".join(cells)
        if "�" in row or "\x00" in row:
            reason = (
                "Letters of the row are damaged: it is not in the encoding of the file. Write it anew in the source."
            )
            return "text_damaged", reason
        if cells[0].strip() == self._columns.header[0] and tuple(map(str.strip, cells)) == self._columns.header:
            return "header_repeated", "The row repeats the header line."
        return None

    def _cell(self, cells: Sequence[str], field: str) -> str:
        index = self._index.get(field, len(cells))
        return clean(cells[index]) if index < len(cells) else ""

    def _row(self, cells: Sequence[str]) -> Row:
        """Return the row's texts by field; a field without column or cell is empty."""
        row = _BLANK.copy()
        width = len(cells)
        for field, index in self._index.items():
            if index < width and (cell := cells[index]):
                row[field] = clean(cell)
        return row

    def _lead(
        self, line: int, row: Row, tags: tuple[Tag, ...], phone: PhoneNumber, wish: DoNotCall | None
    ) -> ImportedLead:
        _check_consent(row)
        region = region_of(row["region"])
        instants = self._instants(row, region, phone.region)
        return ImportedLead(
            line=line,
            reference=row["reference"].removesuffix(".0"),
            phone=phone.e164,
            phone_is_valid=phone.is_valid,
            name=_name(row),
            company=row["company"],
            language=cells_of.language_of(row["language"]),
            region=phone.region or region,
            time_zone=self._understood(row, "time_zone", zone_name) or "",
            campaign_name=row["campaign_name"],
            source=row["source"],
            source_detail=row["source_detail"],
            event_at=instants["event_at"] or instants["consent_at"] or self._now,
            extraction_reason=row["extraction_reason"],
            requested=cells_of.truth_of(row["requested"]) or False,
            intent=self._understood(row, "intent", cells_of.intent_of) or Intent.MEDIUM,
            number_status=self._understood(row, "number_status", cells_of.number_status_of) or NumberStatus.UNKNOWN,
            number_verified_at=instants["number_verified_at"],
            consent=Consent(
                source=row["consent_source"],
                granted_at=instants["consent_at"],
                expires_at=instants["consent_expires_at"],
            ),
            do_not_call=wish,
            complaint_at=instants["complaint_at"],
            risk_signals=cells_of.risk_signals(row["risk_signals"]),
            tags=tags,
            open_question=row["open_question"],
            known_answers=cells_of.known_answers(row["known_answers"]),
            refused_products=cells_of.split_tags(row["refused_products"]),
        )

    def _instants(self, row: Row, region: str, phone_region: str) -> dict[str, datetime | None]:
        """Return the row's dates; a time without zone is meant in the row's stated zone, else in the country's."""
        zone = row["time_zone"] and zone_of(row["time_zone"])
        zone = zone or region_zone(region or self._region or phone_region)
        day_first = self._slash_order.day_first(region)
        return {field: self._instant(row, field, zone, day_first) for field in _DATE_FIELDS}

    def _instant(self, row: Row, field: str, zone: tzinfo, day_first: bool | None) -> datetime | None:
        text = row[field]
        if not text:
            return None
        if field == "complaint_at" and (complained := cells_of.truth_of(text)) is not None:
            return self._now if complained else None  # a complaint without a date is held to be of today
        if field == "consent_expires_at" and text.casefold() in cells_of.ENDLESS_WORDS:
            return None
        column = self._columns.header[self._index[field]]
        return read_instant(text, zone=self._header_zones[field] or zone, day_first=day_first, column=column)

    def _understood(self, row: Row, field: str, meaning: Callable[[str], T | None]) -> T | None:
        """Return what a cell means, and count it when it is filled and means nothing that we know."""
        text = row[field]
        if not text:
            return None
        found = meaning(text)
        if not found:
            column = self._columns.header[self._index[field]]
            self.uncertain[column] = self.uncertain.get(column, 0) + 1
        return found

    def _do_not_call(self, row: Row) -> DoNotCall | None:
        if not row["do_not_call"]:
            return None
        header = self._columns.header[self._index["do_not_call"]]
        return cells_of.do_not_call_mark(
            row["do_not_call"], row["do_not_call_reason"], header=header, since_at=self._now
        )

    def _tags(self, cells: Sequence[str], side_text: str) -> tuple[Tag, ...]:
        """Return the tags of all their columns, each name once."""
        tags: dict[str, Tag] = {}
        for field, side in (("tags", cells_of.tag_side_of(side_text)), ("business_tags", TagSide.BUSINESS)):
            for index in self._columns.by_field.get(field, ()):
                if index < len(cells):
                    for tag in tags_of(clean(cells[index]), side):
                        tags.setdefault(tag.name, tag)
        return tuple(tags.values())


def _check_consent(row: Row) -> None:
    """Refuse a row without a source of consent, and one whose source says that the data was bought (S2)."""
    problem, found = cells_of.consent_problem(row["consent_source"]), row["consent_source"]
    for source in (row["source"], row["source_detail"]):
        if cells_of.is_bought(source):
            problem, found = "list_bought", source
    if problem:
        shown = f'"{found}": ' if found else ""
        raise UnfitCell(f"{shown}{_CONSENT_REASONS[problem]}", code=problem)


def _name(row: Row) -> str:
    """Return the name from its parts, in the order of their script, else the full name (or a deal's title)."""
    first, last = row["first_name"], row["last_name"]
    if not first and not last:
        return row["name"]
    if first and last and _HANZI.fullmatch(first + last):
        return last + first
    return " ".join(part for part in (first, row["middle_name"], last) if part)


_HANZI = re.compile(r"[\u3400-\u9fff]+")


@lru_cache(maxsize=8192)
def tags_of(text: str, side: TagSide) -> tuple[Tag, ...]:
    """Return the tags of one cell."""
    return tuple(Tag(name=name, side=side) for name in cells_of.split_tags(text))


def clean(cell: str) -> str:
    """Strip a cell, undo the writings by which lists keep Excel from computing, and turn "n/a" into nothing."""
    text = cell.strip()
    if not text or text.casefold() in cells_of.EMPTY_WORDS:
        return ""
    if text[0] == "'" and text[1:2] in _FORMULA_STARTS:
        return text[1:].strip()
    if text[0] == "=" and text.startswith('="') and text.endswith('"'):
        return text[2:-1].strip()
    return text


_FORMULA_STARTS = frozenset("=+-@0123456789＝＋－＠")


def _zone_in(header: str) -> tzinfo | None:
    """Return the zone that a header states in brackets, as in ``Create Date (GMT+8)``."""
    found = _IN_BRACKETS.search(header)
    return zone_of(found[1].strip()) if found else None
