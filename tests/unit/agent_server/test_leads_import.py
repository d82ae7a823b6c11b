"""The import as a whole: rows in, leads and reasons out, and every row accounted for."""

import csv
from datetime import UTC, datetime

import pytest

from agent_domain.leads import Intent, KnownAnswer, NumberStatus, TagSide
from agent_server.services.leads_import import (
    ImportedLead,
    ImportReport,
    RefusedFile,
    RefusedRow,
    UnreadableFile,
    read_leads,
    read_mapping,
)

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Outcome:
    def __init__(self, leads: list[ImportedLead], refused: list[RefusedRow], report: ImportReport) -> None:
        self.leads, self.refused, self.report = leads, refused, report

    @property
    def lead(self) -> ImportedLead:
        assert len(self.leads) == 1, (self.leads, self.refused)
        return self.leads[0]

    @property
    def codes(self) -> list[str]:
        return [row.code for row in self.refused]


@pytest.fixture
def load(tmp_path):
    def run(text: str | bytes, **options) -> Outcome:
        path = tmp_path / "list.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        reader = read_leads(path, now=NOW, **options)
        items = list(reader)
        leads = [item for item in items if isinstance(item, ImportedLead)]
        refused = [item for item in items if isinstance(item, RefusedRow)]
        report = reader.report
        assert report.accepted == len(leads)
        assert report.refused_rows == len(refused)
        assert report.accepted + report.merged + report.refused_rows == report.rows
        return Outcome(leads, refused, report)

    return run


def test_every_field_arrives(load):
    header = (
        "customer id,name,company,mobile,language,country,time zone,lead source,source detail,created at,"
        "reason for call,callback requested,tags,customer type,consent source,consent date,consent valid until,"
        "do not call,dnc reason,last complaint,intent,number status,number verified at,open question,known answers,"
        "refused products,risks,campaign"
    )
    row = (
        "A-1,Ann Lee,Lee Ltd,(212) 555-0142,English,USA,America/New_York,Web,quote page,2026-11-01T10:00:00Z,"
        "asked for a quote,yes,renovation;home,business,web form,2026-10-01,2030-01-01,"
        "yes,asked not to be called,2026-09-01,hot,active,2026-08-01,How long?,own or rent: own; budget=10k,"
        'loan;lease,"dislikes the words ""guaranteed""",Autumn'
    )
    lead = load(f"{header}\n{row}\n").lead
    assert lead.line == 2
    assert (lead.reference, lead.name, lead.company) == ("A-1", "Ann Lee", "Lee Ltd")
    assert (lead.phone, lead.phone_is_valid, lead.region, lead.language) == ("+12125550142", True, "US", "en")
    assert (lead.time_zone, lead.campaign_name) == ("America/New_York", "Autumn")
    assert (lead.source, lead.source_detail, lead.extraction_reason) == ("Web", "quote page", "asked for a quote")
    assert lead.event_at == datetime(2026, 11, 1, 10, tzinfo=UTC)
    assert lead.requested is True
    assert [(tag.name, tag.side, tag.origin) for tag in lead.tags] == [
        ("renovation", TagSide.BUSINESS, "import"),
        ("home", TagSide.BUSINESS, "import"),
    ]
    assert lead.consent.source == "web form"
    assert lead.consent.granted_at == datetime(2026, 10, 1, 4, tzinfo=UTC)  # midnight in New York
    assert lead.consent.expires_at == datetime(2030, 1, 1, 5, tzinfo=UTC)
    assert lead.do_not_call is not None
    assert (lead.do_not_call.kind, lead.do_not_call.reason) == ("opt_out", "asked not to be called")
    assert lead.complaint_at == datetime(2026, 9, 1, 4, tzinfo=UTC)
    assert (lead.intent, lead.number_status) == (Intent.HIGH, NumberStatus.VALID)
    assert lead.number_verified_at == datetime(2026, 8, 1, 4, tzinfo=UTC)
    assert lead.open_question == "How long?"
    assert lead.known_answers == (
        KnownAnswer(question="own or rent", answer="own"),
        KnownAnswer(question="budget", answer="10k"),
    )
    assert lead.refused_products == ("loan", "lease")
    assert [(risk.kind, risk.words) for risk in lead.risk_signals] == [("words", ("guaranteed",))]


