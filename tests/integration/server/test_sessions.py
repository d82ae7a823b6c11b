"""Sign-in, rotation, reuse, lost answers, limits (promise 16)."""

import asyncio

import httpx
import msgspec
import pytest

from agent_domain.wire import Problem, Profile, Session
from tests.integration.server.world import SIP, Agent, World

pytestmark = pytest.mark.anyio


def code_of(answer: httpx.Response) -> str:
    return msgspec.json.decode(answer.content, type=Problem).code


def session_of(answer: httpx.Response) -> Session:
    assert answer.status_code == 200, answer.text
    return msgspec.json.decode(answer.content, type=Session)


async def is_alive(world: World, session: Session) -> bool:
    answer = await world.client.get("/v1/me", headers=Agent(world.client, session).headers)
    assert answer.status_code in {200, 401}
    return answer.status_code == 200


async def test_sign_in_gives_the_profile_with_the_line(world: World) -> None:
    agent = await world.sign_in("ANN ")
    assert agent.session.profile.username == "ann"
    assert agent.session.profile.team_name == "Alpha"
    assert agent.session.profile.sip == SIP
    answer = await world.client.get("/v1/me", headers=agent.headers)
    assert msgspec.json.decode(answer.content, type=Profile) == agent.session.profile


@pytest.mark.parametrize(("username", "password"), [("ben", "wrong password"), ("nobody", "wrong"), ("a\0b", "x")])
async def test_wrong_name_and_wrong_password_look_the_same(world: World, username: str, password: str) -> None:
    answer = await world.sign_in_raw(username, password)
    assert (answer.status_code, code_of(answer)) == (401, "wrong_password")


async def test_an_old_app_is_told_to_update(world: World) -> None:
    answer = await world.sign_in_raw("ann", protocol_version=0)
    assert (answer.status_code, code_of(answer)) == (426, "app_too_old")


async def test_a_refresh_token_works_once_and_its_reuse_revokes_the_family(world: World) -> None:
    first = (await world.sign_in("ann")).session
    second = session_of(await world.refresh_raw(first.refresh_token))
    third = session_of(await world.refresh_raw(second.refresh_token))
    assert await is_alive(world, third)
    reuse = await world.refresh_raw(first.refresh_token)
    assert (reuse.status_code, code_of(reuse)) == (401, "signed_out")
    assert not await is_alive(world, third)
    assert (await world.refresh_raw(third.refresh_token)).status_code == 401


async def test_reuse_at_once_is_reuse_too(world: World) -> None:
    first = (await world.sign_in("ann")).session
    second = session_of(await world.refresh_raw(first.refresh_token, "its own key"))
    assert (await world.refresh_raw(first.refresh_token)).status_code == 401
    assert not await is_alive(world, second)


async def test_a_lost_answer_may_be_asked_for_again_with_the_same_key(world: World) -> None:
    first = (await world.sign_in("ann")).session
    lost = session_of(await world.refresh_raw(first.refresh_token, "key-1"))
    again = session_of(await world.refresh_raw(first.refresh_token, "key-1"))
    assert again.refresh_token != lost.refresh_token
    assert await is_alive(world, again)
    assert session_of(await world.refresh_raw(again.refresh_token, "key-2"))


async def test_with_another_key_the_repetition_is_theft(world: World) -> None:
    first = (await world.sign_in("ann")).session
    await world.refresh_raw(first.refresh_token, "key-1")
    assert (await world.refresh_raw(first.refresh_token, "key-2")).status_code == 401
    assert (await world.refresh_raw(first.refresh_token, "key-1")).status_code == 401


async def test_with_the_right_key_after_the_successor_was_used_the_repetition_is_theft(world: World) -> None:
    first = (await world.sign_in("ann")).session
    second = session_of(await world.refresh_raw(first.refresh_token, "key-1"))
    third = session_of(await world.refresh_raw(second.refresh_token, "key-2"))
    assert (await world.refresh_raw(first.refresh_token, "key-1")).status_code == 401
    assert not await is_alive(world, third)


