"""Send what the agent did, in order, until nothing is left that may be sent now.

Source: docs/sync-protocol.md "push"; promises 2-4.
"""

from collections.abc import Callable, Sequence

from agent_app.errors import CommandRejected
from agent_app.storage.outbox import Outbox, OutboxEntry
from agent_app.sync.access import Access
from agent_app.sync.client import ServerClient
from agent_domain.ids import DeviceId, LeadId
from agent_domain.wire import CommandResult, CommandStatus, PushRequest

BATCH = 200


class Push:
    """Empties the outbox into the server.

    Attributes:
        on_begin: Called before each request.
        on_settled: Called with each request's results, after they were noted.
    """

    def __init__(
        self,
        outbox: Outbox,
        client: ServerClient,
        access: Access,
        device_id: DeviceId,
        *,
        on_begin: Callable[[], None],
        on_settled: Callable[[tuple[CommandResult, ...]], None],
    ) -> None:
        self._outbox = outbox
        self._client = client
        self._access = access
        self._device_id = device_id
        self._on_begin = on_begin
        self._on_settled = on_settled

    async def run(self) -> bool:
        """Send everything; return whether the server wants some of it later.

        A lead of which something was postponed waits with all its commands until the next run, to keep their order;
        everything else flows on. A batch that the server refuses as a whole is halved until the culprit stands alone:
        one unreadable command must not hold up the rest.

        Raises:
            SyncError: The server could not be asked; nothing is lost, begin again later.
        """
        postponed: set[LeadId] = set()
        size = BATCH
        while batch := self._outbox.next_batch(size, postponed):
            self._on_begin()
            try:
                results = await self._send(batch)
            except CommandRejected as error:
                if len(batch) > 1:
                    size = len(batch) // 2
                    continue
                results = (_refused(batch[0], error),)
            self._outbox.settle(results)
            self._on_settled(results)
            postponed |= _unsettled(batch, results)
            size = BATCH
        return bool(postponed)

    async def _send(self, batch: Sequence[OutboxEntry]) -> tuple[CommandResult, ...]:
        request = PushRequest(device_id=self._device_id, commands=tuple(entry.envelope for entry in batch))
        response = await self._access.call(lambda token: self._client.push(token, request))
        self._access.note_server_time(response.server_time)
        asked = {entry.envelope.command_id for entry in batch}
        return tuple(result for result in response.results if result.command_id in asked)


def _refused(entry: OutboxEntry, error: CommandRejected) -> CommandResult:
    return CommandResult(
        command_id=entry.envelope.command_id,
        status=CommandStatus.REJECTED,
        code=error.code,
        message=f"{error.title} {error.message}".strip(),
    )


def _unsettled(batch: Sequence[OutboxEntry], results: Sequence[CommandResult]) -> set[LeadId]:
    """Return the leads of the commands that stay; one without a result stays too, so that every run comes to an end."""
    settled = {result.command_id for result in results if result.status is not CommandStatus.RETRY_LATER}
    return {entry.envelope.command.lead_id for entry in batch if entry.envelope.command_id not in settled}
