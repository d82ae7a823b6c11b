"""Qt's side of the sound: opens the system's default devices for a call and carries sound between them and the rings.

Devices are never known by index (P9). When one goes away, the default that is left takes its place, or silence does,
and it is said (P2); when one appears where there was none, it is taken (P6). Qt does not always tell that a device is
gone (it keeps the last PulseAudio source in its list): a device that carries nothing for three seconds counts as gone.

Thread: the audio thread, which runs Qt's event loop.
"""

import logging
from collections.abc import Callable

from PySide6.QtCore import QIODevice, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtMultimedia import QAudioDevice, QAudioFormat, QAudioSink, QAudioSource, QMediaDevices, QtAudio

from agent_app.sip.engine.library import CLOCK_RATE_HZ
from agent_app.sip.engine.sound import BYTES_PER_MS, START_MS, Ring

log = logging.getLogger(__name__)

PUMP_INTERVAL_MS = 10
STALLED_AFTER_PUMPS = 300
SPEAKER_BUFFER_MS = 60
MICROPHONE_BUFFER_MS = 200  # a bound, no delay: it is emptied at each pump, and what does not fit in is lost


def _call_format() -> QAudioFormat:
    audio_format = QAudioFormat()
    audio_format.setSampleRate(CLOCK_RATE_HZ)
    audio_format.setChannelCount(1)
    audio_format.setSampleFormat(QAudioFormat.SampleFormat.Int16)
    return audio_format


def _id(device: QAudioDevice) -> bytes:
    return bytes(device.id().data())


class Capture:
    """The open microphone.

    Attributes:
        name: Of the device, as the system shows it.
        device_id: Stable while it is plugged in.
        stalled: The device is gone or carries nothing.
    """

    def __init__(self, device: QAudioDevice, ring: Ring) -> None:
        self.device_id = _id(device)
        self.name = device.description()
        self._ring = ring
        self._silent_pumps = 0
        self._source = QAudioSource(device, _call_format())
        self._source.setBufferSize(MICROPHONE_BUFFER_MS * BYTES_PER_MS)
        self._stream: QIODevice | None = self._source.start()

    @property
    def stalled(self) -> bool:
        stopped = self._stream is None or self._source.state() is QtAudio.State.StoppedState
        return stopped or self._silent_pumps > STALLED_AFTER_PUMPS

    def pump(self) -> None:
        """Carry what the device has to the ring."""
        sound = bytes(self._stream.readAll().data()) if self._stream is not None else b""
        if sound:
            self._ring.write(sound)
            self._silent_pumps = 0
        else:
            self._silent_pumps += 1

    def close(self) -> None:
        self._stream = None
        self._source.stop()
        self._source.deleteLater()


class Playback:
    """The open speaker.

    Attributes:
        name: Of the device, as the system shows it.
        device_id: Stable while it is plugged in.
        stalled: The device is gone or takes nothing.
    """

    def __init__(self, device: QAudioDevice, ring: Ring) -> None:
        self.device_id = _id(device)
        self.name = device.description()
        self._ring = ring
        self._full_pumps = 0
        self._sink = QAudioSink(device, _call_format())
        self._sink.setBufferSize(SPEAKER_BUFFER_MS * BYTES_PER_MS)
        self._stream: QIODevice | None = self._sink.start()

    @property
    def stalled(self) -> bool:
        # Idle only means that there was nothing to play.
        stopped = self._stream is None or self._sink.state() is QtAudio.State.StoppedState
        return stopped or self._full_pumps > STALLED_AFTER_PUMPS

    def pump(self) -> None:
        """Carry what fits from the ring to the device."""
        free_bytes = self._sink.bytesFree() & ~1 if self._stream is not None else 0
        if free_bytes and self._stream is not None:
            self._full_pumps = 0
            # A device that has run dry gets a little to live on first, else each frame would come just too late.
            starved = free_bytes >= self._sink.bufferSize()
            if sound := self._ring.take(free_bytes, START_MS * BYTES_PER_MS if starved else 2):
                self._stream.write(sound)
        else:
            self._full_pumps += 1

    def close(self) -> None:
        self._stream = None
        self._sink.reset()
        self._sink.deleteLater()


