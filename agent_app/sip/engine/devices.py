"""The microphone and the speaker, through QtMultimedia: the SIP library's own build knows no sound device.

Qt is imported on a thread of its own after the line is registered, so that neither start nor first call waits for it.
Without Qt's sound, without a sound system, without a device: silence, and the screen says so (P2, P9, P10).

Thread: `AudioDevices` may be told anything from any thread; `Studio` and everything of Qt live on the audio thread.
"""

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from agent_app.sip.engine.sound import Ring

if TYPE_CHECKING:
    from agent_app.sip.engine.studio import Studio

log = logging.getLogger(__name__)

Announce = Callable[[str, str], None]
"""Told the names of microphone and speaker; empty: there is none. Called on the audio thread."""


class AudioDevices:
    """The engine's handle on the audio thread."""

    def __init__(self, microphone: Ring, speaker: Ring, announce: Announce) -> None:
        self._microphone = microphone
        self._speaker = speaker
        self._announce = announce
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._studio: Studio | None = None
        self._in_use = False

    def prepare(self) -> None:
        """Look for devices in the background; `announce` is told what was found. Does nothing the second time."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="audio", daemon=True)
            self._thread.start()

    def use(self, wanted: bool) -> None:
        """Open the devices for a call, or close them: between calls nobody listens."""
        self.prepare()
        with self._lock:
            self._in_use = wanted
            if self._studio is not None:
                self._studio.use_requested.emit(wanted)

    def end(self) -> None:
        """Close the devices and end the thread; one that hangs in a driver is left to the end of the process."""
        with self._lock:
            studio = self._studio
            if studio is not None:
                studio.end_requested.emit()
        if studio is not None and self._thread is not None:
            self._thread.join(1.0)

    def _run(self) -> None:
        try:
            from PySide6.QtCore import QCoreApplication

            from agent_app.sip.engine.studio import Studio

            application = QCoreApplication.instance() or QCoreApplication([])
            studio = Studio(self._microphone, self._speaker, self._announce)
        except Exception:
            log.exception("Sound is not available.")
            self._announce("", "")
            return
        with self._lock:
            self._studio = studio
            if self._in_use:
                studio.use_requested.emit(True)
        application.exec()
        with self._lock:
            self._studio = None
        studio.close()
