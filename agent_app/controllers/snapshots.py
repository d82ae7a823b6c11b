"""What the screen may know: frozen pictures that controllers announce and widgets draw.

A signal carries exactly one of these. Widgets keep none of their own truth.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from agent_domain.calls import Call, CallResult, CallState
from agent_domain.dialing import DialDecision
from agent_domain.ids import CallId, LeadId
from agent_domain.leads import Intent, Lead


class RecordMark(StrEnum):
    """How far a record has come; shown beside every record."""

    ON_THIS_PC = "on_this_pc"
    SENT = "sent"
    CONFIRMED = "confirmed"
    NEEDS_ATTENTION = "needs_attention"


class SignInPicture(Struct, frozen=True, kw_only=True):
    """The sign-in page.

    Attributes:
        passphrase: ``none`` (the OS key store is used), ``new`` (choose one, twice) or ``known`` (enter it).
    """

    server_url: str = ""
    username: str = ""
    busy: bool = False
    error_title: str = ""
    error_message: str = ""
    passphrase: str = "none"


class LeadRow(Struct, frozen=True, kw_only=True):
    """One line of the lead list.

    Attributes:
        badge: Stable code that the list translates: ``callback``, ``new``, ``do_not_call``, ``requested``,
            or a CallResult.
    """

    lead_id: LeadId
    name: str
    company: str
    phone: str
    reference: str
    intent: Intent
    badge: str
    callback_at: datetime | None = None
    mark: RecordMark = RecordMark.CONFIRMED


class LeadListPicture(Struct, frozen=True, kw_only=True):
    """How long the list is now; rows are asked for by page."""

    search: str
    matching: int
    total: int


class ScriptLine(Struct, frozen=True, kw_only=True):
    """One step as it is to be read.

    Attributes:
        struck: Expressions in `text` that must not be said to this customer (C4).
        known_answer: Shown in place of the question when it was answered before (C2).
    """

    text: str
    known_answer: str = ""
    struck: tuple[str, ...] = ()


class CallLine(Struct, frozen=True, kw_only=True):
    """One line of the history."""

    call: Call
    by_me: bool
    mark: RecordMark


class CardPicture(Struct, frozen=True, kw_only=True):
    """The pre-dial card: all that the agent must not have to ask.

    Attributes:
        local_times: The customer's present local time in every candidate zone: (IANA zone, instant in that zone).
        attempts_today: Placed by anyone in the customer's local day.
        script_title: Empty when no script serves.
        notice: A sentence for the agent, for example that a tag was not saved; empty: none.
    """

    lead: Lead
    history: tuple[CallLine, ...]
    decision: DialDecision
    local_times: tuple[tuple[str, datetime], ...]
    attempts_today: int
    script_title: str = ""
    script_id: str = ""
    script_version: int = 0
    script: tuple[ScriptLine, ...] = ()
    suggested_tags: tuple[str, ...] = ()
    notice: str = ""


class CardCleared(Struct, frozen=True, kw_only=True):
    """There is no card to show; carried by `CardController.card_cleared`.

    Attributes:
        phone: The number that was asked for (E.164, or as typed when it is none); empty: simply nothing chosen.
        decision: Why that number cannot be dialed (it belongs to no lead of this agent); None when nothing was asked.
    """

    phone: str = ""
    decision: DialDecision | None = None


class SettingsPicture(Struct, frozen=True, kw_only=True):
    """How the window looks; carried by `SettingsController.settings_changed`.

    Attributes:
        theme: ``system``, ``light`` or ``dark``.
        language: ``en`` or ``zh_CN``.
        notice: A sentence, for example that a damaged settings file was set aside; empty: none.
    """

    theme: str = "system"
    language: str = "en"
    notice: str = ""


class CallPicture(Struct, frozen=True, kw_only=True):
    """The call on the line; None fields while there is none. An ended one stays to be seen until its outcome is saved.

    Attributes:
        notice: A sentence for the agent, for example that the engine was restarted; empty: none.
    """

    call_id: CallId | None = None
    lead_id: LeadId | None = None
    name: str = ""
    phone: str = ""
    state: CallState | None = None
    started_at: datetime | None = None
    answered_at: datetime | None = None
    muted: bool = False
    sip_status: int | None = None
    notice: str = ""


class WrapUpPicture(Struct, frozen=True, kw_only=True):
    """The outcome panel.

    Attributes:
        open: A call has ended and waits for its disposition; no new call until it is saved.
        preselected: From SIP status and Q.850 cause.
        failure_reason: Second-level reason code that the signalling suggests (F8); empty: none.
        problems: Codes of what is missing before it can be saved, for example ``callback_needed``.
        saved_mark: Of the wrap-up last saved; None before the first.
    """

    call_id: CallId | None = None
    lead_id: LeadId | None = None
    name: str = ""
    open: bool = False
    result: CallResult | None = None
    preselected: CallResult | None = None
    failure_reason: str = ""
    note: str = ""
    callback_at: datetime | None = None
    time_zone: str = ""
    problems: tuple[str, ...] = ()
    saved_mark: RecordMark | None = None
    error_title: str = ""
    error_message: str = ""


class WrapUpForm(Struct, frozen=True, kw_only=True):
    """What the agent entered."""

    result: CallResult
    failure_reason: str = ""
    note: str = ""
    callback_at: datetime | None = None


class StatusPicture(Struct, frozen=True, kw_only=True):
    """Registration, audio and sync truth, always visible.

    Attributes:
        registration: ``off``, ``registering``, ``registered``, ``failed``, ``engine_lost``.
        sync: ``online``, ``offline``, ``syncing``, ``signed_out``, ``app_too_old``.
        pending: Records on this PC that the server has not settled.
        needs_attention: Records that the server rejected.
    """

    registration: str = "off"
    registration_reason: str = ""
    sync: str = "offline"
    sync_reason: str = ""
    last_synced_at: datetime | None = None
    pending: int = 0
    needs_attention: int = 0
    microphone: str = ""
    speaker: str = ""
    agent_state: str = "ready"
    agent_name: str = ""
