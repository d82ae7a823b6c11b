"""The messages between desktop and server, all of them, on one page (docs/sync-protocol.md numbers the steps).

JSON, encoded and checked by msgspec. The protocol version is raised when an old peer would misunderstand.
"""

from enum import StrEnum

from msgspec import Struct

from agent_domain.changes import Change
from agent_domain.clock import Instant
from agent_domain.commands import Envelope
from agent_domain.dialing import DialDecision
from agent_domain.ids import CallId, CommandId, DeviceId, LeadId, TeamId, UserId

PROTOCOL_VERSION = 1


class Role(StrEnum):
    AGENT = "agent"
    LEAD = "lead"
    MANAGER = "manager"
    STEWARD = "steward"
    QA = "qa"
    ADMIN = "admin"


_SECRETS = frozenset({"password", "access_token", "refresh_token"})


class _Discreet(Struct, frozen=True, kw_only=True):
    """A message whose secrets do not get into logs and tracebacks by its repr."""

    def __repr__(self) -> str:
        """Return the fields with their values, secrets masked."""
        fields = ((name, "***" if name in _SECRETS else getattr(self, name)) for name in self.__struct_fields__)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in fields)})"


class SignInRequest(_Discreet, frozen=True, kw_only=True):
    username: str
    password: str
    device_id: DeviceId
    protocol_version: int = PROTOCOL_VERSION


class SipAccount(_Discreet, frozen=True, kw_only=True):
    """The agent's line.

    Attributes:
        uri: Address of record, for example ``sip:1001@predial.test``.
        registrar: ``sip:127.0.0.1:15060;transport=udp``: registrar and outbound proxy.
        username: For digest; usually the user part of `uri`.
    """

    uri: str
    registrar: str
    username: str
    password: str


class Profile(Struct, frozen=True, kw_only=True):
    user_id: UserId
    username: str
    name: str
    role: Role
    team_id: TeamId
    team_name: str
    sip: SipAccount | None = None


class Session(_Discreet, frozen=True, kw_only=True):
    """Answer to sign-in and to refresh. The refresh token works once; its reuse revokes the family."""

    access_token: str
    access_expires_at: Instant
    refresh_token: str
    profile: Profile
    server_time: Instant


class RefreshRequest(_Discreet, frozen=True, kw_only=True):
    refresh_token: str


class PushRequest(Struct, frozen=True, kw_only=True):
    """Commands in the order in which they were made."""

    device_id: DeviceId
    protocol_version: int = PROTOCOL_VERSION
    commands: tuple[Envelope, ...]


class CommandStatus(StrEnum):
    APPLIED = "applied"
    DUPLICATE = "duplicate"
    REJECTED = "rejected"
    RETRY_LATER = "retry_later"


class CommandResult(Struct, frozen=True, kw_only=True):
    """One per command. REJECTED is final and is shown to the agent; RETRY_LATER is sent again.

    Attributes:
        feed_seq: Feed position of the effect: once the mirror's cursor has reached it, the record is confirmed.
    """

    command_id: CommandId
    status: CommandStatus
    feed_seq: int = 0
    code: str = ""
    message: str = ""


class PushResponse(Struct, frozen=True, kw_only=True):
    results: tuple[CommandResult, ...]
    server_time: Instant


class PullPage(Struct, frozen=True, kw_only=True):
    """Changes after the asked cursor, in commit order.

    Attributes:
        cursor: Ask with this next.
        facts_as_of: Every do-not-call mark up to this instant is in what has been pulled once `has_more` is False.
    """

    cursor: int
    has_more: bool
    changes: tuple[Change, ...]
    facts_as_of: Instant
    server_time: Instant


class PermitRequest(Struct, frozen=True, kw_only=True):
    call_id: CallId
    lead_id: LeadId
    phone: str


class PermitAnswer(Struct, frozen=True, kw_only=True):
    """The server's own run of the gate; when allowed, the lead is locked to this call until `expires_at`."""

    decision: DialDecision
    expires_at: Instant | None = None


class Problem(Struct, frozen=True, kw_only=True):
    """Body of every error answer.

    Attributes:
        code: Stable: ``signed_out``, ``app_too_old``, ``feed_reset``, ``forbidden``, ``too_many_tries`` ...
    """

    code: str
    title: str
    message: str = ""
