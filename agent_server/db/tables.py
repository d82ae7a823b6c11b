"""Every table of the server, and how its rows become the domain's words and back.

Keys of growing tables lead with `team_id`, so that a distributed PostgreSQL can shard them as they stand. What is
asked for or reported is a column; what is only shown is JSON. `do_not_call` is not a lead's: it belongs to the number,
so that one opt-out binds every lead with that number in every team by construction (S9).

Source: requirements B1-B16, F1-F25, S2-S4, S9, G1, G3; server-notes on the feed.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WHOLE_TEAM = UUID(int=0)
"""Audience of a feed row that everyone in the team may read."""

ZERO_JSON = text("'[]'::jsonb")


class Table(DeclarativeBase):
    """Root of the tables; names of constraints are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it from the class
        datetime: DateTime(timezone=True),
        str: Text,
        UUID: Uuid,
    }


class TeamRow(Table):
    __tablename__ = "team"

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class TeamSeqRow(Table):
    """The feed's counter: bumped as the last statement of a transaction, so that order of number is order of commit."""

    __tablename__ = "team_seq"

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.team_id"), primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, server_default="0")


class UserRow(Table):
    """Somebody who may sign in.

    Attributes:
        username: Lower case, unique in the organisation.
        sip_password_sealed: AES-256-GCM under the server key, bound to the user's id.
    """

    __tablename__ = "app_user"

    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.team_id"), index=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    role: Mapped[str]
    password_phc: Mapped[str]
    sip_uri: Mapped[str] = mapped_column(server_default="")
    sip_registrar: Mapped[str] = mapped_column(server_default="")
    sip_username: Mapped[str] = mapped_column(server_default="")
    sip_password_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    disabled_at: Mapped[datetime | None]


class SessionRow(Table):
    """One sign-in on one device: the family of all tokens that descend from it."""

    __tablename__ = "session"

    session_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.user_id"), index=True)
    device_id: Mapped[UUID]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    revoked_at: Mapped[datetime | None]
    revoked_because: Mapped[str] = mapped_column(server_default="")


class AccessTokenRow(Table):
    __tablename__ = "access_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.session_id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]


class RefreshTokenRow(Table):
    """A refresh token, spent or not.

    Attributes:
        spent_key_hash: Hash of the Idempotency-Key of the request that spent it; an honest retry shows the same key.
        successor_hash: The token that was given for it.
    """

    __tablename__ = "refresh_token"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    session_id: Mapped[UUID] = mapped_column(ForeignKey("session.session_id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    spent_at: Mapped[datetime | None]
    spent_key_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    successor_hash: Mapped[bytes | None] = mapped_column(LargeBinary)


class SignInTriesRow(Table):
    """Sign-ins per key (name and address, address, name) in the present window; here, so that all workers see them."""

    __tablename__ = "sign_in_tries"

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    window_started_at: Mapped[datetime]
    tries: Mapped[int]


class CampaignRow(Table):
    __tablename__ = "campaign"

    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.team_id"), index=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]


class LeadRow(Table):
    """A lead without its do-not-call mark, which is in `dnc`.

    Attributes:
        phone: Unique in the whole organisation (B2, G12); a sharded database holds this in a reference table.
        lease_agent_id: To whom the lead is assigned; None: to nobody.
    """

    __tablename__ = "lead"
    __table_args__ = (
        Index("ix_lead_campaign", "team_id", "campaign_id"),
        Index("ix_lead_lease", "team_id", "lease_agent_id"),
    )

    team_id: Mapped[UUID] = mapped_column(ForeignKey("team.team_id"), primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.campaign_id"))
    reference: Mapped[str]
    phone: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(server_default="")
    company: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="")
    region: Mapped[str] = mapped_column(server_default="")
    time_zone: Mapped[str] = mapped_column(server_default="")
    source: Mapped[str] = mapped_column(server_default="")
    source_detail: Mapped[str] = mapped_column(server_default="")
    event_at: Mapped[datetime]
    extraction_reason: Mapped[str] = mapped_column(server_default="")
    requested: Mapped[bool] = mapped_column(server_default="false")
    intent: Mapped[str]
    number_status: Mapped[str]
    number_verified_at: Mapped[datetime | None]
    consent_source: Mapped[str] = mapped_column(server_default="")
    consent_granted_at: Mapped[datetime | None]
    consent_expires_at: Mapped[datetime | None]
    consent_withdrawn_at: Mapped[datetime | None]
    complaint_at: Mapped[datetime | None]
    open_question: Mapped[str] = mapped_column(server_default="")
    refused_products: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    tags: Mapped[list[Any]] = mapped_column(JSONB, server_default=ZERO_JSON)
    risk_signals: Mapped[list[Any]] = mapped_column(JSONB, server_default=ZERO_JSON)
    known_answers: Mapped[list[Any]] = mapped_column(JSONB, server_default=ZERO_JSON)
    lease_agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("app_user.user_id"))
    lease_until_at: Mapped[datetime | None]
    lease_grants: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    callback_at: Mapped[datetime | None]
    ingested_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime]


