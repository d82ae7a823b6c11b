"""A CSV file as a table: its delimiter, its header line, and its rows with the physical lines where they start.

Source: requirements G5; RFC 4180 for quoting.
"""

import codecs
import csv
import io
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from agent_server.services.leads_import_encoding import detect_encoding
from agent_server.services.leads_import_headers import PHONE_FIELDS, Columns, field_of
from agent_server.services.leads_import_rows import UnreadableFile

if TYPE_CHECKING:
    import _csv

DELIMITERS = (",", ";", "\t", "|")
LINE_LIMIT_CHARS = 1_000_000
"""A longer line is no row of a lead list; it would also have to be held in memory."""

HEADER_SEARCH_ROWS = 15
"""Exports put titles and dates above the header line; it is looked for in so many rows."""

_STATABLE = ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "cp1251", "cp1252", "koi8-r", "big5")
_SAMPLE_CHARS = 1 << 16
_PROGRESS_ROWS = 5_000


class Table:
    """A lead list that is known to have a header with a phone column.

    Attributes:
        encoding: Python codec name.
        delimiter: One of `DELIMITERS`.
        header_line: Physical line (from 1) of the header.
        skipped_lines: Lines above the header that hold text.
        size_bytes: Of the file.
    """

    def __init__(self, path: Path, mapping: Mapping[str, str], encoding: str) -> None:
        self._path = path
        self.encoding = _checked_encoding(encoding) or detect_encoding(path)
        self.delimiter, self.header_line, self.skipped_lines, header = self._find_header(mapping)
        self.columns = Columns(header, mapping)

    def rows(self, on_bytes: Callable[[int], None]) -> Iterator[tuple[int, list[str]]]:
        """Yield (physical starting line, cells) below the header, blank rows left out.

        Args:
            on_bytes: Told every few thousand rows how many bytes have been read.

        Raises:
            UnreadableFile: A quote that is not closed, a monstrous line or cell, or the file cannot be read any more.
        """
        with _opened(self._path, self.encoding) as stream:
            lines = _Lines(stream)
            reader = csv.reader(lines, delimiter=self.delimiter)
            for count, (line, cells) in enumerate(_numbered(reader, lines)):
                if line > self.header_line and any(map(str.strip, cells)):
                    if reader.line_num > line:
                        self._refuse_swallowed_rows(line, cells)
                    yield line, cells
                if count % _PROGRESS_ROWS == 0:
                    on_bytes(min(lines.read_bytes(), self.size_bytes))
            on_bytes(self.size_bytes)

    def _refuse_swallowed_rows(self, line: int, cells: list[str]) -> None:
        """Refuse a cell that holds whole rows: a stray quotation mark has opened there and ends at the next one.

        Read on, the first row's name would get the last row's number, and all between would be lost.
        """
        borders = len(self.columns.header) - 1
        if borders > 1 and any(
            inner.count(self.delimiter) >= borders for cell in cells for inner in cell.splitlines()[1:]
        ):
            raise _open_quote(line)

    def state(self) -> tuple[int, int]:
        """Return what changes when somebody writes to the file: time of the last change in ns, size in bytes."""
        try:
            stat = self._path.stat()
        except OSError:
            return 0, 0
        return stat.st_mtime_ns, stat.st_size

    def _find_header(self, mapping: Mapping[str, str]) -> tuple[str, int, int, list[str]]:
        with _opened(self._path, self.encoding) as stream:
            self.size_bytes = os.fstat(stream.fileno()).st_size
            sample = stream.read(_SAMPLE_CHARS)
        found: list[tuple[tuple[bool, int, int], str, int, int, list[str]]] = []
        stated = _stated_delimiter(sample)
        for delimiter in (stated,) if stated else DELIMITERS:
            titles = 0
            for line, cells in _first_rows(sample, delimiter):
                if (stated and line == 1) or not any(cells):
                    continue
                found.append((_merit(cells, mapping), delimiter, line, titles, cells))
                titles += 1
        if not found:
            raise UnreadableFile("The file is empty.", "Export the list again and check its size.", code="empty_file")
        best = max(found, key=lambda entry: (entry[0], -entry[2]))
        if not best[0][0]:
            raise _no_phone_column(max(found, key=lambda entry: (-entry[2], len(entry[4])))[4])
        return best[1], best[2], best[3], best[4]


