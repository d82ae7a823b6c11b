"""Encodings: proved where bytes prove them, else weighed; short files are the hard ones."""

import random

import pytest
from faker import Faker

from agent_server.services.leads_import_encoding import LEGACY_ENCODINGS, detect_encoding, weigh_reading
from agent_server.services.leads_import_rows import UnreadableFile

HEADERS = {
    "gb18030": ("姓名,手机,授权来源", "name,phone,consent source", "a,b,c"),
    "cp1251": ("ФИО,Телефон,Согласие", "ФИО,ТЕЛЕФОН,СОГЛАСИЕ", "name,phone,consent source", "a,b,c"),
    "cp1252": ("Name,Telefon,Straße", "name,phone,consent source", "a,b,c"),
}
LOCALES = {"gb18030": "zh_CN", "cp1251": "ru_RU", "cp1252": "de_DE"}


@pytest.fixture
def detect(tmp_path):
    def run(content: bytes) -> str:
        path = tmp_path / "list.csv"
        path.write_bytes(content)
        return detect_encoding(path)

    return run


@pytest.mark.parametrize("rows", [1, 3, 300])
@pytest.mark.parametrize("encoding", LEGACY_ENCODINGS)
def test_names_and_firms_of_a_language_show_the_encoding(detect, encoding, rows):
    faker = Faker(LOCALES[encoding])
    faker.seed_instance(rows)
    checked = 0
    for header in HEADERS[encoding]:
        for _ in range(3 if rows == 300 else 40):
            lines = [header] + [f"{faker.name()},13800139001,{faker.company()}" for _ in range(rows)]
            content = "\n".join(lines).encode(encoding, "ignore")
            if not content.isascii():
                checked += 1
                assert detect(content) == encoding, lines[:3]
    assert checked > 3


def test_russian_in_capitals_is_not_chinese(detect):
    faker = Faker("ru_RU")
    faker.seed_instance(7)
    for _ in range(60):
        assert detect(f"a;b\n{faker.name().upper()};8916\n".encode("cp1251")) == "cp1251"


@pytest.mark.parametrize(
    ("text", "encoding", "found"),
    [
        ("name,phone\nO’Neil – x,1\n", "cp1252", "cp1252"),
        ("name,phone,town\nÓ Briain,1,Dublin\n", "cp1252", "cp1252"),
        ("nom;téléphone\nFrançois Lefèvre;06\n", "cp1252", "cp1252"),
        ("name,phone\nRENÉ,1\n", "cp1252", "cp1252"),
        ("姓名\t手机\n李Ming\t1\n", "gb18030", "gb18030"),
        ("name,phone\n〇,1\n龘,2\n赵钱孙李,3\n", "gb18030", "gb18030"),
        ("name,phone\n张伟,1\n", "utf-8", "utf-8"),
        ("name,phone\n张伟,1\n", "utf-8-sig", "utf-8-sig"),
        ("name,phone\n张伟,1\n", "utf-16", "utf-16"),
        ("name,phone\nAnn,1\n", "ascii", "utf-8"),
    ],
)
def test_single_lines(detect, text, encoding, found):
    assert detect(text.encode(encoding)) == found


def test_utf16_of_the_other_byte_order(detect):
    assert detect(b"\xfe\xff" + "姓名,手机".encode("utf-16-be")) == "utf-16"


@pytest.mark.parametrize("encoding", ["big5", "koi8-r", "cp866", "shift-jis"])
def test_other_encodings_are_refused_rather_than_misread(detect, encoding):
    text = {"big5": "姓名,電話\n陳小明,1\n林美華,2\n", "shift-jis": "名前,電話\n田中太郎,1\nさくら,2\n"}.get(
        encoding, "ФИО;Телефон\nИванов Иван;1\nПетрова Анна;2\n"
    )
    with pytest.raises(UnreadableFile) as caught:
        detect(text.encode(encoding))
    assert caught.value.code == "encoding_unknown"


def test_utf8_stays_utf8_with_a_broken_place(detect):
    whole = "姓名,手机\n张伟,1\n".encode() * 30
    for broken in (whole[:-1] + b"\xff\n", whole + b"\xe5", whole[:200] + b"\xfe\xfe" + whole[200:]):
        assert detect(broken) == "utf-8"


def test_the_only_chinese_name_may_stand_far_inside(detect):
    content = b"name,phone\n" + b"Ann Lee,+12125550142\n" * 200_000 + "赵丽,1\n".encode("gbk")
    assert detect(content) == "gb18030"


def test_readings_are_weighed_by_what_a_language_looks_like():
    rng = random.Random(1)
    noise = bytes(rng.randrange(0x80, 0x100) for _ in range(400))
    assert all(weigh_reading(noise, encoding) < 0 for encoding in LEGACY_ENCODINGS)
    assert weigh_reading("张伟是我们的客户".encode("gbk"), "gb18030") > 0.5
    assert weigh_reading("Иванова Мария Петровна".encode("cp1251"), "cp1251") > 0.5
    assert weigh_reading("Jürgen Müller Straße".encode("cp1252"), "cp1252") > 0.5
