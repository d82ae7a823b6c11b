"""A softphone client with a memory: what tests wait for and look at."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Slot

from agent_app.sip.client import SipClient
from agent_app.sip.messages import CallStateChanged, RegistrationChanged, RegistrationState
from agent_domain.calls import CallState
from agent_domain.clock import utc_now
from agent_domain.dialing import DialPermit
from agent_domain.ids import CallId, LeadId, new_id


def permit_for(phone: str, *, valid_s: float = 60) -> DialPermit:
    return DialPermit(
        call_id=CallId(new_id()),
        lead_id=LeadId(new_id()),
        phone=phone,
        authority="test",
        expires_at=utc_now() + timedelta(seconds=valid_s),
    )


def wait_until(condition: Callable[[], Any], limit_s: float = 10.0) -> Any:
    """Run Qt's events until `condition` holds, and return what it returned."""
    deadline_s = time.monotonic() + limit_s
    while not (value := condition()):
        assert time.monotonic() < deadline_s, "it did not happen in time"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    return value


class Desk(QObject):
    """Keeps every event with the monotonic time at which it arrived."""

    def __init__(self, client: SipClient) -> None:
        super().__init__()
        self.client = client
        self.events: list[tuple[float, Any]] = []
        client.event_received.connect(self._on_event)

    @Slot(object)
    def _on_event(self, event: object) -> None:
        self.events.append((time.monotonic(), event))

    def wait_for(self, kind: type, limit_s: float = 10.0, since: int = 0, **fields: Any) -> Any:
        """Return the first event of `kind` with these fields, from the `since`th event on."""

        def find() -> Any:
            for _, event in self.events[since:]:
                if isinstance(event, kind) and all(getattr(event, name) == value for name, value in fields.items()):
                    return event
            return None

        return wait_until(find, limit_s)

    def arrived_at_s(self, wanted: object) -> float:
        return next(at_s for at_s, event in self.events if event is wanted)

    def wait_registered(self, limit_s: float = 10.0, since: int = 0) -> RegistrationChanged:
        return self.wait_for(RegistrationChanged, limit_s, since, state=RegistrationState.REGISTERED)

    def dial(self, phone: str) -> CallId:
        permit = permit_for(phone)
        self.client.dial(permit)
        return permit.call_id

    def wait_state(self, call_id: CallId, state: CallState, limit_s: float = 10.0) -> CallStateChanged:
        return self.wait_for(CallStateChanged, limit_s, call_id=call_id, state=state)

    def states(self, call_id: CallId) -> list[CallState]:
        """Return the call's states in order, repetitions left out."""
        told = [
            event.state for _, event in self.events if isinstance(event, CallStateChanged) and event.call_id == call_id
        ]
        return [state for index, state in enumerate(told) if index == 0 or told[index - 1] is not state]
