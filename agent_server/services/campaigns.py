"""Campaigns: why a list is called, and by which team (X8)."""

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.ids import new_id
from agent_domain.leads import CampaignKind
from agent_server.db.tables import CampaignRow, TeamRow
from agent_server.errors import AlreadyExists, BadRequest, NotFound
from agent_server.services.accounts import find_or_make_team


async def add_campaign(session: AsyncSession, name: str, kind: CampaignKind, team: str = "") -> CampaignRow:
    """Add a campaign to a team; without a team's name, to the only team that there is.

    Raises:
        BadRequest: No name, or no team named where there are several or none.
        AlreadyExists: There is a campaign of that name.
    """
    name = name.strip()
    if not name:
        raise BadRequest("A campaign needs a name.")
    team_row = await find_or_make_team(session, team) if team else await _only_team(session)
    row = CampaignRow(campaign_id=new_id(), team_id=team_row.team_id, name=name, kind=kind.value)
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyExists(f"There is a campaign {name} already.", "Choose another name.") from error
    return row


async def find_campaign(session: AsyncSession, name: str) -> CampaignRow:
    """Return the campaign of this name.

    Raises:
        NotFound: There is none.
    """
    row = await session.scalar(select(CampaignRow).where(CampaignRow.name == name.strip()))
    if row is None:
        raise NotFound(f"There is no campaign {name}.", "agent-server campaign add makes one.")
    return row


async def _only_team(session: AsyncSession) -> TeamRow:
    teams = list(await session.scalars(select(TeamRow).limit(2)))
    if len(teams) != 1:
        raise BadRequest("Which team is the campaign for?", "Name it with --team.")
    return teams[0]
