"""What single cells mean: headers, phones, dates, zones, lists, marks."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from agent_domain.errors import InvalidPhoneNumber
from agent_domain.leads import Intent, KnownAnswer, NumberStatus, TagSide
from agent_server.services import leads_import_cells as cells
from agent_server.services.leads_import_dates import (
    SlashOrder,
    UnfitCell,
    read_instant,
    region_zone,
    zone_name,
    zone_of,
)
from agent_server.services.leads_import_headers import FIELDS, Columns, field_of
from agent_server.services.leads_import_phones import read_phone
from agent_server.services.leads_import_regions import region_of

NOW = datetime(2026, 11, 22, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Phone", "phone"),
        ("PHONE_NUMBER", "phone"),
        ("phoneNumber", "phone"),
        ("  Mobile  Phone ", "mobile"),
        ("Телефон (рабочий)", "other_phone"),
        ("Мобильный телефон (контакт)", "mobile"),
        ("Контакт: Мобильный телефон", "mobile"),
        ("手机号码", "mobile"),
        ("手机号（必填）", "mobile"),
        ("客户手机", "mobile"),
        ("Tel.-Nr.", "phone"),
        ("Rufnummer", "phone"),
        ("Ф.И.О.", "name"),
        ("姓名*", "name"),
        ("Create Date (UTC)", "event_at"),
        ("累计消费金额（元）", ""),
        ("Согласие на звонки", "consent_source"),
        ("授权有效期至", "consent_expires_at"),
        ("Nicht anrufen", "do_not_call"),
        ("do_not_call", "do_not_call"),
        ("consent_expires_at", "consent_expires_at"),
        ("Email Opt Out", ""),
        ("Lead Status", ""),
        ("Lead Source", "source"),
        ("ID номера паспорта", ""),
        ("", ""),
    ],
)
def test_headers_in_four_languages(header, field):
    assert field_of(header) == field


def test_every_field_is_known_by_its_own_name():
    for field in FIELDS:
        assert field_of(field) == field
        assert field_of(field.replace("_", " ").upper()) == field


def test_of_two_headers_for_one_field_the_better_wins_and_the_other_is_reported():
    columns = Columns(["Date", "Phone", "Created at", "Tags", "Теги"], {})
    assert columns.by_field == {"event_at": (2,), "phone": (1,), "tags": (3, 4)}
    assert columns.unknown == ("Date",)


@pytest.mark.parametrize(
    ("texts", "region", "e164"),
    [
        (["138 0013 9001"], "CN", "+8613800139001"),
        (["１３８００１３９００１"], "CN", "+8613800139001"),
        (["'+86 138 0013 9001"], "", "+8613800139001"),
        (['="13800139001"'], "CN", "+8613800139001"),
        (["13800139001.0"], "CN", "+8613800139001"),
        (["8.613800139001E+12"], "CN", "+8613800139001"),
        (["8,613800139001E+12"], "CN", "+8613800139001"),
        (["0086 138 0013 9001"], "", "+8613800139001"),
        (["8613800139001"], "", "+8613800139001"),
        (["79161234567"], "", "+79161234567"),
        (["8 (916) 123-45-67"], "RU", "+79161234567"),
        (["0221/4710457"], "DE", "+492214710457"),
        (["0221 4710457 / 0221 4710458"], "DE", "+492214710457"),
        (["13800139001、13900139002"], "CN", "+8613800139001"),
        (["+7 916 123-45-67; +7 916 123-45-68"], "", "+79161234567"),
        (["bad", "", "+12125550142"], "", "+12125550142"),
        (["(555) 123-4567", "+12125550142"], "US", "+12125550142"),
        (["(555) 123-4567"], "US", "+15551234567"),
    ],
)
def test_phones_as_spreadsheets_hold_them(texts, region, e164):
    assert read_phone(texts, region=region).e164 == e164


def test_a_calling_code_in_its_own_column():
    assert read_phone(["02079460147"], calling_code="44").e164 == "+442079460147"
    assert read_phone(["2125550146"], calling_code="+1").e164 == "+12125550146"
    assert read_phone(["+442079460147"], calling_code="1").e164 == "+442079460147"


@pytest.mark.parametrize(
    ("text", "region", "code"),
    [
        ("", "CN", "phone_missing"),
        ("8.61E+12", "CN", "phone_lost_digits"),
        ("8,61391E+12", "CN", "phone_lost_digits"),
        ("1.39E10", "CN", "phone_lost_digits"),
        ("00000000000", "CN", "phone_placeholder"),
        ("1234567890", "US", "phone_placeholder"),
        ("call the office", "US", "phone_not_a_number"),
        ("12345", "CN", "phone_invalid"),
        ("138 0013 9001", "", "phone_country_unknown"),
        ("13812345", "", "phone_country_unknown"),
    ],
)
def test_phones_that_are_none(text, region, code):
    with pytest.raises(InvalidPhoneNumber) as caught:
        read_phone([text], region=region)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-11-03", (2026, 11, 2, 16, 0)),
        ("2026-11-03T14:30:00Z", (2026, 11, 3, 14, 30)),
        ("2026-11-03 14:30", (2026, 11, 3, 6, 30)),
        ("2026-11-03 14:30:15 +03:00", (2026, 11, 3, 11, 30, 15)),
        ("2026-11-03 14:30 МСК", (2026, 11, 3, 11, 30)),
        ("2026-11-03 14:30 UTC+5", (2026, 11, 3, 9, 30)),
        ("20261103", (2026, 11, 2, 16, 0)),
        ("20261103143000", (2026, 11, 3, 6, 30)),
        ("2026/11/3", (2026, 11, 2, 16, 0)),
        ("2026/11/3 9:05", (2026, 11, 3, 1, 5)),
        ("2026.11.03", (2026, 11, 2, 16, 0)),
        ("2026年11月3日", (2026, 11, 2, 16, 0)),
        ("2026年11月3日 下午2:30", (2026, 11, 3, 6, 30)),
        ("2026年11月3日14时30分", (2026, 11, 3, 6, 30)),
        ("2026年11月3日 14时30分", (2026, 11, 3, 6, 30)),
        ("03.11.2026", (2026, 11, 2, 16, 0)),
        ("3.11.26", (2026, 11, 2, 16, 0)),
        ("03.11.2026 14:30:00", (2026, 11, 3, 6, 30)),
        ("03.11.2026, 14:30", (2026, 11, 3, 6, 30)),
        ("25/11/2026", (2026, 11, 24, 16, 0)),
        ("11/25/2026 2:30 PM", (2026, 11, 25, 6, 30)),
        ("11/25/2026 12:30 am", (2026, 11, 24, 16, 30)),
        ("11/11/2026", (2026, 11, 10, 16, 0)),
        ("3 Nov 2026", (2026, 11, 2, 16, 0)),
        ("Nov 3, 2026 10:00", (2026, 11, 3, 2, 0)),
        ("3. November 2026", (2026, 11, 2, 16, 0)),
        ("3 ноября 2026 г.", (2026, 11, 2, 16, 0)),
        ("4. März 2026", (2026, 3, 3, 16, 0)),
        ("46329", (2026, 11, 2, 16, 0)),
        ("46329.5", (2026, 11, 3, 4, 0)),
        ("46329,5", (2026, 11, 3, 4, 0)),
        ("1793716200", (2026, 11, 3, 14, 30)),
        ("1793716200000", (2026, 11, 3, 14, 30)),
        ("31.02.2026", None),
        ("2026-13-01", None),
        ("0000-00-00", None),
        ("1066-10-14", None),
        ("9999-12-31", None),
        ("soon", None),
        ("12", None),
        ("3 Foo 2026", None),
        ("2026-11-03 25:00", None),
        ("2026-11-03 10:00 XYZ", None),
    ],
)
def test_dates_as_lists_write_them(text, instant):
    if instant is None:
        with pytest.raises(UnfitCell) as caught:
            read_instant(text, zone=SHANGHAI, day_first=None, column="When")
        assert caught.value.code == "date_unreadable"
        assert '"When"' in str(caught.value)
    else:
        assert read_instant(text, zone=SHANGHAI, day_first=None, column="When") == datetime(*instant, tzinfo=UTC)


def test_slashed_dates_that_may_be_two_days():
    for text, day_first, month in (("11/03/2026", True, 3), ("11/03/2026", False, 11), ("11-03-2026", True, 3)):
        assert read_instant(text, zone=UTC, day_first=day_first, column="When").month == month
    with pytest.raises(UnfitCell) as caught:
        read_instant("11/03/2026", zone=UTC, day_first=None, column="When")
    assert caught.value.code == "date_ambiguous"


def test_the_order_of_day_and_month_is_learnt_or_the_regions():
    def order(*texts, region="", row_region=""):
        slash = SlashOrder(region)
        for text in texts:
            slash.learn(text)
        return slash.day_first(row_region)

    assert order("25/11/2026", "01/02/2026") is True
    assert order("11/25/2026", "01/02/2026") is False
    assert order("25/11/2026", region="US") is True
    assert order("01/02/2026") is None
    assert order("25/11/2026", "11/25/2026") is None
    assert order("01/02/2026", region="US") is False
    assert order("01/02/2026", row_region="DE") is True
    assert order("01/02/2026", region="CN") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("asia/shanghai", "Asia/Shanghai"),
        ("America/New York", "America/New_York"),
        ("北京时间", "Asia/Shanghai"),
        ("МСК", "Europe/Moscow"),
        ("МСК+2", "Etc/GMT-5"),
        ("Eastern Time", "America/New_York"),
        ("EST", "America/New_York"),
        ("UTC+8", "Etc/GMT-8"),
        ("GMT-05:00", "Etc/GMT+5"),
        ("UTC+5:30", ""),
        ("UTC+20", ""),
        ("Factory", ""),
        ("Middle Earth", ""),
    ],
)
def test_time_zones(text, name):
    assert zone_name(text) == name


def test_an_offset_with_minutes_dates_a_cell_though_no_zone_has_it():
    moment = datetime(2026, 11, 3, 12, 0, tzinfo=zone_of("UTC+5:30"))
    assert moment.astimezone(UTC).hour == 6
    assert zone_of("UTC+15") is None
    assert zone_of("CST") is None


def test_the_zone_of_a_country():
    names = {"CN": "Asia/Shanghai", "RU": "Europe/Moscow", "US": "America/New_York", "DE": "Europe/Berlin"}
    for region, name in names.items():
        assert str(region_zone(region)) == name
    assert str(region_zone("")) == "Etc/UTC"


@pytest.mark.parametrize(
    ("text", "region"),
    [
        *(("CN", "CN"), ("cn", "CN"), ("China", "CN"), ("中国", "CN"), ("Китай", "CN"), ("86", "CN"), ("+86", "CN")),
        *(
            ("UK", "GB"),
            ("Россия", "RU"),
            ("РФ", "RU"),
            ("USA", "US"),
            ("1", "US"),
            ("Deutschland", "DE"),
            ("0049", "DE"),
        ),
        *(("", ""), ("广东", ""), ("Mordor", ""), ("999", ""), ("ZZ", ""), ("800", "")),
    ],
)
def test_countries(text, region):
    assert region_of(text) == region


def test_yes_no_and_neither():
    for text in ("yes", "Y", "是", "Да", "ja", "1", "TRUE", "x"):
        assert cells.truth_of(text) is True
    for text in ("no", "N", "否", "Нет", "nein", "0", "FALSE"):
        assert cells.truth_of(text) is False
    for text in ("", "maybe", "2"):
        assert cells.truth_of(text) is None


@pytest.mark.parametrize(
    ("cell", "reason", "header", "kind", "told"),
    [
        ("yes", "", "DNC", "internal", ""),
        ("1", "", "Opt-out", "opt_out", ""),
        ("是", "客户明确拒绝营销", "黑名单", "opt_out", "客户明确拒绝营销"),
        ("просил больше не звонить", "", "Не звонить", "opt_out", "просил больше не звонить"),
        ("yes", "national do-not-call registry", "DNC", "national", "national do-not-call registry"),
        ("Robinsonliste", "", "Sperrliste", "national", "Robinsonliste"),
        ("maybe", "", "DNC", "internal", "maybe"),
    ],
)
def test_do_not_call_marks(cell, reason, header, kind, told):
    mark = cells.do_not_call_mark(cell, reason, header=header, since_at=NOW)
    assert mark is not None
    assert (mark.kind, mark.reason, mark.since_at) == (kind, told, NOW)


def test_no_and_nothing_make_no_mark():
    for cell in ("", "no", "否", "0"):
        assert cells.do_not_call_mark(cell, "", header="Opt-out", since_at=NOW) is None


def test_lists_in_a_cell():
    assert cells.split_tags("装修、母婴;理财，保险|a / b\nc,; ,") == ("装修", "母婴", "理财", "保险", "a", "b", "c")
    assert cells.split_tags("") == ()
    assert cells.known_answers("预算：15万；面积=118, 朝南；Rooms? 3; loose") == (
        KnownAnswer(question="预算", answer="15万"),
        KnownAnswer(question="面积", answer="118, 朝南"),
        KnownAnswer(question="Rooms?", answer="3"),
        KnownAnswer(question="", answer="loose"),
    )
    signals = cells.risk_signals(
        "反感频繁来电; 不喜欢“保证收益”“稳赚”等字眼; жаловался на недостоверную рекламу: «лучшая цена»; nights"
    )
    assert [(signal.kind, signal.words) for signal in signals] == [
        ("frequent_calls", ()),
        ("words", ("保证收益", "稳赚")),
        ("false_advertising", ("лучшая цена",)),
        ("other", ()),
    ]


def test_tiers_states_sides_and_languages():
    assert [cells.intent_of(text) for text in ("High", "高意向", "тёплый", "kalt", "?")] == [
        *(Intent.HIGH, Intent.HIGH, Intent.MEDIUM, Intent.LOW, None)
    ]
    assert [cells.number_status_of(text) for text in ("空号", "停机", "active", "換")] == [
        *(NumberStatus.VACANT, NumberStatus.SUSPENDED, NumberStatus.VALID, None)
    ]
    assert [cells.tag_side_of(text) for text in ("企业", "B2B", "person", "")] == [
        *(TagSide.BUSINESS, TagSide.BUSINESS, TagSide.CONSUMER, TagSide.CONSUMER)
    ]
    assert [cells.language_of(text) for text in ("zh-CN", "中文", "Русский", "de_DE", "Klingon", "")] == [
        *("zh", "zh", "ru", "de", "klingon", "")
    ]
