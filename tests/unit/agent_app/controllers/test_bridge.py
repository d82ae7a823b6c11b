"""What other threads tell arrives on main, once, and not after the end."""

import threading
from concurrent.futures import Future

from pytestqt.qtbot import QtBot

from agent_app.bridge import SyncBridge, WorkerBridge
from agent_app.sync.events import ChangesApplied, CommandsSettled, SyncState, SyncStateChanged
from agent_domain.changes import ChangeSet


def test_events_of_the_sync_thread_arrive_on_main_in_order(qtbot: QtBot) -> None:
    bridge = SyncBridge()
    heard: list[tuple[object, bool]] = []
    for signal in (bridge.state_changed, bridge.changes_applied, bridge.commands_settled):
        signal.connect(lambda event: heard.append((event, threading.current_thread() is threading.main_thread())))
    state, changes = SyncStateChanged(state=SyncState.ONLINE), ChangeSet(scripts_changed=True)

    def tell() -> None:
        for event in (state, ChangesApplied(changes=changes), CommandsSettled(results=())):
            bridge.announce(event)

    thread = threading.Thread(target=tell)
    thread.start()
    thread.join()
    assert heard == []  # not from inside the other thread
    qtbot.waitUntil(lambda: len(heard) == 3)
    assert heard == [(state, True), (changes, True), ((), True)]


def test_a_job_ends_on_main_with_its_result_or_its_error(qtbot: QtBot) -> None:
    worker = WorkerBridge()
    ends: list[object] = []
    worker.run(threading.current_thread, ends.append, ends.append)
    qtbot.waitUntil(lambda: len(ends) == 1)
    assert ends[0] is not threading.main_thread()
    worker.run(lambda: 1 // 0, ends.append, ends.append)
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert isinstance(ends[1], ZeroDivisionError)


def test_a_cancelled_future_is_an_error(qtbot: QtBot) -> None:
    worker, future, errors = WorkerBridge(), Future[int](), list[Exception]()
    worker.follow(future, lambda _: None, errors.append)
    future.cancel()
    qtbot.waitUntil(lambda: len(errors) == 1)


def test_nothing_arrives_after_the_end(qtbot: QtBot) -> None:
    worker, ends = WorkerBridge(), list[object]()
    before, after = Future[int](), Future[int]()
    worker.follow(before, ends.append, ends.append)
    worker.follow(after, ends.append, ends.append)
    before.set_result(1)  # queued already
    worker.close()
    after.set_result(2)
    last = WorkerBridge()
    done: list[None] = []
    last.run(lambda: None, done.append, lambda _: None)
    qtbot.waitUntil(lambda: len(done) == 1)
    assert ends == []
