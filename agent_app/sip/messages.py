"""The whole conversation between the app and the SIP engine, on one page.

The app sends commands, the engine answers with events; both are frozen structs, tagged by ``kind``, carried by
`frames`. The engine never sees lead data: a command carries a call id and a number, nothing else.

Source: requirements F3-F5, F7; RFC 3261 (states, status codes), RFC 3326 and Q.850 (causes).
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from agent_domain.calls import CallState
from agent_domain.ids import CallId
from agent_domain.wire import SipAccount


class RegistrationState(StrEnum):
    """What the registrar is known to think of this line.

    FAILED includes silence; the engine keeps trying with growing pauses.
    """

    OFF = "off"
    REGISTERING = "registering"
    REGISTERED = "registered"
    FAILED = "failed"


class EndedBy(StrEnum):
    """Whose act ended the call. ENGINE: our own side failed, which is no answer of the customer."""

    AGENT = "agent"
    FAR_END = "far_end"
    ENGINE = "engine"


class Command(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """The app wants something of the engine."""


class Configure(Command, frozen=True, kw_only=True, tag="configure"):
    """Open this line and register it. Once per engine; another account needs another engine."""

    account: SipAccount


class PlaceCall(Command, frozen=True, kw_only=True, tag="place_call"):
    """Call `phone` (E.164 with plus sign) at the account's domain."""

    call_id: CallId
    phone: str


class HangUp(Command, frozen=True, kw_only=True, tag="hang_up"):
    """End the call, whatever its state: CANCEL before the answer, BYE after it."""

    call_id: CallId


class SetMuted(Command, frozen=True, kw_only=True, tag="set_muted"):
    """Send silence (`muted`) or the microphone."""

    call_id: CallId
    muted: bool


class SendDtmf(Command, frozen=True, kw_only=True, tag="send_dtmf"):
    """Send `digits` (0-9, *, #, A-D) as telephone events (RFC 4733)."""

    call_id: CallId
    digits: str


class Ping(Command, frozen=True, kw_only=True, tag="ping"):
    """Is the engine's loop turning? It answers with `Pong`."""


class Stop(Command, frozen=True, kw_only=True, tag="stop"):
    """Hang up, un-register, end."""


class Event(Struct, frozen=True, kw_only=True, tag_field="kind"):
    """The engine tells what happened."""


class EngineReady(Event, frozen=True, kw_only=True, tag="engine_ready"):
    """The engine has started and takes commands.

    Attributes:
        library: Name and version of the SIP library, for the log.
    """

    library: str


class RegistrationChanged(Event, frozen=True, kw_only=True, tag="registration_changed"):
    """The line's standing with the registrar.

    Attributes:
        sip_status: Of the last answer to REGISTER; None when there was none.
        reason: One English sentence for the agent; empty when registered.
    """

    state: RegistrationState
    sip_status: int | None = None
    reason: str = ""


class CallStateChanged(Event, frozen=True, kw_only=True, tag="call_state_changed"):
    """A call took a step.

    Attributes:
        sip_status: The latest status for the INVITE; of an answered call that ended: 200; of one that
            the agent gave up: 487. None: no answer ever came.
        reason: Its reason phrase, as the far side wrote it, or a sentence of our own.
        q850_cause: From the Reason header with protocol Q.850 (RFC 3326), if there was one.
        alerted: A 180 was seen: the far phone rang. 183 alone does not prove it.
        at: When this step happened.
        answered_at: When the call was answered; None: it was not.
        ended_by: Only with state ENDED.
    """

    call_id: CallId
    state: CallState
    at: datetime
    sip_status: int | None = None
    reason: str = ""
    q850_cause: int | None = None
    alerted: bool = False
    answered_at: datetime | None = None
    ended_by: EndedBy | None = None


class AudioChanged(Event, frozen=True, kw_only=True, tag="audio_changed"):
    """The devices in use, by their names in the operating system; empty: there is none and silence is used."""

    microphone: str
    speaker: str


class CommandFailed(Event, frozen=True, kw_only=True, tag="command_failed"):
    """A command was refused and changed nothing.

    Attributes:
        command: The command's kind.
        code: Stable: ``call_in_progress``, ``no_such_call``, ``not_configured``, ``call_not_placed``,
            ``already_configured``, ``bad_number``, ``dtmf_not_sent``, ``engine_lost``.
        message: One English sentence for the agent.
    """

    command: str
    code: str
    message: str
    call_id: CallId | None = None


class Pong(Event, frozen=True, kw_only=True, tag="pong"):
    """The answer to `Ping`."""


class EngineLost(Event, frozen=True, kw_only=True, tag="engine_lost"):
    """Told by the client, never by the engine: the engine ended by itself and is being started again.

    Attributes:
        reason: One English sentence for the agent.
        call_ids: The calls that were up; the far end hears nothing more of them.
    """

    reason: str
    call_ids: tuple[CallId, ...] = ()


AnyCommand = Configure | PlaceCall | HangUp | SetMuted | SendDtmf | Ping | Stop
EngineEvent = EngineReady | RegistrationChanged | CallStateChanged | AudioChanged | CommandFailed | Pong
SipEvent = EngineReady | RegistrationChanged | CallStateChanged | AudioChanged | CommandFailed | EngineLost
