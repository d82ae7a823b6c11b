"""Registration, audio, sync and the agent's own state, as they are. Source: ui.md, "always visible"."""

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from agent_app.controllers.shift import Shift
from agent_app.controllers.snapshots import CallPicture, StatusPicture, WrapUpPicture
from agent_app.sip.messages import AudioChanged, EngineLost, RegistrationChanged, SipEvent
from agent_app.sync.events import SyncStateChanged
from agent_domain.calls import CallState

COUNT_PAUSE_MS = 50


class StatusController(QObject):
    """The status bar's truth.

    Signals:
        status_changed: StatusPicture.
    """

    status_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = StatusPicture()
        self._shift: Shift | None = None
        self._call_up = False
        self._wrapup_open = False
        self._count_timer = QTimer(self, singleShot=True, interval=COUNT_PAUSE_MS)
        self._count_timer.timeout.connect(self._on_count_due)

    def begin(self, shift: Shift) -> None:
        """Start with a signed-in agent's work."""
        self._shift = shift
        shift.sip.event_received.connect(self._on_sip_event)
        shift.bridge.state_changed.connect(self._on_sync_state)
        shift.bridge.commands_settled.connect(self._on_work)
        shift.bridge.changes_applied.connect(self._on_work)
        shift.recorded.connect(self._on_work)
        self._change(agent_name=shift.profile.name)
        self._on_count_due()

    def end(self) -> None:
        """Nobody works here."""
        if self._shift is not None:
            self._shift.sip.event_received.disconnect(self._on_sip_event)
        self._shift, self._call_up, self._wrapup_open = None, False, False
        self._count_timer.stop()
        self.picture = StatusPicture()
        self.status_changed.emit(self.picture)

    @Slot(object)
    def on_call_changed(self, picture: CallPicture) -> None:
        """Follow the call."""
        self._call_up = picture.call_id is not None and picture.state is not CallState.ENDED
        self._judge_agent_state()

    @Slot(object)
    def on_wrapup_changed(self, picture: WrapUpPicture) -> None:
        """Follow the wrap-up."""
        self._wrapup_open = picture.open
        self._judge_agent_state()

    def _judge_agent_state(self) -> None:
        state = "talking" if self._call_up else "wrap_up" if self._wrapup_open else "ready"
        self._change(agent_state=state)

    @Slot(object)
    def _on_sip_event(self, event: SipEvent) -> None:
        match event:
            case RegistrationChanged():
                self._change(registration=str(event.state), registration_reason=event.reason)
            case EngineLost():
                self._change(registration="engine_lost", registration_reason=event.reason)
            case AudioChanged():
                self._change(microphone=event.microphone, speaker=event.speaker)

    @Slot(object)
    def _on_sync_state(self, event: SyncStateChanged) -> None:
        self._change(
            sync=str(event.state),
            sync_reason=event.reason,
            last_synced_at=event.last_synced_at,
            pending=event.pending,
            needs_attention=event.needs_attention,
        )

    @Slot(object)
    def _on_work(self, _what: object) -> None:
        """Count again soon: many settle at once after a time offline."""
        if not self._count_timer.isActive():
            self._count_timer.start()

    @Slot()
    def _on_count_due(self) -> None:
        if self._shift is not None:
            counts = self._shift.cache.outbox.counts()
            self._change(pending=counts.pending, needs_attention=counts.needs_attention)

    def _change(self, **fields: object) -> None:
        picture = msgspec.structs.replace(self.picture, **fields)
        if picture != self.picture:
            self.picture = picture
            self.status_changed.emit(picture)
