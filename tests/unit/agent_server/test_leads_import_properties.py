"""What holds for any file: accounts balance, text survives, and nothing but UnreadableFile is ever raised."""

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from agent_server.services.leads_import import ImportedLead, RefusedRow, UnreadableFile, read_leads
from agent_server.services.leads_import_encoding import detect_encoding
from agent_server.services.leads_import_refused import RefusedFile

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HEADER = "name,phone,consent source,tags,created at,consent valid until,do not call,known answers,risks,country\n"
ENCODINGS = st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030", "cp1251", "cp1252"])
CELLS = st.one_of(
    st.sampled_from(
        ["", "-", "web form", "购买", "yes", "2026-11-03", "05/06/2026", "8.61E+12", "+12125550142", "CN", "无"]
    ),
    st.from_regex(r"\+?[0-9 ()/.-]{0,16}", fullmatch=True),
    st.text(max_size=30),
)


def read(content: bytes, **options) -> tuple[list[ImportedLead | RefusedRow], object]:
    with TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        path.write_bytes(content)
        reader = read_leads(path, now=NOW, **options)
        items = list(reader)
        with RefusedFile(Path(folder, "errors.csv"), reader.header) as errors:
            for item in items:
                if isinstance(item, RefusedRow):
                    errors.write(item)
        return items, reader.report


def assert_balanced(items, report) -> None:
    leads = [item for item in items if isinstance(item, ImportedLead)]
    assert len(leads) == report.accepted
    assert len(items) - len(leads) == report.refused_rows
    assert report.accepted + report.merged + report.refused_rows == report.rows
    assert len({lead.phone for lead in leads}) == len(leads)
    assert all(lead.consent.source for lead in leads)
    lines = [item.line for item in items] + [line for line, _ in report.merged_lines]
    assert len(set(lines)) == report.rows


def written(rows) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


@settings(deadline=None, max_examples=300)
@given(content=st.one_of(st.binary(max_size=2000), st.binary(max_size=500).map(lambda tail: HEADER.encode() + tail)))
@example(content=b"\xff\xfe\x00")
@example(content=b"\xff\xfe" + b"\x00\xd8" * 9)
@example(content=HEADER.encode() + b'"')
@example(content=HEADER.encode() + b"\r\r\n,")
def test_arbitrary_bytes_raise_nothing_but_unreadable_file(content):
    try:
        items, report = read(content)
    except UnreadableFile:
        return
    assert_balanced(items, report)


@settings(deadline=None, max_examples=300)
@given(
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=11), max_size=12), region=st.sampled_from(["", "CN", "US", "DE"])
)
def test_every_row_is_accounted_for(rows, region):
    items, report = read(HEADER.encode() + written(rows).encode("utf-8", "replace"), region=region, encoding="utf-8")
    assert_balanced(items, report)


@settings(deadline=None, max_examples=200)
@given(data=st.data(), encoding=ENCODINGS)
def test_any_text_of_an_encoding_survives_the_reading(data, encoding):
    characters = st.characters(codec=encoding, exclude_categories=("Cs", "Cc"), exclude_characters="\ufffd\ufeff")
    question = data.draw(st.text(characters, min_size=1, max_size=40).map(str.strip).filter(_says_something))
    content = "phone,consent source,open question\n" + written([["+12125550142", "form", question]])
    items, _ = read(content.encode(encoding), encoding="" if encoding.startswith("utf") else encoding)
    (lead,) = items
    assert isinstance(lead, ImportedLead)
    assert lead.open_question == question


def _says_something(text: str) -> bool:
    return len(text) > 12 and text[0] not in "='"


@settings(deadline=None, max_examples=200)
@given(
    words=st.lists(
        st.sampled_from(
            [
                *("张伟", "李娜", "王芳", "贸易有限公司", "官网表单", "装修"),
                *("Иванов", "Мария", "Петрова", "анкета", "ремонт", "Компания"),
            ]
        ),
        min_size=1,
        max_size=8,
    )
)
def test_words_of_one_language_are_never_taken_for_another(words):
    chinese = [word for word in words if word > "一"]
    russian = [word for word in words if word not in chinese]
    with TemporaryDirectory() as folder:
        path = Path(folder, "list.csv")
        for own, encoding in ((chinese, "gb18030"), (russian, "cp1251")):
            if own:
                path.write_bytes(("a;b\n" + ";".join(own)).encode(encoding))
                assert detect_encoding(path) == encoding


@settings(deadline=None, max_examples=100)
@given(
    copies=st.lists(
        st.sampled_from(["(212) 555-0142", "+1 212 555 0142", "12125550142", "2125550142", "1-212-555-0142"]),
        min_size=1,
        max_size=6,
    ),
    marks=st.lists(st.sampled_from(["", "no", "yes"]), min_size=6, max_size=6),
    consents=st.lists(st.sampled_from(["form", ""]), min_size=6, max_size=6),
)
def test_writings_of_one_number_are_one_lead_and_no_wish_is_lost(copies, marks, consents):
    lines = [f"{phone},{mark},{consent}" for phone, mark, consent in zip(copies, marks, consents, strict=False)]
    items, report = read(("phone,opt out,consent source\n" + "\n".join(lines)).encode(), region="US")
    leads = [item for item in items if isinstance(item, ImportedLead)]
    used = list(zip(marks, consents, strict=True))[: len(copies)]
    assert len(leads) == any(consent for _, consent in used)
    assert report.merged == max(0, sum(1 for _, consent in used if consent) - 1)
    for lead in leads:
        assert (lead.do_not_call is not None) == any(mark == "yes" for mark, _ in used)
