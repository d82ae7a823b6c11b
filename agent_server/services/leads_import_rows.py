"""What a lead list becomes: leads to store, rows refused, and the account of all rows.

Source: requirements B2, S2, S3, S9, Q8, T1.
"""

from datetime import datetime

import msgspec
from msgspec import Struct

from agent_domain.errors import AgentError
from agent_domain.leads import Consent, DoNotCall, Intent, KnownAnswer, NumberStatus, RiskSignal, Tag


class UnreadableFile(AgentError):
    """The file as a whole cannot be imported; `code` says why, `message` what to do."""

    code = "unreadable_file"


class ImportedLead(Struct, frozen=True, kw_only=True):
    """What a list says of one person or firm: `agent_domain.leads.Lead` without what only the server gives.

    Attributes:
        line: Physical line (from 1) where its first row starts.
        phone: E.164; no two leads of one file share it.
        phone_is_valid: False for a number of possible length in no known range: kept, to be warned of (Q8).
        reference: The list's own customer id, or empty.
        event_at: From the list; else when consent was given; else `now`.
        consent: Never without a source; may have expired, which the gate blocks.
        campaign_name: Only where the list has such a column.
    """

    line: int
    reference: str = ""
    phone: str
    phone_is_valid: bool = True
    name: str = ""
    company: str = ""
    language: str = ""
    region: str = ""
    time_zone: str = ""
    campaign_name: str = ""
    source: str = ""
    source_detail: str = ""
    event_at: datetime
    extraction_reason: str = ""
    requested: bool = False
    intent: Intent = Intent.MEDIUM
    number_status: NumberStatus = NumberStatus.UNKNOWN
    number_verified_at: datetime | None = None
    consent: Consent
    do_not_call: DoNotCall | None = None
    complaint_at: datetime | None = None
    risk_signals: tuple[RiskSignal, ...] = ()
    tags: tuple[Tag, ...] = ()
    open_question: str = ""
    known_answers: tuple[KnownAnswer, ...] = ()
    refused_products: tuple[str, ...] = ()


class RefusedRow(Struct, frozen=True, kw_only=True):
    """A row that may not come in.

    Attributes:
        line: Physical line (from 1) where the row starts.
        code: Stable, for example ``consent_missing``.
        reason: English sentence that says what is wrong and how to mend it; holds the cell where that helps.
        cells: The row as it stood.
        phone: E.164 where it could be read, else empty.
        do_not_call: A wish not to be called that the refused row holds: it counts all the same (S9).
    """

    line: int
    code: str
    reason: str
    cells: tuple[str, ...] = ()
    phone: str = ""
    do_not_call: DoNotCall | None = None


class ImportReport(Struct, kw_only=True):
    """What became of the file; complete once the reader is exhausted.

    Attributes:
        rows: Rows with at least one filled cell below the header: ``accepted + merged + refused_rows``.
        merged: Rows that repeat a number and were merged into its first row.
        refused: Reason code -> rows.
        merged_lines: (line of the row, line that it was merged into).
        columns: Our field -> header of the file.
        unknown_columns: Headers that nothing was taken from.
        notes: English sentences on what the reader should know, for example on unknown columns.
    """

    rows: int = 0
    accepted: int = 0
    merged: int = 0
    refused: dict[str, int] = msgspec.field(default_factory=dict)
    merged_lines: list[tuple[int, int]] = msgspec.field(default_factory=list)
    expired_consents: int = 0
    encoding: str = ""
    delimiter: str = ""
    columns: dict[str, str] = msgspec.field(default_factory=dict)
    unknown_columns: tuple[str, ...] = ()
    notes: list[str] = msgspec.field(default_factory=list)

    @property
    def refused_rows(self) -> int:
        """Rows refused, whatever the reason."""
        return sum(self.refused.values())
