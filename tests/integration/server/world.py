"""Two teams with users and leads, and short words for what tests do with them."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
import msgspec
from fastapi import FastAPI
from sqlalchemy import select

from agent_domain.calls import Call, CallResult
from agent_domain.changes import CallPut, LeadDrop, LeadPut
from agent_domain.clock import utc_now
from agent_domain.commands import Command, DispositionCall, EndCall, Envelope, StartCall
from agent_domain.ids import CallId, CommandId, DeviceId, LeadId, new_id
from agent_domain.leads import CampaignKind, Consent, Lead
from agent_domain.wire import (
    CommandResult,
    CommandStatus,
    PermitAnswer,
    PermitRequest,
    PullPage,
    PushRequest,
    PushResponse,
    RefreshRequest,
    Role,
    Session,
    SignInRequest,
    SipAccount,
)
from agent_server.api.state import ServerState
from agent_server.db.tables import CampaignRow, LeadRow, UserRow
from agent_server.services import accounts, assignment, campaigns
from agent_server.services.leads_import import ImportedLead
from agent_server.services.leads_store import store_leads
from agent_server.settings import Settings

NOON_IN_BERLIN = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"
USERS = {
    "ann": (Role.AGENT, "Alpha"),
    "ben": (Role.AGENT, "Alpha"),
    "lea": (Role.LEAD, "Alpha"),
    "max": (Role.MANAGER, "Alpha"),
    "sue": (Role.STEWARD, "Alpha"),
    "qin": (Role.QA, "Alpha"),
    "ada": (Role.ADMIN, "Alpha"),
    "zoe": (Role.AGENT, "Beta"),
}
SIP = SipAccount(uri="sip:1001@predial.test", registrar="sip:127.0.0.1:5060", username="1001", password="line-secret")
_phones = itertools.count(15112340000)


class ShiftedClock:
    """The real clock, moved so that the world stands at noon in Berlin; tests may move it on."""

    def __init__(self) -> None:
        self.shift = NOON_IN_BERLIN - utc_now()

    def __call__(self) -> datetime:
        return utc_now() + self.shift

    def move(self, **by: float) -> None:
        self.shift += timedelta(**by)


@dataclass
class Agent:
    """A signed-in user: speaks to the server as the desktop does."""

    client: httpx.AsyncClient
    session: Session
    device_id: DeviceId = field(default_factory=lambda: DeviceId(new_id()))

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session.access_token}"}

    async def push_raw(self, envelopes: Sequence[Envelope]) -> httpx.Response:
        request = PushRequest(device_id=self.device_id, commands=tuple(envelopes))
        return await self.client.post("/v1/sync/push", content=msgspec.json.encode(request), headers=self.headers)

    async def push(self, *envelopes: Envelope) -> list[CommandResult]:
        answer = await self.push_raw(envelopes)
        assert answer.status_code == 200, answer.text
        return list(msgspec.json.decode(answer.content, type=PushResponse).results)

    async def pull(self, cursor: int = 0, limit: int = 1000) -> PullPage:
        answer = await self.client.get("/v1/sync/pull", params={"cursor": cursor, "limit": limit}, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=PullPage)

    async def permit_raw(self, lead: Lead, call_id: CallId | None = None) -> httpx.Response:
        wish = PermitRequest(call_id=call_id or CallId(new_id()), lead_id=lead.lead_id, phone=lead.phone)
        return await self.client.post("/v1/permits", content=msgspec.json.encode(wish), headers=self.headers)

    async def permit(self, lead: Lead, call_id: CallId | None = None) -> PermitAnswer:
        answer = await self.permit_raw(lead, call_id)
        assert answer.status_code == 200, answer.text
        return msgspec.json.decode(answer.content, type=PermitAnswer)


@dataclass
class Mirror:
    """What a desktop would hold after applying pages."""

    cursor: int = 0
    leads: dict[UUID, Lead] = field(default_factory=dict)
    calls: dict[UUID, Call] = field(default_factory=dict)

    async def catch_up(self, agent: Agent, limit: int = 1000) -> None:
        while True:
            page = await agent.pull(self.cursor, limit)
            self.apply(page)
            if not page.has_more:
                return

    def apply(self, page: PullPage) -> None:
        assert page.cursor >= self.cursor
        self.cursor = page.cursor
        for change in page.changes:
            if isinstance(change, LeadPut):
                self.leads[change.lead.lead_id] = change.lead
            elif isinstance(change, LeadDrop):
                self.leads.pop(change.lead_id, None)
                self.calls = {key: call for key, call in self.calls.items() if call.lead_id != change.lead_id}
            elif isinstance(change, CallPut):
                self.calls[change.call.call_id] = change.call


@dataclass
class World:
    """The running server, seen from a test."""

    app: FastAPI
    client: httpx.AsyncClient
    settings: Settings
    clock: ShiftedClock
    agents: dict[str, Agent] = field(default_factory=dict)

    @property
    def state(self) -> ServerState:
        state: ServerState = self.app.state.server
        return state

    def envelope(self, command: Command, *, at: datetime | None = None) -> Envelope:
        return Envelope(command_id=CommandId(new_id()), claimed_at=at or self.clock(), command=command)

    def start(self, lead: Lead, call_id: CallId | None = None, **values: Any) -> Envelope:
        call_id = call_id or CallId(new_id())
        command = StartCall(call_id=call_id, lead_id=lead.lead_id, phone=lead.phone, authority="permit", **values)
        return self.envelope(command)

    def end(self, lead: Lead, call_id: CallId, **values: Any) -> Envelope:
        return self.envelope(EndCall(call_id=call_id, lead_id=lead.lead_id, ended_at=self.clock(), **values))

    def disposition(self, lead: Lead, call_id: CallId, result: CallResult, **values: Any) -> Envelope:
        return self.envelope(DispositionCall(call_id=call_id, lead_id=lead.lead_id, result=result, **values))

    async def sign_in_raw(self, username: str, password: str = PASSWORD, **values: Any) -> httpx.Response:
        request = SignInRequest(username=username, password=password, device_id=DeviceId(new_id()), **values)
        return await self.client.post("/v1/sign-in", content=msgspec.json.encode(request))

    async def sign_in(self, username: str) -> Agent:
        answer = await self.sign_in_raw(username)
        assert answer.status_code == 200, answer.text
        return Agent(self.client, msgspec.json.decode(answer.content, type=Session))

    async def refresh_raw(self, refresh_token: str, key: str = "") -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        body = msgspec.json.encode(RefreshRequest(refresh_token=refresh_token))
        return await self.client.post("/v1/token/refresh", content=body, headers=headers)

    async def as_user(self, username: str) -> Agent:
        if username not in self.agents:
            self.agents[username] = await self.sign_in(username)
        return self.agents[username]

    async def user(self, username: str) -> UserRow:
        async with self.state.database.sessions() as session:
            return await accounts.find_user(session, username)

    async def new_leads(self, count: int, agent: str | None = "ann", **values: Any) -> list[Lead]:
        """Import leads into the campaign of the agent's team and assign them."""
        team = USERS[agent][1] if agent else "Alpha"
        now = self.clock()
        fresh = [imported(now, **values) for _ in range(count)]
        async with self.state.database.sessions.begin() as session:
            await store_leads(session, await campaigns.find_campaign(session, f"{team} list"), fresh, now=now)
        if agent is not None:
            await self.give([lead.phone for lead in fresh], agent)
        return await self.leads([lead.phone for lead in fresh])

    async def new_lead(self, agent: str | None = "ann", **values: Any) -> Lead:
        return (await self.new_leads(1, agent, **values))[0]

    async def leads(self, phones: list[str]) -> list[Lead]:
        from agent_server.db.rows import load_leads

        async with self.state.database.sessions() as session:
            found = {lead.phone: lead for lead in await load_leads(session, LeadRow.phone.in_(phones))}
        return [found[phone] for phone in phones]

    async def give(self, phones: list[str], agent: str) -> None:
        user = await self.user(agent)
        async with self.state.database.sessions.begin() as session:
            found = await session.scalars(select(LeadRow.lead_id).where(LeadRow.phone.in_(phones)))
            for lead_id in sorted(found):
                await assignment.reassign_lead(
                    session, self.settings, user.team_id, LeadId(lead_id), user.user_id, self.clock()
                )

    async def campaign(self, team: str) -> CampaignRow:
        async with self.state.database.sessions() as session:
            return await campaigns.find_campaign(session, f"{team} list")


def imported(now: datetime, **values: Any) -> ImportedLead:
    fields: dict[str, Any] = {
        "line": 1,
        "phone": f"+49{next(_phones)}",
        "name": "Ann Example",
        "time_zone": "Europe/Berlin",
        "event_at": now - timedelta(hours=1),
        "consent": Consent(source="web form", granted_at=now - timedelta(days=1)),
    }
    return ImportedLead(**{**fields, **values})


async def make_world(app: FastAPI, client: httpx.AsyncClient, settings: Settings, clock: ShiftedClock) -> World:
    world = World(app, client, settings, clock)
    async with world.state.database.sessions.begin() as session:
        for username, (role, team) in USERS.items():
            user = accounts.NewUser(
                username=username, password=PASSWORD, role=role, team=team, name=username.title(), sip=SIP
            )
            await accounts.add_user(session, world.state.seal, user)
        for team in ("Alpha", "Beta"):
            await campaigns.add_campaign(session, f"{team} list", CampaignKind.MARKETING, team)
    return world


APPLIED, DUPLICATE = CommandStatus.APPLIED, CommandStatus.DUPLICATE
REJECTED, RETRY_LATER = CommandStatus.REJECTED, CommandStatus.RETRY_LATER
