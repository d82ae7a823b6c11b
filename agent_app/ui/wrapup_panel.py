"""The outcome of a call: result, reason, callback, note; saved before the next call (P27-P33).

The result is pre-selected from the signalling; digits choose another; an opt-out asks once.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from agent_app.controllers.snapshots import WrapUpForm, WrapUpPicture
from agent_app.ui.callback_picker import CallbackPicker
from agent_app.ui.card import Card
from agent_app.ui.note_field import NoteField
from agent_app.ui.opt_out_question import OptOutQuestion
from agent_app.ui.reason_chips import ReasonChips
from agent_app.ui.result_grid import ResultGrid
from agent_app.ui.texts import Caption, IconLabel, label, set_property
from agent_app.ui.wording import MARK_ICONS, PROBLEMS, mark_word, sentence, word
from agent_domain.calls import CallResult
from agent_domain.clock import Clock
from agent_domain.dispositions import DISPOSITIONS, RESULTS

_NOTE_PAUSE_MS = 300


class WrapUpPanel(Card):
    """The panel.

    Signals:
        result_chosen: CallResult.
        note_changed: The note as it stands.
        callback_chosen: An aware datetime or None.
        save_requested: WrapUpForm.
    """

    result_chosen = Signal(object)
    note_changed = Signal(str)
    callback_chosen = Signal(object)
    save_requested = Signal(object)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing_px=8)
        self._picture = WrapUpPicture()
        self._reason = ""
        self._opt_out_sure = False
        self._when_sure: Callable[[], None] | None = None
        self.results = ResultGrid()
        self.question = OptOutQuestion()
        self.reasons = ReasonChips(after=self.results.buttons[RESULTS[-1]])
        self.callback = CallbackPicker(clock)
        self.note = NoteField()
        self.save = QPushButton()
        self._caption, self._hint = Caption(), label("secondary", wrap=True)
        self._problems = label("tinted", identifier="wrapup.problems", wrap=True)
        self._mark_icon, self._mark = IconLabel(), label("secondary", identifier="wrapup.saved_mark", wrap=True)
        self._note_pause = QTimer(self, singleShot=True, interval=_NOTE_PAUSE_MS)
        self._set_up()
        self._arrange()
        self._connect()
        self.redraw()
        self.show_wrapup(self._picture)

    def show_wrapup(self, picture: WrapUpPicture) -> None:
        """Draw the outcome as it stands."""
        if picture.call_id != self._picture.call_id:
            self._start_new_call(picture)
        if picture.result is not self._picture.result:
            self._reason = ""
        opened = picture.open and not self._picture.open
        if opened and picture.failure_reason in self._reasons_of(picture.result):
            self._reason = picture.failure_reason
        self._picture = picture
        alive = picture.call_id is not None
        for widget in (self.results, self.reasons, self.callback, self.note):
            widget.setEnabled(alive)
        self.results.show_result(picture.result)
        self.reasons.show_reasons(self._reasons_of(picture.result), self._reason)
        self.callback.setVisible(picture.result is not None and DISPOSITIONS[picture.result].needs_callback)
        self.callback.show_callback(picture.callback_at, picture.time_zone)
        self.save.setEnabled(picture.open)
        self._say_state(picture)
        if opened and not self._in_the_middle_of_a_text():
            self._focus_results()

    def save_now(self) -> None:
        """Wish to save; an opt-out that was not asked about yet is asked about first."""
        picture = self._picture
        if not picture.open or self.question.isVisible():
            return
        if picture.result is None:
            self._say_problems(word("Problem", PROBLEMS, "result_needed"))
            return
        if picture.result is CallResult.OPT_OUT and not self._opt_out_sure:
            self._ask(self.save_now)
            return
        self._tell_note()
        callback_at = picture.callback_at if DISPOSITIONS[picture.result].needs_callback else None
        self.save_requested.emit(
            WrapUpForm(
                result=picture.result,
                failure_reason=self._reason,
                note=self.note.toPlainText().strip(),
                callback_at=callback_at,
            )
        )

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        self._caption.say(self.tr("Outcome"))
        self.note.setPlaceholderText(self.tr("Note for the next colleague"))
        self.note.setAccessibleName(self.tr("Note"))
        self.save.setText(self.tr("Save and next lead"))
        self.save.setAccessibleName(self.save.text())
        self.save.setToolTip(self.tr("Ctrl+Enter"))
        for part in (self.results, self.question, self.reasons, self.callback):
            part.redraw()
        self._say_state(self._picture)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        result = self.results.result_of(_letter(event))
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        meant = modifiers == Qt.KeyboardModifier.ControlModifier or (
            modifiers == Qt.KeyboardModifier.NoModifier and not self._typing()
        )
        if result is not None and meant and self.results.isEnabled() and not self.question.isVisible():
            self._on_result(result)
            return
        super().keyPressEvent(event)

    def _set_up(self) -> None:
        self.save.setAccessibleIdentifier("wrapup.save")
        self.save.setProperty("role", "primary")
        self.question.hide()

    def _arrange(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for widget in (self.results, self.question, self.reasons, self.callback):
            column.addWidget(widget)
        column.addWidget(self.note, 1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        mark = QHBoxLayout()
        mark.setSpacing(8)
        mark.addWidget(self._mark_icon, alignment=Qt.AlignmentFlag.AlignTop)
        mark.addWidget(self._mark, 1)
        self.body.addWidget(self._caption)
        self.body.addWidget(self._hint)
        self.body.addWidget(area, 1)
        self.body.addWidget(self._problems)
        self.body.addWidget(self.save)
        self.body.addLayout(mark)

    def _connect(self) -> None:
        self.results.result_chosen.connect(self._on_result)
        self.question.confirmed.connect(self._on_sure)
        self.question.cancelled.connect(self._on_not_sure)
        self.reasons.reason_chosen.connect(self._on_reason)
        self.callback.callback_chosen.connect(self.callback_chosen)
        self.note.textChanged.connect(self._note_pause.start)
        self._note_pause.timeout.connect(self._tell_note)
        self.save.clicked.connect(self.save_now)

    def _start_new_call(self, picture: WrapUpPicture) -> None:
        self._note_pause.stop()
        self._reason, self._opt_out_sure = "", False
        self._close_question()
        self.note.blockSignals(True)
        self.note.setPlainText(picture.note)
        self.note.blockSignals(False)

    def _say_state(self, picture: WrapUpPicture) -> None:
        if picture.open:
            self._hint.setText("")
        elif picture.call_id is not None:
            self._hint.setText(self.tr("Saved when the call has ended."))
        else:
            self._hint.setText(self.tr("Opens with the next call."))
        self._hint.setVisible(not picture.open)
        problems = [word("Problem", PROBLEMS, code) for code in picture.problems] if picture.open else []
        error = " ".join(sentence("Error", text) for text in (picture.error_title, picture.error_message) if text)
        self._say_problems("\n".join([*problems, *([error] if error else [])]), "bad" if error else "warning")
        self._say_mark(picture)

    def _say_problems(self, text: str, tone: str = "warning") -> None:
        set_property(self._problems, "tone", tone)
        self._problems.setText(text)
        self._problems.setVisible(bool(text))

    def _say_mark(self, picture: WrapUpPicture) -> None:
        shown = picture.saved_mark is not None
        self._mark.setVisible(shown)
        self._mark_icon.setVisible(shown)
        if picture.saved_mark is not None:
            self._mark.setText(self.tr("Last outcome: {0}").format(mark_word(picture.saved_mark)))
            self._mark_icon.show_icon(*MARK_ICONS[picture.saved_mark])

    def _focus_results(self) -> None:
        chosen = self.results.buttons.get(self._picture.result) if self._picture.result else None
        first = next(iter(self.results.buttons.values()))
        (chosen or first).setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self, when_sure: Callable[[], None]) -> None:
        self._when_sure = when_sure
        self.results.hide()
        self.reasons.hide()
        self.question.ask()

    def _close_question(self) -> None:
        self._when_sure = None
        self.question.hide()
        self.results.show()
        self.reasons.setVisible(bool(self.reasons.chips))

    @staticmethod
    def _in_the_middle_of_a_text() -> bool:
        """Whether the agent is writing: then the cursor stays where it is."""
        field = QApplication.focusWidget()
        if isinstance(field, QPlainTextEdit):
            return bool(field.toPlainText())
        return isinstance(field, QLineEdit) and field.isModified() and bool(field.text())

    @staticmethod
    def _reasons_of(result: CallResult | None) -> tuple[str, ...]:
        return DISPOSITIONS[result].reasons if result is not None else ()

    @staticmethod
    def _typing() -> bool:
        return isinstance(QApplication.focusWidget(), QLineEdit | QPlainTextEdit)

    @Slot(object)
    def _on_result(self, result: CallResult) -> None:
        if result is CallResult.OPT_OUT and not self._opt_out_sure:
            self._ask(lambda: self.result_chosen.emit(result))
            return
        self.result_chosen.emit(result)

    @Slot()
    def _on_sure(self) -> None:
        self._opt_out_sure = True
        act = self._when_sure
        self._close_question()
        self._focus_results()
        if act is not None:
            act()

    @Slot()
    def _on_not_sure(self) -> None:
        self._close_question()
        self._focus_results()

    @Slot(str)
    def _on_reason(self, reason: str) -> None:
        self._reason = reason
        self.reasons.show_reasons(tuple(self.reasons.chips), reason)

    @Slot()
    def _tell_note(self) -> None:
        self._note_pause.stop()
        if self._picture.call_id is not None and self.note.toPlainText() != self._picture.note:
            self.note_changed.emit(self.note.toPlainText())


def _letter(event: QKeyEvent) -> str:
    """Return the sign on the key; with Ctrl held the event carries none."""
    if event.text().isprintable() and event.text():
        return event.text()
    return chr(event.key()) if event.key() < 128 else ""
