"""The pre-dial card: who this is, whether they may be called now, what was said and what to say.

The card is decided anew whenever something that it stands on may have changed: the feed, the agent's own work, the
minute, and the instant from which a window opens. Source: B12-B16, C1-C5, S9, T5.
"""

import logging
import re
from datetime import datetime, timedelta
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from agent_app.controllers.shift import Shift, mark_of
from agent_app.controllers.snapshots import CallLine, CardCleared, CardPicture, RecordMark, ScriptLine
from agent_domain.changes import ChangeSet
from agent_domain.commands import Command, Envelope, LeadCard, TagLead, UntagLead
from agent_domain.dialing import DialDecision
from agent_domain.errors import AgentError
from agent_domain.ids import CallId, LeadId
from agent_domain.scripts import Script

log = logging.getLogger(__name__)
SUGGESTED_TAGS_LIMIT = 8
_SCHEME = re.compile(r"(?:tel|callto):(?://)?", re.IGNORECASE)


class CardController(QObject):
    """The card on screen.

    Signals:
        card_changed: CardPicture.
        card_cleared: CardCleared; with a decision when a number was asked for that belongs to no lead.
    """

    card_changed = Signal(object)
    card_cleared = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.picture: CardPicture | None = None
        self._shift: Shift | None = None
        self._lead_id: LeadId | None = None
        self._wanted_number = ""
        self._scripts: tuple[Script, ...] = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._on_time)

    # -- the shift -----------------------------------------------------------------------------------------------------

    def begin(self, shift: Shift) -> None:
        """Start with a signed-in agent's work; only a number that the app was started with shows a card yet."""
        self._shift = shift
        self._scripts = shift.cache.mirror.scripts()
        shift.recorded.connect(self._on_recorded)
        shift.bridge.changes_applied.connect(self._on_changes)
        shift.bridge.commands_settled.connect(self._on_settled)
        if self._wanted_number:
            self.show_number(self._wanted_number)

    def end(self) -> None:
        """Take the card off the screen."""
        self._shift, self._scripts, self._wanted_number = None, (), ""
        self._clear(CardCleared())

    # -- the agent -----------------------------------------------------------------------------------------------------

    @Slot(object)
    def show_lead(self, lead_id: LeadId) -> None:
        """Show the card of a lead."""
        self._lead_id, self._wanted_number = lead_id, ""
        self._draw()

    @Slot(str)
    def show_number(self, text: str) -> None:
        """Show the card of the lead with this number (typed, or handed over as ``tel:``), or say why there is none.

        Before the sign-in, and until the lead arrives, the number is remembered.
        """
        self._wanted_number = _number_in(text)
        if self._shift is None or not self._wanted_number:
            return
        phone = self._e164(self._wanted_number)
        if not self._look_again():
            self._clear(CardCleared(phone=phone, decision=self._shift.decide(phone, None)))

    @Slot(str)
    def add_tag(self, name: str) -> None:
        """Give the lead on screen a tag (C5)."""
        name = name.strip()
        if self._lead_id is not None and name:
            self._record(TagLead(lead_id=self._lead_id, name=name, call_id=self._call_here()))

    @Slot(str)
    def drop_tag(self, name: str) -> None:
        """Take a tag from the lead on screen (C5)."""
        if self._lead_id is not None:
            self._record(UntagLead(lead_id=self._lead_id, name=name, call_id=self._call_here()))

    def decide_again(self) -> CardPicture | None:
        """Run the gate on the lead on screen now, show the outcome and return it."""
        self._draw()
        return self.picture

    # -- what changes the card -----------------------------------------------------------------------------------------

    @Slot(object)
    def _on_recorded(self, envelope: Envelope) -> None:
        if envelope.command.lead_id == self._lead_id:
            self._draw()

    @Slot(object)
    def _on_changes(self, changes: ChangeSet) -> None:
        if self._shift is not None and changes.scripts_changed:
            self._scripts = self._shift.cache.mirror.scripts()
        if self._wanted_number:
            self._look_again()
        touched = self._lead_id in changes.lead_ids or self._lead_id in changes.dropped_lead_ids
        # Whatever was touched, the facts are younger now: an old do-not-call copy may have been what blocked this lead.
        blocked = self.picture is not None and not self.picture.decision.allowed
        if touched or blocked or changes.scripts_changed:
            self._draw()

    @Slot(object)
    def _on_settled(self, _results: object) -> None:
        self._draw()

    @Slot()
    def _on_time(self) -> None:
        self._draw()

    def _record(self, command: Command) -> None:
        if self._shift is None:
            return
        try:
            self._shift.record(command)
        except AgentError as error:
            log.error("Not written: %s (%s)", type(command).__name__, error.code)
            if self.picture is not None:
                self._show(msgspec.structs.replace(self.picture, notice=f"{error.title} {error.message}".strip()))

    def _call_here(self) -> CallId | None:
        """Return the call in which this is happening: only of the lead on screen."""
        call = self._shift.open_call if self._shift is not None else None
        return call.call_id if call is not None and call.lead_id == self._lead_id else None

    def _look_again(self) -> bool:
        """Show the lead with the wanted number, if there is one by now."""
        assert self._shift is not None
        leads = self._shift.cache.mirror.leads_by_phone(self._e164(self._wanted_number))
        if leads:
            self.show_lead(leads[0])
        return bool(leads)

    def _e164(self, text: str) -> str:
        """Return the number in E.164, read as one of the region of the lead on screen; what is no number, as it is."""
        from agent_domain.phone import parse_phone

        try:
            return parse_phone(text, self.picture.lead.region if self.picture is not None else "").e164
        except AgentError:
            return text

    # -- the picture ---------------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        if self._shift is None or self._lead_id is None:
            return
        card = self._shift.card(self._lead_id)
        if card is None:
            # Remembered: a mirror that is fetched anew brings the lead back, maybe in the middle of its call.
            self._blank(CardCleared())
            return
        self._show(self._picture_of(self._shift, card))

    def _show(self, picture: CardPicture) -> None:
        assert self._shift is not None
        self.picture = picture
        self._timer.start(_until_next_look_ms(self._shift.clock(), picture.decision))
        self.card_changed.emit(picture)

    def _clear(self, cleared: CardCleared) -> None:
        self._lead_id = None
        self._blank(cleared)

    def _blank(self, cleared: CardCleared) -> None:
        self.picture = None
        self._timer.stop()
        self.card_cleared.emit(cleared)

    def _picture_of(self, shift: Shift, card: LeadCard) -> CardPicture:
        from agent_domain.dialing import attempts_today, customer_zones
        from agent_domain.scripts import match_script

        lead, now = card.lead, shift.clock()
        zones = customer_zones(lead, lead.phone)
        script = match_script(self._scripts, lead, lead.language)
        return CardPicture(
            lead=lead,
            history=self._history(shift, card),
            decision=shift.decide(lead.phone, card),
            local_times=tuple((zone, now.astimezone(ZoneInfo(zone))) for zone in zones),
            attempts_today=attempts_today(card.calls, zones, now),
            script_title=script.title if script else "",
            script_id=script.script_id if script else "",
            script_version=script.version if script else 0,
            script=_lines(script, card, shift.profile.name) if script else (),
            suggested_tags=_suggested_tags(self._scripts, card),
        )

    @staticmethod
    def _history(shift: Shift, card: LeadCard) -> tuple[CallLine, ...]:
        """Return the calls with their marks; only calls of commands that still wait can be unconfirmed."""
        waiting = {
            getattr(entry.envelope.command, "call_id", None) for entry in shift.cache.outbox.pending(card.lead.lead_id)
        }
        return tuple(
            CallLine(
                call=call,
                by_me=call.agent_id == shift.profile.user_id,
                mark=mark_of(shift.cache.outbox.state_of_call(call.call_id))
                if call.call_id in waiting
                else RecordMark.CONFIRMED,
            )
            for call in card.calls
        )


