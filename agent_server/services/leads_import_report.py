"""The sentences that tell the reader of an import what he would otherwise find out too late.

Source: requirements S2, T1, G4.
"""

from agent_server.services.leads_import_judge import Judge
from agent_server.services.leads_import_numbers import NumberLog
from agent_server.services.leads_import_rows import ImportReport
from agent_server.services.leads_import_table import Table


def opening_report(table: Table) -> ImportReport:
    """Return the report as it stands before the first row: what was made of the header."""
    columns = table.columns
    report = ImportReport(
        encoding=table.encoding,
        delimiter=table.delimiter,
        columns={
            field: " + ".join(columns.header[index] for index in indexes) for field, indexes in columns.by_field.items()
        },
        unknown_columns=columns.unknown,
    )
    if table.skipped_lines:
        report.notes.append(f"The header is in line {table.header_line}; what stands above it was left out.")
    if columns.unknown:
        names = ", ".join(f'"{name}"' for name in columns.unknown)
        report.notes.append(f"Nothing was taken from these columns: {names}. A mapping file can name their field.")
    if "consent_source" not in columns.by_field:
        report.notes.append(
            "No column says how consent was given, so every row is refused. If one does, name it in a mapping file:"
            " consent_source: its header."
        )
    if "event_at" not in columns.by_field:
        report.notes.append(
            "No column says when a lead arose: the date of consent is taken, else the time of the import."
        )
    return report


def closing_notes(judge: Judge, numbers: NumberLog) -> list[str]:
    """Return what only the rows could show."""
    notes = [
        f'Column "{column}": {count} cells were not understood and left out.'
        for column, count in judge.uncertain.items()
    ]
    if judge.spare_numbers:
        notes.append(
            f"{judge.spare_numbers} rows hold more than one number; the first usable one was taken, mobile first."
        )
    if judge.extensions:
        notes.append(f"{judge.extensions} rows have an extension behind the number; it was left out.")
    if numbers.doubtful:
        notes.append(f"{numbers.doubtful} rows have a number that is in no known range; look at them before dialing.")
    return notes
