"""The same agent on another device: what happens there must reach the window by the feed."""

import asyncio

from agent_app.sync.client import ServerClient
from agent_domain.clock import utc_now
from agent_domain.commands import Command, Envelope
from agent_domain.ids import CommandId, DeviceId, new_id
from agent_domain.wire import CommandStatus, PushRequest, SignInRequest
from resources.demo.world import World


def push_from_elsewhere(world: World, *commands: Command) -> None:
    """Sign in anew and push; the server must take every command."""
    asyncio.run(_push(world, commands))


async def _push(world: World, commands: tuple[Command, ...]) -> None:
    client = ServerClient(world.server_url)
    device_id = DeviceId(new_id())
    member = world.agent
    try:
        session = await client.sign_in(
            SignInRequest(username=member.username, password=member.password, device_id=device_id)
        )
        envelopes = tuple(
            Envelope(command_id=CommandId(new_id()), claimed_at=utc_now(), command=command) for command in commands
        )
        answer = await client.push(session.access_token, PushRequest(device_id=device_id, commands=envelopes))
        assert [result.status for result in answer.results] == [CommandStatus.APPLIED] * len(commands)
    finally:
        await client.close()
