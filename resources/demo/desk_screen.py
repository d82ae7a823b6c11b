"""A private screen for a window that nobody looks at: Xvfb, a D-Bus session with AT-SPI and nothing else, screenshots.

The session bus offers only the accessibility bus. A desktop's bus would start key stores and portals behind our back.
"""

import os
import struct
import zlib
from pathlib import Path

from resources.demo.world_processes import ProcessGroup

SCREEN_SIZE = "1440x900x24"

BUS_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:tmpdir=/tmp</listen>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
BUS_SERVICE = Path("/usr/share/dbus-1/services/org.a11y.Bus.service")


class Screen:
    """Xvfb and a session bus, up when the constructor returns.

    Attributes:
        environment: What a program needs to draw on this screen and to be driven on it.
        bus_address: Of the private session bus.
        frame_file: What is on the screen now, as an X window dump that Xvfb keeps up to date.
    """

    def __init__(self, processes: ProcessGroup) -> None:
        self.frame_file = processes.folder / "Xvfb_screen0"
        runtime = processes.folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        runtime.chmod(0o700)
        display = self._start_display(processes)
        base = {
            name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS")
        }
        self.environment = {**base, "DISPLAY": display, "XDG_RUNTIME_DIR": str(runtime), "LC_ALL": "C.UTF-8"}
        self.bus_address = self._start_bus(processes)
        self.environment |= {
            "DBUS_SESSION_BUS_ADDRESS": self.bus_address,
            "QT_QPA_PLATFORM": "xcb",
            "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        }

    def screenshot(self, path: Path, area: tuple[int, int, int, int] | None = None) -> Path:
        """Write what is on the screen now as PNG.

        Args:
            path: Where to.
            area: x, y, width, height in pixels; None: the whole screen.
        """
        width, height, rows = _read_xwd(self.frame_file.read_bytes())
        left, top, wide, high = area or (0, 0, width, height)
        wide, high = min(wide, width - left), min(high, height - top)
        rows = [row[left * 4 : (left + wide) * 4] for row in rows[top : top + high]]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_png(wide, high, rows))
        return path

    def _start_display(self, processes: ProcessGroup) -> str:
        reader, writer = os.pipe()
        command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN_SIZE, "-nolisten", "tcp"]
        processes.start("xvfb", [*command, "-fbdir", str(processes.folder)], pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as answer:
            number = answer.readline().strip()  # written when the display takes clients; empty if Xvfb ended
        if not number:
            raise RuntimeError(f"Xvfb did not start: {processes.folder / 'xvfb.log'} says why.")
        return f":{number}"

    def _start_bus(self, processes: ProcessGroup) -> str:
        services = processes.folder / "services"
        services.mkdir(exist_ok=True)
        (services / BUS_SERVICE.name).write_text(BUS_SERVICE.read_text())
        config = processes.folder / "bus.conf"
        config.write_text(BUS_CONFIG.format(services=services))
        reader, writer = os.pipe()
        command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", f"--print-address={writer}"]
        processes.start("dbus", command, environment=self.environment, pass_fds=[writer])
        os.close(writer)
        with os.fdopen(reader) as answer:
            address = answer.readline().strip()
        if not address:
            raise RuntimeError(f"dbus-daemon did not start: {processes.folder / 'dbus.log'} says why.")
        return address


def _read_xwd(dump: bytes) -> tuple[int, int, list[bytes]]:
    """Return width, height and the rows (4 bytes a pixel: blue, green, red, unused) of an X window dump.

    Source: X11/XWDFile.h, version 7, 32 bits a pixel, least significant byte first, as Xvfb -fbdir writes it.
    """
    header = struct.unpack(">25I", dump[:100])
    header_bytes, width, height, row_bytes, colours = header[0], header[4], header[5], header[12], header[19]
    start = header_bytes + colours * 12
    return width, height, [dump[start + y * row_bytes : start + (y + 1) * row_bytes] for y in range(height)]


def _png(width: int, height: int, rows: list[bytes]) -> bytes:
    """Return rows of BGRX pixels as PNG, 8 bits RGB. Source: RFC 2083."""
    lines = bytearray()
    for row in rows:
        line = bytearray(width * 3)
        line[0::3], line[1::3], line[2::3] = row[2::4], row[1::4], row[0::4]
        lines += b"\0" + line
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(lines), 6)), (b"IEND", b""))
    )
