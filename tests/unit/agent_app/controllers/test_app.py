"""The program: one start per profile, the way out, the log, the settings file, the self-test."""

import logging
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from agent_app.bridge import FirstStart
from agent_app.errors import DiskFull, ProfileUnusable
from agent_app.logs import LOG_NAME, start_log
from agent_app.settings import FILE_NAME, Settings, load_settings, profile_directory, save_settings

LIMIT_MS = 20_000


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start the app as a user does, on the profile `tmp_path`."""
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    started = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "agent_app", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def log_of(profile_dir: Path) -> str:
    path = profile_dir / LOG_NAME
    return path.read_text() if path.exists() else ""


def test_a_second_start_hands_over_and_leaves(
    tmp_path: Path, qtbot: QtBot, start: Callable[..., subprocess.Popen[str]]
) -> None:
    first = FirstStart(tmp_path)
    assert first.claim()
    numbers: list[str] = []
    first.started_again.connect(numbers.append)
    second = start("--profile", str(tmp_path), "tel:+493012345671")
    qtbot.waitUntil((tmp_path / "lock").exists, timeout=LIMIT_MS)
    first.listen()
    qtbot.waitUntil(lambda: second.poll() is not None, timeout=LIMIT_MS)
    assert (second.returncode, numbers) == (0, ["tel:+493012345671"])
    first.release()


def test_an_app_that_does_not_answer_is_told_in_one_sentence(
    tmp_path: Path, qtbot: QtBot, start: Callable[..., subprocess.Popen[str]]
) -> None:
    first = FirstStart(tmp_path)
    assert first.claim()
    assert "open on this profile already" in refusal_of(start("--profile", str(tmp_path)))
    first.release()


@pytest.mark.parametrize("place", ["a file", "below a file", "no log"])
def test_a_profile_folder_that_cannot_be_used_is_told_in_one_sentence(
    tmp_path: Path, start: Callable[..., subprocess.Popen[str]], place: str
) -> None:
    (tmp_path / "file").touch()
    profile = {"a file": "file", "below a file": "file/x"}.get(place, "profile")
    if profile == "profile":
        # What a root start long ago leaves behind: a name that is taken by what this user may not write.
        (tmp_path / profile / LOG_NAME).mkdir(parents=True)
    assert "The profile folder cannot be written." in refusal_of(start("--profile", str(tmp_path / profile)))


def test_a_lock_that_cannot_be_written_is_not_taken_for_another_start(tmp_path: Path) -> None:
    with pytest.raises(ProfileUnusable):
        FirstStart(tmp_path / "nowhere").claim()


def refusal_of(app: subprocess.Popen[str]) -> str:
    """Return the one line on the terminal; the message on the screen stays until it is closed, here by a signal."""
    assert app.stdout is not None
    line = app.stdout.readline()
    app.terminate()
    rest, _ = app.communicate(timeout=30)
    assert rest == ""
    return line


def test_the_app_starts_raises_and_ends_in_good_order(
    tmp_path: Path, qtbot: QtBot, start: Callable[..., subprocess.Popen[str]]
) -> None:
    app = start("--profile", str(tmp_path), "--server", "http://127.0.0.1:1")
    qtbot.waitUntil(lambda: "Started." in log_of(tmp_path), timeout=LIMIT_MS)
    second = start("--profile", str(tmp_path), "tel:1")
    assert second.wait(30) == 0
    app.send_signal(signal.SIGTERM)
    assert app.wait(30) == 0
    assert "Ended." in log_of(tmp_path)
    assert "ERROR" not in log_of(tmp_path)
    assert not (tmp_path / "lock").exists()


def test_a_killed_app_does_not_bar_the_next(
    tmp_path: Path, qtbot: QtBot, start: Callable[..., subprocess.Popen[str]]
) -> None:
    app = start("--profile", str(tmp_path))
    qtbot.waitUntil(lambda: "Started." in log_of(tmp_path), timeout=LIMIT_MS)
    app.kill()
    app.wait()
    next_start = FirstStart(tmp_path)
    assert next_start.claim()
    next_start.listen()
    next_start.release()


def test_version_and_self_test(start: Callable[..., subprocess.Popen[str]]) -> None:
    output, _ = start("--version").communicate(timeout=60)
    assert output.startswith("Predial ")
    tested = start("--self-test")
    output, _ = tested.communicate(timeout=60)
    assert tested.returncode == 0, output
    assert output.count("ok ") == 4


def test_a_part_that_does_not_work_fails_the_self_test(
    qapp: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from agent_app import self_test

    def broken() -> str:
        raise self_test.NotWorking("no engine")

    monkeypatch.setattr(self_test, "_engine", broken)
    assert self_test.run_self_test() == 1
    assert "FAIL softphone engine: NotWorking: no engine" in capsys.readouterr().out


def test_the_log_holds_neither_numbers_nor_words_of_foreign_errors(tmp_path: Path) -> None:
    stop = start_log(tmp_path)
    try:
        logging.getLogger("x").warning("called +49 (30) 123-456-71 at 12")
        try:
            raise ValueError("Jörg Müller +493012345671")
        except ValueError:
            logging.getLogger("x").exception("bad")
            kind, error, trace = sys.exc_info()
            assert kind is not None
            assert error is not None
            sys.excepthook(kind, error, trace)
    finally:
        stop()
    text = log_of(tmp_path)
    assert "called *** at 12" in text
    assert text.count("ValueError") == 2
    assert "test_the_log_holds" in text  # where it happened
    assert "Müller" not in text
    assert "12345671" not in text


def test_settings_survive_damage_and_nonsense(tmp_path: Path) -> None:
    assert load_settings(tmp_path) == (Settings(), "")
    settings = Settings(server_url="https://x", username="li", theme="dark", language="zh_CN")
    save_settings(tmp_path, settings)
    assert load_settings(tmp_path) == (settings, "")
    (tmp_path / FILE_NAME).write_text('{"theme": "pink", "language": "xx", "later": 1}')
    assert load_settings(tmp_path) == (Settings(), "")
    (tmp_path / FILE_NAME).write_bytes(b"\xff{")
    loaded, notice = load_settings(tmp_path)
    assert (loaded, "set aside" in notice) == (Settings(), True)
    assert not (tmp_path / FILE_NAME).exists()
    assert (tmp_path / "settings.json.damaged").read_bytes() == b"\xff{"


def test_settings_that_cannot_be_written_leave_the_old_ones(tmp_path: Path) -> None:
    save_settings(tmp_path, Settings(username="old"))
    (tmp_path / "settings.json.new").mkdir()
    with pytest.raises(DiskFull):
        save_settings(tmp_path, Settings(username="new"))
    assert load_settings(tmp_path)[0].username == "old"


def test_the_profile_folder_is_made_and_closed_to_others(tmp_path: Path) -> None:
    folder = profile_directory(tmp_path / "a" / "b")
    assert folder.is_dir()
    if os.name == "posix":
        assert folder.stat().st_mode & 0o077 == 0


def test_without_a_given_folder_the_systems_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda name, appauthor: tmp_path / name)
    assert profile_directory() == tmp_path / "Predial"
