"""When to call again: quick choices, a field, and the chosen time in both zones (P38-P40)."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from agent_app.ui import icons
from agent_app.ui.choice_button import ChoiceButton
from agent_app.ui.flow_layout import FlowLayout
from agent_app.ui.formats import capitalised, city, clock_time, day_and_time, here, local_zone
from agent_app.ui.texts import label
from agent_app.ui.theme import tokens
from agent_domain.clock import Clock

FIELD_FORMAT = "%Y-%m-%d %H:%M"
_STEP = timedelta(minutes=15)
_MORNING = time(10)


class CallbackPicker(QWidget):
    """Quick choices and a field in the customer's time.

    Signals:
        callback_chosen: An aware datetime, or None when the field was cleared.
    """

    callback_chosen = Signal(object)

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._zone = ""
        self._at: datetime | None = None
        self._hour = ChoiceButton("wrapup.callback.in_1_hour", "chip")
        self._tomorrow = ChoiceButton("wrapup.callback.tomorrow", "chip")
        self._pick = QPushButton()
        self._pick.setProperty("role", "chip")
        self._pick.setAccessibleIdentifier("wrapup.callback.pick")
        self.field = QLineEdit()
        self.field.setAccessibleIdentifier("wrapup.callback")
        self.field.installEventFilter(self)
        self._earlier = self._step("wrapup.callback.earlier")
        self._later = self._step("wrapup.callback.later")
        self._both = label("secondary", identifier="wrapup.callback_shown", wrap=True)
        self._arrange()
        self._hour.wished.connect(self._on_hour)
        self._tomorrow.wished.connect(self._on_tomorrow)
        self._pick.clicked.connect(self._on_pick)
        self._earlier.clicked.connect(lambda: self._move(-_STEP))
        self._later.clicked.connect(lambda: self._move(_STEP))
        self.field.textChanged.connect(self._on_edited)
        self.redraw()

    def show_callback(self, at: datetime | None, zone: str) -> None:
        """Draw the callback as it stands.

        Args:
            at: Aware; None when none is agreed.
            zone: The customer's zone (IANA); empty when unknown, then this workstation's is used.
        """
        same = at == self._at and zone == self._zone
        self._at, self._zone = at, zone
        there = None if at is None else self._there(at)
        if not (same and self.field.hasFocus()):
            self._fill(there)
        now = self._clock()
        self._hour.show_checked(at is not None and abs(at - _in_an_hour(now)) < timedelta(minutes=5))
        self._tomorrow.show_checked(at is not None and at == self._tomorrow_morning(now))
        self._say_both(there)

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        self._hour.say(self.tr("In 1 hour"))
        self._tomorrow.say(self.tr("Tomorrow 10:00"))
        self._pick.setText(self.tr("Pick a time"))
        self._pick.setAccessibleName(self._pick.text())
        self.field.setPlaceholderText("2026-11-23 10:00")
        self.field.setAccessibleName(self.tr("Callback in the customer's time: year-month-day hour:minute"))
        self._earlier.setAccessibleName(self.tr("15 minutes earlier"))
        self._later.setAccessibleName(self.tr("15 minutes later"))
        for button, name in ((self._earlier, "chevron-left"), (self._later, "chevron-right")):
            button.setIcon(icons.icon(name, tokens().secondary, tokens().disabled))
            button.setToolTip(button.accessibleName())
        self._say_both(None if self._at is None else self._there(self._at))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Up: _STEP, Qt.Key.Key_Down: -_STEP}
            if event.key() in steps:
                self._move(steps[Qt.Key(event.key())])
                return True
        return super().eventFilter(watched, event)

    def _arrange(self) -> None:
        chips = FlowLayout()
        for chip in (self._hour, self._tomorrow, self._pick):
            chips.addWidget(chip)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._earlier)
        row.addWidget(self.field, 1)
        row.addWidget(self._later)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(chips)
        column.addLayout(row)
        column.addWidget(self._both)

    @staticmethod
    def _step(identifier: str) -> QPushButton:
        button = QPushButton()
        button.setFixedWidth(34)
        button.setAccessibleIdentifier(identifier)
        return button

    def _there(self, at: datetime) -> datetime:
        return at.astimezone(ZoneInfo(self._zone)) if self._zone else here(at)

    def _tomorrow_morning(self, now: datetime) -> datetime:
        there = self._there(now)
        return datetime.combine(there.date() + timedelta(days=1), _MORNING, there.tzinfo)

    def _fill(self, there: datetime | None) -> None:
        text = "" if there is None else there.strftime(FIELD_FORMAT)
        if text != self.field.text():
            with QSignalBlocker(self.field):
                self.field.setText(text)

    def _say_both(self, there: datetime | None) -> None:
        if there is None:
            typed = self.field.text().strip()
            wrong = self.tr("Write the time as 2026-11-23 10:00.")
            self._both.setText(wrong if typed else self.tr("No time chosen yet."))
            return
        now = self._clock()
        text = capitalised(day_and_time(there, now))
        text = self.tr("{0} in {1}").format(text, city(self._zone)) if self._zone else text
        mine = here(there)
        when = clock_time(mine) if mine.date() == there.date() else day_and_time(mine, now)
        self._both.setText(self.tr("{0}, {1} here").format(text, when))

    def _choose(self, at: datetime | None) -> None:
        self.callback_chosen.emit(at)

    def _move(self, by: timedelta) -> None:
        start = self._at or self._tomorrow_morning(self._clock())
        self._choose(start + by)

    @Slot()
    def _on_hour(self) -> None:
        self._choose(_in_an_hour(self._clock()))

    @Slot()
    def _on_tomorrow(self) -> None:
        self._choose(self._tomorrow_morning(self._clock()))

    @Slot()
    def _on_pick(self) -> None:
        if self._at is None:
            self._choose(self._tomorrow_morning(self._clock()))
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    @Slot()
    def _on_edited(self) -> None:
        try:
            typed = datetime.strptime(self.field.text().strip(), FIELD_FORMAT)  # noqa: DTZ007  the zone is added below
        except ValueError:
            if self._at is not None:
                self._choose(None)
            else:
                self._say_both(None)
            return
        zone = ZoneInfo(self._zone) if self._zone else local_zone(typed)
        self._choose(typed.replace(tzinfo=zone))


def _in_an_hour(now: datetime) -> datetime:
    """Return the instant an hour from now, on the next five minutes."""
    later = now + timedelta(hours=1)
    past = timedelta(minutes=later.minute % 5, seconds=later.second, microseconds=later.microsecond)
    return later - past + (timedelta(minutes=5) if past else timedelta())
