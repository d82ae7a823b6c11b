"""How things become rows and rows become things again.

A row is a few columns to find and sort by, and `body`: the thing itself as MessagePack, so that a new field of the
domain needs no migration. Times to sort by are microseconds since 1970.

- lead: one row per lead in this agent's scope; `lead_by_urgency` holds order and search text side by side, so that the
  list and its search never touch a body that is not shown.
- call: every attempt at those leads, by anyone.
- script: the latest version of each script in each language.
- feed: one row: how far the server's feed was applied.
- outbox (outbox.py), meta (meta.py).
"""

import re
import unicodedata
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from agent_domain import tiers
from agent_domain.calls import Call, CallResult
from agent_domain.ids import LeadId
from agent_domain.leads import DoNotCall, Intent, Lead
from agent_domain.scripts import Script

LEAD_UPSERT = """INSERT INTO lead (lead_id, phone, order_key, search_text, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (lead_id) DO UPDATE SET phone = excluded.phone, order_key = excluded.order_key,
        search_text = excluded.search_text, body = excluded.body"""
CALL_UPSERT = """INSERT INTO call (call_id, lead_id, started_us, result, body) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (call_id) DO UPDATE SET lead_id = excluded.lead_id, started_us = excluded.started_us,
        result = excluded.result, body = excluded.body"""
SCRIPT_UPSERT = """INSERT INTO script (script_id, language, body) VALUES (?, ?, ?)
    ON CONFLICT (script_id, language) DO UPDATE SET body = excluded.body"""

ACCENTS = re.compile("[\u0300-\u036f]+")
PHONE_WRITING = frozenset("0123456789 +-()./\t")


class LeadRowData(Struct, frozen=True, kw_only=True):
    """What one line of the lead list needs.

    Attributes:
        do_not_call: Kind of the do-not-call mark, or empty.
        last_result: Of the newest call that has one, by anyone.
    """

    lead_id: LeadId
    name: str
    company: str
    phone: str
    reference: str
    intent: Intent
    callback_at: datetime | None
    event_at: datetime
    requested: bool
    do_not_call: str
    last_result: CallResult | None


class _LeadLine(Struct, frozen=True, kw_only=True):
    """The part of a lead's body that the list shows; decoding skips the rest."""

    lead_id: LeadId
    name: str
    company: str
    phone: str
    reference: str
    intent: Intent
    callback_at: datetime | None
    event_at: datetime
    requested: bool
    do_not_call: DoNotCall | None


_lead_line = msgspec.msgpack.Decoder(_LeadLine)
_encode = msgspec.msgpack.Encoder().encode


def lead_row(lead: Lead) -> tuple[Any, ...]:
    return (lead.lead_id.bytes, lead.phone, tiers.order_key(lead), search_text(lead), _encode(lead))


def call_row(call: Call) -> tuple[Any, ...]:
    return (call.call_id.bytes, call.lead_id.bytes, _us(call.started_at), call.result, _encode(call))


def script_row(script: Script) -> tuple[Any, ...]:
    return (script.script_id, script.language, _encode(script))


def lead_row_data(body: bytes, last_result: str | None) -> LeadRowData:
    line = _lead_line.decode(body)
    return LeadRowData(
        lead_id=line.lead_id,
        name=line.name,
        company=line.company,
        phone=line.phone,
        reference=line.reference,
        intent=line.intent,
        callback_at=line.callback_at,
        event_at=line.event_at,
        requested=line.requested,
        do_not_call=line.do_not_call.kind if line.do_not_call else "",
        last_result=CallResult(last_result) if last_result else None,
    )


def search_text(lead: Lead) -> str:
    """Return what a search looks through: name, company, phone digits, reference and tags, folded."""
    digits = lead.phone.removeprefix("+")
    return fold_text("\n".join((lead.name, lead.company, digits, lead.reference, *(tag.name for tag in lead.tags))))


def search_terms(search: str) -> tuple[list[str], str]:
    """Split what the agent typed into words that must all occur, or digits that must occur if it may be a phone number.

    ``+1 (555) 123-4567`` and ``0555 1234567`` find by their digits; a trunk zero is dropped, for E.164 has none.
    ``2024-0012`` may be a reference, too: then either will do.
    """
    folded = fold_text(search)
    digits = "".join(filter(str.isdigit, folded)) if PHONE_WRITING.issuperset(folded) else ""
    words = folded.split()
    if digits and (len(words) > 1 or words[0].isdigit()):
        words = []
    return words, digits.lstrip("0") or digits


def fold_text(text: str) -> str:
    """Make writings of one word alike: case, width, accents (``Ｍüller`` and ``muller``, ``Ёлкин`` and ``елкин``)."""
    if text.isascii():
        return text.lower()
    return ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold()))


def _us(at: datetime) -> int:
    return int(at.timestamp() * 1_000_000)
