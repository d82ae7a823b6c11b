"""Reading SIP messages where the library's own API does not: status line, Reason header, session description.

Source: RFC 3261 section 7, RFC 3326 (Reason), ITU-T Q.850 (causes).
"""

import re

_REASON = re.compile(r"^Reason[ \t]*:[ \t]*(.+?)[ \t]*$", re.IGNORECASE | re.MULTILINE)
_CAUSE = re.compile(r";[ \t]*cause[ \t]*=[ \t]*(\d{1,3})\b", re.IGNORECASE)
_STATUS_LINE = re.compile(r"SIP/2\.0 (\d{3}) ?([^\r\n]*)")

_CSEQ = re.compile(r"^CSeq[ \t]*:[ \t]*\d+[ \t]+(\w+)", re.IGNORECASE | re.MULTILINE)


def unfolded_head(message: str) -> str:
    """Return start line and headers with continued lines joined (RFC 3261 section 7.3.1)."""
    head = re.split(r"\r?\n\r?\n", message, maxsplit=1)[0].replace("\r\n", "\n")
    return re.sub(r"\n[ \t]+", " ", head)


def q850_cause(message: str) -> int | None:
    """Return the cause of the first Reason value with protocol Q.850 that is one (1-127), among all Reason headers."""
    for value in _REASON.findall(unfolded_head(message)):
        # One header may hold several values; a comma inside quotes does not part them.
        for reason in re.split(r',(?=(?:[^"]*"[^"]*")*[^"]*$)', value):
            outside_quotes = re.sub(r'"[^"]*"', '""', reason)
            protocol = outside_quotes.partition(";")[0].strip()
            cause = _CAUSE.search(outside_quotes)
            if protocol.upper() == "Q.850" and cause and 1 <= int(cause[1]) <= 127:
                return int(cause[1])
    return None


def status_of(message: str) -> tuple[int, str] | None:
    """Return status code and reason phrase of a response; None for a request."""
    found = _STATUS_LINE.match(message)
    return (int(found[1]), found[2].strip()) if found else None


def method_of(message: str) -> str:
    """Return the method of a request, or of the request that a response answers; empty if there is none."""
    head = unfolded_head(message)
    found = _STATUS_LINE.match(head) and _CSEQ.search(head)
    return found[1].upper() if found else head.partition(" ")[0].upper()


def describes_session(message: str) -> bool:
    """Return whether the message carries SDP, so that sound may come before the answer."""
    head = unfolded_head(message)
    return (
        re.search(r"^(?:Content-Type|c)[ \t]*:[ \t]*application/sdp\b", head, re.IGNORECASE | re.MULTILINE) is not None
    )
