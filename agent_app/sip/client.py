"""The app's side of the softphone: starts the engine, watches over it, speaks to it in typed messages.

An engine that dies, or whose loop stands still, costs one restart: `EngineLost` is told at once with the calls that
were up, a new engine is started (at once the first time, then with growing pauses) and gets the account again.

Thread: main (Qt) only. Nothing here waits, but for `SipClient.stop` when it is told to.
"""

import logging
import sys
from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QObject, QProcess, QTimer, Signal, Slot

from agent_app.errors import CallFailed
from agent_app.sip import frames, messages
from agent_app.sip.redaction import redact
from agent_domain.calls import CallState
from agent_domain.clock import Clock, utc_now
from agent_domain.dialing import DialPermit
from agent_domain.ids import CallId
from agent_domain.wire import SipAccount

log = logging.getLogger(__name__)

PING_INTERVAL_MS = 1000
UNANSWERED_PINGS_LIMIT = 5
START_LIMIT_PINGS = 20
STEADY_AFTER_MS = 30_000
FLUSH_LIMIT_MS = 50
RESTART_PAUSES_MS = (0, 100, 250, 500, 1000, 2000, 5000, 10_000)


def engine_command() -> list[str]:
    """Return program and arguments of the engine; in a frozen bundle the app itself plays the part."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "--sip-engine"]
    return [sys.executable, "-m", "agent_app.sip.engine"]


def _call_ended_by(event: messages.EngineEvent) -> CallId | None:
    """Return the call that `event` ends: it is over, or it was never placed."""
    if isinstance(event, messages.CallStateChanged) and event.state is CallState.ENDED:
        return event.call_id
    if isinstance(event, messages.CommandFailed) and event.command == "place_call":
        return event.call_id
    return None


def _event_reader() -> frames.FrameReader[messages.EngineEvent]:
    return frames.FrameReader(messages.EngineEvent)


class SipClient(QObject):
    """The softphone as the rest of the app knows it.

    Signals:
        event_received: One of `messages.SipEvent`.
        stopped: The engine has ended because it was told to.
    """

    event_received = Signal(object)
    stopped = Signal()

    def __init__(
        self,
        parent: QObject | None = None,
        *,
        command: Sequence[str] | None = None,
        clock: Clock = utc_now,
        ping_interval_ms: int = PING_INTERVAL_MS,
    ) -> None:
        """Make the client; `start` starts the engine.

        Args:
            parent: Qt's owner.
            command: Program and arguments of the engine.
            clock: Judges whether a permit has expired.
            ping_interval_ms: How often the engine's loop is asked whether it turns.
        """
        super().__init__(parent)
        self._command = list(command or engine_command())
        self._clock = clock
        self._account: SipAccount | None = None
        self._process: QProcess | None = None
        self._reader = _event_reader()
        self._ready = False
        self._wanted = False
        self._ending = False
        self._losses = 0
        self._age = QElapsedTimer()
        self._calls: list[CallId] = []
        self._used_permits: set[CallId] = set()
        self._unanswered_pings = 0
        self._ping_timer = QTimer(self, interval=ping_interval_ms)
        self._ping_timer.timeout.connect(self._on_ping_due)
        self._restart_timer = QTimer(self, singleShot=True)
        self._restart_timer.timeout.connect(self._launch)

    @property
    def engine_pid(self) -> int:
        """Process id of the engine; 0 while there is none."""
        return 0 if self._process is None else int(self._process.processId())

    def start(self) -> None:
        """Start the engine. Does nothing if it runs already."""
        if not self._wanted:
            self._wanted = True
            self._losses = 0
            if self._process is None:
                self._launch()

    def configure(self, account: SipAccount) -> None:
        """Open and register this line, now and after each restart of the engine.

        Another account than before takes a fresh engine: nothing of the old line may linger.
        """
        if account == self._account:
            return
        line_was_open = self._account is not None and self._process is not None
        self._account = account
        if line_was_open:
            self._end_engine()
        elif self._ready:
            self._send(messages.Configure(account=account))

    def dial(self, permit: DialPermit) -> None:
        """Place the call that `permit` allows; its steps arrive as `CallStateChanged`, a refusal as `CommandFailed`.

        Raises:
            CallFailed: The permit is none, has expired or was used before; nothing was sent.

        Source: S8, S9, S11: no way leads to an INVITE but through a decision.
        """
        if not isinstance(permit, DialPermit):
            raise CallFailed("Not dialed.", "There is no permission for this call.", code="permit_missing")
        if permit.call_id in self._used_permits:
            raise CallFailed("Not dialed.", "This permission was used already. Dial again.", code="permit_used")
        if permit.expires_at <= self._clock():
            raise CallFailed("Not dialed.", "The permission has expired. Dial again.", code="permit_expired")
        self._used_permits.add(permit.call_id)
        if self._send(messages.PlaceCall(call_id=permit.call_id, phone=permit.phone)):
            self._calls.append(permit.call_id)

    def hang_up(self, call_id: CallId) -> None:
        """End the call, in whatever state it is."""
        self._send(messages.HangUp(call_id=call_id))

    def set_muted(self, call_id: CallId, muted: bool) -> None:
        """Send silence in place of the microphone, or the microphone again."""
        self._send(messages.SetMuted(call_id=call_id, muted=muted))

    def send_dtmf(self, call_id: CallId, digits: str) -> None:
        """Send telephone events (RFC 4733) in a connected call."""
        self._send(messages.SendDtmf(call_id=call_id, digits=digits))

    def stop(self, wait_ms: int = 4000) -> None:
        """Hang up, un-register and end the engine; `stopped` tells when it has ended. The account is forgotten.

        Args:
            wait_ms: How long to wait for the end before the engine is killed. 0 returns at once (sign-out); the default
                is for the app's own end.
        """
        self._wanted = False
        self._account = None
        self._restart_timer.stop()
        process = self._process
        if process is None:
            return
        self._end_engine()
        if wait_ms and not process.waitForFinished(wait_ms):
            process.kill()
            process.waitForFinished(1000)

    # -- the engine's life ---------------------------------------------------------------------------------------------

    @Slot()
    def _launch(self) -> None:
        self._reader = _event_reader()
        self._ready = self._ending = False
        self._unanswered_pings = 0
        self._age.start()
        process = QProcess(self)
        self._process = process
        process.readyReadStandardOutput.connect(self._on_output)
        process.readyReadStandardError.connect(self._on_log_output)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_process_error)
        process.start(self._command[0], self._command[1:])
        self._ping_timer.start()

    def _end_engine(self) -> None:
        """Ask the engine to end; the end of its input asks again, and the ping timer kills it if it is deaf."""
        if self._process is None or self._ending:
            return
        self._send(messages.Stop())
        self._ending = True
        self._ready = False
        self._unanswered_pings = START_LIMIT_PINGS - UNANSWERED_PINGS_LIMIT
        self._process.closeWriteChannel()

    @Slot()
    def _on_finished(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        self._ping_timer.stop()
        self._ready = False
        process.deleteLater()
        if not self._ending:
            self._on_lost()
        elif self._wanted:
            self._launch()
        else:
            self.stopped.emit()

    def _on_lost(self) -> None:
        calls, self._calls = tuple(self._calls), []
        if self._age.elapsed() >= STEADY_AFTER_MS:
            self._losses = 0
        pause_ms = RESTART_PAUSES_MS[min(self._losses, len(RESTART_PAUSES_MS) - 1)]
        self._losses += 1
        log.error("The SIP engine ended by itself; it is started again in %d ms.", pause_ms)
        self._restart_timer.start(pause_ms)
        reason = "The softphone failed and is being started again."
        self.event_received.emit(messages.EngineLost(reason=reason, call_ids=calls))

    @Slot(QProcess.ProcessError)
    def _on_process_error(self, error: QProcess.ProcessError) -> None:
        # Only for a program that cannot be started does Qt not tell `finished`.
        if error is QProcess.ProcessError.FailedToStart:
            self._on_finished()

    @Slot()
    def _on_ping_due(self) -> None:
        self._unanswered_pings += 1
        limit = UNANSWERED_PINGS_LIMIT if self._ready else START_LIMIT_PINGS
        if self._unanswered_pings > limit and self._process is not None:
            log.error("The SIP engine does not answer and is ended.")
            self._process.kill()
        elif self._ready:
            self._send(messages.Ping())

    # -- messages ------------------------------------------------------------------------------------------------------

    def _send(self, command: messages.AnyCommand) -> bool:
        """Write one command; without an engine that listens, say so by `CommandFailed` and return False."""
        if self._process is not None and (self._ready or isinstance(command, messages.Stop)):
            self._process.write(frames.pack(command))
            if isinstance(command, messages.PlaceCall):
                # Qt keeps what is written until its loop turns; the INVITE must not wait for what the caller does next.
                self._process.waitForBytesWritten(FLUSH_LIMIT_MS)
            return True
        failure = messages.CommandFailed(
            command=str(command.__struct_config__.tag),
            code="engine_lost",
            message="The softphone is being started. Try again in a moment.",
            call_id=getattr(command, "call_id", None),
        )
        # Later, not from inside the call: whoever sends a command is not yet ready for its answer.
        QTimer.singleShot(0, self, lambda: self.event_received.emit(failure))
        return False

    @Slot()
    def _on_output(self) -> None:
        if self._process is None:
            return
        process = self._process
        try:
            for event in self._reader.feed(bytes(process.readAllStandardOutput().data())):
                self._on_event(event)
        except frames.BrokenFrame:
            log.exception("The SIP engine sent what is no message.")
            process.kill()

    def _on_event(self, event: messages.EngineEvent) -> None:
        self._unanswered_pings = 0
        if isinstance(event, messages.Pong):
            return
        if isinstance(event, messages.EngineReady):
            self._ready = not self._ending
            if self._ready and self._account is not None:
                self._send(messages.Configure(account=self._account))
        ended_call = _call_ended_by(event)
        if ended_call in self._calls:
            self._calls.remove(ended_call)
        self.event_received.emit(event)

    @Slot()
    def _on_log_output(self) -> None:
        if self._process is not None:
            text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
            for line in text.splitlines():
                log.info("engine: %s", redact(line))