def test_the_two_writings_of_the_requirement_are_one_contact(load):
    """Source: G3, Q8."""
    outcome = load("name,phone,consent source\nAnn,(555) 123-4567,form\nAnn L.,+15551234567,form\n", region="US")
    assert outcome.lead.phone == "+15551234567"
    assert outcome.lead.phone_is_valid is False
    assert outcome.report.merged_lines == [(3, 2)]
    assert any("no known range" in note for note in outcome.report.notes)


def test_a_merge_keeps_the_first_and_adds_what_it_lacks(load):
    outcome = load(
        "name,phone,company,consent source,tags,created at,risk,requested\n"
        "Ann,+1 212 555 0142,,form,home,2026-11-03T00:00Z,,\n"
        "Other,(212) 555-0199,,form,,,,\n"
        "Annie,2125550142,Lee Ltd,other form,home;loan,2026-11-01T00:00Z,calls too often,yes\n"
        "Anne,12125550142,Other Ltd,third form,baby,2026-11-09T00:00Z,,\n",
        region="US",
    )
    ann = next(lead for lead in outcome.leads if lead.name == "Ann")
    assert (outcome.report.rows, outcome.report.accepted, outcome.report.merged) == (4, 2, 2)
    assert (ann.line, ann.company, ann.consent.source) == (2, "Lee Ltd", "form")
    assert [tag.name for tag in ann.tags] == ["home", "loan", "baby"]
    assert ann.event_at == datetime(2026, 11, 1, tzinfo=UTC)
    assert ann.requested
    assert [risk.kind for risk in ann.risk_signals] == ["frequent_calls"]
    assert outcome.report.merged_lines == [(4, 2), (5, 2)]


@pytest.mark.parametrize("second_consent", ["form", "", "bought list"], ids=["accepted", "missing", "bought"])
def test_a_wish_not_to_be_called_survives_a_merge_and_a_refusal(load, second_consent):
    """Source: S9."""
    outcome = load(
        "name,phone,consent source,do not call\n"
        "Ann,+12125550142,form,no\n"
        f"Ann,2125550142,{second_consent},asked us to stop\n",
        region="US",
    )
    mark = outcome.lead.do_not_call
    assert mark is not None
    assert (mark.kind, mark.reason) == ("opt_out", "asked us to stop")
    for row in outcome.refused:
        assert row.do_not_call == mark
        assert row.phone == "+12125550142"


def test_a_refused_first_row_leaves_the_second_as_the_lead(load):
    outcome = load("name,phone,consent source\nA,+12125550142,\nB,+12125550142,form\n")
    assert (outcome.lead.name, outcome.codes, outcome.report.merged) == ("B", ["consent_missing"], 0)


@pytest.mark.parametrize(
    ("consent", "code"),
    [
        ("", "consent_missing"),
        ("-", "consent_missing"),
        ("N/A", "consent_missing"),
        ("Unknown", "consent_missing"),
        ("未知", "consent_missing"),
        ("нет", "consent_missing"),
        ("yes", "consent_unproven"),
        ("да", "consent_unproven"),
        ("已同意", "consent_unproven"),
        ("购买", "list_bought"),
        ("购买名单", "list_bought"),
        ("外购数据", "list_bought"),
        ("purchased list", "list_bought"),
        ("Bought from a data broker", "list_bought"),
        ("куплена", "list_bought"),
        ("Куплена база", "list_bought"),
        ("база куплена у партнёра", "list_bought"),
        ("gekaufte Liste", "list_bought"),
        ("Adresshändler", "list_bought"),
    ],
)
def test_no_source_of_consent_no_entry(load, consent, code):
    """Source: S2."""
    outcome = load(f"name,phone,consent source\nAnn,+12125550142,{consent}\n")
    assert outcome.codes == [code]
    assert outcome.refused[0].reason.endswith(".")


@pytest.mark.parametrize(
    "consent", ["web form", "购买时签署同意书", "signed at purchase", "согласие при покупке", "Kaufvertrag"]
)
def test_customers_who_bought_from_us_are_no_bought_list(load, consent):
    assert load(f"name,phone,consent source\nAnn,+12125550142,{consent}\n").lead.consent.source == consent


def test_a_bought_list_is_refused_also_when_only_the_lead_source_says_so(load):
    assert load("phone,consent source,lead source\n+12125550142,form,purchased list\n").codes == ["list_bought"]


