"""An engine without SIP: it speaks the real frames and acts by the last digit of the number that it is told to call.

1 answers and stays, 2 is busy, 3 declines, 4 dies when answered, 5 fails on our side, 6 refuses the command, 7 rings.
Before it acts on a call it looks into the cache, through a connection of its own, whether the attempt is on disk.
Arguments: the cache's file, the file with its key in hex, the file to write down what was seen.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from agent_app.sip import frames, messages
from agent_domain.calls import CallState

CACHE, KEY_FILE, JOURNAL = (Path(argument) for argument in sys.argv[1:4])
_calls: dict[object, datetime | None] = {}


def tell(event: messages.Event) -> None:
    sys.stdout.buffer.write(frames.pack(event))
    sys.stdout.buffer.flush()


def note(text: str) -> None:
    with JOURNAL.open("a") as file:
        file.write(text + "\n")


def step(call_id, state: CallState, **fields) -> None:
    now = datetime.now(UTC)
    if state is CallState.CONNECTED:
        _calls[call_id] = now
    if state is CallState.ENDED:
        fields.setdefault("answered_at", _calls.pop(call_id, None))
    tell(messages.CallStateChanged(call_id=call_id, state=state, at=now, **fields))


def is_on_disk(call_id) -> bool:
    import sqlcipher3

    connection = sqlcipher3.connect(str(CACHE))
    try:
        connection.execute(f"PRAGMA key = \"x'{KEY_FILE.read_text()}'\"")
        # A quick server may have confirmed it already; then the mirror holds the call and the outbox let go of it.
        rows = connection.execute(
            "SELECT 1 FROM outbox WHERE kind = 'start_call' AND call_id = ? UNION SELECT 1 FROM call WHERE call_id = ?",
            (call_id.bytes, call_id.bytes),
        )
        return rows.fetchone() is not None
    finally:
        connection.close()


def place(command: messages.PlaceCall) -> None:
    note(f"place_call {'on disk' if is_on_disk(command.call_id) else 'NOT ON DISK'}")
    call_id, digit = command.call_id, command.phone[-1]
    _calls[call_id] = None
    if digit == "6":
        tell(messages.CommandFailed(command="place_call", code="bad_number", message="No such line.", call_id=call_id))
        return
    if digit == "5":
        step(call_id, CallState.ENDED, ended_by=messages.EndedBy.ENGINE, reason="No audio.")
        return
    step(call_id, CallState.RINGING, sip_status=180, alerted=True)
    if digit in "14":
        step(call_id, CallState.CONNECTED, sip_status=200)
    if digit == "4":
        os._exit(70)
    if digit in "23":
        status = {"2": 486, "3": 603}[digit]
        step(call_id, CallState.ENDED, sip_status=status, alerted=True, ended_by=messages.EndedBy.FAR_END)


def obey(command: messages.AnyCommand) -> None:
    match command:
        case messages.Configure():
            tell(messages.RegistrationChanged(state=messages.RegistrationState.REGISTERED, sip_status=200))
            tell(messages.AudioChanged(microphone="Headset", speaker="Headset"))
        case messages.PlaceCall():
            place(command)
        case messages.HangUp():
            note("hang_up")
            answered = _calls.get(command.call_id) is not None
            status = 200 if answered else 487
            step(command.call_id, CallState.ENDED, sip_status=status, alerted=True, ended_by=messages.EndedBy.AGENT)
        case messages.SetMuted():
            note(f"muted {command.muted}")
        case messages.Ping():
            tell(messages.Pong())
        case messages.Stop():
            sys.exit(0)


def main() -> None:
    reader = frames.FrameReader(messages.AnyCommand)
    tell(messages.EngineReady(library="scripted"))
    while data := os.read(0, 65536):
        for command in reader.feed(data):
            obey(msgspec.convert(command, messages.AnyCommand) if isinstance(command, dict) else command)


if __name__ == "__main__":
    main()
