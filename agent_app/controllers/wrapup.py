"""The outcome of a call: pre-selected by the signalling, chosen by the agent, on disk before anything says saved.

The note runs from the first ring: it is written down about a second after the last key and when the call ends, so that
a crash keeps it. Source: F7, F8, F21, P27-P33; promises 1 and 9.
"""

import logging
from datetime import datetime

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from agent_app.controllers.attempt import TECHNICAL, suggested_result
from agent_app.controllers.shift import OpenCall, Shift
from agent_app.controllers.snapshots import RecordMark, WrapUpForm, WrapUpPicture
from agent_domain.calls import Call, CallResult
from agent_domain.commands import AddNote, Command, DispositionCall, EndCall
from agent_domain.errors import AgentError
from agent_domain.ids import CallId

log = logging.getLogger(__name__)
NOTE_PAUSE_MS = 1000


class WrapUpController(QObject):
    """The running note and the disposition.

    Signals:
        wrapup_changed: WrapUpPicture.
    """

    wrapup_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture = WrapUpPicture()
        self._shift: Shift | None = None
        self._written_note = ""
        self._owed: list[Command] = []
        self._last_saved: CallId | None = None
        self._note_timer = QTimer(self, singleShot=True, interval=NOTE_PAUSE_MS)
        self._note_timer.timeout.connect(self._on_note_pause)

    # -- the shift -----------------------------------------------------------------------------------------------------

    def begin(self, shift: Shift) -> None:
        """Start with a signed-in agent's work."""
        self._shift = shift
        shift.bridge.commands_settled.connect(self._on_synced)
        shift.bridge.changes_applied.connect(self._on_synced)

    def end(self) -> None:
        """Write down the note and forget everything."""
        self._write_note()
        self._shift, self._owed, self._last_saved, self._written_note = None, [], None, ""
        self._announce(WrapUpPicture())

    # -- the call ------------------------------------------------------------------------------------------------------

    def attend(self, call: OpenCall) -> None:
        """A call has begun: its note can be written from now on."""
        self._take(call, note="")

    def open(self, ended: EndCall, failure_reason: str) -> None:
        """The call is over: write that down and ask for the outcome.

        The end of the call is owed to the outbox if it cannot be written now; it is written before the disposition.
        """
        preselected = suggested_result(ended)
        self._owed.append(ended)
        self._write_note()
        error = self._pay_what_is_owed()
        self._announce(
            msgspec.structs.replace(
                self.picture,
                open=True,
                result=self.picture.result or preselected,
                preselected=preselected,
                failure_reason=failure_reason,
                error_title=error.title if error else "",
                error_message=error.message if error else "",
            )
        )

    def reopen(self, kept: OpenCall, call: Call, ended: EndCall | None) -> None:
        """Ask for the outcome of a call that an earlier run of the app left open (P27-P32)."""
        self._take(kept, call.note)
        if ended is not None:
            self.open(ended, TECHNICAL if ended.technical_failure else "")
        else:
            result = suggested_result(call)
            self._announce(msgspec.structs.replace(self.picture, open=True, result=result, preselected=result))

    # -- the agent -----------------------------------------------------------------------------------------------------

    @Slot(object)
    def choose(self, result: CallResult) -> None:
        """Choose a result; allowed while the call still runs."""
        if self.picture.call_id is not None:
            self._announce(msgspec.structs.replace(self.picture, result=result, problems=()))

    @Slot(str)
    def set_note(self, text: str) -> None:
        """Keep the running note; it is written down about a second after the last key.

        Announces nothing: the screen has the text already, and a picture would move the cursor.
        """
        if self.picture.call_id is not None and text != self.picture.note:
            self.picture = msgspec.structs.replace(self.picture, note=text)
            self._note_timer.start()

    @Slot(object)
    def set_callback(self, at: datetime | None) -> None:
        """Set or clear the agreed callback (aware)."""
        if self.picture.call_id is not None:
            self._announce(msgspec.structs.replace(self.picture, callback_at=at, problems=()))

    @Slot(object)
    def save(self, form: WrapUpForm) -> None:
        """Save the disposition; the panel closes only after it is on disk."""
        if self._shift is None or not self.picture.open:
            return
        self.picture = msgspec.structs.replace(
            self.picture,
            result=form.result,
            note=form.note,
            callback_at=form.callback_at,
            error_title="",
            error_message="",
        )
        problems = self._problems(form)
        if problems:
            self._announce(msgspec.structs.replace(self.picture, problems=problems))
            return
        self._owed.append(self._disposition(form))
        error = self._pay_what_is_owed()
        if error is not None:
            self._owed = [command for command in self._owed if not isinstance(command, DispositionCall)]
            self._announce(msgspec.structs.replace(self.picture, error_title=error.title, error_message=error.message))
            return
        self._close()

    def _take(self, call: OpenCall, note: str) -> None:
        self._owed, self._written_note = [], note
        self._announce(
            WrapUpPicture(
                call_id=call.call_id, lead_id=call.lead_id, name=call.name, time_zone=call.time_zone, note=note
            )
        )

    # -- inside --------------------------------------------------------------------------------------------------------

    def _problems(self, form: WrapUpForm) -> tuple[str, ...]:
        from agent_domain.dispositions import check_disposition

        assert self._shift is not None
        return check_disposition(form.result, form.failure_reason, form.note, form.callback_at, self._shift.clock())

    def _disposition(self, form: WrapUpForm) -> DispositionCall:
        assert self.picture.call_id is not None
        assert self.picture.lead_id is not None
        return DispositionCall(
            call_id=self.picture.call_id,
            lead_id=self.picture.lead_id,
            result=form.result,
            failure_reason=form.failure_reason,
            note=form.note,
            callback_at=form.callback_at,
        )

    def _close(self) -> None:
        assert self._shift is not None
        self._note_timer.stop()
        self._last_saved = self.picture.call_id
        self._shift.keep_call(None)
        self._announce(WrapUpPicture(saved_mark=RecordMark.ON_THIS_PC))

    def _pay_what_is_owed(self) -> AgentError | None:
        """Write the commands that wait, in order; return what stopped it."""
        assert self._shift is not None
        while self._owed:
            try:
                self._shift.record(self._owed[0])
            except AgentError as error:
                log.error("Not written: %s (%s)", type(self._owed[0]).__name__, error.code)
                return error
            self._owed.pop(0)
        return None

    @Slot()
    def _on_note_pause(self) -> None:
        self._write_note()

    def _write_note(self) -> None:
        """Write the running note if it changed; a failure is told when it matters, at the disposition."""
        self._note_timer.stop()
        picture = self.picture
        if self._shift is None or picture.call_id is None or picture.lead_id is None:
            return
        if picture.note == self._written_note:
            return
        try:
            self._shift.record(AddNote(call_id=picture.call_id, lead_id=picture.lead_id, text=picture.note))
        except AgentError as error:
            log.error("The note was not written: %s", error.code)
            return
        self._written_note = picture.note

    @Slot(object)
    def _on_synced(self, _what: object) -> None:
        """See how far the wrap-up last saved has come."""
        if self._shift is None or self._last_saved is None or self.picture.saved_mark is None:
            return
        mark = self._shift.call_mark(self._last_saved)
        if mark is not self.picture.saved_mark:
            self._announce(msgspec.structs.replace(self.picture, saved_mark=mark))

    def _announce(self, picture: WrapUpPicture) -> None:
        self.picture = picture
        self.wrapup_changed.emit(picture)