def test_expired_consent_comes_in_and_is_counted(load):
    outcome = load(
        "phone,consent source,consent valid until\n+12125550142,form,2026-01-01\n+12125550143,form,2036-01-01\n"
    )
    assert (outcome.report.accepted, outcome.report.expired_consents) == (2, 1)


def test_consent_may_be_said_to_have_no_end(load):
    outcome = load("phone,consent source,consent valid until\n+12125550142,form,бессрочно\n+12125550143,form,someday\n")
    assert outcome.lead.consent.expires_at is None
    assert outcome.codes == ["date_unreadable"]


def test_a_row_with_a_number_is_no_header(load):
    with pytest.raises(UnreadableFile) as caught:
        load("kind,number,consent source\nmobile,+12125550142,form\n")
    assert caught.value.code == "no_phone_column"
    assert '"kind", "number"' in caught.value.message


def test_an_extension_is_left_out_but_told(load):
    outcome = load("phone,consent source\n212-555-0142 ext. 5,form\n", region="US")
    assert outcome.lead.phone == "+12125550142"
    assert any("extension" in note for note in outcome.report.notes)


def test_a_stray_quotation_mark_may_not_swallow_rows(load):
    rows = [f"Name {n},+121255501{n:02},form" for n in range(50)]
    rows[5] = '"Fast Eddie,+12125550105,form'
    rows[40] = '"Lee, Ann",+12125550140,form'
    with pytest.raises(UnreadableFile) as caught:
        load("name,phone,consent source\n" + "\n".join(rows))
    assert caught.value.code == "quote_open"
    assert "line 7" in caught.value.title


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_and_line_ends(load, delimiter, ending):
    rows = ["name", "phone", "consent source"], ["Lee, Ann; x", "+12125550142", "form"], ["Bob", "", "form"]
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in rows]
    outcome = load(ending.join(lines))
    assert (outcome.lead.name, outcome.report.delimiter) == ("Lee, Ann; x", delimiter)
    assert [(row.line, row.code) for row in outcome.refused] == [(3, "phone_missing")]


def test_lines_are_physical_also_after_line_ends_in_quotes(load):
    outcome = load(
        'name,phone,consent source\r\n"Ann\r\nLee",+12125550142,form\r\n\r\nBob,none,form\r\n,,\r\nC,,form\r\n'
    )
    assert outcome.lead.line == 2
    assert [(row.line, row.code) for row in outcome.refused] == [(5, "phone_missing"), (7, "phone_missing")]
    assert outcome.report.rows == 3


def test_rows_that_do_not_fit_the_table_are_refused(load):
    outcome = load(
        "name,phone,consent source\n"
        "Lee, Ann,+12125550142,form\n"
        "name,phone,consent source\n"
        "Bob,+12125550143,form,,\n"
        "Cid,+12125550144\n"
    )
    assert outcome.codes == ["too_many_cells", "header_repeated", "consent_missing"]
    assert outcome.lead.name == "Bob"


def test_damaged_letters_refuse_their_row_only(load):
    text = "姓名,手机,授权来源\n" + "".join(f"张伟{n},1380013{9000 + n},表单\n" for n in range(20))
    broken = text.encode().replace("张伟7".encode(), b"\xe5\xbc7")
    outcome = load(broken, region="CN")
    assert (outcome.report.encoding, outcome.report.accepted, outcome.codes) == ("utf-8", 19, ["text_damaged"])
    assert outcome.refused[0].line == 9


def test_unknown_columns_are_named(load):
    outcome = load("name,phone,shoe size,consent source,Mood\nAnn,+12125550142,40,form,good\n")
    assert outcome.report.unknown_columns == ("shoe size", "Mood")
    assert '"shoe size", "Mood"' in outcome.report.notes[0]


def test_cells_that_are_not_understood_are_counted_per_column(load):
    outcome = load("phone,consent source,intent,time zone\n+12125550142,form,lukewarm,Middle Earth\n")
    assert outcome.lead.intent is Intent.MEDIUM
    assert outcome.lead.time_zone == ""
    assert [note for note in outcome.report.notes if "not understood" in note] == [
        'Column "time zone": 1 cells were not understood and left out.',
        'Column "intent": 1 cells were not understood and left out.',
    ]


