"""Text to E.164 and back, and what a number may tell about a place.

A number that is possible but not in the numbering plan's valid ranges is normalised all the same and marked, because
a strict parser would refuse numbers that people really give. Cells of real lists carry what spreadsheets, phone books
and web pages leave in them: that is taken off first, and only where nothing has to be guessed.

Source: requirements G3, G5, B2, Q8; ITU-T E.164; RFC 3966 (tel URIs); compliance-rules E2.
"""

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from msgspec import Struct

from agent_domain.errors import InvalidPhoneNumber

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber as ParsedNumber

# phonenumbers is imported inside the functions: it costs 17 ms, which a cold start has better use for.

_MAX_CHARACTERS = 250
_UNKNOWN_ZONE = "Etc/Unknown"
_SIP_USER = re.compile(r"^sips?:([^@;]+)@", re.IGNORECASE)
_SPREADSHEET_FLOAT = re.compile(r"^\+?\d{5,}\.0+$")
_SECOND_NUMBER = re.compile(r";\s*\+?\d")

_WHAT_TO_DO = {
    "phone_empty": ("There is no phone number.", "Enter a number, best with + and the country code."),
    "phone_not_a_number": (
        "This is not a phone number.",
        "Enter digits only, best with + and the country code, and nothing after the number.",
    ),
    "phone_country_unknown": (
        "The country of this number is not known.",
        "Put + and the country code in front, or choose the country.",
    ),
    "phone_too_short": ("This phone number is too short.", "Look for missing digits or a missing area code."),
    "phone_too_long": (
        "This phone number is too long.",
        "Look for extra digits, a second number or an extension in the same field.",
    ),
    "phone_length": ("No number of this country has this many digits.", "Compare the number with its source."),
    "phone_two_numbers": ("There are two phone numbers here.", "Enter one number; keep the other elsewhere."),
}


class PhoneNumber(Struct, frozen=True, kw_only=True):
    """A number as the rest of the program knows it.

    Attributes:
        e164: With the plus sign; the unique key of a lead (B2).
        region: ISO 3166 alpha-2 of its country; ``001`` for world-wide numbers; empty where the plan does not tell.
        is_valid: Whether the numbering plan knows the range; False is a warning, not a refusal (Q8).
        kind: libphonenumber's type, for example ``MOBILE``, ``FIXED_LINE_OR_MOBILE``, ``TOLL_FREE`` or ``UNKNOWN``.
        extension: Digits after the number, or empty.
    """

    e164: str
    region: str
    is_valid: bool
    kind: str
    extension: str = ""


def parse_phone(text: str, region: str = "") -> PhoneNumber:
    """Normalise what a human, a file or a ``tel:`` link gives as a phone number.

    Args:
        text: Any writing of one number, with any decimal digits of Unicode.
        region: ISO 3166 alpha-2 of the country whose national writing is meant; empty: only international writing.

    Raises:
        InvalidPhoneNumber: `code` is one of ``phone_empty``, ``phone_not_a_number``, ``phone_country_unknown``,
            ``phone_too_short``, ``phone_too_long``, ``phone_length``, ``phone_two_numbers``.
    """
    import phonenumbers

    cleaned = _clean(text)
    if not cleaned:
        raise _invalid("phone_empty")
    if len(text) > _MAX_CHARACTERS:
        raise _invalid("phone_too_long")
    if _SECOND_NUMBER.search(cleaned):
        raise _invalid("phone_two_numbers")
    try:
        number = phonenumbers.parse(cleaned, region.strip().upper() or None)
    except phonenumbers.NumberParseException as error:
        raise _invalid(_PARSE_CODES[error.error_type]) from error
    reason = phonenumbers.is_possible_number_with_reason(number)
    if reason in _IMPOSSIBLE_CODES:
        raise _invalid(_IMPOSSIBLE_CODES[reason])
    return PhoneNumber(
        e164=phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164),
        region=_region(number),
        is_valid=phonenumbers.is_valid_number(number),
        kind=phonenumbers.PhoneNumberType.to_string(phonenumbers.number_type(number)),
        extension=number.extension or "",
    )


def format_phone(e164: str) -> str:
    """Return the international writing, for example ``+86 138 0013 8000``; a text that is no E.164 comes back as is."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


@lru_cache(maxsize=4096)
def time_zones(e164: str) -> tuple[str, ...]:
    """Return every IANA zone that the number's owner may live in; empty when the number does not tell.

    A number is no place: a Russian mobile number has 16 candidates, an American toll-free number 42.

    Source: compliance-rules E2.
    """
    import phonenumbers
    from phonenumbers import timezone

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return ()
    return tuple(zone for zone in timezone.time_zones_for_number(number) if zone != _UNKNOWN_ZONE)


@lru_cache(maxsize=4096)
def possible_regions(e164: str) -> frozenset[str]:
    """Return the countries that the number may belong to; several when only its country code tells (+1, +7, +44)."""
    import phonenumbers

    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return frozenset()
    region = phonenumbers.region_code_for_number(number)
    if region is not None:
        return frozenset({region})
    return frozenset(phonenumbers.region_codes_for_country_code(number.country_code or 0))


def _clean(text: str) -> str:
    """Take off what is no part of any number: invisible characters, SIP wrapping, a spreadsheet's ``.0``."""
    visible = "".join(" " if char == "\t" else char for char in text if unicodedata.category(char) != "Cf").strip()
    if visible.lower().startswith(("tel:", "sip:", "sips:")):
        visible = unquote(visible)
    if user := _SIP_USER.match(visible):
        visible = user[1]
    if _SPREADSHEET_FLOAT.match(visible):
        visible = visible.partition(".")[0]
    return visible


def _region(number: "ParsedNumber") -> str:
    import phonenumbers

    found = phonenumbers.region_code_for_number(number)
    return found or ""


def _invalid(code: str) -> InvalidPhoneNumber:
    return InvalidPhoneNumber(*_WHAT_TO_DO[code], code=code)


# libphonenumber's NumberParseException types and ValidationResult values, by number (stable since 2010)
_PARSE_CODES = {
    0: "phone_country_unknown",
    1: "phone_not_a_number",
    2: "phone_too_short",  # nothing left after the international prefix
    3: "phone_too_short",
    4: "phone_too_long",
}
_IMPOSSIBLE_CODES = {1: "phone_country_unknown", 2: "phone_too_short", 3: "phone_too_long", 5: "phone_length"}
