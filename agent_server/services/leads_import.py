"""Reads a lead list as call centres have them and judges every row.

One CSV file becomes a stream of `ImportedLead` (to be stored) and `RefusedRow` (for the errors file), with an
`ImportReport` that accounts for every row: accepted + merged + refused == rows.

The file is read twice. The first time every phone number is normalised and counted, and the dates show whether the file
writes day or month first; nothing is kept but one number per row. The second time the rows are built; a lead whose
number comes again later is held back until its last row, so that it leaves complete. Memory thus grows with the
repeated numbers only, and a file that breaks off inside is refused before its first lead is out.

Source: requirements B2, G3-G5, S2, S3, S9, T1.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from agent_domain.errors import InvalidPhoneNumber
from agent_domain.leads import DoNotCall
from agent_server.services.leads_import_judge import Judge
from agent_server.services.leads_import_mapping import checked_mapping, read_mapping
from agent_server.services.leads_import_merge import merged, stricter
from agent_server.services.leads_import_numbers import NumberLog
from agent_server.services.leads_import_refused import RefusedFile
from agent_server.services.leads_import_regions import region_of
from agent_server.services.leads_import_report import closing_notes, opening_report
from agent_server.services.leads_import_rows import ImportedLead, ImportReport, RefusedRow, UnreadableFile
from agent_server.services.leads_import_table import Table

__all__ = [
    "ImportReport",
    "ImportedLead",
    "LeadReader",
    "Progress",
    "RefusedFile",
    "RefusedRow",
    "UnreadableFile",
    "read_leads",
    "read_mapping",
]

Progress = Callable[[int, int], None]
"""Told (bytes read so far, bytes in all) a few times per second; both passes count, so "all" is twice the file."""


class LeadReader(Iterator[ImportedLead | RefusedRow]):
    """Reads one file, once; made by `read_leads`.

    Attributes:
        report: Grows while reading.
        header: Header cells as in the file, for `RefusedFile`.
    """

    def __init__(self, table: Table, judge: Judge, now: datetime, on_progress: Progress | None) -> None:
        self._table = table
        self._judge = judge
        self._now = now
        self._on_progress = on_progress or (lambda _done, _all: None)
        self._numbers = NumberLog()
        self._items = self._read()
        self.header = table.columns.header
        self.report = opening_report(table)

    def __next__(self) -> ImportedLead | RefusedRow:
        """Return the next lead or refusal.

        Raises:
            UnreadableFile: The file breaks off or changed; before the first item but for a file changed meanwhile.
        """
        return next(self._items)

    def _read(self) -> Iterator[ImportedLead | RefusedRow]:
        size_bytes = self._table.size_bytes
        state = self._table.state()
        for _, cells in self._table.rows(lambda done: self._on_progress(done, 2 * size_bytes)):
            self._survey(cells)
        for item in self._judged(self._table.rows(lambda done: self._on_progress(size_bytes + done, 2 * size_bytes))):
            self._count(item)
            yield item
        if self._table.state() != state:
            message = "Import a copy that nobody writes to."
            raise UnreadableFile("The file was changed while it was read.", message, code="file_changed")
        self.report.notes += closing_notes(self._judge, self._numbers)

    def _survey(self, cells: list[str]) -> None:
        """First pass: note the row's number and let its dates speak."""
        self._judge.learn_dates(cells)
        phone = None
        if self._judge.is_fit(cells):
            with suppress(InvalidPhoneNumber):
                phone = self._judge.phone(cells)
        self._numbers.add(phone)

    def _judged(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[ImportedLead | RefusedRow]:
        """Second pass: build each row; a repeated number's lead leaves with the last row of that number."""
        held: dict[str, _Held] = {}
        for (line, cells), phone in zip(rows, self._numbers, strict=False):
            self.report.rows += 1
            item = self._judge.judge(line, cells, phone)
            repeats = self._numbers.repeats(phone) if phone else 1
            if phone is None or repeats == 1:
                yield item
                continue
            group = held.setdefault(phone.e164, _Held(rows_to_come=repeats))
            group.rows_to_come -= 1
            if isinstance(item, RefusedRow):
                group.wish = stricter(group.wish, item.do_not_call)
                yield item
            else:
                self._hold(group, item)
            if not group.rows_to_come and (lead := held.pop(phone.e164).complete()):
                yield lead

    def _hold(self, group: "_Held", lead: ImportedLead) -> None:
        if group.lead is None:
            group.lead = lead
            return
        self.report.merged += 1
        self.report.merged_lines.append((lead.line, group.lead.line))
        group.lead = merged(group.lead, lead)

    def _count(self, item: ImportedLead | RefusedRow) -> None:
        if isinstance(item, RefusedRow):
            self.report.refused[item.code] = self.report.refused.get(item.code, 0) + 1
            return
        self.report.accepted += 1
        if item.consent.expires_at is not None and item.consent.expires_at <= self._now:
            self.report.expired_consents += 1


class _Held(Struct):
    """A repeated number on its way through the file.

    Attributes:
        wish: A do-not-call mark in a row that was refused: it binds the lead of another row all the same (S9).
    """

    rows_to_come: int
    lead: ImportedLead | None = None
    wish: DoNotCall | None = None

    def complete(self) -> ImportedLead | None:
        if self.lead is None or self.wish is None:
            return self.lead
        return replace(self.lead, do_not_call=stricter(self.lead.do_not_call, self.wish))


def read_leads(
    path: Path,
    *,
    now: datetime,
    region: str = "",
    mapping: Mapping[str, str] | None = None,
    encoding: str = "",
    on_progress: Progress | None = None,
) -> LeadReader:
    """Open a lead list and return the reader of its rows; header and encoding are settled before it returns.

    Args:
        path: A CSV file.
        now: Present instant, aware.
        region: ISO 3166 alpha-2 for numbers in national writing where the row names no country.
        mapping: Our field -> their header, where the header is not one that we know (`read_mapping`).
        encoding: Overrules the detection.
        on_progress: See `Progress`.

    Raises:
        UnreadableFile: Now, or (file breaks off, unclosed quote) with the first step of the iteration.
    """
    known_region = region_of(region)
    if region and not known_region:
        message = "Give two letters, for example CN, RU, US or DE."
        raise UnreadableFile(f'There is no country "{region}".', message, code="region_unknown")
    table = Table(path, checked_mapping(mapping or {}), encoding)
    return LeadReader(table, Judge(table.columns, region=known_region, now=now), now, on_progress)
