"""The only place where threads, and other starts of the app, meet the Qt main thread.

Thread: every object here lives on main; `announce` and the jobs' ends are the two doors through which other threads
come in, and both only emit a signal that Qt queues to main. The softphone's process needs no door of its own:
`SipClient` talks to it from main.
"""

import hashlib
import signal
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QDeadlineTimer, QLockFile, QObject, QSocketNotifier, Qt, QThread, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from agent_app.errors import ProfileUnusable
from agent_app.sync.events import ChangesApplied, CommandsSettled, SyncEvent, SyncStateChanged

T = TypeVar("T")
HAND_OVER_LIMIT_MS = 2000


class SyncBridge(QObject):
    """Turns what the sync thread announces into signals on main.

    Signals:
        state_changed: SyncStateChanged.
        changes_applied: agent_domain.changes.ChangeSet.
        commands_settled: tuple of agent_domain.wire.CommandResult.
    """

    state_changed = Signal(object)
    changes_applied = Signal(object)
    commands_settled = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    def announce(self, event: SyncEvent) -> None:
        """Carry an event to main. Thread: any."""
        self._arrived.emit(event)

    @Slot(object)
    def _on_arrived(self, event: SyncEvent) -> None:
        match event:
            case SyncStateChanged():
                self.state_changed.emit(event)
            case ChangesApplied():
                self.changes_applied.emit(event.changes)
            case CommandsSettled():
                self.commands_settled.emit(event.results)


class WorkerBridge(QObject):
    """Runs what blocks (network, key derivation, opening the cache) beside main and brings the end of it back."""

    _done = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = True
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def run(self, job: Callable[[], T], on_result: Callable[[T], None], on_error: Callable[[Exception], None]) -> None:
        """Run `job` on a thread of its own; exactly one of the two callbacks follows on main."""
        future: Future[T] = Future()
        self.follow(future, on_result, on_error)
        threading.Thread(target=_fulfil, args=(future, job), name="worker", daemon=True).start()

    def follow(self, future: Future[T], on_result: Callable[[T], None], on_error: Callable[[Exception], None]) -> None:
        """Call one of the two callbacks on main once the future is done, whoever fulfils it."""

        def deliver() -> None:
            try:
                result = future.result()
            except Exception as error:
                on_error(error)
            else:
                on_result(result)

        future.add_done_callback(lambda _: self._carry(deliver))

    def close(self) -> None:
        """Let nothing more through: what is still running ends into the void."""
        self._open = False

    def _carry(self, deliver: Callable[[], None]) -> None:
        if self._open:
            self._done.emit(deliver)

    @Slot(object)
    def _on_done(self, deliver: Callable[[], None]) -> None:
        if self._open:
            deliver()


class FirstStart(QObject):
    """One start per profile: the first holds a lock and listens, a second hands over what it was asked for and leaves.

    Signals:
        started_again: str: the ``tel:`` number that the second start was given, or an empty text.

    Source: promise 22.
    """

    started_again = Signal(str)

    def __init__(self, profile_dir: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # The name has to be short and one user's alone; the profile's path is both when hashed.
        self._name = "predial-" + hashlib.sha256(str(profile_dir.resolve()).encode()).hexdigest()[:24]
        self._lock = QLockFile(str(profile_dir / "lock"))
        self._lock.setStaleLockTime(0)  # a lock ends with its process, not with time
        self._server: QLocalServer | None = None

    def claim(self, wait_ms: int = 0) -> bool:
        """Return whether this is the first start on the profile, or becomes it within `wait_ms`.

        Raises:
            ProfileUnusable: The lock cannot be written, which says nothing about other starts.
        """
        claimed = self._lock.tryLock(wait_ms)
        if not claimed and self._lock.error() is not QLockFile.LockError.LockFailedError:
            raise ProfileUnusable()
        return claimed

    def listen(self) -> None:
        """Hear of later starts from now on."""
        QLocalServer.removeServer(self._name)  # left over by a first start that was killed; we hold the lock
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        self._server.listen(self._name)

    def hand_over(self, number: str) -> bool:
        """Give the number to the first start and wait until it has it; return whether it does."""
        line = QLocalSocket()
        deadline = QDeadlineTimer(HAND_OVER_LIMIT_MS)
        line.connectToServer(self._name)
        while not line.waitForConnected(HAND_OVER_LIMIT_MS):
            if deadline.hasExpired():
                return False
            QThread.msleep(50)  # it holds the lock already and will listen in a moment
            line.connectToServer(self._name)
        line.write(number.encode() + b"\n")
        # The first start hangs up when it has read the line.
        return line.waitForDisconnected(HAND_OVER_LIMIT_MS)

    def stop_listening(self) -> None:
        """Hear of no more starts: they wait until this one has ended."""
        if self._server is not None:
            self._server.close()

    def release(self) -> None:
        """Let the next start be the first."""
        self.stop_listening()
        self._lock.unlock()

    @Slot()
    def _on_connection(self) -> None:
        assert self._server is not None
        line = self._server.nextPendingConnection()

        def read() -> None:
            if line.canReadLine():
                number = bytes(line.readLine().data()).decode("utf-8", "replace").strip()
                line.disconnectFromServer()
                self.started_again.emit(number)

        line.readyRead.connect(read)
        line.disconnected.connect(line.deleteLater)
        read()


class StopSignals(QObject):
    """Ends the app in order when the system or the terminal asks it to (SIGTERM, SIGINT), not only by the window.

    Python runs its signal handlers between two instructions of its own, and Qt's loop runs none: the number is written
    to a socket instead, which the loop watches.
    """

    def __init__(self, stop: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = stop
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_signal)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, _ignore) for number in (signal.SIGTERM, signal.SIGINT)}

    def release(self) -> None:
        """Leave the signals as they were."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(-1)
        self._notifier.setEnabled(False)
        self._reader.close()
        self._writer.close()

    @Slot()
    def _on_signal(self) -> None:
        self._reader.recv(64)
        self._stop()


def _ignore(_number: int, _frame: object) -> None:
    """Stand in for the default, which would end the process at once."""


def _fulfil(future: "Future[T]", job: Callable[[], T]) -> None:
    try:
        future.set_result(job())
    except Exception as error:
        future.set_exception(error)
