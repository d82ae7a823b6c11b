"""What was acknowledged survives SIGKILL of server and PostgreSQL in the middle of pushes (promise 6, in small)."""

import io
import random
import sys
import threading
from pathlib import Path

import httpx
import msgspec
import psutil
import pytest

from agent_domain.changes import LeadPut
from agent_domain.clock import utc_now
from agent_domain.commands import Envelope, TagLead
from agent_domain.ids import CommandId, DeviceId, LeadId, new_id
from agent_domain.wire import CommandStatus, PullPage, PushRequest, PushResponse, Session, SignInRequest
from agent_server.__main__ import main
from tests.integration.server.serving import serving

CLIENT = httpx.Client(timeout=30)
DEVICE = DeviceId(new_id())
VICTIMS = ("server", "postgres", "server")
DONE = {CommandStatus.APPLIED, CommandStatus.DUPLICATE}


def sign_in(url: str) -> dict[str, str]:
    request = SignInRequest(username="ann", password="a long password", device_id=DEVICE)
    answer = CLIENT.post(f"{url}/v1/sign-in", content=msgspec.json.encode(request))
    session = msgspec.json.decode(answer.content, type=Session)
    return {"Authorization": f"Bearer {session.access_token}"}


def pull(url: str, headers: dict[str, str]) -> PullPage:
    answer = CLIENT.get(f"{url}/v1/sync/pull?limit=5000", headers=headers)
    return msgspec.json.decode(answer.content, type=PullPage)


def push(url: str, headers: dict[str, str], batch: list[Envelope]) -> PushResponse:
    body = msgspec.json.encode(PushRequest(device_id=DEVICE, commands=tuple(batch)))
    answer = CLIENT.post(f"{url}/v1/sync/push", content=body, headers=headers)
    return msgspec.json.decode(answer.content, type=PushResponse)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir, leads_file = tmp_path / "data", tmp_path / "leads.csv"
    monkeypatch.delenv("DATABASE_URL", raising=False)
    leads_file.write_text("name,phone,consent source\nAnn,+4915112345678,web form\n", "utf-8")
    for words in (
        ["user", "add", "ann", "--role", "agent", "--team", "Alpha"],
        ["campaign", "add", "Spring"],
        ["leads", "import", str(leads_file), "--campaign", "Spring"],
        ["leads", "assign", "--campaign", "Spring", "--agent", "ann"],
    ):
        monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
        assert main([*words, "--data-dir", str(data_dir)]) == 0
    dice = random.Random(20261122)
    acknowledged: set[str] = set()
    outbox: list[Envelope] = []
    for number, victim in enumerate(VICTIMS):
        with serving(data_dir) as server:
            headers = sign_in(server.url)
            (lead_id,) = [
                change.lead.lead_id for change in pull(server.url, headers).changes if isinstance(change, LeadPut)
            ]
            if outbox:  # what the kill cut off is sent again
                acknowledged |= settled(push(server.url, headers, outbox), outbox)
            killer = threading.Timer(dice.uniform(0.05, 0.4), kill, [server.process.pid, data_dir, victim])
            killer.start()
            outbox = push_until_it_breaks(server.url, headers, lead_id, number, acknowledged)
            killer.join()
    with serving(data_dir) as server:
        headers = sign_in(server.url)
        acknowledged |= settled(push(server.url, headers, outbox), outbox)
        (lead,) = [change.lead for change in pull(server.url, headers).changes if isinstance(change, LeadPut)]
        names = [tag.name for tag in lead.tags]
        assert len(names) == len(set(names))
        assert set(names) == acknowledged
        assert len(acknowledged) > len(VICTIMS)
        assert server.stop() == 0


def kill(server_pid: int, data_dir: Path, victim: str) -> None:
    if victim == "server":
        psutil.Process(server_pid).kill()
        return
    postmaster = psutil.Process(int((data_dir / "pgdata" / "postmaster.pid").read_text().split()[0]))
    family = [postmaster, *postmaster.children()]
    for process in family:
        process.kill()
    psutil.Process(server_pid).kill()  # its own way to notice is another test's subject
    psutil.wait_procs(family, timeout=10)


def push_until_it_breaks(
    url: str, headers: dict[str, str], lead_id: LeadId, number: int, acknowledged: set[str]
) -> list[Envelope]:
    """Push small batches; return the one whose answer never came."""
    count = 0
    while True:
        batch = [
            Envelope(
                command_id=CommandId(new_id()),
                claimed_at=utc_now(),
                command=TagLead(lead_id=lead_id, name=f"{number}-{count}-{place}"),
            )
            for place in range(3)
        ]
        count += 1
        try:
            acknowledged |= settled(push(url, headers, batch), batch)
        except (httpx.HTTPError, msgspec.MsgspecError):
            return batch


def settled(response: PushResponse, batch: list[Envelope]) -> set[str]:
    by_id = {envelope.command_id: envelope.command for envelope in batch}
    commands = [by_id[result.command_id] for result in response.results if result.status in DONE]
    return {command.name for command in commands if isinstance(command, TagLead)}
