"""Stores an imported list: one contact per number in the whole organisation (B2, G3, G12).

A number that is known already, in whatever campaign and team, keeps its lead and its history; it gains the tags and
the consent that it lacks. What a list says of not calling is put on the do-not-call list, also for refused rows (S9).

Source: B2, S2, S9, G3, G12.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.ids import new_id
from agent_domain.leads import Consent, DoNotCall, Lead, Tag
from agent_server.db.rows import is_lead, lead_values, load_leads, lock_leads
from agent_server.db.tables import CampaignRow, LeadRow
from agent_server.services.dnc import bar_numbers, pointers_for_numbers
from agent_server.services.feed import Pointer, lead_pointers, publish
from agent_server.services.leads_import import ImportedLead

CHUNK = 1000
IMPORT_LOCK = 0x5072_6C64
"""Advisory lock: one import at a time, so that two lists with the same number cannot cross."""


class StoreResult(Struct, frozen=True, kw_only=True):
    """What became of the leads.

    Attributes:
        added: New leads.
        enriched: Numbers that were known and gained something.
        unchanged: Numbers that were known and had everything.
    """

    added: int
    enriched: int
    unchanged: int

    def __add__(self, other: "StoreResult") -> "StoreResult":
        return StoreResult(
            added=self.added + other.added,
            enriched=self.enriched + other.enriched,
            unchanged=self.unchanged + other.unchanged,
        )


async def store_leads(
    session: AsyncSession, campaign: CampaignRow, leads: Sequence[ImportedLead], *, now: datetime
) -> StoreResult:
    """Store a list in the caller's transaction; agents who hold a lead that gained something learn of it.

    Publishes to the feed: call it as the last thing of the transaction.
    """
    await session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": IMPORT_LOCK})
    result = StoreResult(added=0, enriched=0, unchanged=0)
    touched: dict[UUID, list[Pointer]] = {}
    marks: dict[str, DoNotCall] = {}
    for start in range(0, len(leads), CHUNK):
        chunk = leads[start : start + CHUNK]
        known = await _known(session, [lead.phone for lead in chunk])
        fresh = [lead for lead in chunk if lead.phone not in known]
        enriched = await _enrich(session, chunk, known, now, touched)
        if fresh:
            await session.execute(insert(LeadRow), [_new_row(campaign, lead, now) for lead in fresh])
        marks |= {lead.phone: lead.do_not_call for lead in chunk if lead.do_not_call is not None}
        unchanged = len(chunk) - len(fresh) - enriched
        result += StoreResult(added=len(fresh), enriched=enriched, unchanged=unchanged)
    await _publish(session, marks, touched)
    return result


async def bar_refused_numbers(session: AsyncSession, marks: Mapping[str, DoNotCall]) -> None:
    """Put numbers of refused rows on the do-not-call list; publishes, so call it last in its transaction."""
    await _publish(session, dict(marks), {})


async def _publish(session: AsyncSession, marks: dict[str, DoNotCall], touched: dict[UUID, list[Pointer]]) -> None:
    await bar_numbers(session, marks)
    for team_id, pointers in (await pointers_for_numbers(session, list(marks))).items():
        touched.setdefault(team_id, []).extend(pointers)
    for team_id in sorted(touched):
        await publish(session, team_id, touched[team_id])


async def _known(session: AsyncSession, phones: list[str]) -> dict[str, tuple[UUID, Lead]]:
    here = LeadRow.phone.in_(phones)
    await lock_leads(session, here)
    teams = {
        row.lead_id: row.team_id for row in await session.execute(select(LeadRow.lead_id, LeadRow.team_id).where(here))
    }
    return {lead.phone: (teams[lead.lead_id], lead) for lead in await load_leads(session, here)}


async def _enrich(
    session: AsyncSession,
    chunk: Sequence[ImportedLead],
    known: Mapping[str, tuple[UUID, Lead]],
    now: datetime,
    touched: dict[UUID, list[Pointer]],
) -> int:
    count = 0
    for imported in chunk:
        if imported.phone not in known:
            continue
        team_id, lead = known[imported.phone]
        gain = gained(lead, imported)
        if gain:
            values = lead_values(msgspec.structs.replace(lead, **gain)) | {"updated_at": now}
            await session.execute(update(LeadRow).where(is_lead(team_id, [lead.lead_id])).values(**values))
            touched.setdefault(team_id, []).extend(lead_pointers(lead))
            count += 1
    return count


def gained(lead: Lead, imported: ImportedLead) -> dict[str, Any]:
    """Return the fields that the known lead gains: tags that it lacks, a consent if it has none, a later complaint."""
    gain: dict[str, Any] = {}
    names = {tag.name for tag in lead.tags}
    tags: tuple[Tag, ...] = tuple(tag for tag in imported.tags if tag.name not in names)
    if tags:
        gain["tags"] = (*lead.tags, *tags)
    signals = tuple(signal for signal in imported.risk_signals if signal not in lead.risk_signals)
    if signals:
        gain["risk_signals"] = (*lead.risk_signals, *signals)
    consent: Consent | None = lead.consent
    if consent is None:
        gain["consent"] = imported.consent
    if imported.complaint_at is not None and (lead.complaint_at is None or lead.complaint_at < imported.complaint_at):
        gain["complaint_at"] = imported.complaint_at
    if imported.requested and not lead.requested:
        gain["requested"] = True
    return gain


def _new_row(campaign: CampaignRow, imported: ImportedLead, now: datetime) -> dict[str, Any]:
    lead_id = new_id()
    fields = {name: getattr(imported, name) for name in imported.__struct_fields__ if name in Lead.__struct_fields__}
    fields["reference"] = imported.reference or f"L-{lead_id.hex[-8:].upper()}"
    fields["campaign_name"] = campaign.name
    lead = Lead(lead_id=lead_id, campaign_id=campaign.campaign_id, updated_at=now, **fields)  # type: ignore[arg-type]
    return lead_values(lead) | {"team_id": campaign.team_id}
