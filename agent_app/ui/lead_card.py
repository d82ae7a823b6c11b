"""The head of the card: who this is, what time it is there, why we may call and how old the lead is."""

from datetime import datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from agent_app.controllers.snapshots import CardPicture
from agent_app.ui.card import Card
from agent_app.ui.fact import Fact
from agent_app.ui.flow_layout import FlowLayout
from agent_app.ui.formats import age, city, clock_time, day
from agent_app.ui.tags_view import TagsView
from agent_app.ui.texts import ElidedLabel, Pill, label
from agent_app.ui.wording import INTENTS, sentence, word
from agent_domain.clock import Clock
from agent_domain.leads import Consent, Intent, Lead
from agent_domain.phone import format_phone

_FRESH = timedelta(minutes=10)  # T1: contacted within 5-10 minutes of the signal
_FACTS = ("phone", "local_time", "company", "campaign", "consent", "source")
_COLUMNS = 3
_PHONE_PX = 132  # a number is never cut


class LeadCardView(Card):
    """Name, state pills, six facts, the reason for the call, the tags."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent, spacing_px=10)
        self._clock = clock
        self._picture: CardPicture | None = None
        self._name = ElidedLabel("name", "lead.name")
        self._requested = Pill("lead.requested")
        self._intent = Pill("lead.intent")
        self._consent_pill = Pill("lead.consent_state")
        self._age = Pill("lead.age")
        self._reference = label("secondary", identifier="lead.reference")
        self._facts = {name: Fact(f"lead.{name}") for name in _FACTS}
        self._reason = ElidedLabel("secondary", "lead.extraction_reason")
        self.tags = TagsView()
        self._notice = label("tinted", identifier="lead.notice", wrap=True)
        self._notice.setProperty("tone", "bad")
        self._arrange()
        self.redraw()

    def show_card(self, picture: CardPicture) -> None:
        """Draw a card."""
        self._picture = picture
        lead = picture.lead
        self._name.setText(lead.name)
        self._reference.setText(lead.reference)
        self._requested.say(self.tr("Asked for a call") if lead.requested else "", "good")
        self._intent.say(word("Intent", INTENTS, lead.intent) if lead.intent is not Intent.MEDIUM else "", "accent")
        self._consent_pill.say(*self._consent_state(lead.consent))
        self._facts["phone"].say(format_phone(lead.phone))
        self._facts["company"].say(lead.company)
        self._facts["campaign"].say(lead.campaign_name)
        self._facts["consent"].say(self._consent_words(lead.consent))
        self._facts["source"].say(" · ".join(part for part in (lead.source, lead.source_detail) if part))
        self._reason.setText(lead.extraction_reason)
        self._reason.setVisible(bool(lead.extraction_reason))
        self.tags.show_tags(tuple(tag.name for tag in lead.tags), picture.suggested_tags)
        self._notice.setText(sentence("Error", picture.notice))
        self._notice.setVisible(bool(picture.notice))
        self.tick(self._clock())

    def tick(self, now: datetime) -> None:
        """Draw what changes by itself: the time there and the lead's age."""
        if self._picture is None:
            return
        local = self._local_time(now)
        self._facts["local_time"].say(local)
        self._facts["local_time"].value.tell_more(self._all_local_times(now))
        self._say_age(self._picture.lead, now)

    def redraw(self) -> None:
        """Draw texts again after a change of language or theme."""
        for name, caption in {
            "phone": self.tr("Phone"),
            "local_time": self.tr("Local time"),
            "company": self.tr("Company"),
            "campaign": self.tr("Campaign"),
            "consent": self.tr("Consent"),
            "source": self.tr("Source"),
        }.items():
            self._facts[name].name(caption)
        self.tags.redraw()
        if self._picture is not None:
            self.show_card(self._picture)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(8)
        pills = FlowLayout()
        for pill in (self._requested, self._intent, self._consent_pill, self._age):
            pills.addWidget(pill)
        pills.setContentsMargins(0, 4, 0, 0)
        self._name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head.addWidget(self._name, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(pills, 1)
        head.addWidget(self._reference, alignment=Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout()
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(10)
        for place, fact in enumerate(self._facts.values()):
            grid.addWidget(fact, place // _COLUMNS, place % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, 90)
        grid.setColumnMinimumWidth(0, _PHONE_PX)
        self.body.addLayout(head)
        self.body.addLayout(grid)
        self.body.addWidget(self._reason)
        self.body.addWidget(self.tags)
        self.body.addWidget(self._notice)

    def _say_age(self, lead: Lead, now: datetime) -> None:
        elapsed = now - lead.event_at
        self._age.say(age(elapsed), "warning" if elapsed <= _FRESH else "neutral")
        self._age.setToolTip(self.tr("How long ago the lead arose. A fresh lead wants its call within ten minutes."))

    def _local_time(self, now: datetime) -> str:
        """Return one or two times with their places, or the span of many."""
        times = self._times(now)
        if not times:
            return self.tr("Zone unknown")
        if len(times) <= 2:
            return ", ".join(f"{clock_time(at)} {city(zone)}" for zone, at in times)
        ordered = sorted(at.replace(tzinfo=None) for _zone, at in times)
        span = f"{clock_time(ordered[0])}–{clock_time(ordered[-1])}"
        return self.tr("{0}, one of {1} zones").format(span, len(times))

    def _all_local_times(self, now: datetime) -> str:
        times = self._times(now)
        return "\n".join(f"{clock_time(at)} {city(zone)}" for zone, at in times) if len(times) > 2 else ""

    def _times(self, now: datetime) -> list[tuple[str, datetime]]:
        if self._picture is None:
            return []
        return [(zone, now.astimezone(at.tzinfo)) for zone, at in self._picture.local_times]

    def _consent_state(self, consent: Consent | None) -> tuple[str, str]:
        if consent is None:
            return self.tr("No consent"), "bad"
        if consent.withdrawn_at is not None:
            return self.tr("Consent withdrawn"), "bad"
        if consent.expires_at is not None and consent.expires_at <= self._clock():
            return self.tr("Consent expired"), "bad"
        return self.tr("Consent on file"), "good"

    def _consent_words(self, consent: Consent | None) -> str:
        if consent is None:
            return self.tr("None on file")
        if consent.expires_at is None:
            return consent.source
        return self.tr("{0}, until {1}").format(consent.source, day(consent.expires_at, self._clock()))
