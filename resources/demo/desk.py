"""An agent's eyes and hands: finds controls by identifier over AT-SPI, clicks and types with real input events.

Nothing in here calls the app: it sees what a screen reader sees and does what a mouse and a keyboard do.
"""

import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    new_method_call,
)
from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

from resources.demo.desk_screen import Screen

ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"
TEXT = "org.a11y.atspi.Text"
ROOT = "/org/a11y/atspi/accessible/root"
STATE_ENABLED, STATE_SENSITIVE, STATE_SHOWING, STATE_CHECKED = 8, 24, 25, 4
SCREEN_COORDINATES = 0
MANY_CHILDREN = 64
POLL_S = 0.03
FILL_TRIES = 3
FILL_LIMIT_S = 3.0

Found = TypeVar("Found")


class NotOnScreen(Exception):
    """What was waited for did not come; the text names it and what was seen instead."""


class Desk:
    """One running window, driven from outside.

    Attributes:
        screen: Where it stands.
    """

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self._bus = open_dbus_connection(bus=_accessibility_bus(screen.bus_address))
        self._app = ""
        self._paths: dict[str, str] = {}

    def attach(self, pid: int, timeout_s: float = 20.0) -> None:
        """Wait until the process shows a window to assistive technology, and drive it from now on."""
        self._app = self.wait(lambda: self._application(pid), f"the window of process {pid}", timeout_s)
        self._paths = {}

    def close(self) -> None:
        self._bus.close()

    # Seeing

    def present(self, identifier: str) -> bool:
        """Whether a control is there and showing."""
        path = self._find(identifier)
        return path is not None and self._has_state(path, STATE_SHOWING)

    def enabled(self, identifier: str) -> bool:
        path = self._find(identifier)
        return path is not None and self._has_state(path, STATE_ENABLED) and self._has_state(path, STATE_SHOWING)

    def checked(self, identifier: str) -> bool:
        path = self._find(identifier)
        return path is not None and self._has_state(path, STATE_CHECKED)

    def text(self, identifier: str) -> str:
        """Return a control's text where it holds one, else its accessible name; empty if it is not there."""
        path = self._find(identifier)
        if path is None:
            return ""
        return self._content(path) or self.name(identifier)

    def name(self, identifier: str) -> str:
        path = self._find(identifier)
        return "" if path is None else str(self._property(path, ACCESSIBLE, "Name") or "")

    def extents(self, identifier: str) -> tuple[int, int, int, int]:
        """Return x, y, width, height on the screen in pixels."""
        return self._extents(self._required(identifier))

    def rows(self, identifier: str, limit: int = 20) -> list[str]:
        """Return the names of the first items of a list."""
        path = self._required(identifier)
        count = min(limit, int(self._property(path, ACCESSIBLE, "ChildCount") or 0))
        children = self._ask_many(
            [self._message(path, ACCESSIBLE, "GetChildAtIndex", "i", (index,)) for index in range(count)]
        )
        asks = [_get(self._app, child[0][1], ACCESSIBLE, "Name") for child in children if child]
        return [str(answer[0][1]) if answer else "" for answer in self._ask_many(asks)]

    def identifiers(self) -> dict[str, str]:
        """Return every identifier on the screen with its name: for error texts and exploring."""
        self._scan()
        names = self._ask_many([_get(self._app, path, ACCESSIBLE, "Name") for path in self._paths.values()])
        pairs = zip(self._paths, names, strict=True)
        return {identifier: str(name[0][1]) if name else "" for identifier, name in pairs if _is_ours(identifier)}

    def wait(self, condition: Callable[[], Found], what: str, timeout_s: float = 10.0) -> Found:
        """Look until the condition is true and return its value.

        Raises:
            NotOnScreen: It did not become true in time.
        """
        deadline = time.monotonic() + timeout_s
        while True:
            value = condition()
            if value:
                return value
            if time.monotonic() > deadline:
                raise NotOnScreen(f"{what} did not come within {timeout_s:.0f} s")
            time.sleep(POLL_S)  # between two looks at another process; the condition decides

    def wait_text(self, identifier: str, part: str | Callable[[str], bool], timeout_s: float = 10.0) -> str:
        """Wait until a control's text holds `part` (or satisfies it) and return the text."""
        seen = ""

        def holds() -> bool:
            nonlocal seen
            seen = self.text(identifier)
            return part(seen) if callable(part) else part in seen

        try:
            self.wait(holds, identifier, timeout_s)
        except NotOnScreen:
            wanted = "what was waited for" if callable(part) else repr(part)
            raise NotOnScreen(f"{identifier} says {seen!r} and not {wanted} after {timeout_s:.0f} s") from None
        return seen

    # Doing

    def click(self, identifier: str, timeout_s: float = 10.0) -> None:
        """Move the mouse to the middle of a control, as soon as it is enabled, and click."""
        self.wait(lambda: self.enabled(identifier), f"{identifier}, enabled", timeout_s)
        x, y, width, height = self._settled(identifier)
        self._xdotool("mousemove", str(x + width // 2), str(y + height // 2), "click", "1")

    def click_row(self, identifier: str, index: int) -> None:
        """Click an item of a list."""
        answer = self._ask(self._message(self._required(identifier), ACCESSIBLE, "GetChildAtIndex", "i", (index,)))
        if not answer:
            raise NotOnScreen(f"row {index} of {identifier} is not there")
        x, y, width, height = self._extents(answer[0][1])
        self._xdotool("mousemove", str(x + min(width // 2, 80)), str(y + height // 2), "click", "1")

    def fill(self, identifier: str, text: str, timeout_s: float = 10.0) -> None:
        """Click into a field and replace what stands there.

        A window that has just come up may lose the first keys; an agent sees that and types again, and so do we.
        """
        for _ in range(FILL_TRIES):
            self.click(identifier, timeout_s)
            self.keys("ctrl+a", "Delete")
            self.type(text)
            with suppress(NotOnScreen):
                # A password field shows as many dots as there are characters, and nothing else.
                self.wait(lambda: len(self._content(self._required(identifier))) == len(text), "", FILL_LIMIT_S)
                return
        raise NotOnScreen(f"{identifier} does not hold the {len(text)} characters that were typed")

    def type(self, text: str) -> None:
        """Type; the text goes through a pipe, since a command line can be read by everybody."""
        delay_ms = (
            "4" if text.isascii() else "80"
        )  # a key that the keyboard lacks is mapped first, and the app must see that
        self._xdotool("type", "--delay", delay_ms, "--file", "-", stdin=text)

    def keys(self, *keys: str) -> None:
        """Press keys by their X names, for example ``ctrl+a`` or ``1``."""
        self._xdotool("key", "--delay", "4", *keys)

    def wheel(self, identifier: str, clicks: int) -> None:
        """Turn the mouse wheel over a control: positive is down."""
        x, y, width, height = self.extents(identifier)
        button = "5" if clicks > 0 else "4"
        self._xdotool(
            "mousemove",
            str(x + width // 2),
            str(y + height // 2),
            "click",
            "--repeat",
            str(abs(clicks)),
            "--delay",
            "15",
            button,
        )

    def screenshot(self, path: Path) -> Path:
        """Write the window as PNG."""
        frames = self._children(ROOT)
        area = self._extents(frames[0]) if frames else None
        return self.screen.screenshot(path, area)

    # AT-SPI

    def _application(self, pid: int) -> str:
        registry = new_method_call(DBusAddress(ROOT, "org.a11y.atspi.Registry", ACCESSIBLE), "GetChildren")
        answer = self._ask(registry)
        for bus_name, _path in answer[0] if answer else ():
            if self._pid_of(bus_name) == pid and self._children(ROOT, bus_name):
                return str(bus_name)
        return ""

    def _pid_of(self, bus_name: str) -> int:
        bus = DBusAddress("/org/freedesktop/DBus", "org.freedesktop.DBus", "org.freedesktop.DBus")
        answer = self._ask(new_method_call(bus, "GetConnectionUnixProcessID", "s", (bus_name,)))
        return int(answer[0]) if answer else 0

    def _find(self, identifier: str) -> str | None:
        """Return the object's path: the remembered one while it answers to its identifier, else by a look at all."""
        path = self._paths.get(identifier)
        if path is not None and self._property(path, ACCESSIBLE, "AccessibleId") == identifier:
            return path
        self._scan()
        return self._paths.get(identifier)

    def _required(self, identifier: str) -> str:
        path = self._find(identifier)
        if path is None:
            known = ", ".join(sorted(filter(_is_ours, self._paths)))
            raise NotOnScreen(f"{identifier} is not on the screen; there are: {known}")
        return path

    def _scan(self) -> None:
        """Read the window level by level, each level in one round trip; the inside of long lists is left out."""
        self._paths = {}
        level = self._children(ROOT)
        while level:
            identifiers = self._ask_many([_get(self._app, path, ACCESSIBLE, "AccessibleId") for path in level])
            counts = self._ask_many([_get(self._app, path, ACCESSIBLE, "ChildCount") for path in level])
            for path, answer in zip(level, identifiers, strict=True):
                if answer:
                    self._paths[answer[0][1]] = path
            parents = [
                path
                for path, count in zip(level, counts, strict=True)
                if count and 0 < int(count[0][1]) <= MANY_CHILDREN
            ]
            answers = self._ask_many([self._message(path, ACCESSIBLE, "GetChildren") for path in parents])
            level = [child for answer in answers if answer for _bus, child in answer[0]]

    def _children(self, path: str, bus_name: str = "") -> list[str]:
        answer = self._ask(new_method_call(DBusAddress(path, bus_name or self._app, ACCESSIBLE), "GetChildren"))
        return [child for _bus, child in answer[0]] if answer else []

    def _content(self, path: str) -> str:
        answer = self._ask(self._message(path, TEXT, "GetText", "ii", (0, -1)))
        return str(answer[0]) if answer else ""

    def _extents(self, path: str) -> tuple[int, int, int, int]:
        answer = self._ask(self._message(path, COMPONENT, "GetExtents", "u", (SCREEN_COORDINATES,)))
        if not answer:
            raise NotOnScreen(f"{path} has no place on the screen")
        x, y, width, height = answer[0]
        return x, y, width, height

    def _settled(self, identifier: str) -> tuple[int, int, int, int]:
        """Return the extents once two looks agree: a click must not miss what is still being laid out."""
        last = (0, 0, 0, 0)

        def still() -> bool:
            nonlocal last
            before, last = last, self.extents(identifier)
            return before == last and last[2] > 0

        self.wait(still, f"{identifier} at rest")
        return last

    def _has_state(self, path: str, state: int) -> bool:
        answer = self._ask(self._message(path, ACCESSIBLE, "GetState"))
        return bool(answer) and bool(answer[0][state // 32] >> state % 32 & 1)

    def _property(self, path: str, interface: str, name: str) -> Any:
        answer = self._ask(_get(self._app, path, interface, name))
        return answer[0][1] if answer else None

    def _message(
        self, path: str, interface: str, member: str, signature: str = "", body: tuple[Any, ...] = ()
    ) -> Message:
        return new_method_call(DBusAddress(path, self._app, interface), member, signature or None, body)

    def _ask(self, message: Message) -> tuple[Any, ...]:
        """Return the answer's body; empty when the object is gone or does not know the question."""
        return self._ask_many([message])[0]

    def _ask_many(self, messages: list[Message]) -> list[tuple[Any, ...]]:
        """Send all, then collect all answers: one round trip instead of one for each."""
        serials = {}
        for index, message in enumerate(messages):
            serial = next(self._bus.outgoing_serial)
            self._bus.send(message, serial=serial)
            serials[serial] = index
        answers: list[tuple[Any, ...]] = [()] * len(messages)
        while serials:
            reply = self._bus.receive(timeout=10)
            index = serials.pop(_reply_serial(reply), -1)
            if index >= 0 and reply.header.message_type is MessageType.method_return:
                answers[index] = reply.body
        return answers

    def _xdotool(self, *arguments: str, stdin: str = "") -> None:
        subprocess.run(
            ["xdotool", *arguments], input=stdin, text=True, env=self.screen.environment, check=True, timeout=60
        )


def _get(bus_name: str, path: str, interface: str, name: str) -> Message:
    address = DBusAddress(path, bus_name, "org.freedesktop.DBus.Properties")
    return new_method_call(address, "Get", "ss", (interface, name))


def _is_ours(identifier: str) -> bool:
    """Whether an identifier was given on purpose; Qt makes one up for the rest, from its class names."""
    return not identifier.startswith("QApplication")


def _reply_serial(message: Message) -> int:
    return int(message.header.fields.get(HeaderFields.reply_serial, -1))


def _accessibility_bus(session_address: str) -> str:
    """Return the address of the accessibility bus, which starts by being asked for."""
    session = open_dbus_connection(bus=session_address)
    try:
        address = DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus")
        reply = session.send_and_get_reply(new_method_call(address, "GetAddress"), timeout=20)
        return str(reply.body[0])
    finally:
        with suppress(OSError):
            session.close()
