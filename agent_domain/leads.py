"""Leads and what is known of them: the facts that a dial is judged by.

Source: requirements B1-B16, C1-C5, S2-S4, S9, S11, F6, F9-F11, F16, F28, G1-G3, T1-T8.
"""

from enum import StrEnum

from msgspec import Struct

from agent_domain.clock import Instant
from agent_domain.ids import CallId, CampaignId, LeadId, UserId


class NumberStatus(StrEnum):
    """What the carrier says of a number (B1, 000)."""

    UNKNOWN = "unknown"
    VALID = "valid"
    VACANT = "vacant"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    CHANGED = "changed"


class Intent(StrEnum):
    """Intent tier of a lead (B4). LOW is not scheduled for calls (B7)."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class CampaignKind(StrEnum):
    """Kinds of campaign (X8): the complaint bar binds the marketing kinds."""

    MARKETING = "marketing"
    RETENTION = "retention"
    CARE = "care"
    SERVICE = "service"


class TagSide(StrEnum):
    CONSUMER = "consumer"
    BUSINESS = "business"


class Tag(Struct, frozen=True, kw_only=True):
    """A need or a trait, with where it came from (B9, C5, F16).

    Attributes:
        name: As the team writes it, for example ``装修``; unique per lead, case kept.
        origin: ``import``, ``call`` or the channel that reported it.
    """

    name: str
    side: TagSide = TagSide.CONSUMER
    origin: str = "import"
    added_by: UserId | None = None
    added_at: Instant | None = None
    call_id: CallId | None = None


class Consent(Struct, frozen=True, kw_only=True):
    """Why this person may be called (S2-S4).

    Attributes:
        source: How consent was given, for example ``filled form``. Never empty.
        expires_at: Calls stop by themselves from this instant; None where the consent has no end.
    """

    source: str
    granted_at: Instant | None = None
    expires_at: Instant | None = None
    withdrawn_at: Instant | None = None


class DoNotCall(Struct, frozen=True, kw_only=True):
    """The number is on a do-not-call list (S9, S12).

    Attributes:
        kind: ``opt_out`` (the person said so, permanent), ``internal``, ``national`` or ``campaign``.
    """

    kind: str
    since_at: Instant
    reason: str = ""


class RiskSignal(Struct, frozen=True, kw_only=True):
    """A sensitive point that warns before the call and binds the wording in it (B13, C4).

    Attributes:
        kind: Stable code, for example ``frequent_calls``, ``words``, ``false_advertising``.
        text: What the agent reads.
        words: Expressions that must not be used with this customer.
    """

    kind: str
    text: str
    words: tuple[str, ...] = ()


class KnownAnswer(Struct, frozen=True, kw_only=True):
    """A question that need not be asked again (C2)."""

    question: str
    answer: str


class Lease(Struct, frozen=True, kw_only=True):
    """The time-limited right of one agent to work a lead, also offline (Q7).

    Attributes:
        grants: Attempts that may be placed offline on one local day of the customer, those already placed included.
    """

    agent_id: UserId
    until_at: Instant
    grants: int


class Lead(Struct, frozen=True, kw_only=True):
    """A person or firm to call, as the server last told it.

    Attributes:
        reference: Short human reference (F9), for example ``A-20413``.
        phone: E.164 with the plus sign (G3); the unique key (B2).
        region: ISO 3166 alpha-2 of the number's country, or empty.
        time_zone: The customer's stated IANA zone, or empty when only the number hints at it.
        event_at: When the lead arose, not when it was imported (T1).
        extraction_reason: Why it is on the list, speakable (B16).
        requested: The customer asked to be called (T8).
        open_question: What was asked last and not answered (C1).
    """

    lead_id: LeadId
    reference: str
    phone: str
    name: str
    company: str = ""
    language: str = ""
    region: str = ""
    time_zone: str = ""
    campaign_id: CampaignId
    campaign_name: str
    campaign_kind: CampaignKind = CampaignKind.MARKETING
    source: str = ""
    source_detail: str = ""
    event_at: Instant
    extraction_reason: str = ""
    requested: bool = False
    intent: Intent = Intent.MEDIUM
    number_status: NumberStatus = NumberStatus.UNKNOWN
    number_verified_at: Instant | None = None
    consent: Consent | None = None
    do_not_call: DoNotCall | None = None
    complaint_at: Instant | None = None
    risk_signals: tuple[RiskSignal, ...] = ()
    tags: tuple[Tag, ...] = ()
    open_question: str = ""
    known_answers: tuple[KnownAnswer, ...] = ()
    refused_products: tuple[str, ...] = ()
    lease: Lease | None = None
    callback_at: Instant | None = None
    updated_at: Instant
