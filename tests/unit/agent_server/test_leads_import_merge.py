"""A merge adds what is missing and never makes a person easier to call."""

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from agent_domain.leads import Consent, DoNotCall, KnownAnswer, NumberStatus, RiskSignal, Tag
from agent_server.services.leads_import_merge import merged, stricter
from agent_server.services.leads_import_rows import ImportedLead

DAY = timedelta(days=1)
NOW = datetime(2026, 11, 22, tzinfo=UTC)
LEAD = ImportedLead(line=2, phone="+12125550142", event_at=NOW, consent=Consent(source="form", expires_at=NOW + DAY))


def test_the_latest_complaint_counts_whichever_row_holds_it():
    old, new = replace(LEAD, complaint_at=NOW - 9 * DAY), replace(LEAD, complaint_at=NOW - DAY)
    assert merged(old, new).complaint_at == merged(new, old).complaint_at == NOW - DAY
    assert merged(LEAD, old).complaint_at == merged(old, LEAD).complaint_at == NOW - 9 * DAY
    assert merged(LEAD, LEAD).complaint_at is None


def test_the_persons_own_wish_binds_more_than_an_earlier_list_entry():
    listed = DoNotCall(kind="national", since_at=NOW - 9 * DAY)
    wish = DoNotCall(kind="opt_out", since_at=NOW)
    assert stricter(listed, wish) is stricter(wish, listed) is wish
    assert stricter(None, listed) is listed
    assert stricter(replace(listed, since_at=NOW), listed) is listed
    assert stricter(None, None) is None


def test_consent_is_not_lengthened_by_a_second_row():
    later = replace(LEAD, consent=Consent(source="other form", expires_at=None))
    assert merged(LEAD, later).consent == LEAD.consent


def test_what_the_carrier_said_is_taken_from_the_row_that_knows():
    vacant = replace(LEAD, number_status=NumberStatus.VACANT, number_verified_at=NOW)
    assert merged(LEAD, vacant).number_status is merged(vacant, LEAD).number_status is NumberStatus.VACANT
    assert merged(LEAD, vacant).number_verified_at == NOW


def test_lists_are_joined_each_item_once_and_the_first_answer_stays():
    first = replace(
        LEAD,
        tags=(Tag(name="home"),),
        known_answers=(KnownAnswer(question="rooms", answer="3"),),
        refused_products=("loan",),
    )
    later = replace(
        LEAD,
        tags=(Tag(name="baby"), Tag(name="home")),
        known_answers=(KnownAnswer(question="rooms", answer="4"), KnownAnswer(question="own", answer="yes")),
        refused_products=("loan", "lease"),
        risk_signals=(RiskSignal(kind="other", text="nights"),),
    )
    both = merged(first, later)
    assert [tag.name for tag in both.tags] == ["home", "baby"]
    assert [(known.question, known.answer) for known in both.known_answers] == [("rooms", "3"), ("own", "yes")]
    assert both.refused_products == ("loan", "lease")
    assert [risk.text for risk in both.risk_signals] == ["nights"]


def test_empty_texts_are_filled_and_full_ones_kept():
    both = merged(replace(LEAD, name="Ann"), replace(LEAD, name="Anne", company="Lee Ltd", line=9))
    assert (both.line, both.name, both.company) == (2, "Ann", "Lee Ltd")
