"""Sound between the call and the devices: bounded rings, and the port by which pjmedia reads and fills them.

All sound is 16 kHz, mono, signed 16 bit, in frames of 20 ms. The rings are bounded: a backlog once made would be heard
as delay for the rest of the call.

Thread: rings serve any two threads; the port's callbacks come on pjmedia's clock thread and never wait.
"""

import ctypes
import logging
import threading

import pjsua2 as pj

from agent_app.sip.engine.library import CLOCK_RATE_HZ, FRAME_MS

log = logging.getLogger(__name__)

BYTES_PER_MS = CLOCK_RATE_HZ * 2 // 1000
FRAME_BYTES = BYTES_PER_MS * FRAME_MS
START_MS = 40
SPEAKER_LIMIT_MS = 80
MICROPHONE_LIMIT_MS = 120  # PulseAudio gives a microphone's sound in pieces of 64 ms
SILENCE = bytes(FRAME_BYTES)


class Ring:
    """Sound on its way from one thread to another, the oldest dropped when it gets late."""

    def __init__(self, limit_ms: int) -> None:
        """Make an empty ring.

        Args:
            limit_ms: More than this is never kept; when it is reached, the oldest is dropped down to half of it.
        """
        self._limit_bytes = limit_ms * BYTES_PER_MS
        self._lock = threading.Lock()
        self._sound = bytearray()
        self._filling = True

    def write(self, sound: bytes) -> None:
        """Add `sound`."""
        with self._lock:
            self._sound += sound
            if len(self._sound) > self._limit_bytes:
                del self._sound[: len(self._sound) - self._limit_bytes // 2]

    def take_frame(self) -> bytes:
        """Take 20 ms; silence while there is too little.

        After it has run dry it waits until `START_MS` are there: one gap is heard less than many.
        """
        with self._lock:
            if len(self._sound) < (START_MS * BYTES_PER_MS if self._filling else FRAME_BYTES):
                self._filling = True
                return SILENCE
            self._filling = False
            return self._take(FRAME_BYTES)

    def take(self, limit_bytes: int, at_least_bytes: int) -> bytes:
        """Take up to `limit_bytes`, or nothing if there are fewer than `at_least_bytes`."""
        with self._lock:
            return self._take(limit_bytes) if len(self._sound) >= at_least_bytes else b""

    def _take(self, limit_bytes: int) -> bytes:
        sound = bytes(self._sound[:limit_bytes])
        del self._sound[:limit_bytes]
        return sound

    def clear(self) -> None:
        """Forget all: the next call must not begin with the end of the last one."""
        with self._lock:
            self._sound.clear()
            self._filling = True


class _VectorHead(ctypes.Structure):
    """The first two words of a std::vector in every C++ library that pjsua2 is built with."""

    _fields_ = (("begin", ctypes.c_void_p), ("end", ctypes.c_void_p))


def _read_fast(vector: pj.ByteVector) -> bytes:
    head = _VectorHead.from_address(int(vector.this))
    return ctypes.string_at(head.begin, head.end - head.begin) if head.begin else b""


def _fill_fast(vector: pj.ByteVector, sound: bytes) -> None:
    ctypes.memmove(_VectorHead.from_address(int(vector.this)).begin, sound, len(sound))


def fast_access_works() -> bool:
    """Try on a vector whose content is known whether its memory can be read and written as it lies.

    Byte by byte through the binding a frame costs 600 us, as memory 1.4 us.
    """
    expected = bytes(range(256)) * 2
    vector = pj.ByteVector(expected)
    head = _VectorHead.from_address(int(vector.this))
    if not head.begin or not head.end or head.end - head.begin != len(expected):
        return False
    if _read_fast(vector) != expected:
        return False
    _fill_fast(vector, expected[::-1])
    return bytes(vector) == expected[::-1]


class SoundPort(pj.AudioMediaPort):  # type: ignore[misc]  # the binding has no types
    """Where the conference bridge meets the rings: takes from `microphone`, gives to `speaker`."""

    def __init__(self, microphone: Ring, speaker: Ring) -> None:
        super().__init__()
        self._microphone = microphone
        self._speaker = speaker
        self._fast = fast_access_works()
        self._out = pj.ByteVector(SILENCE)
        audio_format = pj.MediaFormatAudio()
        audio_format.type = pj.PJMEDIA_TYPE_AUDIO
        audio_format.clockRate = CLOCK_RATE_HZ
        audio_format.channelCount = 1
        audio_format.bitsPerSample = 16
        audio_format.frameTimeUsec = FRAME_MS * 1000
        self.createPort("predial", audio_format)

    def onFrameRequested(self, frame: pj.MediaFrame) -> None:
        """Give the next 20 ms to the far end."""
        try:
            sound = self._microphone.take_frame()
            frame.type = pj.PJMEDIA_FRAME_TYPE_AUDIO
            if self._fast:
                _fill_fast(self._out, sound)
                frame.buf = self._out
            else:
                frame.buf = pj.ByteVector(sound)
            frame.size = FRAME_BYTES
        except Exception:
            log.exception("The microphone's sound was lost.")

    def onFrameReceived(self, frame: pj.MediaFrame) -> None:
        """Take the next 20 ms from the far end."""
        try:
            self._speaker.write(_read_fast(frame.buf) if self._fast else bytes(frame.buf))
        except Exception:
            log.exception("The far end's sound was lost.")