class LeadHolderRow(Table):
    """Who has ever held a lead: an attempt made offline still counts when it arrives after a reassignment (Q7, S8)."""

    __tablename__ = "lead_holder"

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    assigned_at: Mapped[datetime]


class LeadLockRow(Table):
    """One call at a time per lead: taken with a permit, released by EndCall or by time."""

    __tablename__ = "lead_lock"

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    until_at: Mapped[datetime]


class CallRow(Table):
    """One attempt (F1-F24); the agent's and the team's names are those at the time of the call."""

    __tablename__ = "call"
    __table_args__ = (
        ForeignKeyConstraint(["team_id", "lead_id"], ["lead.team_id", "lead.lead_id"], name="fk_call_lead"),
        Index("ix_call_lead", "team_id", "lead_id", "started_at"),
        Index("ix_call_phone", "phone", "started_at"),
        Index("ix_call_agent", "team_id", "agent_id", "started_at"),
    )

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID]
    call_type: Mapped[str]
    phone: Mapped[str]
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("app_user.user_id"))
    agent_name: Mapped[str]
    team_name: Mapped[str] = mapped_column(server_default="")
    started_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    sip_status: Mapped[int | None]
    q850_cause: Mapped[int | None]
    sip_result: Mapped[str | None]
    technical_failure: Mapped[bool] = mapped_column(server_default="false")
    result: Mapped[str | None]
    failure_reason: Mapped[str] = mapped_column(server_default="")
    note: Mapped[str] = mapped_column(server_default="")
    interested_product: Mapped[str] = mapped_column(server_default="")
    sentiment: Mapped[str] = mapped_column(server_default="")
    objection: Mapped[str] = mapped_column(server_default="")
    next_action: Mapped[str] = mapped_column(server_default="")
    callback_at: Mapped[datetime | None]
    marketing_opt_in: Mapped[bool | None]
    script_id: Mapped[str] = mapped_column(server_default="")
    script_version: Mapped[int] = mapped_column(server_default="0")
    authority: Mapped[str] = mapped_column(server_default="")
    compliance_findings: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    dispositioned_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())


class DoNotCallRow(Table):
    """Numbers that must not be dialed, for the whole organisation (S9, S12)."""

    __tablename__ = "dnc"

    phone: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    since_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(server_default="")


class CommandLogRow(Table):
    """The stored answer to every command that was applied or rejected: a replay gets the same answer."""

    __tablename__ = "command_log"

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    command_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID]
    device_id: Mapped[UUID]
    kind: Mapped[str]
    status: Mapped[str]
    feed_seq: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(server_default="")
    message: Mapped[str] = mapped_column(server_default="")
    claimed_at: Mapped[datetime | None]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ChangeRow(Table):
    """The feed: one pointer per reader and thing; its `seq` is renewed by each change.

    Attributes:
        audience_id: The agent who must learn of it; `WHOLE_TEAM`: everyone in the team.
        entity: ``lead``, ``call`` or ``script``.
        lead_id: Whose call it is; the lead itself; zero for scripts.
    """

    __tablename__ = "change"
    __table_args__ = (Index("ix_change_feed", "team_id", "audience_id", "seq", unique=True),)

    team_id: Mapped[UUID] = mapped_column(primary_key=True)
    audience_id: Mapped[UUID] = mapped_column(primary_key=True)
    entity: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(primary_key=True)
    lead_id: Mapped[UUID]
    seq: Mapped[int] = mapped_column(BigInteger)


class ScriptRow(Table):
    """A script as last read from the files; `script_id` is text, `entity_id` its name-based UUID in the feed."""

    __tablename__ = "script"

    script_id: Mapped[str] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(unique=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSONB)
