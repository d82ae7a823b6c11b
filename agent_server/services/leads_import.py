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
from datetime import datetime
from pathlib import Path

from agent_server.services.leads_import_rows import ImportedLead, ImportReport, RefusedRow, UnreadableFile

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
    """Reads one file; made by `read_leads`.

    Attributes:
        report: Grows while reading.
        header: Header cells as in the file, for `refused_file`.
    """

    report: ImportReport
    header: tuple[str, ...]

    def __next__(self) -> ImportedLead | RefusedRow:
        raise NotImplementedError


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
    raise NotImplementedError


def read_mapping(path: Path) -> dict[str, str]:
    """Read a `--mapping` file: YAML or JSON, our field -> their header.

    Raises:
        UnreadableFile: It is no such file or names a field that we don't have.
    """
    raise NotImplementedError


class RefusedFile:
    """The errors file: line, reason code, reason, then the original cells; UTF-8 with BOM, as Excel wants it.

    Cells that a spreadsheet would run as a formula get a leading apostrophe, here only.
    Use as ``with RefusedFile(path, reader.header) as errors: errors.write(row)``.
    """

    def __init__(self, path: Path, header: tuple[str, ...]) -> None:
        raise NotImplementedError

    def __enter__(self) -> "RefusedFile":
        raise NotImplementedError

    def __exit__(self, *_: object) -> None:
        raise NotImplementedError

    def write(self, row: RefusedRow) -> None:
        """Add one row."""
        raise NotImplementedError
