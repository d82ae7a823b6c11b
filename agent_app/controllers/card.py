"""The pre-dial card: who this is, whether they may be called now, what was said and what to say."""

from PySide6.QtCore import QObject, Signal, Slot

from agent_app.controllers.snapshots import CardPicture
from agent_domain.ids import LeadId


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

    @Slot(object)
    def show_lead(self, lead_id: LeadId) -> None:
        """Show the card of a lead."""

    @Slot(str)
    def show_number(self, text: str) -> None:
        """Show the card of the lead with this number, or say why there is none."""

    @Slot(str)
    def add_tag(self, name: str) -> None:
        """Give the lead on screen a tag (C5)."""

    @Slot(str)
    def drop_tag(self, name: str) -> None:
        """Take a tag from the lead on screen (C5)."""
