"""Phone cells of spreadsheets: undo what Excel did to a number, refuse what it destroyed, then `parse_phone`.

Source: requirements G3, G5, B2.
"""

import re
from collections.abc import Sequence

from agent_domain.errors import InvalidPhoneNumber
from agent_domain.phone import PhoneNumber, parse_phone

_SCIENTIFIC = re.compile(r"([+-]?)(\d)(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_TEXT_FORMULA = re.compile(r'=\s*"(.*)"')
_FLOAT = re.compile(r"(\+?\d{5,})[.,]0+")
_BETWEEN_NUMBERS = re.compile(r"[;,，；、|\n/]|\bor\b|\bили\b|\boder\b|或")
_ROWS_OF_KEYS = ("123456789", "1234567890", "0987654321", "987654321")
_SHORTEST_SUBSCRIBER = 7  # digits without the country's code; shorter ones are services
_SAME_DIGIT = re.compile(r"(\d)\1{7}$")


def read_phone(texts: Sequence[str], *, calling_code: str = "", region: str = "") -> PhoneNumber:
    """Return the first usable number of a row's phone cells; a valid one is preferred to one that is only possible.

    Args:
        texts: Cells in order of preference.
        calling_code: A cell with the country's calling code, for example ``86``, where the list keeps it apart.
        region: ISO 3166 alpha-2 for national writing, or empty.

    Raises:
        InvalidPhoneNumber: No cell holds one; says why the first filled cell does not.
    """
    problem: InvalidPhoneNumber | None = None
    doubtful: PhoneNumber | None = None
    for text in texts:
        if not text:
            continue
        try:
            number = _read_cell(text, calling_code, region)
        except InvalidPhoneNumber as error:
            problem = problem or error
            continue
        if number.is_valid:
            return number
        doubtful = doubtful or number
    if doubtful is not None:
        return doubtful
    raise problem or InvalidPhoneNumber("The row has no phone number.", "Fill it in.", code="phone_missing")


def _read_cell(text: str, calling_code: str, region: str) -> PhoneNumber:
    text = _undo_spreadsheet(text)
    try:
        return _parse(text, calling_code, region)
    except InvalidPhoneNumber as error:
        parts = [part.strip() for part in _BETWEEN_NUMBERS.split(text)]
        numbers = [part for part in parts if sum(map(str.isdigit, part)) >= 7]
        if len(numbers) < 2:
            raise
        for part in numbers:
            try:
                return _parse(part, calling_code, region)
            except InvalidPhoneNumber:
                continue
        raise error


def _undo_spreadsheet(text: str) -> str:
    if text[0] in "'’`":
        text = text[1:].strip()
    if wrapped := _TEXT_FORMULA.fullmatch(text):
        text = wrapped[1].strip()
    if whole := _FLOAT.fullmatch(text):
        return whole[1]
    if number := _SCIENTIFIC.fullmatch(text):
        digits = number[2] + (number[3] or "")
        if len(digits) != int(number[4]) + 1:
            raise InvalidPhoneNumber(
                "Excel has cut off the number's last digits.",
                "Format the column as text in the source and export again; the digits cannot be restored here.",
                code="phone_lost_digits",
            )
        return digits
    return text


def _parse(text: str, calling_code: str, region: str) -> PhoneNumber:
    number = parse_phone(*_international(text, calling_code, region))
    if _SAME_DIGIT.search(number.e164) or number.e164.endswith(_ROWS_OF_KEYS):
        raise InvalidPhoneNumber("The number is a placeholder.", "Ask for the true number.", code="phone_placeholder")
    if not number.is_valid and not _may_ring(number):
        raise InvalidPhoneNumber("Nobody has a number of this length.", "Look for missing or extra digits.")
    return number


def _may_ring(number: PhoneNumber) -> bool:
    """Whether a number outside of all known ranges at least has the length of a subscriber's number (Q8)."""
    import phonenumbers

    parsed = phonenumbers.parse(number.e164)
    return len(phonenumbers.national_significant_number(parsed)) >= _SHORTEST_SUBSCRIBER and any(
        phonenumbers.is_possible_number_for_type(parsed, kind)
        for kind in (phonenumbers.PhoneNumberType.FIXED_LINE, phonenumbers.PhoneNumberType.MOBILE)
    )


def _international(text: str, calling_code: str, region: str) -> tuple[str, str]:
    """Add the plus sign where the row itself proves that the number is in international writing."""
    if text.startswith(("+", "＋")):
        return text, region
    if code := "".join(character for character in calling_code if character.isdecimal()).lstrip("0"):
        digits = text.lstrip("0")
        return f"+{code}{digits}", region
    if not region and text.startswith("00"):
        return f"+{text[2:]}", region
    if not region and is_full_international(text):
        return f"+{text}", region
    return text, region


def is_full_international(text: str) -> bool:
    """Whether digits without a plus sign, in a list without a country, can only be a number with calling code.

    CRM exports often drop the plus sign; only a number that is valid with it is taken so.
    """
    if sum(map(str.isdigit, text)) < 11 or text[0] == "0":
        return False
    try:
        return parse_phone(f"+{text}").is_valid
    except InvalidPhoneNumber:
        return False
