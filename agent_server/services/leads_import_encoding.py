"""Finds out in which encoding a lead list is written; certain where bytes prove it, weighed where they do not.

A byte order mark or valid UTF-8 from end to end is proof. Else the file is in one of the national encodings that
spreadsheets still write: GB18030 (which contains GBK and GB2312), Windows-1251 or Windows-1252. Each reading is
weighed: header words that we know, letters that make words of that language, and the misfits of a wrong reading.
The answer is certain for a single header line; a general guesser needs more text than that.

Source: requirements G5.
"""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from agent_server.services.leads_import_headers import field_of
from agent_server.services.leads_import_rows import UnreadableFile

LEGACY_ENCODINGS = ("gb18030", "cp1251", "cp1252")
BLOCK_BYTES = 1 << 20
SAMPLE_BYTES = 1 << 16
"""Lines with national letters that are weighed; more does not change the answer."""

_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_SAVE_AS_CSV = "Open it in the program that made it and save it as CSV (UTF-8)."
_MAGIC = (
    (b"PK\x03\x04", "an Excel or other office file", _SAVE_AS_CSV),
    (b"\xd0\xcf\x11\xe0", "an old Excel file", _SAVE_AS_CSV),
    (b"%PDF", "a PDF", "Ask for the list as CSV."),
    (b"{\\rtf", "a rich text document", _SAVE_AS_CSV),
    (b"\x1f\x8b", "compressed", "Unpack it and import the CSV inside."),
    (b"7z\xbc\xaf", "compressed", "Unpack it and import the CSV inside."),
    (b"Rar!", "compressed", "Unpack it and import the CSV inside."),
)
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")

_COMMON_HANZI = frozenset(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后小么心多天而能好都然没日于起还发成"
    "事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者"
    "向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市眼"
    "体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死常提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至"
    "清物台象记边共风战干接它许八特觉望直服毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联言"
    "权往展该领传近留红治决周保达办运武半候七必城父强步完革深区即求品士转量空甚众技轻程告江语英基派满式李息写呢识极令黄德收脸钱党倒未持取设"
    "始版双历越史商千片容研像找友孩站广改议形委早房音火际则首单据导影失拿网香似斯专石若兵弟谁校读志飞观争究包组造落视济喜离虽坏除随赵陈刘杨"
    "吴徐孙朱胡郭何罗郑梁谢宋唐韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶苏魏吕丁沈姚卢姜崔钟谭陆汪范廖贾夏韦付邹熊孟秦邱侯江尹薛闫段雷龙陶贺顾郝龚邵"
    "伟芳娜敏静丽勇艳杰娟涛磊洋婷霞玲桂秀兰建军峰鹏燕萍手机号码姓客户联系线索来源标签同意授权备注性别城市省份意向状态时间日期装修母婴理财咨询问卷"
    "表单官网提交购买名单门店渠道编号企业个人退订投诉拒绝有限公司贸易科技需求产品价格高中低"
)
_RUSSIAN_WORD = re.compile(r"[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+")
_CYRILLIC_RUN = re.compile(r"[A-Za-z]*[А-Яа-яЁё]+[A-Za-zА-Яа-яЁё]*")
_FREQUENT_RUSSIAN = frozenset("оеаинтсрвлкмОЕАИНТСРВЛКМ")
_LATIN_RUN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœŠšŽž]+")
_GERMAN = frozenset("äöüÄÖÜß")


def detect_encoding(path: Path) -> str:
    """Return the Python codec name of the file's encoding; the codecs that expect a byte order mark drop it.

    Raises:
        UnreadableFile: Missing, not a file, empty, binary, or in none of the encodings that we read.
    """
    try:
        with path.open("rb") as file:
            return _detect(file)
    except IsADirectoryError as error:
        raise UnreadableFile("This is a folder.", "Name the CSV file in it.", code="not_a_file") from error
    except OSError as error:
        message = f"{error.strerror or 'It cannot be opened'}. Check the path and that you may read it."
        raise UnreadableFile("The file cannot be opened.", message, code="cannot_open") from error


def _detect(file: BinaryIO) -> str:
    start = file.read(4096)
    if not start.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise UnreadableFile("The file is empty.", "Export the list again and check its size.", code="empty_file")
    for magic, what, remedy in _MAGIC:
        if start.startswith(magic):
            raise UnreadableFile(f"The file is {what}, not a CSV text.", remedy, code="not_a_text_file")
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:6].lower().startswith((b"<html", b"<table", b"<?xml", b"<!doct")):
        raise UnreadableFile("The file is a web page or XML, not a CSV text.", _SAVE_AS_CSV, code="not_a_text_file")
    for bom, encoding in _BOMS:
        if start.startswith(bom):
            return encoding
    file.seek(0)
    is_utf8, sample = _scan(file)
    if is_utf8 or _is_damaged_utf8(sample):
        return "utf-8"
    return _weigh(sample)


