"""Framing on the pipe between app and engine: 4 bytes of length (big endian), then that many bytes of JSON.

No names, ports or firewall prompts, and the end of either side is seen at once.
"""

import struct
from collections.abc import Iterator
from typing import Any, Generic, TypeVar

import msgspec

from agent_app.errors import SipError

T = TypeVar("T")

MAX_FRAME_BYTES = 64 * 1024
_LENGTH = struct.Struct(">I")


class BrokenFrame(SipError):
    """The pipe carried something that is no message; its end cannot be found again."""

    code = "broken_frame"


def pack(message: msgspec.Struct) -> bytes:
    """Return `message` as one frame."""
    body = msgspec.json.encode(message)
    return _LENGTH.pack(len(body)) + body


class FrameReader(Generic[T]):
    """Turns a stream of bytes, cut anywhere, back into messages of one type (a union of tagged structs)."""

    def __init__(self, message_type: Any) -> None:
        """Make a reader of `message_type`, which may be a union (so far the type system has no word for its type)."""
        self._decoder: msgspec.json.Decoder[T] = msgspec.json.Decoder(message_type)
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[T]:
        """Take the next bytes and yield the messages that they complete, in order.

        One by one: what stands whole before a broken frame still counts, for example the end of a call.

        Raises:
            BrokenFrame: The bytes are no frames of this type. The reader is of no use any more.
        """
        self._buffer += chunk
        while len(self._buffer) >= _LENGTH.size:
            (length_bytes,) = _LENGTH.unpack_from(self._buffer)
            if length_bytes > MAX_FRAME_BYTES:
                raise BrokenFrame("The softphone's pipe carries no messages.", "The softphone is started again.")
            end = _LENGTH.size + length_bytes
            if len(self._buffer) < end:
                break
            body = bytes(self._buffer[_LENGTH.size : end])
            del self._buffer[:end]
            yield self._decode(body)

    def _decode(self, body: bytes) -> T:
        try:
            return self._decoder.decode(body)
        except msgspec.MsgspecError:
            # The text of the error can quote the body, which may hold a number: it is not carried on.
            raise BrokenFrame("The softphone's pipe carries no messages.", "The softphone is started again.") from None