class Studio(QObject):
    """Microphone and speaker of the running call.

    Signals:
        use_requested: Open (True) or close the devices; may be emitted from any thread.
        end_requested: End the event loop; may be emitted from any thread.
    """

    use_requested = Signal(bool)
    end_requested = Signal()

    def __init__(self, microphone: Ring, speaker: Ring, announce: Callable[[str, str], None]) -> None:
        super().__init__()
        self._microphone_ring = microphone
        self._speaker_ring = speaker
        self._announce = announce
        self._announced: tuple[str, str] | None = None
        self._in_use = False
        self._capture: Capture | None = None
        self._playback: Playback | None = None
        self._failed_ids: set[bytes] = set()
        self._pump_timer = QTimer(self, interval=PUMP_INTERVAL_MS, timerType=Qt.TimerType.PreciseTimer)
        self._pump_timer.timeout.connect(self._on_pump_due)
        self._media_devices = QMediaDevices(self)
        self._media_devices.audioInputsChanged.connect(self._on_devices_changed)
        self._media_devices.audioOutputsChanged.connect(self._on_devices_changed)
        queued = Qt.ConnectionType.QueuedConnection
        self.use_requested.connect(self._on_use_requested, queued)
        self.end_requested.connect(self._on_end_requested, queued)
        self._tell()

    def close(self) -> None:
        """Close both devices."""
        self._pump_timer.stop()
        self._close_capture()
        self._close_playback()

    def _close_capture(self) -> None:
        if self._capture is not None:
            self._capture.close()
            self._capture = None

    def _close_playback(self) -> None:
        if self._playback is not None:
            self._playback.close()
            self._playback = None

    @Slot(bool)
    def _on_use_requested(self, wanted: bool) -> None:
        self._in_use = wanted
        self.close()
        self._microphone_ring.clear()
        self._speaker_ring.clear()
        if wanted:
            self._forgive()
            self._open()
            self._pump_timer.start()
        self._tell()

    @Slot()
    def _on_end_requested(self) -> None:
        self.thread().quit()

    @Slot()
    def _on_devices_changed(self) -> None:
        """Let go of what is gone, and look for what can take its place."""
        self._failed_ids.clear()
        if self._capture is not None and self._capture.device_id not in map(_id, QMediaDevices.audioInputs()):
            self._close_capture()
        if self._playback is not None and self._playback.device_id not in map(_id, QMediaDevices.audioOutputs()):
            self._close_playback()
        if self._in_use:
            self._open()
        self._tell()

    def _open(self) -> None:
        """Open what is not open, if there is a device for it that has not failed."""
        microphone, speaker = QMediaDevices.defaultAudioInput(), QMediaDevices.defaultAudioOutput()
        if self._capture is None and not microphone.isNull() and _id(microphone) not in self._failed_ids:
            self._capture = Capture(microphone, self._microphone_ring)
        if self._playback is None and not speaker.isNull() and _id(speaker) not in self._failed_ids:
            self._playback = Playback(speaker, self._speaker_ring)

    def _forgive(self) -> None:
        """Try devices that failed in the last call again.

        Not when both failed: then the sound system itself is gone, and Qt's PulseAudio client would end the process if
        it were asked for a device before it has told of new ones.
        """
        defaults = {_id(QMediaDevices.defaultAudioInput()), _id(QMediaDevices.defaultAudioOutput())}
        if not defaults <= self._failed_ids:
            self._failed_ids.clear()

    @Slot()
    def _on_pump_due(self) -> None:
        if self._capture is not None:
            self._capture.pump()
            if self._capture.stalled:
                log.warning("The microphone is gone.")
                self._failed_ids.add(self._capture.device_id)
                self._close_capture()
        if self._playback is not None:
            self._playback.pump()
            if self._playback.stalled:
                log.warning("The speaker is gone.")
                self._failed_ids.add(self._playback.device_id)
                self._close_playback()
        self._tell()

    def _tell(self) -> None:
        """Announce the devices: in a call those that are open, else those that would be."""
        if self._in_use:
            microphone = self._capture.name if self._capture else ""
            speaker = self._playback.name if self._playback else ""
        else:
            microphone = QMediaDevices.defaultAudioInput().description()
            speaker = QMediaDevices.defaultAudioOutput().description()
        if (microphone, speaker) != self._announced:
            self._announced = (microphone, speaker)
            self._announce(microphone, speaker)
