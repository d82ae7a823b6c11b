"""What is delicate about this customer, before and during the call (B13, C3, C4)."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from agent_app.ui.card import Card
from agent_app.ui.texts import IconLabel, label, set_property
from agent_domain.leads import Lead

_ICON_PX = 18


class RiskBanner(Card):
    """Risk signals, words not to say and products not to offer; hidden when there is nothing to warn of."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, inside_px=14, spacing_px=4)
        self._lead: Lead | None = None
        self._told: frozenset[str] = frozenset()
        set_property(self, "tone", "warning")
        self._icon = IconLabel(_ICON_PX)
        self._text = label(identifier="lead.risks", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._icon, alignment=Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.body.addLayout(row)
        self.redraw()

    def show_lead(self, lead: Lead, told: frozenset[str]) -> None:
        """Draw the risks of a lead, but for the texts that the gate's findings have `told` already."""
        self._lead, self._told = lead, told
        words = tuple(dict.fromkeys(word for signal in lead.risk_signals for word in signal.words))
        lines = [signal.text for signal in lead.risk_signals if signal.text not in told]
        if words:
            lines.append(self.tr("Do not say: {0}.").format(", ".join(words)))
        if lead.refused_products:
            lines.append(self.tr("Do not offer: {0}.").format(", ".join(lead.refused_products)))
        self._text.setText("\n".join(lines))
        self.setVisible(bool(lines))

    def redraw(self) -> None:
        """Draw texts and icons again after a change of language or theme."""
        self._icon.show_icon("triangle-alert", "warning")
        if self._lead is not None:
            self.show_lead(self._lead, self._told)
