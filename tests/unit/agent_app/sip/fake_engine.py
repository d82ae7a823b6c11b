"""A stand-in for the engine's process: speaks the protocol, and misbehaves as its argument says.

``obedient`` answers everything; ``dies_on_dial`` ends at the first PlaceCall; ``deaf`` is ready and then answers
nothing; ``babbles`` writes what is no frame; ``stillborn`` ends at once; ``stubborn`` does not end when it is told to.
"""

import os
import sys
import time
from datetime import UTC, datetime

from agent_app.sip import frames, messages
from agent_domain.calls import CallState


def tell(event: messages.EngineEvent) -> None:
    os.write(1, frames.pack(event))


def obey(manner: str, command: messages.AnyCommand) -> None:
    match command:
        case messages.Configure():
            tell(messages.RegistrationChanged(state=messages.RegistrationState.REGISTERED, sip_status=200))
        case messages.PlaceCall():
            if manner == "dies_on_dial":
                os._exit(9)
            tell(messages.CallStateChanged(call_id=command.call_id, state=CallState.DIALING, at=datetime.now(UTC)))
        case messages.HangUp():
            tell(messages.CallStateChanged(call_id=command.call_id, state=CallState.ENDED, at=datetime.now(UTC)))
        case messages.Ping():
            tell(messages.Pong())
        case messages.Stop():
            sys.exit(0)


def main(manner: str) -> None:
    if manner == "stillborn":
        sys.exit(1)
    tell(messages.EngineReady(library="fake"))
    if manner == "babbles":
        os.write(1, b"\xff\xff\xff\xffTraceback")
    if manner in ("deaf", "stubborn", "babbles"):
        time.sleep(600)
    reader: frames.FrameReader[messages.AnyCommand] = frames.FrameReader(messages.AnyCommand)
    while chunk := os.read(0, 65536):
        for command in reader.feed(chunk):
            obey(manner, command)


if __name__ == "__main__":
    main(sys.argv[1])
