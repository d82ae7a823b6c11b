"""Rows to domain words and back: the only place that knows how a Lead or a Call is stored."""

from collections.abc import Iterable
from enum import Enum
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, ColumnElement, RowMapping, Select, Uuid, and_, any_, literal, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from agent_domain.calls import Call
from agent_domain.commands import LeadCard
from agent_domain.ids import LeadId
from agent_domain.leads import Lead
from agent_server.db.tables import CallRow, CampaignRow, DoNotCallRow, LeadRow

LEAD_COLUMNS = tuple(LeadRow.__table__.columns)
CALL_COLUMNS = tuple(column for column in CallRow.__table__.columns if column.name not in {"team_id", "received_at"})


def select_leads() -> Select[Any]:
    """A select of everything that a `Lead` holds; narrow it with `where`."""
    return (
        select(
            *LEAD_COLUMNS,
            CampaignRow.name.label("campaign_name"),
            CampaignRow.kind.label("campaign_kind"),
            DoNotCallRow.kind.label("dnc_kind"),
            DoNotCallRow.since_at.label("dnc_since_at"),
            DoNotCallRow.reason.label("dnc_reason"),
        )
        .join(CampaignRow, CampaignRow.campaign_id == LeadRow.campaign_id)
        .outerjoin(DoNotCallRow, DoNotCallRow.phone == LeadRow.phone)
    )


def lead_from(row: RowMapping) -> Lead:
    """Make the Lead of a row of `select_leads`."""
    fields = dict(row)
    if row["consent_source"]:
        fields["consent"] = {
            part: row[f"consent_{part}"] for part in ("source", "granted_at", "expires_at", "withdrawn_at")
        }
    if row["dnc_kind"] is not None:
        fields["do_not_call"] = {part: row[f"dnc_{part}"] for part in ("kind", "since_at", "reason")}
    if row["lease_agent_id"] is not None:
        fields["lease"] = {part: row[f"lease_{part}"] for part in ("agent_id", "until_at", "grants")}
    return msgspec.convert(fields, Lead)


def lead_values(lead: Lead) -> dict[str, Any]:
    """Return the columns of `lead` that a service may write; the do-not-call mark is not among them."""
    values = {column.name: _stored(getattr(lead, column.name)) for column in LEAD_COLUMNS if hasattr(lead, column.name)}
    consent, lease = lead.consent, lead.lease
    return values | {
        "consent_source": consent.source if consent else "",
        "consent_granted_at": consent.granted_at if consent else None,
        "consent_expires_at": consent.expires_at if consent else None,
        "consent_withdrawn_at": consent.withdrawn_at if consent else None,
        "lease_agent_id": lease.agent_id if lease else None,
        "lease_until_at": lease.until_at if lease else None,
        "lease_grants": lease.grants if lease else 0,
    }


def call_from(row: RowMapping) -> Call:
    """Make the Call of a row of `CALL_COLUMNS`."""
    return msgspec.convert(dict(row), Call)


def call_values(call: Call) -> dict[str, Any]:
    """Return the columns of `call`, all but the team's id."""
    return {column.name: _stored(getattr(call, column.name)) for column in CALL_COLUMNS}


async def load_leads(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[Lead]:
    """Return the leads for which all conditions hold."""
    rows = await session.execute(select_leads().where(*conditions))
    return [lead_from(row) for row in rows.mappings()]


async def load_calls(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[Call]:
    """Return the calls for which all conditions hold, newest first."""
    order = (CallRow.started_at.desc(), CallRow.call_id.desc())
    rows = await session.execute(select(*CALL_COLUMNS).where(*conditions).order_by(*order))
    return [call_from(row) for row in rows.mappings()]


async def lock_leads(session: AsyncSession, *conditions: ColumnElement[bool]) -> list[UUID]:
    """Lock leads until the transaction ends, always in the same order, and return their ids.

    A statement of its own: what is read after it is what others have committed while we waited.
    """
    rows = select(LeadRow.lead_id).where(*conditions).order_by(LeadRow.team_id, LeadRow.lead_id)
    return list(await session.scalars(rows.with_for_update()))


async def load_card(session: AsyncSession, team_id: UUID, lead_id: LeadId) -> LeadCard | None:
    """Return a lead of the team with all its calls, or None when the team has no such lead."""
    leads = await load_leads(session, is_lead(team_id, [lead_id]))
    if not leads:
        return None
    calls = await load_calls(session, CallRow.team_id == team_id, CallRow.lead_id == lead_id)
    return LeadCard(lead=leads[0], calls=tuple(calls))


def is_lead(team_id: UUID, lead_ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Condition: a lead of this team with one of these ids."""
    return and_(LeadRow.team_id == team_id, among(LeadRow.lead_id, lead_ids))


def among(column: InstrumentedAttribute[UUID], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Condition: the column holds one of the ids; one parameter however many they are."""
    return column == any_(literal(list(ids), ARRAY(Uuid)))


def _stored(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [msgspec.to_builtins(part) for part in value]
    return value
