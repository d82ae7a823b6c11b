"""`agent-app --self-test`: does every part of the app work on this machine? Nothing of the agent's is touched."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ENGINE_LIMIT_MS = 15_000


class NotWorking(Exception):
    """A part does not work; the text says how that shows."""


def run_self_test() -> int:
    """Try the parts one by one, print a line for each, and return 0 if all work."""
    if sys.platform.startswith("linux") and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    qt = QApplication.instance() or QApplication(["agent-app"])
    with tempfile.TemporaryDirectory(prefix="predial-self-test-") as folder:
        checks: tuple[tuple[str, Callable[[], str]], ...] = (
            ("encrypted cache", lambda: _cache(Path(folder))),
            ("gate", _gate),
            ("softphone engine", _engine),
            ("window", lambda: _window(Path(folder))),
        )
        works = [_report(name, check) for name, check in checks]
    qt.processEvents()
    return 0 if all(works) else 1


def _report(name: str, check: Callable[[], str]) -> bool:
    try:
        told, works = check(), True
    except Exception as error:
        told, works = f"{type(error).__name__}: {error}", False
    _say(f"{'ok  ' if works else 'FAIL'} {name}: {told}")
    return works


def _say(line: str) -> None:
    if sys.stdout is not None:  # a windowed bundle has no console
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def _cache(folder: Path) -> str:
    from agent_app.storage.cache import open_cache

    key, path, canary = os.urandom(32), folder / "cache.db", "self-test-canary"
    cache = open_cache(path, key)
    cache.meta.set("self_test", canary)
    cache.close()
    cache = open_cache(path, key)
    kept = cache.meta.get("self_test")
    cache.close()
    if kept != canary:
        raise NotWorking("what was written did not come back")
    if canary.encode() in path.read_bytes():
        raise NotWorking("it is readable without the key")
    return "written, closed, read again, unreadable from outside"


def _gate() -> str:
    from agent_domain.clock import utc_now
    from agent_domain.dialing import DialContext, may_dial
    from agent_domain.ids import UserId, new_id
    from agent_domain.policy import load_policy

    policy = load_policy()
    context = DialContext(
        phone="+493012345678", lead=None, calls=(), agent_id=UserId(new_id()), now=utc_now(), facts_as_of=None
    )
    decision = may_dial(context, policy)
    if decision.allowed:
        raise NotWorking("a number that nobody knows was allowed")
    return f"rules {policy.version}, an unknown number is refused for {len(decision.findings)} reasons"


def _engine() -> str:
    from PySide6.QtCore import QEventLoop, QTimer

    from agent_app.sip.client import SipClient
    from agent_app.sip.messages import EngineReady

    client, loop, libraries = SipClient(), QEventLoop(), list[str]()

    def on_event(event: object) -> None:
        if isinstance(event, EngineReady):
            libraries.append(event.library)
        loop.quit()

    client.event_received.connect(on_event)
    QTimer.singleShot(ENGINE_LIMIT_MS, loop.quit)
    client.start()
    loop.exec()
    client.stop()
    if not libraries:
        raise NotWorking("it did not start")
    return f"{libraries[0]} started and stopped"


def _window(folder: Path) -> str:
    from PySide6.QtWidgets import QApplication

    from agent_app.app import build_workplace
    from agent_app.ui.main_window import MainWindow

    workplace = build_workplace(folder)
    window = MainWindow(workplace.desk)
    window.show()
    QApplication.processEvents()
    size = window.size()
    window.close()
    workplace.close()
    return f"shown, {size.width()} x {size.height()}"