def _checked_encoding(encoding: str) -> str:
    """Return the codec for an encoding that the caller states; UTF-8 is read with and without byte order mark."""
    if not encoding:
        return ""
    try:
        name = codecs.lookup(encoding).name
    except LookupError:
        name = ""
    if name not in _STATABLE:
        message = f"Try one of: {', '.join(_STATABLE)}."
        raise UnreadableFile(f'The encoding "{encoding}" is not read here.', message, code="encoding_unknown")
    return "utf-8-sig" if name == "utf-8" else name


def _opened(path: Path, encoding: str) -> io.TextIOWrapper:
    """Open for reading; broken bytes become U+FFFD, whose rows are refused one by one."""
    try:
        return path.open(encoding=encoding, errors="replace", newline="")
    except OSError as error:
        message = f"{error.strerror or 'It cannot be opened'}. Check the path and that you may read it."
        raise UnreadableFile("The file cannot be opened.", message, code="cannot_open") from error


class _Lines(Iterator[str]):
    """Hands lines to the CSV reader and notes when it asks beyond the last one, as it does inside an open quote."""

    def __init__(self, stream: io.TextIOWrapper) -> None:
        self._stream = stream
        self._raw = cast(io.BufferedReader, stream.buffer)
        self._number = 0
        self.ended = False

    def read_bytes(self) -> int:
        """Return how much of the file has been taken in, up to a buffer's length ahead of the last line."""
        return self._raw.tell()

    def __next__(self) -> str:
        try:
            line = self._stream.readline(LINE_LIMIT_CHARS)
        except (OSError, UnicodeError) as error:
            message = "Copy it to this computer and check that it is whole."
            raise UnreadableFile("The file cannot be read to its end.", message, code="cannot_open") from error
        if not line:
            self.ended = True
            raise StopIteration
        self._number += 1
        if len(line) >= LINE_LIMIT_CHARS:
            message = "A lead list has one row per line. Save it as CSV again."
            raise UnreadableFile(
                f"Line {self._number} is longer than a million characters.", message, code="line_too_long"
            )
        return line


def _numbered(reader: "_csv.Reader", lines: _Lines) -> Iterator[tuple[int, list[str]]]:
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            message = "Look there for a quotation mark that is never closed, close or remove it, and import again."
            raise UnreadableFile(
                f"The row in line {line} cannot be read ({error}).", message, code="row_broken"
            ) from error
        if lines.ended:
            raise _open_quote(line)
        yield line, cells


def _open_quote(line: int) -> UnreadableFile:
    message = "Close or remove it and import again."
    return UnreadableFile(f"A quotation mark opened in line {line} is not closed there.", message, code="quote_open")


def _stated_delimiter(sample: str) -> str:
    """Return the delimiter that Excel's first line ``sep=;`` states, or an empty text."""
    first = sample.partition("\n")[0].strip().strip('"')
    return first[4:] if first.lower().startswith("sep=") and first[4:] in DELIMITERS else ""


def _first_rows(sample: str, delimiter: str) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    while len(rows) < HEADER_SEARCH_ROWS:
        line = reader.line_num + 1
        try:
            rows.append((line, [cell.strip() for cell in next(reader)]))
        except (StopIteration, csv.Error):
            break
    return rows


def _merit(cells: list[str], mapping: Mapping[str, str]) -> tuple[bool, int, int]:
    """Rank a row as header: has a phone column, number of known headers, number of filled cells.

    A row that holds a number is data, even if another of its cells is a word such as ``mobile``.
    """
    mapped = [field for field, name in mapping.items() if name in cells]
    fields = {field_of(cell) for cell in cells if cell} - {""} | set(mapped)
    has_phone = not fields.isdisjoint(PHONE_FIELDS) and not any(map(_looks_like_number, cells))
    return has_phone, len(fields), sum(map(bool, cells))


def _looks_like_number(cell: str) -> bool:
    return sum(map(str.isdigit, cell)) >= 7


def _no_phone_column(header: list[str]) -> UnreadableFile:
    if any(map(_looks_like_number, header)):
        return UnreadableFile(
            "The file has no header line.",
            'Put one on top, for example "name,phone,consent source": without it no column has a meaning.',
            code="no_header",
        )
    found = ", ".join(f'"{cell}"' for cell in header if cell)
    return UnreadableFile(
        "No column is known to hold phone numbers.",
        f"Headers found: {found}. Write a mapping file with a line such as `phone: {next(filter(None, header), 'Tel')}`"
        " (our field: your header) and import again with --mapping FILE.",
        code="no_phone_column",
    )
