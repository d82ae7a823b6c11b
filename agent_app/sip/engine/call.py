"""One outgoing call: turns what the library and the far end say into `CallStateChanged`.

Everything is read inside the callbacks and copied: after the call is over the library answers no question about it.

Thread: the engine's main thread.
Source: RFC 3261 section 13, RFC 3326; P53, P54.
"""

import logging
import time
from collections.abc import Callable

import pjsua2 as pj
from msgspec.structs import replace

from agent_app.sip.engine.library import sentence_of
from agent_app.sip.engine.sip_text import describes_session, method_of, q850_cause, status_of
from agent_app.sip.engine.sound import SoundPort
from agent_app.sip.messages import CallStateChanged, EndedBy
from agent_app.sip.redaction import redact
from agent_domain.calls import CallState
from agent_domain.clock import utc_now
from agent_domain.ids import CallId

log = logging.getLogger(__name__)

FAREWELL_LIMIT_S = 2.0
CHALLENGES = (401, 407)
CANCELLED = 487


class OutgoingCall(pj.Call):  # type: ignore[misc]  # the binding has no types
    """A call of the agent.

    Attributes:
        is_over: The end was told to the app.
        is_gone: The library has let go of it; only now may the object be dropped.
    """

    def __init__(
        self, line: pj.Account, call_id: CallId, sound_port: SoundPort, announce: Callable[[CallStateChanged], None]
    ) -> None:
        super().__init__(line)
        self.call_id = call_id
        self.is_over = False
        self.is_gone = False
        self._announce = announce
        self._sound_port = sound_port
        self._media: pj.AudioMedia | None = None
        self._muted = False
        self._told = CallStateChanged(call_id=call_id, state=CallState.DIALING, at=utc_now())
        self._ended_by: EndedBy | None = None
        self._was_answered_to = False
        self._give_up_at_s: float | None = None

    def place(self, uri: str) -> None:
        """Send the INVITE.

        Raises:
            pj.Error: Nothing was sent, and nothing was told.
        """
        self.makeCall(uri, pj.CallOpParam(True))
        if not self.is_over:
            self._announce(self._told)

    def hang_up(self) -> None:
        """Send CANCEL or BYE. A far end that does not answer to it is given `FAREWELL_LIMIT_S`."""
        self._ended_by = self._ended_by or EndedBy.AGENT
        self._give_up_at_s = self._give_up_at_s or time.monotonic() + FAREWELL_LIMIT_S
        try:
            self.hangup(pj.CallOpParam(True))
        except pj.Error as error:
            log.info("Hanging up: %s", redact(sentence_of(error)))

    def set_muted(self, muted: bool) -> None:
        """Send silence or the microphone; kept when the media changes."""
        self._muted = muted
        if self._media is not None:
            if muted:
                self._sound_port.stopTransmit(self._media)
            else:
                self._sound_port.startTransmit(self._media)

    def send_dtmf(self, digits: str) -> bool:
        """Send telephone events; False unless connected (the library would end the process)."""
        if self._told.state is not CallState.CONNECTED or self.is_over:
            return False
        try:
            self.dialDtmf(digits)
        except pj.Error as error:
            log.info("DTMF: %s", redact(sentence_of(error)))
            return False
        return True

    def tick(self) -> None:
        """Tell the end of a call whose far end does not answer to CANCEL or BYE; the library goes on trying."""
        if self._give_up_at_s is not None and not self.is_over and time.monotonic() >= self._give_up_at_s:
            self._tell_end("The far end did not confirm the end of the call.")

    # -- callbacks: nothing may escape from them ---------------------------------------------------------------------

    def onCallTsxState(self, prm: pj.OnCallTsxStateParam) -> None:
        """A message of the dialog arrived, or something else happened to a transaction."""
        try:
            self._on_event(prm.e)
        except Exception:
            log.exception("onCallTsxState")

    def onCallState(self, prm: pj.OnCallStateParam) -> None:
        """The library's own view of the call changed."""
        try:
            self._on_event(prm.e)  # a final answer comes here first, and to onCallTsxState too late
            info = self.getInfo()
            if info.state == pj.PJSIP_INV_STATE_CONFIRMED:
                at = utc_now()
                self._tell(state=CallState.CONNECTED, sip_status=int(info.lastStatusCode), answered_at=at, at=at)
            elif info.state == pj.PJSIP_INV_STATE_DISCONNECTED:
                self.is_gone = True
                self._media = None
                self._tell_end(str(info.lastReason))
        except Exception:
            log.exception("onCallState")

    def onCallMediaState(self, _prm: pj.OnCallMediaStateParam) -> None:
        """Sound may flow, or flows elsewhere: the place in the conference bridge changes each time."""
        try:
            self._media = None
            info = self.getInfo()  # must outlive the loop: its vector is not copied
            for index, media in enumerate(info.media):
                if media.type == pj.PJMEDIA_TYPE_AUDIO and media.status == pj.PJSUA_CALL_MEDIA_ACTIVE:
                    self._media = self.getAudioMedia(index)
                    self._media.startTransmit(self._sound_port)
                    if not self._muted:
                        self._sound_port.startTransmit(self._media)
                    break
        except Exception:
            log.exception("onCallMediaState")

    def onCallTransferRequest(self, prm: pj.OnCallTransferRequestParam) -> None:
        """Refuse to be sent elsewhere (REFER): the library would call the new number at once, without a permit (S8)."""
        prm.statusCode = pj.PJSIP_SC_DECLINE

    def onCallReplaceRequest(self, prm: pj.OnCallReplaceRequestParam) -> None:
        """Refuse a caller who wants to take this call's place: the library would answer, without a word to the app."""
        prm.statusCode = pj.PJSIP_SC_DECLINE

    # -- what it means -------------------------------------------------------------------------------------------------

    def _on_event(self, event: pj.SipEvent) -> None:
        if event.type == pj.PJSIP_EVENT_TSX_STATE and event.body.tsxState.type == pj.PJSIP_EVENT_RX_MSG:
            self._on_message(str(event.body.tsxState.src.rdata.wholeMsg))

    def _on_message(self, message: str) -> None:
        status = status_of(message)
        cause = q850_cause(message)
        if status is None:
            if method_of(message) == "BYE":
                self._ended_by = self._ended_by or EndedBy.FAR_END
                self._told = replace(self._told, q850_cause=cause or self._told.q850_cause)
            return
        code, phrase = status
        self._was_answered_to = True
        if method_of(message) != "INVITE" or code == 100 or code in CHALLENGES or self._told.answered_at is not None:
            return
        if code < 200:
            self._on_provisional(code, phrase, has_sound=describes_session(message))
        else:
            if code >= 300:
                self._ended_by = self._ended_by or EndedBy.FAR_END
            self._told = replace(self._told, sip_status=code, reason=phrase, q850_cause=cause)

    def _on_provisional(self, code: int, phrase: str, *, has_sound: bool) -> None:
        alerted = self._told.alerted or code == 180
        state = self._told.state
        if has_sound:
            state = CallState.EARLY_MEDIA
        elif code == 180 and state is CallState.DIALING:
            state = CallState.RINGING
        if (state, alerted) != (self._told.state, self._told.alerted):
            self._tell(state=state, alerted=alerted, sip_status=code, reason=phrase)

    def _tell_end(self, library_reason: str) -> None:
        if self.is_over:
            return
        self.is_over = True
        sip_status, reason = self._told.sip_status, self._told.reason
        if sip_status is None or sip_status < 200:
            # Statuses that the library makes up (408, 503) are no answers of anyone. But CANCEL has only one end, and
            # the library does not wait for it.
            cancelled = self._ended_by is EndedBy.AGENT and self._was_answered_to
            sip_status, reason = (CANCELLED, "Request Terminated") if cancelled else (None, library_reason)
        ended_by = self._ended_by or EndedBy.ENGINE
        self._tell(state=CallState.ENDED, sip_status=sip_status, reason=reason, ended_by=ended_by)

    def _tell(self, **changed: object) -> None:
        self._told = replace(self._told, **{"at": utc_now(), **changed})
        self._announce(self._told)


class RefusedCall(pj.Call):  # type: ignore[misc]  # the binding has no types
    """An incoming call that nobody can take yet.

    Attributes:
        is_gone: The library has let go of it; only now may the object be dropped.
    """

    def __init__(self, line: pj.Account, library_id: int) -> None:
        super().__init__(line, library_id)
        self.is_gone = False

    def refuse(self, sip_status: int) -> None:
        """Answer with `sip_status`."""
        answer = pj.CallOpParam()
        answer.statusCode = sip_status
        self.hangup(answer)

    def onCallState(self, _prm: pj.OnCallStateParam) -> None:
        """Note its end."""
        try:
            self.is_gone = self.getInfo().state == pj.PJSIP_INV_STATE_DISCONNECTED
        except Exception:
            log.exception("onCallState")
