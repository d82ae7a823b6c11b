"""The errors file: every refused row as it stood, with its line and the reason, ready for a spreadsheet.

Source: requirements S2, G5; OWASP on CSV injection.
"""

import contextlib
import csv
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from agent_server.services.leads_import_rows import RefusedRow, UnreadableFile

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class RefusedFile:
    """Writes line, reason code, reason, then the original cells; UTF-8 with BOM, so that Excel reads it right.

    Cells that a spreadsheet would run as a formula get a leading apostrophe, here only.
    Use as ``with RefusedFile(path, reader.header) as errors: errors.write(row)``.

    Raises:
        UnreadableFile: The file cannot be written.
    """

    def __init__(self, path: Path, header: tuple[str, ...]) -> None:
        with _told():
            self._file = path.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._file)
        with _told():
            self._writer.writerow(("line", "reason_code", "reason", *map(neutral, header)))

    def __enter__(self) -> "RefusedFile":
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with _told():  # what is still in the buffer is written here
            self._file.close()

    def write(self, row: RefusedRow) -> None:
        """Add one row."""
        with _told():
            self._writer.writerow((row.line, row.code, neutral(row.reason), *map(neutral, row.cells)))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{error.strerror or 'It cannot be opened'}. Choose another place with --errors FILE."
        raise UnreadableFile("The errors file cannot be written.", message, code="errors_file") from error


def neutral(cell: str) -> str:
    """Return the cell so that a spreadsheet shows it as text; the import takes the apostrophe off again."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
