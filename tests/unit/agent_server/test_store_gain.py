from datetime import UTC, datetime, timedelta
from uuid import uuid4

from agent_domain.ids import CampaignId, LeadId
from agent_domain.leads import Consent, Lead, RiskSignal, Tag
from agent_server.services.leads_import import ImportedLead
from agent_server.services.leads_store import gained

NOW = datetime(2026, 11, 22, tzinfo=UTC)
CONSENT = Consent(source="form")
LEAD = Lead(
    lead_id=LeadId(uuid4()),
    reference="A",
    phone="+4915112345678",
    name="Ann",
    campaign_id=CampaignId(uuid4()),
    campaign_name="c",
    event_at=NOW,
    updated_at=NOW,
    consent=CONSENT,
    tags=(Tag(name="a"),),
    complaint_at=NOW,
)
SAME = ImportedLead(line=1, phone=LEAD.phone, event_at=NOW, consent=CONSENT, tags=(Tag(name="a"),), complaint_at=NOW)


def test_what_is_known_gains_nothing() -> None:
    assert gained(LEAD, SAME) == {}


def test_missing_things_are_gained_and_present_ones_kept() -> None:
    from msgspec.structs import replace

    signal = RiskSignal(kind="words", text="w")
    richer = replace(
        SAME,
        name="Other",
        consent=Consent(source="other"),
        tags=(Tag(name="a", origin="x"), Tag(name="b")),
        risk_signals=(signal,),
        requested=True,
        complaint_at=NOW + timedelta(days=1),
    )
    assert gained(LEAD, richer) == {
        "tags": (Tag(name="a"), Tag(name="b")),
        "risk_signals": (signal,),
        "requested": True,
        "complaint_at": NOW + timedelta(days=1),
    }
    assert gained(replace(LEAD, consent=None), richer)["consent"] == Consent(source="other")


def test_an_older_complaint_does_not_replace_a_younger_one() -> None:
    from msgspec.structs import replace

    assert gained(LEAD, replace(SAME, complaint_at=NOW - timedelta(days=200))) == {}
