"""The command line in processes of its own, as an operator uses it."""

import io
import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import msgspec
import pytest

from agent_domain.ids import DeviceId, new_id
from agent_domain.wire import Session, SignInRequest
from agent_server.__main__ import main
from tests.integration.server.serving import environment, run, serving

CSV = """name,phone,consent source,country
Ann,+4915112345678,web form,DE
Bob,0151 1234 5679,web form,DE
Cid,+4915112345680,,DE
Ann again,+49 151 12345678,web form,DE
"""


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cli") / "data"


Tell = Callable[..., str]


@pytest.fixture
def told(data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Tell:
    """Runs a command in this process, where that is enough: it saves the second that a process takes to start."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("PREDIAL_DATA_DIR", str(data_dir))

    def tell(*words: str, stdin: str = "", code: int = 0) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        assert main(words) == code
        out, error = capsys.readouterr()
        return error if code else out

    return tell


def test_a_server_is_set_up_and_serves_while_commands_run(data_dir: Path, tmp_path: Path, told: Tell) -> None:
    done = run(
        data_dir,
        *("user", "add", "Chen", "--role", "agent", "--team", "Alpha", "--name", "Chen Yu"),
        *("--sip-uri", "sip:1001@predial.test", "--sip-registrar", "sip:127.0.0.1:5060;transport=udp"),
        *("--sip-password-env", "LINE_PASSWORD"),
        stdin="a long password\n",
        LINE_PASSWORD="line-secret",
    )
    assert (done.returncode, done.stdout) == (0, "Added Chen (agent) to Alpha.\n"), done.stderr
    ready = tmp_path / "ready"
    with serving(data_dir, "--ready-file", str(ready)) as server:
        assert ready.read_text().strip() == server.url
        assert httpx.get(f"{server.url}/readyz").status_code == 200
        told("campaign", "add", "Spring", "--kind", "care")
        leads_file, errors = tmp_path / "leads.csv", tmp_path / "errors.csv"
        leads_file.write_text(CSV, "utf-8")
        words = ("leads", "import", str(leads_file), "--campaign", "Spring", "--json")
        dry = json.loads(told(*words, "--dry-run"))
        assert (dry["imported"], dry["rejected"], dry["dry_run"]) == (2, 1, True)
        assert json.loads(told("leads", "list", "--json")) == []
        real = json.loads(told(*words, "--errors", str(errors)))
        assert {name: real[name] for name in ("rows", "imported", "merged", "known", "rejected")} == {
            "rows": 4,
            "imported": 2,
            "merged": 1,
            "known": 0,
            "rejected": 1,
        }
        assert "Cid" in errors.read_text("utf-8-sig")
        assert json.loads(told(*words))["known"] == 2
        assert "Assigned 2" in told("leads", "assign", "--campaign", "Spring", "--agent", "chen")
        assert {lead["agent"] for lead in json.loads(told("leads", "list", "--json"))} == {"chen"}
        assert json.loads(told("calls", "--json")) == []

        request = SignInRequest(username="chen", password="a long password", device_id=DeviceId(new_id()))
        answer = httpx.post(f"{server.url}/v1/sign-in", content=msgspec.json.encode(request))
        session = msgspec.json.decode(answer.content, type=Session)
        assert session.profile.sip is not None
        assert (session.profile.sip.username, session.profile.sip.password) == ("1001", "line-secret")
        page = httpx.get(
            f"{server.url}/v1/sync/pull", headers={"Authorization": f"Bearer {session.access_token}"}
        ).json()
        assert sum(change["kind"] == "lead_put" for change in page["changes"]) == 2
        told("user", "disable", "chen")
        me = httpx.get(f"{server.url}/v1/me", headers={"Authorization": f"Bearer {session.access_token}"})
        assert me.status_code == 401
        assert server.stop() == 0
    assert not (data_dir / "pgdata" / "postmaster.pid").exists()
    if sys.platform != "win32":
        for name in ("secret.key", "database.password"):
            assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("user add x", "--role"),
        ("user add x --role boss --team T", "invalid choice"),
        ("campaign add C --kind spam", "invalid choice"),
        ("leads assign --campaign C --agent x --count 0", "whole number"),
        ("serve --port 70000", "no port number"),
    ],
)
def test_a_wrong_use_is_explained_with_code_2(words: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words.split())
    assert left.value.code == 2
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("user add x --role agent --team T", "too short"),
        ("user add x --role agent --team T --sip-uri sip:1@a --sip-password-env NO_SUCH", "no environment variable"),
        ("user disable nobody", "no user nobody"),
        ("leads assign --campaign Nix --agent x", "no campaign Nix"),
        ("leads import /no/such/file.csv --campaign Nix", "no campaign Nix"),
        ("db upgrade --data-dir /dev/null/x", "cannot be used"),
    ],
)
def test_a_mistake_is_one_sentence_with_code_1(told: Tell, words: str, sentence: str) -> None:
    error = told(*words.split(), stdin="short\n", code=1)
    assert error.startswith("agent-server: ")
    assert sentence in error
    assert len(error.strip().splitlines()) == 1


def test_without_a_command_the_commands_are_shown(told: Tell) -> None:
    assert "serve" in told(code=2)


def test_a_port_in_use_and_a_dead_database_are_told(data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(data_dir, "serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "Cannot listen on 127.0.0.1" in done.stderr
    done = run(data_dir, "serve", "--port", "0", DATABASE_URL="postgresql://nobody@127.0.0.1:1/x")
    assert done.returncode == 1
    assert done.stderr.startswith("agent-server: The database cannot be reached.")
    assert len(done.stderr.strip().splitlines()) == 1


def test_the_openapi_document_needs_no_database(tmp_path: Path, told: Tell) -> None:
    document = json.loads(told("openapi", "--data-dir", str(tmp_path / "unused")))
    assert "/v1/sync/push" in document["paths"]
    assert not (tmp_path / "unused").exists()


def test_a_taken_name_is_told(told: Tell) -> None:
    words = ("user", "add", "twice", "--role", "agent", "--team", "Alpha")
    told(*words, stdin="a long password\n")
    assert "already" in told(*words, stdin="a long password\n", code=1)


def test_the_errors_file_never_takes_the_lists_place(data_dir: Path, tmp_path: Path, told: Tell) -> None:
    told("campaign", "add", "First", "--team", "Alpha")
    leads_file = tmp_path / "leads.csv"
    leads_file.write_text("name,phone,consent source\nAnn,+4915112345678,web form\nBo,,web form\n", "utf-8")
    before = leads_file.read_bytes()
    link = tmp_path / "link.csv"
    link.symlink_to(leads_file)
    for errors in (leads_file, link):
        words = ["leads", "import", str(leads_file), "--campaign", "First", "--errors", str(errors)]
        assert "is a file to be read" in told(*words, code=1)
    assert leads_file.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the device that is always full is Linux'")
def test_a_full_disk_and_a_closed_pipe_are_no_tracebacks(data_dir: Path, tmp_path: Path, told: Tell) -> None:
    told("campaign", "add", "Second", "--team", "Alpha")
    leads_file = tmp_path / "leads.csv"
    leads_file.write_text("name,phone,consent source\n" + "Bo,,web form\n" * 5, "utf-8")
    words = ["leads", "import", str(leads_file), "--campaign", "Second", "--errors", "/dev/full"]
    assert told(*words, code=1) == (
        "agent-server: The errors file cannot be written. "
        "No space left on device. Choose another place with --errors FILE.\n"
    )
    for target, code, complaint in (
        ("/dev/full", 1, "agent-server: The output cannot be written. No space left on device.\n"),
        ("", 141, ""),
    ):
        command = [sys.executable, "-m", "agent_server", "campaign", "list"]
        reader, writer = os.pipe()
        os.close(reader)
        with Path(target).open("wb") if target else os.fdopen(writer, "wb") as output:
            done = subprocess.run(
                command, stdout=output, stderr=subprocess.PIPE, text=True, env=environment(data_dir), check=False
            )
        assert (done.returncode, done.stderr) == (code, complaint)


def test_a_ready_file_that_cannot_be_written_is_told_before_the_start(
    data_dir: Path, tmp_path: Path, told: Tell
) -> None:
    for place in (tmp_path / "nowhere" / "ready", tmp_path):
        assert "ready file" in told("serve", "--port", "0", "--ready-file", str(place), code=1)