def _lines(script: Script, card: LeadCard, agent_name: str) -> tuple[ScriptLine, ...]:
    from agent_domain.scripts import render

    steps = render(script, card.lead, agent_name)
    return tuple(ScriptLine(text=step.text, known_answer=step.known_answer, struck=step.struck) for step in steps)


def _number_in(text: str) -> str:
    """Return the number of a link, or what was typed. Source: RFC 3966; schemes are of any case (RFC 3986 3.1)."""
    text = text.strip()
    scheme = _SCHEME.match(text)
    number = unquote(text[scheme.end() :]) if scheme else text
    return number.split(";")[0].strip()


def _suggested_tags(scripts: tuple[Script, ...], card: LeadCard) -> tuple[str, ...]:
    """Return tags that the lead lacks and scripts in its language speak to; of any language where there are none."""
    held = {tag.name for tag in card.lead.tags}
    spoken = [script for script in scripts if script.language == card.lead.language and script.tags]
    names = dict.fromkeys(tag for script in spoken or scripts for tag in script.tags if tag not in held)
    return tuple(names)[:SUGGESTED_TAGS_LIMIT]


def _until_next_look_ms(now: datetime, decision: DialDecision) -> int:
    """Return the time to the next minute, or to the instant from which the dial is allowed if that is sooner."""
    look_at = now.replace(second=0, microsecond=0) + timedelta(minutes=1)
    if decision.allowed_from is not None and now < decision.allowed_from < look_at:
        look_at = decision.allowed_from
    return int((look_at - now).total_seconds() * 1000) + 1