def _scan(file: BinaryIO) -> tuple[bool, bytes]:
    """Read the whole file once: is it UTF-8, and which lines hold national letters (at most `SAMPLE_BYTES`)?"""
    decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")()
    sample: list[bytes] = []
    sampled_bytes = 0
    for block, is_last in _blocks(file):
        _refuse_binary(block)
        if decoder is not None:
            try:
                decoder.decode(block, is_last)
            except UnicodeDecodeError:
                decoder = None
        if sampled_bytes < SAMPLE_BYTES and not block.isascii():
            for line in block.splitlines():
                if not line.isascii() and sampled_bytes < SAMPLE_BYTES:
                    sample.append(line[:SAMPLE_BYTES])
                    sampled_bytes += len(sample[-1])
    return decoder is not None, b"\n".join(sample)


def _blocks(file: BinaryIO) -> Iterator[tuple[bytes, bool]]:
    """Yield the file in blocks that end at a line's end where there is one, and whether it is the last."""
    block = file.read(BLOCK_BYTES)
    while block:
        rest = file.readline(BLOCK_BYTES)
        following = file.read(BLOCK_BYTES)
        yield block + rest, not following
        block = following


def _refuse_binary(block: bytes) -> None:
    if b"\x00" in block:
        message = "If it is a text saved as Unicode (UTF-16) without a mark, save it as CSV (UTF-8)."
        raise UnreadableFile("The file holds zero bytes: it is no CSV text.", message, code="binary_file")
    if len(_CONTROL.findall(block)) * 100 > len(block):
        raise UnreadableFile("The file is binary, not a CSV text.", _SAVE_AS_CSV, code="binary_file")


def _is_damaged_utf8(sample: bytes) -> bool:
    """Whether the text is UTF-8 but for a few broken places, whose rows are refused one by one later."""
    text = sample.decode("utf-8", "replace")
    broken = text.count("�")
    whole = sum(1 for character in text if character > "\x7f") - broken
    return whole > 8 * broken


def _weigh(sample: bytes) -> str:
    scores = {encoding: weigh_reading(sample, encoding) for encoding in LEGACY_ENCODINGS}
    best = max(scores, key=lambda encoding: scores[encoding])
    if scores[best] <= 0:
        message = "Save it as CSV (UTF-8). GBK, Windows-1251, Windows-1252 and UTF-16 are read too."
        raise UnreadableFile(
            "The file's letters make no sense in any known encoding.", message, code="encoding_unknown"
        )
    return best


def weigh_reading(sample: bytes, encoding: str) -> float:
    """Say how well `sample` reads in a legacy encoding: mean points per national byte, plus those of known headers.

    About 1 is a good text, 0 and below is none.
    """
    text = sample.decode(encoding, "replace")
    national_bytes = sum(1 for byte in sample if byte > 0x7F)
    points = {"gb18030": _chinese_points, "cp1251": _russian_points, "cp1252": _western_points}[encoding](text)
    points -= 3.0 * text.count("�")
    if encoding == "cp1252" and national_bytes * 10 < sum(map(str.isalpha, text)):
        points += 0.3 * national_bytes  # a rare accent among plain letters: the languages of Western Europe
    return points / max(1, national_bytes) + _header_points(text)


def _header_points(text: str) -> float:
    cells = re.split(r"[,;\t|]", text[:4096].split("\n", 1)[0])
    return sum(1.0 for cell in cells if not cell.isascii() and field_of(cell.strip().strip('"')))


def _chinese_points(text: str) -> float:
    """Two points per hanzi at best, as each stands for two bytes."""
    points = 0.0
    for character in text:
        if character <= "\x7f":
            continue
        if character in _COMMON_HANZI:
            points += 2.0
            continue
        try:
            lead = character.encode("gb2312")[0]
        except UnicodeEncodeError:
            points -= 2.0
            continue
        if lead in (0xA1, 0xA3):  # punctuation and full-width letters
            points += 1.0
        elif 0xB0 <= lead <= 0xD7:  # level 1: the 3755 hanzi of daily use
            points += 0.6
        else:
            points -= 0.6
    return points


def _russian_points(text: str) -> float:
    points = 0.0
    for run in _CYRILLIC_RUN.findall(text):
        if len(run) == 1:
            continue
        if _RUSSIAN_WORD.fullmatch(run):
            frequent = sum(1 for letter in run if letter in _FREQUENT_RUSSIAN)
            points += 0.1 * len(run) + 1.2 * frequent
        else:
            points -= len(run)
    for character in _CYRILLIC_RUN.sub("", text):
        if character > "\x7f" and character not in "№«»–—…“”„\xa0":
            points -= 1.0
    return points


def _western_points(text: str) -> float:
    points = 0.0
    for run in _LATIN_RUN.findall(text):
        accents = [letter for letter in run if letter > "\x7f"] if len(run) > 1 else []  # "Ó Briain" proves nothing
        if (
            accents
            and len(accents) * 2 <= len(run)
            and all(not letter.isupper() for letter in run[1:] if letter > "\x7f")
        ):
            points += sum(1.0 if letter in _GERMAN else 0.6 for letter in accents)
        elif accents and run.isupper() and len(accents) * 2 <= len(run):
            points += 0.5 * len(accents)
        else:
            points -= len(accents)
    for character in _LATIN_RUN.sub("", text):
        if character > "\x7f":
            points += 0.1 if character in "«»–—…“”„‚‘’€£§°©®·•\xa0" else -1.0
    return points
