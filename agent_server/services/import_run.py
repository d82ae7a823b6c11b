"""Runs one import: reads a list, stores it batch by batch, writes the refused rows down.

Each batch is a transaction; a run that breaks off may be repeated, because a number that is stored is known (B2).
"""

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from agent_domain.leads import DoNotCall
from agent_server.db.engine import Database
from agent_server.errors import BadRequest
from agent_server.services.campaigns import find_campaign
from agent_server.services.leads_import import (
    ImportedLead,
    LeadReader,
    RefusedFile,
    RefusedRow,
    read_leads,
    read_mapping,
)
from agent_server.services.leads_store import StoreResult, bar_refused_numbers, store_leads

BATCH = 5000


class ImportWish(Struct, frozen=True, kw_only=True):
    """What to import, and how."""

    path: Path
    campaign: str
    region: str = ""
    mapping: Path | None = None
    errors: Path | None = None  # never one of the files that are read: it is written over
    dry_run: bool = False


async def run_import(database: Database, wish: ImportWish, now: datetime) -> dict[str, Any]:
    """Import a file and return the account of its rows, JSON-ready.

    Raises:
        NotFound: No such campaign.
        UnreadableFile: The file as a whole cannot be imported.
        BadRequest: The errors file cannot be written, or is one of the files to read.
    """
    async with database.sessions() as session:
        await find_campaign(session, wish.campaign)
    _refuse_to_overwrite(wish)
    mapping = read_mapping(wish.mapping) if wish.mapping else None
    reader = read_leads(wish.path, now=now, region=wish.region.upper(), mapping=mapping)
    stored = StoreResult(added=0, enriched=0, unchanged=0)
    batch: list[ImportedLead] = []
    marks: dict[str, DoNotCall] = {}
    with ExitStack() as stack:
        errors = _open_errors(stack, wish.errors, reader)
        for row in reader:
            if isinstance(row, RefusedRow):
                if errors is not None:
                    errors.write(row)
                if row.phone and row.do_not_call is not None:
                    marks[row.phone] = row.do_not_call
                continue
            batch.append(row)
            if len(batch) == BATCH:
                stored += await _store(database, wish, batch, now)
                batch = []
        stored += await _store(database, wish, batch, now)
    if marks and not wish.dry_run:
        async with database.sessions.begin() as session:
            await bar_refused_numbers(session, marks)
    return _account(reader, stored, wish)


def _refuse_to_overwrite(wish: ImportWish) -> None:
    """The errors file is emptied before the list is read: a slip of the keyboard must not cost the list."""
    for source in (wish.path, wish.mapping):
        if wish.errors is not None and source is not None and _are_one(source, wish.errors):
            raise BadRequest(
                f"The errors file {wish.errors} is a file to be read.", "Choose another place with --errors FILE."
            )


def _are_one(one: Path, other: Path) -> bool:
    return one.exists() and other.exists() and one.samefile(other)


def _open_errors(stack: ExitStack, path: Path | None, reader: LeadReader) -> RefusedFile | None:
    if path is None:
        return None
    try:
        return stack.enter_context(RefusedFile(path, reader.header))
    except OSError as error:
        raise BadRequest(f"The errors file {path} cannot be written.", str(error)) from error


async def _store(database: Database, wish: ImportWish, batch: list[ImportedLead], now: datetime) -> StoreResult:
    if wish.dry_run or not batch:
        return StoreResult(added=0, enriched=0, unchanged=0)
    async with database.sessions.begin() as session:
        campaign = await find_campaign(session, wish.campaign)
        return await store_leads(session, campaign, batch, now=now)


def _account(reader: LeadReader, stored: StoreResult, wish: ImportWish) -> dict[str, Any]:
    """`imported` are new leads; `known` were in the database already, `enriched` of them gained something."""
    report = reader.report
    known = stored.enriched + stored.unchanged
    return {
        "rows": report.rows,
        "imported": report.accepted if wish.dry_run else stored.added,
        "merged": report.merged,
        "known": known,
        "enriched": stored.enriched,
        "rejected": report.refused_rows,
        "dry_run": wish.dry_run,
        "report": msgspec.to_builtins(report),
    }
