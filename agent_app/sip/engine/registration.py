"""The line's registration: tells what is true, and tries again with growing pauses when it is not registered.

The library's own retries are off: they can wait minutes, and they do not say that an answer is missing.

Thread: the engine's main thread.
Source: RFC 3261 section 10; P13-P19.
"""

import logging
import random
import time
from collections.abc import Callable

import pjsua2 as pj

from agent_app.sip.engine.library import sentence_of
from agent_app.sip.engine.probe import Probe
from agent_app.sip.messages import RegistrationChanged, RegistrationState
from agent_app.sip.redaction import redact

log = logging.getLogger(__name__)

EXPIRES_S = 60
REFRESH_BEFORE_END_S = 10.0  # before the library's own refresh (5 s), which does not tell that it has left
ANSWER_LIMIT_S = 4.0
RETRY_PAUSES_S = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)
REFUSED_PAUSE_S = 60.0
REFUSED = (401, 403, 404, 407)


def reason_for(sip_status: int | None, phrase: str) -> str:
    """Return one sentence for the agent about a registration that failed."""
    answer = f"{sip_status} {phrase}".strip()
    if sip_status is None or sip_status == 408:
        return "The telephone server does not answer."
    if sip_status in (401, 403, 407):
        return f"The telephone server refused this line's user name or password ({answer})."
    if sip_status == 404:
        return f"The telephone server does not know this line ({answer})."
    if sip_status == 503:
        return f"The telephone server cannot be reached ({answer})."
    return f"The telephone server refused the registration ({answer})."


class Registration:
    """Follows one account's REGISTER requests.

    `register` starts one; the account's callbacks report here; `tick` is called often and decides what is due.

    Attributes:
        probe: Asks while the line is registered; its silence is answered by a REGISTER at once.
    """

    def __init__(
        self,
        register: Callable[[], None],
        announce: Callable[[RegistrationChanged], None],
        send_probe: Callable[[], None],
        monotonic_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.probe = Probe(send_probe, self._try, monotonic_s)
        self._register = register
        self._announce = announce
        self._monotonic_s = monotonic_s
        self._announced: RegistrationChanged | None = None
        self._asked_at_s: float | None = None
        self._retry_at_s: float | None = None
        self._refresh_at_s: float | None = None
        self._failures = 0

    @property
    def is_registered(self) -> bool:
        """Whether the last word was yes."""
        return self._announced is not None and self._announced.state is RegistrationState.REGISTERED

    def begin(self) -> None:
        """Register for the first time."""
        self._tell(RegistrationState.REGISTERING)
        self._try()

    def on_asked(self) -> None:
        """A REGISTER has left."""
        self.probe.stop()
        self._asked_at_s = self._monotonic_s()
        self._retry_at_s = self._refresh_at_s = None

    def on_answer(self, sip_status: int | None, phrase: str, expires_s: int) -> None:
        """The answer to a REGISTER, or its failure.

        Args:
            sip_status: None when there was no answer.
            phrase: Reason phrase, or what the library says.
            expires_s: Granted time; 0 after un-registering.
        """
        self._asked_at_s = None
        self.probe.stop()
        if sip_status is not None and sip_status // 100 == 2:
            self._failures = 0
            self._retry_at_s = self._refresh_at_s = None
            if expires_s:
                self._refresh_at_s = self._monotonic_s() + max(expires_s - REFRESH_BEFORE_END_S, expires_s / 2)
                self.probe.start()
            self._tell(RegistrationState.REGISTERED if expires_s else RegistrationState.OFF, sip_status)
            return
        self._refresh_at_s = None
        self._tell(RegistrationState.FAILED, sip_status, reason_for(sip_status, phrase))
        self._retry_at_s = self._monotonic_s() + self._pause_s(sip_status)

    def fail(self, reason: str) -> None:
        """Tell `reason` and try again soon."""
        self.probe.stop()
        self._tell(RegistrationState.FAILED, None, reason)
        self._retry_at_s = self._monotonic_s() + self._pause_s(None)

    def on_connection_lost(self) -> None:
        """The connection to the registrar broke, and with it the way for calls to this line."""
        if self.is_registered:
            self.fail("The connection to the telephone server broke.")

    def tick(self) -> None:
        """Say that an answer is overdue; send what is due."""
        self.probe.tick()
        now_s = self._monotonic_s()
        if self._asked_at_s is not None and now_s - self._asked_at_s > ANSWER_LIMIT_S:
            # The library goes on sending until its own limit of 32 s: its answer may still come.
            self._asked_at_s = None
            self._tell(RegistrationState.FAILED, None, reason_for(None, ""))
        if any(at_s is not None and now_s >= at_s for at_s in (self._retry_at_s, self._refresh_at_s)):
            self._try()

    def _try(self) -> None:
        self._retry_at_s = self._refresh_at_s = None
        try:
            self._register()
        except pj.Error as error:
            log.info("REGISTER was not sent: %s", redact(sentence_of(error)))
            if self._retry_at_s is None:
                self.fail(reason_for(None, ""))

    def _pause_s(self, sip_status: int | None) -> float:
        """Return the pause before the next try: a server that comes back must not meet all desks at once."""
        if sip_status in REFUSED:
            # Asking again at once with a wrong password gets the line locked.
            return REFUSED_PAUSE_S
        pause_s = RETRY_PAUSES_S[min(self._failures, len(RETRY_PAUSES_S) - 1)]
        self._failures += 1
        return pause_s * random.uniform(0.8, 1.2)  # noqa: S311  # spreads load, guards nothing

    def _tell(self, state: RegistrationState, sip_status: int | None = None, reason: str = "") -> None:
        told = RegistrationChanged(state=state, sip_status=sip_status, reason=reason)
        if told != self._announced:
            self._announced = told
            self._announce(told)
