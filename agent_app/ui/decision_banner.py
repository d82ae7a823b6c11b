"""May I call, and if not, why and until when: the gate's answer with every reason (E1)."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from agent_app.ui.card import Card
from agent_app.ui.finding_text import decision_text, finding_text
from agent_app.ui.texts import IconLabel, label, set_property
from agent_domain.clock import Clock
from agent_domain.dialing import DialDecision, Severity

_ICON_PX = 18
_SEVERITY_TONES = {Severity.BLOCK: "bad", Severity.WARN: "warning", Severity.NOTE: "neutral"}


class DecisionBanner(Card):
    """One sentence, then one line per finding, blocks first."""

    def __init__(self, clock: Clock, parent: QWidget | None = None) -> None:
        super().__init__(parent, inside_px=14, spacing_px=4)
        self._clock = clock
        self._decision: DialDecision | None = None
        self._zone = ""
        self._attempts_today: int | None = None
        self._icon = IconLabel(_ICON_PX)
        self._sentence = label("decision", identifier="lead.decision", wrap=True)
        self._findings = QWidget()
        self._findings.setAccessibleIdentifier("lead.findings")
        self._lines: list[QLabel] = []
        self._column = QVBoxLayout(self._findings)
        self._column.setContentsMargins(_ICON_PX + 10, 0, 0, 0)
        self._column.setSpacing(4)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        head.addWidget(self._sentence, 1)
        self.body.addLayout(head)
        self.body.addWidget(self._findings)
        self.redraw()

    def show_decision(self, decision: DialDecision, *, zone: str, attempts_today: int | None) -> None:
        """Draw a decision.

        Args:
            decision: Of the gate, here or on the server.
            zone: The customer's zone (IANA), in whose day instants are told; empty when unknown.
            attempts_today: Dials by anyone in the customer's day; None when no lead is known.
        """
        self._decision, self._zone, self._attempts_today = decision, zone, attempts_today
        tone = self._tone(decision)
        set_property(self, "tone", tone)
        self._icon.show_icon({"good": "shield-check", "warning": "shield-alert", "bad": "ban"}[tone], tone)
        now = self._clock()
        self._sentence.setText(decision_text(decision, zone=zone, now=now, attempts_today=attempts_today))
        set_property(self._sentence, "tone", tone)
        self._show_findings(decision, now)

    def redraw(self) -> None:
        """Draw texts again after a change of language or theme."""
        self._findings.setAccessibleName(self.tr("Reasons"))
        if self._decision is not None:
            self.show_decision(self._decision, zone=self._zone, attempts_today=self._attempts_today)

    def _show_findings(self, decision: DialDecision, now: datetime) -> None:
        while len(self._lines) < len(decision.findings):
            line = label(identifier=f"lead.finding.{len(self._lines)}", wrap=True)
            self._lines.append(line)
            self._column.addWidget(line)
        for place, line in enumerate(self._lines):
            line.setVisible(place < len(decision.findings))
        for line, finding in zip(self._lines, decision.findings, strict=False):
            text = finding_text(finding, zone=self._zone, now=now, rules_version=decision.rules_version)
            line.setText(text)
            line.setToolTip(finding.source)
        self._findings.setVisible(bool(decision.findings))

    @staticmethod
    def _tone(decision: DialDecision) -> str:
        if not decision.allowed:
            return "bad"
        return "warning" if any(f.severity is Severity.WARN for f in decision.findings) else "good"
