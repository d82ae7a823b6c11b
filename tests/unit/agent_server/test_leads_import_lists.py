"""Lists in the header styles of real sources, in their usual encodings and with their usual damage."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent_domain.leads import Intent
from agent_server.services.leads_import import ImportedLead, read_leads

LISTS = Path(__file__).with_name("lists")
NOW = datetime(2026, 11, 22, tzinfo=UTC)


def read(name: str, region: str = ""):
    reader = read_leads(LISTS / name, region=region, now=NOW)
    items = sorted(reader, key=lambda item: item.line)
    leads = [item for item in items if isinstance(item, ImportedLead)]
    refused = [(item.line, item.code) for item in items if not isinstance(item, ImportedLead)]
    return leads, refused, reader.report


def test_chinese_gbk_with_semicolons():
    leads, refused, report = read("chinese_gbk.csv", "CN")
    assert (report.encoding, report.delimiter) == ("gb18030", ";")
    assert [(lead.name, lead.phone) for lead in leads] == [
        ("张伟", "+8613800139001"),
        ("李娜", "+8613900139002"),
        ("陈静", "+8613500139005"),
    ]
    assert refused == [(4, "list_bought"), (5, "consent_missing")]
    assert leads[0].event_at == datetime(2026, 11, 3, 6, 30, tzinfo=UTC)
    assert [tag.name for tag in leads[0].tags] == ["装修", "母婴"]
    assert leads[0].intent is Intent.HIGH
    assert leads[0].open_question == "周三晚上有没有课？"
    assert [lead.do_not_call is not None for lead in leads] == [False, True, False]


def test_russian_windows_1251_with_semicolons():
    leads, refused, report = read("russian_cp1251.csv", "RU")
    assert (report.encoding, report.delimiter, report.merged) == ("cp1251", ";", 1)
    assert [(lead.name, lead.phone) for lead in leads] == [
        ("Иванова Мария", "+79161234567"),
        ("Петров Иван", "+74957654321"),
    ]
    assert refused == [(4, "list_bought"), (5, "consent_missing")]
    assert leads[0].company == "ООО «Ромашка»"
    assert [tag.name for tag in leads[0].tags] == ["ремонт", "новостройка", "дети"]
    assert leads[0].event_at == datetime(2026, 10, 31, 21, tzinfo=UTC)
    assert leads[1].do_not_call is not None


def test_german_utf8_with_byte_order_mark():
    leads, refused, report = read("german_utf8_bom.csv", "DE")
    assert report.encoding == "utf-8-sig"
    assert [(lead.line, lead.name, lead.phone) for lead in leads] == [
        (2, "Jürgen Müller", "+493023125123"),
        (4, "Käthe Weiß", "+492214710456"),
    ]
    assert leads[0].open_question == "Ist die Entsorgung dabei?\nUnd der Aufbau?"
    assert refused == [(5, "list_bought")]


@pytest.mark.parametrize(
    ("name", "region", "expected"),
    [
        (
            "bitrix24.csv",
            "RU",
            [("1042", "Мария Петровна Иванова", "+79161234567"), ("1043", "Олег Кузнецов", "+79217654323")],
        ),
        ("amocrm.csv", "", [("77", "Анна Сидорова", "+79037654322")]),
        ("hubspot.csv", "", [("501", "Ann Miller", "+12125550142")]),
        (
            "salesforce.csv",
            "",
            [("00Q5e000001AbCd", "Jane Roe", "+13035550144"), ("00Q5e000001AbCe", "Max Poe", "+13035550145")],
        ),
        ("vicidial.txt", "", [("V-1", "Ann Lee", "+12125550146"), ("V-2", "Tom Kay", "+442079460147")]),
        ("youzan.csv", "CN", [("", "孙波", "+8613500139006")]),
        ("jinshuju.csv", "CN", [("", "何梅", "+8613600139007")]),
        ("feishu.csv", "", [("", "郑爽", "+8618800139008")]),
        ("feishu_utf16.csv", "", [("", "郑爽", "+8618800139008")]),
    ],
)
def test_exports_of_other_systems(name, region, expected):
    leads, _, report = read(name, region)
    assert [(lead.reference, lead.name, lead.phone) for lead in leads] == expected
    assert all(lead.consent.source for lead in leads)
    assert all(lead.event_at.year == 2026 for lead in leads)
    assert "event_at" in report.columns


def test_hubspot_states_its_zone_in_the_header():
    leads, refused, _ = read("hubspot.csv")
    assert leads[0].event_at == datetime(2026, 11, 3, 6, 30, tzinfo=UTC)
    assert refused == [(3, "consent_missing")]


def test_salesforce_shows_by_one_date_that_months_come_first():
    leads, _, _ = read("salesforce.csv")
    assert [(lead.event_at.month, lead.intent) for lead in leads] == [(11, Intent.HIGH), (11, Intent.LOW)]
    assert [lead.do_not_call is not None for lead in leads] == [False, True]


def test_what_excel_does_to_a_list():
    leads, refused, report = read("excel_damage.csv")
    assert report.delimiter == ";"
    assert [(lead.line, lead.phone) for lead in leads] == [
        (6, "+8613800139012"),
        (7, "+493023125124"),
        (10, "+492214710457"),
    ]
    assert refused == [
        (4, "phone_lost_digits"),
        (5, "phone_lost_digits"),
        (8, "phone_not_a_number"),
        (11, "phone_missing"),
    ]
    assert leads[0].event_at == datetime(2025, 11, 2, 16, tzinfo=UTC)
    assert "The header is in line 3" in report.notes[0]
