"""Nothing that names a person or opens a line gets into a log."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.sip.redaction import redact


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("INVITE sip:+14155550101@predial.test SIP/2.0", "INVITE sip:***@predial.test SIP/2.0"),
        ("dialed 415-555-0101 and (415) 555 0102", "dialed *** and (***"),
        (
            'Digest username="1001", realm="x", nonce="abc", response="0f3"',
            'Digest username=***, realm="x", nonce=***, response=***',
        ),
        ("password=secret;transport=udp", "password=***;transport=udp"),
        ("SIP/2.0 486 Busy Here", "SIP/2.0 486 Busy Here"),
    ],
)
def test_numbers_users_and_credentials_are_blotted_out(line: str, left: str) -> None:
    assert redact(line) == left


@given(st.from_regex(r"[+]?[1-9][0-9]{6,14}", fullmatch=True), st.text(alphabet="abc :;@<>", max_size=10))
def test_no_number_survives_wherever_it_stands(phone: str, around: str) -> None:
    assert phone.lstrip("+") not in redact(f"{around}{phone}{around}")
