"""Every row of numbers.tsv, and what Predial does better than the raw library where the row warns."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_domain.errors import InvalidPhoneNumber
from agent_domain.phone import format_phone, parse_phone, possible_regions, time_zones

# Rows with a caution: the table tells what the library does and why that is harmful; here is what we do instead.
BETTER = {
    ("1380013\u200c8000", "CN"): "+8613800138000",
    ("1380013\u200d8000", "CN"): "+8613800138000",
    ("138\t0013\t8000", "CN"): "+8613800138000",
    ("13800138000.0", "CN"): "+8613800138000",
    ("13800138000;13900139000", "CN"): "phone_two_numbers",
    ("tel:%2B12015550123", "US"): "+12015550123",
    ("sip:+12015550123@example.com;user=phone", "US"): "+12015550123",
    ("sip:13800138000@10.0.0.1", "CN"): "+8613800138000",
    ("sips:+8613800138000@example.com", ""): "+8613800138000",
    ("13800138000", "cn"): "+8613800138000",
}
CODES = {
    "ERROR:NOT_A_NUMBER": {"phone_not_a_number", "phone_empty", "phone_two_numbers"},
    "ERROR:INVALID_COUNTRY_CODE": {"phone_country_unknown"},
    "ERROR:TOO_SHORT_AFTER_IDD": {"phone_too_short"},
    "ERROR:TOO_SHORT_NSN": {"phone_too_short"},
    "ERROR:TOO_LONG": {"phone_too_long"},
    "TOO_SHORT": {"phone_too_short"},
    "TOO_LONG": {"phone_too_long"},
    "INVALID_LENGTH": {"phone_length"},
}


def rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "data" / "numbers.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def code_of(text: str, region: str = "") -> str:
    with pytest.raises(InvalidPhoneNumber) as caught:
        parse_phone(text, region)
    assert caught.value.title
    assert caught.value.message, "the message says what to do"
    return caught.value.code


def test_the_table_is_whole() -> None:
    assert len(rows()) == 1655
    inputs = {(json.loads(row["input_json"]), row["default_region"]) for row in rows()}
    assert set(BETTER) <= inputs


@pytest.mark.parametrize("group", sorted({row["group"] for row in rows()}))
def test_every_row_of_the_table(group: str) -> None:
    for row in (row for row in rows() if row["group"] == group):
        text, region = json.loads(row["input_json"]), row["default_region"]
        if (text, region) in BETTER:
            assert row["caution"], text
            continue
        if row["expected_e164"] in CODES:
            assert code_of(text, region) in CODES[row["expected_e164"]], text
        elif row["is_possible"] == "false":
            assert code_of(text, region) in CODES[row["possible_reason"]], text
        else:
            number = parse_phone(text, region)
            assert number.e164 == row["expected_e164"], text
            assert number.is_valid == (row["is_valid"] == "true"), text
            assert (number.kind, number.extension, number.region) == (row["type"], row["extension"], row["region"])
            assert time_zones(number.e164) == tuple(z for z in row["zones"].split("|") if z != "Etc/Unknown")
            if not number.extension:
                assert format_phone(number.e164) == row["international_format"]


@pytest.mark.parametrize(("given", "wanted"), BETTER.items())
def test_where_the_table_warns_nothing_is_guessed(given: tuple[str, str], wanted: str) -> None:
    text, region = given
    assert (parse_phone(text, region).e164 if wanted.startswith("+") else code_of(text, region)) == wanted


def test_the_seeds_own_example_is_normalised_and_marked_as_not_valid() -> None:
    number = parse_phone("(555) 123-4567", "US")
    assert (number.e164, number.is_valid) == ("+15551234567", False)  # Q8
    assert parse_phone("+15551234567").e164 == number.e164  # G3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "phone_empty"),
        ("\u200b \ufeff", "phone_empty"),
        ("1" * 251, "phone_too_long"),
        ("+86 138", "phone_too_short"),
        ("13800138000", "phone_country_unknown"),
        ("no number", "phone_not_a_number"),
    ],
)
def test_refusals_have_codes(text: str, code: str) -> None:
    assert code_of(text) == code


def test_texts_that_are_no_number_come_back_or_tell_nothing() -> None:
    assert format_phone("anonymous") == "anonymous"
    assert time_zones("anonymous") == ()
    assert possible_regions("anonymous") == frozenset()


def test_a_number_outside_the_plan_may_belong_to_every_country_of_its_code() -> None:
    assert possible_regions("+8613800138000") == {"CN"}
    assert {"US", "CA", "PR"} <= possible_regions("+15551234567")


digits = st.text(st.sampled_from("0123456789０１２٣٤+-() .;x#*/\u200b\tabTELtel:sip@"), max_size=40)


@given(st.text(max_size=60) | digits, st.sampled_from(["", "CN", "US", "RU", "de", "??", "IT"]) | st.text(max_size=3))
def test_any_text_is_a_number_or_is_refused_in_words(text: str, region: str) -> None:
    try:
        number = parse_phone(text, region)
    except InvalidPhoneNumber:
        code_of(text, region)
        return
    assert number.e164.startswith("+")
    assert number.e164[1:].isdecimal()
    assert format_phone(number.e164).startswith("+")
    if number.is_valid:  # what the plan knows is written the same again
        assert parse_phone(number.e164).e164 == number.e164
