"""Asks the registrar every few seconds whether it is there: over UDP nothing else tells before the next refresh.

OPTIONS and not REGISTER: any answer will do, even a refusal, and nothing is stored for it. A server that never answers
OPTIONS is not asked again: it is no sign of its death.

Thread: the engine's main thread.
Source: RFC 3261 section 11; a dead registrar is to be visible within 10 s (P16, P18).
"""

from collections.abc import Callable

PROBE_PAUSE_S = 4.0
PROBE_LIMIT_S = 1.5  # sent at 0 and 0.5 s; with the REGISTER that follows and its 4 s this makes less than 10 s


class Probe:
    """The questions to one registrar while the line is registered."""

    def __init__(
        self, send: Callable[[], None], on_silence: Callable[[], None], monotonic_s: Callable[[], float]
    ) -> None:
        """Make it; `start` begins to ask.

        Args:
            send: Sends OPTIONS; its answer is told to `on_answer`.
            on_silence: Called when no answer came in time; asking rests until `start`.
            monotonic_s: The clock.
        """
        self._send = send
        self._on_silence = on_silence
        self._monotonic_s = monotonic_s
        self._due_at_s: float | None = None
        self._sent_at_s: float | None = None
        self._ever_answered = False
        self._given_up = False

    def start(self) -> None:
        """Ask after a pause."""
        self._sent_at_s = None
        self._due_at_s = None if self._given_up else self._monotonic_s() + PROBE_PAUSE_S

    def stop(self) -> None:
        """Ask no more: the line is not registered, or a REGISTER is asking already."""
        self._sent_at_s = self._due_at_s = None

    def on_answer(self) -> None:
        """The registrar answered, whatever it said."""
        self._ever_answered = True
        if self._sent_at_s is not None:
            self.start()

    def tick(self) -> None:
        """Send what is due; judge what is overdue."""
        now_s = self._monotonic_s()
        if self._sent_at_s is not None and now_s - self._sent_at_s > PROBE_LIMIT_S:
            self._given_up = not self._ever_answered
            self.stop()
            self._on_silence()
        elif self._due_at_s is not None and now_s >= self._due_at_s:
            self._due_at_s = None
            self._sent_at_s = now_s
            self._send()
