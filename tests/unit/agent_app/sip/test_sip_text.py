"""Reading causes, statuses and SDP out of SIP messages (RFC 3261, RFC 3326)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_app.sip.engine.sip_text import describes_session, method_of, q850_cause, status_of

RESPONSE = "SIP/2.0 486 Busy Here\r\nCSeq: 7 INVITE\r\n{headers}Content-Length: 0\r\n\r\nReason: Q.850;cause=1\r\n"


@pytest.mark.parametrize(
    ("headers", "cause"),
    [
        ("", None),
        ("Reason: Q.850;cause=17\r\n", 17),
        ('Reason: Q.850 ;cause=16 ;text="Normal; cause=99"\r\n', 16),
        ("reason:q.850;text=x;CAUSE=19\r\n", 19),
        ("Reason: SIP;cause=404\r\nReason: Q.850;cause=1\r\n", 1),
        ('Reason: SIP;cause=487;text="a, Q.850;cause=3", Q.850;cause=31\r\n', 31),
        ("Reason: Q.850\r\n\t;cause=21\r\n", 21),
        ("Reason: SIP;cause=200\r\n", None),
        ("Reason: X.25;cause=5\r\nReason: Q.850;cause=18\r\n", 18),
        ("Reason: Q.850;cause=0\r\n", None),
        ("Reason: Q.850;cause=128\r\n", None),
        ("Reason: Q.850;cause=abc\r\n", None),
        ("Reason: Q.850\r\n", None),
        ("X-Reason: Q.850;cause=3\r\n", None),
    ],
)
def test_the_cause_is_that_of_the_reason_with_protocol_q850(headers: str, cause: int | None) -> None:
    assert q850_cause(RESPONSE.format(headers=headers)) == cause


def test_status_and_method() -> None:
    response = RESPONSE.format(headers="")
    assert status_of(response) == (486, "Busy Here")
    assert method_of(response) == "INVITE"
    assert status_of("SIP/2.0 200 \r\n\r\n") == (200, "")
    request = "BYE sip:1001@127.0.0.1 SIP/2.0\r\nCSeq: 2 BYE\r\n\r\n"
    assert status_of(request) is None
    assert method_of(request) == "BYE"


@pytest.mark.parametrize("header", ["Content-Type: application/sdp", "c:application/SDP;charset=utf-8"])
def test_sdp_is_recognised_in_long_and_short_form(header: str) -> None:
    assert describes_session(f"SIP/2.0 183 x\r\n{header}\r\n\r\nv=0\r\n")
    assert not describes_session(f"SIP/2.0 183 x\r\nX-{header}\r\n\r\n{header}\r\n")


@given(st.text(max_size=300))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    for message in (text, RESPONSE.format(headers=f"Reason: {text}\r\n")):
        cause = q850_cause(message)
        assert cause is None or 1 <= cause <= 127
        status_of(message)
        method_of(message)
        describes_session(message)
