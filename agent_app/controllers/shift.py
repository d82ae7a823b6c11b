"""A shift: everything that exists only between sign-in and sign-out, and the one place where work is written down.

Thread: main. Writes: the outbox (one INSERT per command) and a few meta values.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from agent_app.bridge import SyncBridge
from agent_app.controllers.snapshots import RecordMark
from agent_domain.clock import Clock
from agent_domain.commands import Actor, Command, DispositionCall, Envelope, LeadCard, StartCall
from agent_domain.dialing import DialContext, DialDecision
from agent_domain.errors import AgentError
from agent_domain.ids import CallId, DeviceId, LeadId
from agent_domain.policy import Policy
from agent_domain.wire import Profile, Session

if TYPE_CHECKING:  # SQLAlchemy and httpx are loaded after the first paint
    from agent_app.sip.client import SipClient
    from agent_app.storage.cache import Cache
    from agent_app.storage.outbox import OutboxEntry, OutboxState
    from agent_app.sync.engine import SyncThread

log = logging.getLogger(__name__)
OPEN_CALL = "open_call"


class OpenedProfile(Struct, frozen=True, kw_only=True):
    """What a successful sign-in hands over, whether the server said yes or the cache did."""

    cache: "Cache"
    session: Session
    device_id: DeviceId
    server_url: str
    policy: Policy


class OpenCall(Struct, frozen=True, kw_only=True):
    """The call that waits for its disposition; kept in the cache so that no crash can forget it (P27-P32)."""

    call_id: CallId
    lead_id: LeadId
    name: str
    time_zone: str = ""
    started_at: datetime
    answered_at: datetime | None = None


class Shift(QObject):
    """One agent at work: the cache, the line and the server, and the rules that bind them.

    Signals:
        recorded: agent_domain.commands.Envelope: just written to the outbox.
    """

    recorded = Signal(object)

    def __init__(
        self,
        opened: OpenedProfile,
        sip: "SipClient",
        sync: "SyncThread",
        bridge: SyncBridge,
        clock: Clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.cache = opened.cache
        self.profile: Profile = opened.session.profile
        self.policy = opened.policy
        self.sip = sip
        self.sync = sync
        self.bridge = bridge
        self.clock = clock
        self.actor = Actor(user_id=self.profile.user_id, name=self.profile.name, team_name=self.profile.team_name)
        self.open_call = self._kept_call()

    def record(self, command: Command) -> None:
        """Write a command to the outbox, durably, and let everybody know.

        Raises:
            StorageError: Nothing was written.
        """
        self.tell(self.write(command))

    def write(self, command: Command) -> Envelope:
        """Write a command to the outbox, durably; `tell` has to follow.

        Raises:
            StorageError: Nothing was written.
        """
        return self.cache.outbox.append(command, now=self.clock())

    def tell(self, envelope: Envelope) -> None:
        """Let sync thread and screen know of a command that was written."""
        self.sync.wake()
        self.recorded.emit(envelope)

    def card(self, lead_id: LeadId) -> LeadCard | None:
        """Return the lead as the agent is to see it: the mirror with unsettled work folded over it."""
        from agent_app.storage.fold import fold

        card = self.cache.mirror.card(lead_id)
        return None if card is None else fold(card, self.cache.outbox.pending(lead_id), self.actor)

    def decide(self, phone: str, card: LeadCard | None, *, offline: bool = False) -> DialDecision:
        """Run the gate now, on what this PC knows."""
        from agent_domain.dialing import may_dial

        context = DialContext(
            phone=phone,
            lead=None if card is None else card.lead,
            calls=() if card is None else card.calls,
            agent_id=self.profile.user_id,
            now=self.clock(),
            facts_as_of=self.cache.mirror.facts_as_of(),
            offline=offline,
            team_name=self.profile.team_name,
        )
        return may_dial(context, self.policy)

    def call_mark(self, call_id: CallId) -> RecordMark:
        """Return how far the record of a call has come."""
        return mark_of(self.cache.outbox.state_of_call(call_id))

    def keep_call(self, call: OpenCall | None) -> None:
        """Remember which call is open, across a crash; None: there is none.

        A failure does no harm: the outbox knows of a call that was started, and a call with an outcome is not reopened.
        """
        self.open_call = call
        try:
            self.cache.meta.set(OPEN_CALL, "" if call is None else msgspec.json.encode(call).decode())
        except AgentError as error:
            log.warning("The open call was not kept: %s", error.code)

    def _kept_call(self) -> OpenCall | None:
        text = self.cache.meta.get(OPEN_CALL)
        return msgspec.json.decode(text, type=OpenCall) if text else self._unfinished_call()

    def _unfinished_call(self) -> OpenCall | None:
        """Return the call that was started here but not wrapped up, if its start has not left the outbox yet.

        An attempt is kept only after the INVITE, to lose no time before it: a crash between the two is found here.
        """
        started: dict[CallId, OpenCall] = {}
        for entry in self.cache.outbox.pending():
            command = entry.envelope.command
            if isinstance(command, StartCall):
                card = self.cache.mirror.card(command.lead_id)
                started[command.call_id] = OpenCall(
                    call_id=command.call_id,
                    lead_id=command.lead_id,
                    name=card.lead.name if card else "",
                    started_at=entry.envelope.claimed_at,
                )
            elif isinstance(command, DispositionCall):
                started.pop(command.call_id, None)
        return next(reversed(started.values()), None)


def mark_of(state: "OutboxState | None") -> RecordMark:
    """Translate the outbox's state; None means that nothing is left to settle."""
    if state is None:
        return RecordMark.CONFIRMED
    return _MARKS[state.name]


def weakest_mark(entries: "Sequence[OutboxEntry]") -> RecordMark:
    """Return the mark of a record that stands on several commands."""
    return min((mark_of(entry.state) for entry in entries), key=_WEAKNESS.index, default=RecordMark.CONFIRMED)


_MARKS = {
    "ON_THIS_PC": RecordMark.ON_THIS_PC,
    "SENT": RecordMark.SENT,
    "CONFIRMED": RecordMark.CONFIRMED,
    "REJECTED": RecordMark.NEEDS_ATTENTION,
}
_WEAKNESS = [RecordMark.NEEDS_ATTENTION, RecordMark.ON_THIS_PC, RecordMark.SENT, RecordMark.CONFIRMED]
