"""Whom the scripted shift may call now: leads of leads.csv that the gate would let through at this hour.

What a customer does is decided by the last two digits of the number (resources.demo.sip.peers).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from agent_domain.dialing import DialContext, may_dial
from agent_domain.ids import CampaignId, LeadId, UserId
from agent_domain.leads import Lead, Lease
from agent_domain.policy import load_policy
from agent_server.services.leads_import import ImportedLead, RefusedRow, read_leads

NOBODY = UUID(int=0)
ENDINGS = {"busy": "86", "declined": "03", "invalid": "04", "no_answer": "80", "leaves": "77"}
REGIONS = ("CN", "RU", "US")
MARGIN = timedelta(minutes=15)
"""A window that closes sooner is no choice: the shift takes a minute or two."""


class Candidates:
    """Leads by what their phones will do, each given out once."""

    def __init__(self, leads_file: Path, now: datetime) -> None:
        self._leads = [lead for lead in _leads_in(leads_file, now) if lead.region in REGIONS]
        self._now = now
        self._policy = load_policy()
        self._used: set[str] = set()

    def take(self, behaviour: str) -> ImportedLead:
        """Return a lead that may be dialed now and behaves so: a key of `ENDINGS`, or ``answers``.

        Raises:
            LookupError: There is none left.
        """
        for lead in self._leads:
            if lead.phone not in self._used and _behaviour(lead.phone) == behaviour and self._callable(lead):
                self._used.add(lead.phone)
                return lead
        raise LookupError(f"No lead of the file {behaviour} and may be called at this hour.")

    def take_barred(self) -> ImportedLead:
        """Return a lead that is on a do-not-call list from the start."""
        return next(lead for lead in self._leads if lead.do_not_call is not None and lead.phone not in self._used)

    def _callable(self, lead: ImportedLead) -> bool:
        as_lead = _as_lead(lead, self._now)
        return all(may_dial(_context(as_lead, at), self._policy).allowed for at in (self._now, self._now + MARGIN))


def _leads_in(leads_file: Path, now: datetime) -> Iterator[ImportedLead]:
    for item in read_leads(leads_file, now=now):
        if not isinstance(item, RefusedRow):
            yield item


def _behaviour(phone: str) -> str:
    return next((name for name, ending in ENDINGS.items() if phone.endswith(ending)), "answers")


def _context(lead: Lead, at: datetime) -> DialContext:
    return DialContext(phone=lead.phone, lead=lead, calls=(), agent_id=UserId(NOBODY), now=at, facts_as_of=at)


def _as_lead(lead: ImportedLead, now: datetime) -> Lead:
    """Return the lead as the server would hold it once it is assigned."""
    return Lead(
        lead_id=LeadId(NOBODY),
        reference=lead.reference,
        phone=lead.phone,
        name=lead.name,
        language=lead.language,
        region=lead.region,
        time_zone=lead.time_zone,
        campaign_id=CampaignId(NOBODY),
        campaign_name="",
        event_at=lead.event_at,
        intent=lead.intent,
        number_status=lead.number_status,
        consent=lead.consent,
        do_not_call=lead.do_not_call,
        complaint_at=lead.complaint_at,
        lease=Lease(agent_id=UserId(NOBODY), until_at=now + timedelta(days=1), grants=1),
        updated_at=now,
    )
