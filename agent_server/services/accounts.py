"""Teams and users: made from the command line by whoever runs the server."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.ids import new_id
from agent_domain.wire import Role, SipAccount
from agent_server.db.tables import SessionRow, TeamRow, TeamSeqRow, UserRow
from agent_server.errors import AlreadyExists, BadRequest, NotFound
from agent_server.services.passwords import hash_password
from agent_server.services.scripts_store import tell_new_team
from agent_server.services.sealing import Seal
from agent_server.services.sessions import revoke

PASSWORD_MIN_CHARS = 8
"""NIST SP 800-63B section 5.1.1.2, OWASP ASVS 5 6.2.1."""


class NewUser(Struct, frozen=True, kw_only=True):
    """Who shall be able to sign in."""

    username: str
    password: str
    role: Role
    team: str
    name: str = ""
    sip: SipAccount | None = None


async def find_or_make_team(session: AsyncSession, name: str) -> TeamRow:
    """Return the team of this name; a new one gets its feed counter."""
    name = name.strip()
    if not name:
        raise BadRequest("A team needs a name.")
    await session.execute(insert(TeamRow).values(team_id=new_id(), name=name).on_conflict_do_nothing())
    team = await session.scalar(select(TeamRow).where(TeamRow.name == name))
    assert team is not None
    counter = insert(TeamSeqRow).values(team_id=team.team_id).on_conflict_do_nothing().returning(TeamSeqRow.team_id)
    if await session.scalar(counter):
        await tell_new_team(session, team.team_id)
    return team


async def add_user(session: AsyncSession, seal: Seal, user: NewUser) -> UserRow:
    """Add a user, and the team if it is new.

    Raises:
        BadRequest: No name, or a password that is too short.
        AlreadyExists: Somebody has that name.
    """
    username = user.username.strip().casefold()
    if not username:
        raise BadRequest("A user needs a name.")
    if len(user.password) < PASSWORD_MIN_CHARS:
        raise BadRequest("The password is too short.", f"Use at least {PASSWORD_MIN_CHARS} characters.")
    team = await find_or_make_team(session, user.team)
    row = UserRow(
        user_id=new_id(),
        team_id=team.team_id,
        username=username,
        name=user.name.strip() or user.username.strip(),
        role=user.role.value,
        password_phc=hash_password(user.password),
    )
    if user.sip is not None:
        row.sip_uri, row.sip_registrar = user.sip.uri, user.sip.registrar
        row.sip_username = user.sip.username or _user_part(user.sip.uri)
        row.sip_password_sealed = seal.close(user.sip.password, row.user_id)
    session.add(row)
    try:
        await session.flush()
    except IntegrityError as error:
        raise AlreadyExists(f"There is a user {username} already.", "Choose another name.") from error
    return row


async def find_user(session: AsyncSession, username: str) -> UserRow:
    """Return the user of this name.

    Raises:
        NotFound: There is none.
    """
    row = await session.scalar(select(UserRow).where(UserRow.username == username.strip().casefold()))
    if row is None:
        raise NotFound(f"There is no user {username}.", "agent-server user list shows all.")
    return row


async def disable_user(session: AsyncSession, username: str, now: datetime) -> None:
    """Sign a user out everywhere, for good; what they did stays.

    Raises:
        NotFound: There is none of that name.
    """
    user = await find_user(session, username)
    user.disabled_at = user.disabled_at or now
    alive = SessionRow.user_id == user.user_id, SessionRow.revoked_at.is_(None)
    for session_id in await session.scalars(select(SessionRow.session_id).where(*alive)):
        await revoke(session, session_id, "user disabled", now)


async def list_users(session: AsyncSession) -> list[tuple[UserRow, str]]:
    """Return all users with the names of their teams, by team and name."""
    query = select(UserRow, TeamRow.name).join(TeamRow).order_by(TeamRow.name, UserRow.username)
    return [(user, team) for user, team in await session.execute(query)]


def _user_part(uri: str) -> str:
    return uri.partition(":")[2].partition("@")[0]