async def test_of_parallel_refreshes_with_one_token_one_wins_and_the_family_ends(world: World) -> None:
    first = (await world.sign_in("ann")).session
    answers = await asyncio.gather(*(world.refresh_raw(first.refresh_token) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 401, 401, 401, 401]


async def test_access_ends_after_its_time_and_refresh_after_idle_and_absolute_time(world: World) -> None:
    session = (await world.sign_in("ann")).session
    world.clock.move(seconds=world.settings.access_token_s + 1)
    assert not await is_alive(world, session)
    for _ in range(4):
        world.clock.move(seconds=world.settings.refresh_idle_s - 3600)
        session = session_of(await world.refresh_raw(session.refresh_token))
    assert await is_alive(world, session)
    world.clock.move(seconds=world.settings.session_max_s - 4 * (world.settings.refresh_idle_s - 3600))
    assert (await world.refresh_raw(session.refresh_token)).status_code == 401

    session = (await world.sign_in("ann")).session
    world.clock.move(seconds=world.settings.refresh_idle_s + 1)
    assert (await world.refresh_raw(session.refresh_token)).status_code == 401


async def test_sign_out_ends_access_and_refresh(world: World) -> None:
    agent = await world.sign_in("ann")
    assert (await world.client.post("/v1/sign-out", headers=agent.headers)).status_code == 204
    assert not await is_alive(world, agent.session)
    assert (await world.refresh_raw(agent.session.refresh_token)).status_code == 401


async def test_a_disabled_user_is_out_at_once(world: World) -> None:
    from agent_server.services import accounts

    agent = await world.sign_in("qin")
    async with world.state.database.sessions.begin() as session:
        await accounts.disable_user(session, "qin", world.clock())
    assert not await is_alive(world, agent.session)
    assert (await world.refresh_raw(agent.session.refresh_token)).status_code == 401
    assert (await world.sign_in_raw("qin")).status_code == 401


async def test_a_burst_of_sign_ins_is_stopped_also_in_parallel(world: World) -> None:
    answers = await asyncio.gather(*(world.sign_in_raw("ben", f"guess {number}") for number in range(20)))
    codes = [answer.status_code for answer in answers]
    assert codes.count(401) <= 8
    assert codes.count(429) >= 12
    stopped = next(answer for answer in answers if answer.status_code == 429)
    assert code_of(stopped) == "too_many_tries"
    assert 0 < int(stopped.headers["Retry-After"]) <= 301  # five minutes, rounded up
    assert (await world.sign_in_raw("ben")).status_code == 429
    assert (await world.sign_in_raw("lea")).status_code == 200  # others at the same address are not held up
    world.clock.move(seconds=int(stopped.headers["Retry-After"]) + 1)
    assert (await world.sign_in_raw("ben")).status_code == 200


async def test_ended_sessions_are_forgotten_at_the_next_sign_in(world: World) -> None:
    from sqlalchemy import text

    async def count(table: str) -> int:
        async with world.state.database.sessions() as database:
            return int(await database.scalar(text(f"SELECT count(*) FROM {table}")) or 0)

    await world.sign_in("sue")
    assert await count("session") > 1
    assert await count("sign_in_tries") > 1
    world.clock.move(seconds=world.settings.session_max_s + 1)
    for name in ("ann", "ben", "lea", "qin", "sue"):
        await world.sign_in_raw(name)
    assert await count("session") == await count("access_token") == await count("refresh_token") == 4
    assert await count("sign_in_tries") < 10


async def test_tokens_are_stored_hashed_and_the_line_sealed(world: World) -> None:
    from sqlalchemy import text

    session = (await world.sign_in("ann")).session
    async with world.state.database.sessions() as database:
        for table in ("access_token", "refresh_token", "session", "app_user"):
            dump = str((await database.execute(text(f"SELECT t::text FROM {table} t"))).all())
            for secret in (session.access_token, session.refresh_token, SIP.password):
                assert secret not in dump
                assert secret.encode().hex() not in dump
