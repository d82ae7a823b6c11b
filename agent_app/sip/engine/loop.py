"""The engine's main loop: owns every object of the library, obeys commands, tells events.

Thread: the process's main thread. Others may only `post` work to it and `tell` events.
"""

import logging
import os
import queue
import re
import threading
import time
from collections.abc import Callable
from functools import partial

import pjsua2 as pj

from agent_app.errors import SipError
from agent_app.sip import frames, messages
from agent_app.sip.engine.account import Line
from agent_app.sip.engine.call import OutgoingCall, RefusedCall
from agent_app.sip.engine.devices import AudioDevices
from agent_app.sip.engine.library import Library, Registrar, find_registrar, sentence_of
from agent_app.sip.engine.sound import MICROPHONE_LIMIT_MS, SPEAKER_LIMIT_MS, Ring, SoundPort
from agent_app.sip.redaction import redact
from agent_domain.ids import CallId

log = logging.getLogger(__name__)

POLL_IN_CALL_MS = 10
POLL_IDLE_MS = 50
GOODBYE_LIMIT_S = 1.8  # for BYE and un-REGISTER together; within END_LIMIT_S of __main__
DIALABLE = re.compile(r"\+?[0-9]{1,20}")


class Engine:
    """The engine between its start and its end."""

    def __init__(self, output_fd: int) -> None:
        self._output_fd = output_fd
        self._output_lock = threading.Lock()
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._running = True
        self._library = Library()
        self._line: Line | None = None
        self._call: OutgoingCall | None = None
        self._parting: list[pj.Call] = []
        microphone, speaker = Ring(MICROPHONE_LIMIT_MS), Ring(SPEAKER_LIMIT_MS)
        self._sound_port: SoundPort | None = SoundPort(microphone, speaker)
        self._devices = AudioDevices(microphone, speaker, self._on_devices)

    # -- from any thread -----------------------------------------------------------------------------------------------

    def post(self, work: Callable[[], None]) -> None:
        """Let the main thread do `work` at once."""
        self._work.put(work)
        self._library.wake()

    def tell(self, event: messages.EngineEvent) -> None:
        """Write an event. If the app is gone nobody listens, and the engine still says good-bye to the network."""
        frame = memoryview(frames.pack(event))
        with self._output_lock:
            try:
                while frame:
                    frame = frame[os.write(self._output_fd, frame) :]
            except OSError:
                log.debug("Nobody listens any more.")

    def obey(self, command: messages.AnyCommand) -> None:
        """Let the main thread carry out `command`."""
        self.post(partial(self._carry_out, command))

    def _on_devices(self, microphone: str, speaker: str) -> None:
        self.tell(messages.AudioChanged(microphone=microphone, speaker=speaker))

    # -- the loop ------------------------------------------------------------------------------------------------------

    def run(self) -> None:
        """Work until `Stop`, then leave the network in order."""
        self.tell(messages.EngineReady(library=self._library.version))
        while self._running:
            self._turn()
        self._leave()

    def _turn(self) -> None:
        if self._library.can_be_woken:
            self._library.poll(POLL_IN_CALL_MS if self._call else POLL_IDLE_MS)
        else:
            # Nothing of the library is open yet: there is nothing to poll and no way to be woken.
            self._do(timeout_s=0.2)
        while not self._work.empty():
            self._do(timeout_s=0.0)
        if self._line is not None:
            self._line.registration.tick()
        self._follow_calls()

    def _do(self, timeout_s: float) -> None:
        try:
            work = self._work.get(timeout=timeout_s) if timeout_s else self._work.get_nowait()
        except queue.Empty:
            return
        try:
            work()
        except Exception:
            log.exception("A command failed.")

    def _follow_calls(self) -> None:
        if self._call is not None:
            self._call.tick()
            if self._call.is_over:
                self._parting.append(self._call)
                self._call = None
                self._devices.use(False)
        # Dropped here and not in a callback: the library is not inside the object now.
        self._parting = [call for call in self._parting if not call.is_gone]

    # -- commands ------------------------------------------------------------------------------------------------------

    def _carry_out(self, command: messages.AnyCommand) -> None:
        match command:
            case messages.Ping():
                self.tell(messages.Pong())
            case messages.Stop():
                self._running = False
            case messages.Configure():
                self._configure(command)
            case messages.PlaceCall():
                self._place_call(command)
            case _:
                self._carry_out_in_call(command)

    def _carry_out_in_call(self, command: messages.HangUp | messages.SetMuted | messages.SendDtmf) -> None:
        call = self._call
        if call is None or call.call_id != command.call_id:
            self._refuse(command, "no_such_call", "This call is over.", command.call_id)
            return
        match command:
            case messages.HangUp():
                call.hang_up()
            case messages.SetMuted():
                call.set_muted(command.muted)
            case messages.SendDtmf():
                if not call.send_dtmf(command.digits):
                    self._refuse(command, "dtmf_not_sent", "The tones were not sent.", command.call_id)

    def _refuse(self, command: messages.Command, code: str, message: str, call_id: CallId | None = None) -> None:
        kind = str(command.__struct_config__.tag)
        self.tell(messages.CommandFailed(command=kind, code=code, message=message, call_id=call_id))

    def _configure(self, command: messages.Configure) -> None:
        if self._line is not None:
            self._refuse(command, "already_configured", "The line is open already.")
            return
        self._line = Line(
            command.account, self._library, self._find_registrar, self._on_registration, self._on_incoming
        )
        self._line.registration.begin()

    def _find_registrar(self, uri: str, then: Callable[[Registrar | SipError], None]) -> None:
        """Resolve `uri` on a thread of its own: a name server that is silent must not hold up calls."""

        def find() -> None:
            try:
                found: Registrar | SipError = find_registrar(uri)
            except SipError as error:
                found = error
            self.post(partial(then, found))

        threading.Thread(target=find, name="resolver", daemon=True).start()

    def _on_registration(self, event: messages.RegistrationChanged) -> None:
        self.tell(event)
        if event.state is messages.RegistrationState.REGISTERED:
            self._devices.prepare()

    def _place_call(self, command: messages.PlaceCall) -> None:
        self._follow_calls()  # the app may dial as soon as it has heard that the last call is over
        if self._call is not None:
            self._refuse(command, "call_in_progress", "Another call is still up.", command.call_id)
        elif self._line is None or not self._line.is_open or self._sound_port is None:
            self._refuse(command, "not_configured", "The line is not open.", command.call_id)
        elif not DIALABLE.fullmatch(command.phone):
            self._refuse(command, "bad_number", "This is no number that can be dialed.", command.call_id)
        else:
            call = OutgoingCall(self._line, command.call_id, self._sound_port, self.tell)
            self._call = call
            try:
                call.place(f"sip:{command.phone}@{self._line.domain}")
            except pj.Error as error:
                log.warning("INVITE: %s", redact(sentence_of(error)))
                if call.is_over:
                    return  # told as the call's end already
                self._call = None
                self._refuse(command, "call_not_placed", "The call could not be placed.", command.call_id)
                return
            self._devices.use(True)

    def _on_incoming(self, library_id: int) -> None:
        """Refuse politely: calls to the agent come later."""
        call = RefusedCall(self._line, library_id)
        self._parting.append(call)
        call.refuse(pj.PJSIP_SC_BUSY_HERE if self._call else pj.PJSIP_SC_TEMPORARILY_UNAVAILABLE)

    # -- the end -------------------------------------------------------------------------------------------------------

    def _leave(self) -> None:
        """Hang up, un-register, let go of everything, in the order in which the library survives it."""
        deadline_s = time.monotonic() + GOODBYE_LIMIT_S
        if self._call is not None:
            self._call.hang_up()
            self._pump_while(lambda: self._call is not None, deadline_s - GOODBYE_LIMIT_S / 2)
        self._devices.end()
        self._parting.clear()
        self._call = None
        self._sound_port = None
        if self._line is not None and self._line.is_open:
            line, self._line = self._line, None
            line.close()
            self._pump_while(lambda: line.registration.is_registered, deadline_s)
            line.shutdown()
            del line
        self._library.close()

    def _pump_while(self, waiting: Callable[[], bool], deadline_s: float) -> None:
        while waiting() and time.monotonic() < deadline_s:
            self._library.poll(POLL_IN_CALL_MS)
            self._follow_calls()