def test_a_mobile_is_taken_before_other_numbers_and_a_broken_one_is_passed_over(load):
    outcome = load(
        "name,work phone,phone,mobile,consent source\n"
        "A,+12125550142,+12125550143,+12125550144,form\n"
        "B,+12125550145,+12125550146,broken,form\n"
        "C,+12125550147,,,form\n"
    )
    assert [lead.phone for lead in outcome.leads] == ["+12125550144", "+12125550146", "+12125550147"]
    assert any(note.startswith("2 rows hold more than one number") for note in outcome.report.notes)


def test_the_country_of_the_row_goes_before_the_countrys_of_the_import(load):
    outcome = load("phone,country,consent source\n030 23125124,Deutschland,form\n138 0013 9001,,form\n", region="cn")
    assert [lead.phone for lead in outcome.leads] == ["+493023125124", "+8613800139001"]


def test_a_national_number_without_country_says_what_to_do(load):
    outcome = load("phone,consent source\n138 0013 9001,form\n")
    assert outcome.codes == ["phone_country_unknown"]
    assert "country" in outcome.refused[0].reason


def test_day_or_month_first_is_learnt_from_the_whole_file(load):
    rows = "+12125550142,form,05/06/2026\n+12125550143,form,{}\n"
    month = load("phone,consent source,created at\n" + rows.format("06/25/2026"))
    day = load("phone,consent source,created at\n" + rows.format("25/06/2026"))
    assert [lead.event_at.month for lead in month.leads] == [5, 6]
    assert [lead.event_at.month for lead in day.leads] == [6, 6]


def test_an_ambiguous_date_is_refused_unless_the_region_settles_it(load):
    text = "phone,consent source,created at\n+12125550142,form,05/06/2026\n"
    assert load(text).codes == ["date_ambiguous"]
    assert load(text, region="US").lead.event_at.month == 5
    assert load(text, region="DE").lead.event_at.month in (5, 6)
    assert load(text, region="DE").lead.event_at == datetime(2026, 6, 4, 22, tzinfo=UTC)
    assert load(text, region="CN").codes == ["date_ambiguous"]


def test_a_complaint_without_a_date_is_of_today(load):
    outcome = load("phone,consent source,complaint\n+12125550142,form,yes\n+12125550143,form,no\n")
    assert [lead.complaint_at for lead in outcome.leads] == [NOW, None]


def test_a_lead_without_event_is_dated_by_its_consent_else_by_the_import(load):
    outcome = load("phone,consent source,consent date\n+12125550142,form,2026-11-01T00:00Z\n+12125550143,form,\n")
    assert [lead.event_at for lead in outcome.leads] == [datetime(2026, 11, 1, tzinfo=UTC), NOW]


def test_mapping_names_what_we_do_not_know(load, tmp_path):
    (tmp_path / "map.yaml").write_text("phone: Kontakt 1\nconsent_source: Basis\n", "utf-8")
    text = "Wer,Kontakt 1,Basis,mobile\nAnn,+12125550142,form,+12125550199\n"
    outcome = load(text, mapping=read_mapping(tmp_path / "map.yaml"))
    assert outcome.lead.phone == "+12125550142"
    assert outcome.report.columns["phone"] == "Kontakt 1"
    (tmp_path / "map.json").write_text('{"phone": "Kontakt 1"}', "utf-8")
    assert read_mapping(tmp_path / "map.json") == {"phone": "Kontakt 1"}


@pytest.mark.parametrize(
    ("content", "code"),
    [("fone: Tel", "mapping_field_unknown"), ("- a\n- b", "mapping_unreadable"), ("{", "mapping_unreadable")],
)
def test_a_bad_mapping_says_why(tmp_path, content, code):
    (tmp_path / "map.yaml").write_text(content, "utf-8")
    with pytest.raises(UnreadableFile) as caught:
        read_mapping(tmp_path / "map.yaml")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\xef\xbb\xbf", "empty_file"),
        (b"\n \n", "empty_file"),
        (b"PK\x03\x04\x14\x00\x06", "not_a_text_file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "not_a_text_file"),
        (b"%PDF-1.7", "not_a_text_file"),
        (b"<html><table><tr><td>phone", "not_a_text_file"),
        (b"name,phone\nA\x00nn,1\n", "binary_file"),
        (bytes(range(1, 256)) * 4, "binary_file"),
        (b"name,phone,consent source\n" + b"x" * 10_000_000, "line_too_long"),
        (b'name,phone,consent source\nA,"+12125550142,form\nB,1,2\n', "quote_open"),
        (b'name,phone\nA,"' + b"y\n" * 200_000, "row_broken"),
        (b"name,email\nAnn,a@example.com\n", "no_phone_column"),
        (b"Ann,+1 212 555 0142,form\n", "no_header"),
        ("陳小明,電話\n林美華,09\n".encode("big5"), "encoding_unknown"),
    ],
)
def test_files_that_are_no_list_say_what_to_do(load, content, code):
    with pytest.raises(UnreadableFile) as caught:
        load(content)
    assert caught.value.code == code
    assert caught.value.message


