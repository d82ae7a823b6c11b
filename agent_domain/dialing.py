"""The gate: may this number be dialed by this agent, now? Every reason is told, not only the first.

Source: compliance-rules E1-E7; requirements S2-S4, S8, S9, S11, S12, B1, B13, Q3, Q7.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from agent_domain.calls import Call
from agent_domain.ids import CallId, LeadId, UserId
from agent_domain.leads import Lead


class Severity(StrEnum):
    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


class Finding(Struct, frozen=True, kw_only=True):
    """One rule's word on a dial.

    Attributes:
        rule_id: Stable, for example ``HOUSE-CAP-2``.
        message: English template with ``{fact}`` places; translated by the screen, filled from `facts`.
        facts: What the rule looked at; instants as ISO 8601 with offset in the customer's zone, numbers as digits.
        source: Statute or requirement.
        allowed_from: The first instant (UTC) at which this rule would pass; None when time alone does not help.
    """

    rule_id: str
    severity: Severity
    message: str
    facts: dict[str, str] = {}
    source: str = ""
    allowed_from: datetime | None = None


class DialDecision(Struct, frozen=True, kw_only=True):
    """The answer of the gate, with all findings: blocks first.

    Attributes:
        allowed_from: When every block has passed by time alone; None if allowed now or if time does not help.
        rules_version: Version of the policy that decided.
    """

    findings: tuple[Finding, ...]
    decided_at: datetime
    rules_version: str
    allowed_from: datetime | None = None

    @property
    def allowed(self) -> bool:
        """Whether no finding blocks."""
        return not any(finding.severity is Severity.BLOCK for finding in self.findings)


class DialContext(Struct, frozen=True, kw_only=True):
    """Everything that the gate may look at; what is missing refuses.

    Attributes:
        phone: As it will be dialed, E.164.
        lead: None for a number that belongs to no lead.
        calls: Every known attempt at this number or person, by anyone.
        agent_id: Who wants to dial.
        facts_as_of: When the do-not-call and consent facts were last known to be true; None: never.
        offline: Whether the server could not be asked; then the lease's grants bind.
    """

    phone: str
    lead: Lead | None
    calls: tuple[Call, ...]
    agent_id: UserId
    now: datetime
    facts_as_of: datetime | None
    offline: bool = False


class DialPermit(Struct, frozen=True, kw_only=True):
    """What the softphone wants to see before it sends an INVITE: made only by `permit_dial`."""

    call_id: CallId
    lead_id: LeadId
    phone: str
    authority: str
    expires_at: datetime
