"""Numbers and passwords never reach a log."""

import re

_DIGITS = re.compile(r"(?<!SIP/)\d(?:[\s().-]{0,2}\d){4,}")  # five digits; SIP/2.0 486 is no number
_SECRET = re.compile(r'(?i)\b(response|nonce|cnonce|password|username)=("[^"]*"|[^\s,;]+)')
_SIP_USER = re.compile(r"(?i)\b(sips?:)[^@\s>;]+@")


def redact(text: str) -> str:
    """Return `text` without phone numbers, users of SIP URIs and digest credentials."""
    text = _SIP_USER.sub(r"\1***@", text)
    text = _SECRET.sub(r"\1=***", text)
    return _DIGITS.sub("***", text)