def test_the_missing_phone_column_error_helps(load):
    with pytest.raises(UnreadableFile) as caught:
        load("Kunde;Fernsprecher\nA;1\n")
    assert '"Kunde", "Fernsprecher"' in caught.value.message
    assert "--mapping" in caught.value.message


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"region": "Mordor"}, "region_unknown"),
        ({"encoding": "klingon"}, "encoding_unknown"),
        ({"encoding": "rot13"}, "encoding_unknown"),
        ({"mapping": {"phone": "Tel"}}, "mapping_header_missing"),
        ({"mapping": {"fone": "phone"}}, "mapping_field_unknown"),
    ],
)
def test_bad_options_say_what_to_do(load, options, code):
    with pytest.raises(UnreadableFile) as caught:
        load("name,phone,consent source\nAnn,+12125550142,form\n", **options)
    assert caught.value.code == code


def test_folders_and_missing_files_are_told_apart(tmp_path):
    for path, code in ((tmp_path, "not_a_file"), (tmp_path / "none.csv", "cannot_open")):
        for encoding in ("", "utf-8"):
            with pytest.raises(UnreadableFile) as caught:
                read_leads(path, now=NOW, encoding=encoding)
            assert caught.value.code in ({code} if not encoding else {code, "cannot_open"})


def test_a_file_that_changes_under_the_reader_is_noticed(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("phone,consent source\n+12125550142,form\n+12125550143,form\n", "utf-8")
    reader = read_leads(path, now=NOW)
    next(reader)
    with path.open("a", encoding="utf-8") as file:
        file.write("+12125550144,form\n")
    with pytest.raises(UnreadableFile) as caught:
        list(reader)
    assert caught.value.code == "file_changed"


def test_progress_covers_both_passes(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("phone,consent source\n" + "".join(f"+121255501{n:02},form\n" for n in range(100)), "utf-8")
    told: list[tuple[int, int]] = []
    list(read_leads(path, now=NOW, on_progress=lambda done, total: told.append((done, total))))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (2 * path.stat().st_size, 2 * path.stat().st_size)


def test_the_errors_file_opens_in_excel_and_runs_nothing(load, tmp_path):
    outcome = load('name,phone,consent source\n"=HYPERLINK(""http://x"")",@SUM(1),form\n张伟,-,\n', region="CN")
    path = tmp_path / "errors.csv"
    with RefusedFile(path, ("name", "phone", "=consent source")) as errors:
        for row in outcome.refused:
            errors.write(row)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["line", "reason_code", "reason", "name", "phone", "'=consent source"]
    assert rows[1][:2] == ["2", "phone_not_a_number"]
    assert rows[1][3:] == ['\'=HYPERLINK("http://x")', "'@SUM(1)", "form"]
    assert rows[2] == ["3", "phone_missing", outcome.refused[1].reason, "张伟", "'-", ""]


def test_a_mended_errors_file_can_be_imported(load, tmp_path):
    outcome = load("name,phone,consent source\nAnn,+1 212 555 0142,\n")
    path = tmp_path / "errors.csv"
    with RefusedFile(path, ("name", "phone", "consent source")) as errors:
        errors.write(outcome.refused[0])
    mended = path.read_text("utf-8-sig").replace("0142,", "0142,web form")
    lead = load(mended).lead
    assert (lead.name, lead.phone, lead.consent.source) == ("Ann", "+12125550142", "web form")
    assert lead.extraction_reason == ""


def test_an_errors_file_that_cannot_be_written_says_so(tmp_path):
    with pytest.raises(UnreadableFile) as caught:
        RefusedFile(tmp_path / "none" / "errors.csv", ())
    assert caught.value.code == "errors_file"
