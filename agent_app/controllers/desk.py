"""The agent's desk: all controllers in one hand."""

from dataclasses import dataclass

from agent_app.controllers.calls import CallsController
from agent_app.controllers.card import CardController
from agent_app.controllers.leads import LeadsController
from agent_app.controllers.session import SessionController
from agent_app.controllers.settings import SettingsController
from agent_app.controllers.status import StatusController
from agent_app.controllers.wrapup import WrapUpController


@dataclass(frozen=True)
class Desk:
    """What the window is built on."""

    session: SessionController
    leads: LeadsController
    card: CardController
    calls: CallsController
    wrapup: WrapUpController
    status: StatusController
    settings: SettingsController
