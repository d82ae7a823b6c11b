"""The demo's list: made again it is the same, and it holds what the demo relies on, at any hour and for years."""

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from agent_domain.leads import Intent, NumberStatus
from agent_domain.phone import parse_phone
from agent_server.services.leads_import import ImportedLead, RefusedRow, read_leads
from resources.demo.lead_phones import ENDINGS, writings
from resources.demo.make_leads import LEADS_FILE, REFERENCE_AT, ROWS, ListMaker, as_csv

IN_FIVE_YEARS = datetime(2031, 11, 22, 12, 0, tzinfo=UTC)
GROUPS = ("CN", "RU", "US")


@pytest.fixture(scope="module")
def reader():
    reader = read_leads(LEADS_FILE, now=IN_FIVE_YEARS)
    return reader, list(reader)


@pytest.fixture(scope="module")
def leads(reader) -> list[ImportedLead]:
    return [item for item in reader[1] if isinstance(item, ImportedLead)]


def is_clean(lead: ImportedLead) -> bool:
    expires_at = lead.consent.expires_at
    return (
        (expires_at is None or expires_at > IN_FIVE_YEARS)
        and lead.do_not_call is None
        and lead.complaint_at is None
        and lead.phone_is_valid
        and lead.time_zone != ""
        and lead.intent is not Intent.LOW
        and lead.number_status in (NumberStatus.UNKNOWN, NumberStatus.VALID)
    )


def ending(lead: ImportedLead) -> str:
    return lead.phone[-2:] if lead.phone[-2:] in ENDINGS else "answers"


def is_open(zone: str, at: datetime) -> bool:
    return time(9) <= at.astimezone(ZoneInfo(zone)).time() < time(20)


def test_the_same_seed_makes_the_same_bytes():
    assert as_csv(ListMaker().rows()) == LEADS_FILE.read_bytes()


def test_every_row_is_accounted_for_and_three_to_five_percent_are_refused(reader):
    report = reader[0].report
    assert report.rows == ROWS == report.accepted + report.merged + report.refused_rows
    assert 0.03 <= report.refused_rows / ROWS <= 0.05
    assert report.merged >= 100
    assert report.unknown_columns == ()
    assert set(report.refused) >= {"consent_missing", "list_bought", "phone_missing", "phone_lost_digits"}


def test_the_list_speaks_four_languages_and_every_writing(leads):
    assert Counter(lead.language for lead in leads).keys() == {"zh", "en", "ru", "de"}
    assert Counter(lead.region for lead in leads).keys() == {"CN", "US", "RU", "DE", "GB", "KZ"}
    for field in ("tags", "risk_signals", "known_answers", "refused_products", "open_question", "extraction_reason"):
        assert sum(1 for lead in leads if getattr(lead, field)) > 100, field
    assert sum(1 for lead in leads if lead.complaint_at) > 30
    assert all(lead.event_at <= REFERENCE_AT for lead in leads)


def test_american_numbers_are_fictional(leads):
    assert all(lead.phone[5:10] == "55501" for lead in leads if lead.region == "US")


@pytest.mark.parametrize("region", GROUPS)
def test_each_group_has_enough_of_every_behaviour(leads, region):
    found = Counter(ending(lead) for lead in leads if lead.region == region and is_clean(lead))
    assert found["answers"] >= 100
    assert min(found[two_digits] for two_digits in ENDINGS) >= 12
    assert {"86", "03", "04", "80"} <= set(ENDINGS)


@pytest.mark.parametrize("region", GROUPS)
def test_each_group_has_people_who_must_not_be_called(leads, region):
    group = [lead for lead in leads if lead.region == region]
    assert sum(1 for lead in group if lead.do_not_call is not None) >= 5
    assert sum(1 for lead in group if lead.consent.expires_at and lead.consent.expires_at < REFERENCE_AT) >= 5


@pytest.mark.parametrize("month", [1, 7], ids=["winter", "summer"])
def test_at_every_hour_every_behaviour_may_be_called(leads, month):
    clean = [lead for lead in leads if lead.region in GROUPS and is_clean(lead)]
    for quarter in range(96):
        at = datetime(2027, month, 12, tzinfo=UTC) + timedelta(minutes=15 * quarter)
        zones = {zone for zone in {lead.time_zone for lead in clean} if is_open(zone, at)}
        found = Counter(ending(lead) for lead in clean if lead.time_zone in zones)
        assert min(found[name] for name in (*ENDINGS, "answers")) >= 12, at


def test_one_of_four_places_is_always_awake():
    places = ("Asia/Shanghai", "Europe/Moscow", "America/New_York", "Pacific/Honolulu")
    for hour in range(24 * 366):
        at = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        assert any(is_open(place, at) for place in places), at


def test_every_writing_of_a_number_is_the_same_number(leads):
    by_region = {lead.region: lead.phone for lead in leads}
    for region, phone in by_region.items():
        for text in writings(phone, region):
            assert parse_phone(text, region).e164 == phone, text


def test_refusals_say_why(reader):
    for item in reader[1]:
        if isinstance(item, RefusedRow):
            assert item.reason.endswith(".")
            assert item.line > 1
