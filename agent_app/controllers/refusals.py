"""The desk's own refusals, in the words and the shape of the gate's, so that the screen needs one way to show both."""

from datetime import datetime

from agent_domain.dialing import DialDecision, Finding, Severity

CALL_UP = Finding(
    rule_id="DESK-CALL-UP", severity=Severity.BLOCK, message="A call is on the line. End it first.", source="P34"
)
WRAP_UP_OPEN = Finding(
    rule_id="DESK-WRAP-UP",
    severity=Severity.BLOCK,
    message="The last call has no outcome yet. Save it first.",
    source="P27-P32",
)
NO_LINE = Finding(
    rule_id="DESK-NO-LINE",
    severity=Severity.BLOCK,
    message="Your phone is not registered. Wait until it is, or ask your administrator about your line.",
)


def refusal(finding: Finding, now: datetime) -> DialDecision:
    """Return a decision that refuses for this one reason."""
    return DialDecision(findings=(finding,), decided_at=now, rules_version="")
