"""The key in a real Secret Service (GNOME Keyring on a message bus of its own)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAMS = ("dbus-run-session", "gnome-keyring-daemon")
missing = [program for program in PROGRAMS if shutil.which(program) is None]
pytestmark = pytest.mark.skipif(bool(missing), reason=f"not installed: {' '.join(missing)}")

UNLOCKED = "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null"
LOCKED = "gnome-keyring-daemon --start --components=secrets >/dev/null"
SCRIPT = """
import sys
from pathlib import Path
from agent_app.errors import KeyUnavailable
from agent_app.storage import keys
from agent_app.storage.cache import CACHE_FILE, open_cache

profile = Path(sys.argv[1])
place = keys.key_place(profile)
try:
    key = keys.load_or_create_key(profile, lambda which: None, limit_s=float(sys.argv[2]))
    open_cache(profile / CACHE_FILE, key).close()
    print(place, key.hex())
except KeyUnavailable as error:
    print(place, error.code)
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    for name in ("home", "runtime", "profile"):
        (tmp_path / name).mkdir(mode=0o700)
    return tmp_path


def in_session(home: Path, daemon: str, limit_s: float = 20, **more: str) -> list[str]:
    """Run the script on a fresh message bus; the key store's files stay in `home` between two calls."""
    script = ["env", *(f"{name}={value}" for name, value in more.items())]
    script += [sys.executable, "-c", SCRIPT, str(home / "profile"), str(limit_s)]
    environment = {
        **os.environ,
        "HOME": str(home / "home"),
        "XDG_RUNTIME_DIR": str(home / "runtime"),
        "XDG_DATA_HOME": str(home / "home" / "data"),
    }
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PYTHON_KEYRING_BACKEND"):
        environment.pop(name, None)
    done = subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", f'{daemon}; exec "$@"', "bash", *script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_the_key_stays_in_the_key_store_over_sessions(home: Path) -> None:
    place, key = in_session(home, UNLOCKED)
    assert (place, len(key)) == ("key_store", 64)
    assert in_session(home, UNLOCKED) == ["key_store", key]
    on_disk = [path for path in home.rglob("*") if path.is_file() and bytes.fromhex(key) in path.read_bytes()]
    assert on_disk == []
    assert {path.name for path in (home / "profile").iterdir()} == {"cache.db", "cache.check"}


def test_a_locked_key_store_is_told_and_nothing_is_made(home: Path) -> None:
    in_session(home, UNLOCKED)
    before = {path: path.read_bytes() for path in (home / "profile").iterdir()}
    place, code = in_session(home, LOCKED, limit_s=3)
    assert place == "key_store"
    assert code in {"key_store_locked", "key_store_failed"}
    assert {path: path.read_bytes() for path in (home / "profile").iterdir()} == before


def test_a_key_store_that_lost_the_key_is_told(home: Path) -> None:
    in_session(home, UNLOCKED)
    shutil.rmtree(home / "home" / "data" / "keyrings")
    assert in_session(home, UNLOCKED) == ["key_store", "key_missing"]


def test_without_a_key_store_an_existing_cache_waits(home: Path) -> None:
    in_session(home, UNLOCKED)
    nowhere = f"unix:path={home}/no-bus"
    assert in_session(home, "true", DBUS_SESSION_BUS_ADDRESS=nowhere) == ["key_store", "key_store_missing"]
