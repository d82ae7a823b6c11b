import os
import stat
from pathlib import Path

import msgspec
import pytest

from agent_app.errors import KeyRejected
from agent_app.storage.key_wrap import WrappedKey, read_wrapped_key, write_wrapped_key

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "cache.key"
    write_wrapped_key(path, KEY, "Größe 装修")
    return path


def rewrite(path: Path, **header_fields: object) -> None:
    wrapped = msgspec.json.decode(path.read_bytes(), type=WrappedKey)
    header = msgspec.structs.replace(wrapped.header, **header_fields)
    path.write_bytes(msgspec.json.encode(msgspec.structs.replace(wrapped, header=header)))


def test_wrapped_and_unwrapped(path: Path) -> None:
    assert read_wrapped_key(path, "Größe 装修") == KEY
    assert read_wrapped_key(path, "Gro\u0308ße 装修") == KEY  # the same characters, composed otherwise
    content = path.read_bytes()
    assert KEY not in content
    assert KEY.hex().encode() not in content
    assert [file.name for file in path.parent.iterdir()] == ["cache.key"]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_work_is_what_was_promised(path: Path) -> None:
    header = msgspec.json.decode(path.read_bytes(), type=WrappedKey).header
    assert (header.version, header.kdf, header.memory_kib, header.iterations) == (1, "argon2id", 65_536, 3)
    assert (len(header.salt), len(header.nonce)) == (16, 12)


def test_a_wrong_passphrase(path: Path) -> None:
    with pytest.raises(KeyRejected) as told:
        read_wrapped_key(path, "wrong")
    assert told.value.code == "key_rejected"


@pytest.mark.parametrize("changed", [{"lanes": 2}, {"iterations": 2}, {"nonce": bytes(12)}, {"salt": bytes(16)}])
def test_a_changed_header_does_not_open(path: Path, changed: dict[str, object]) -> None:
    rewrite(path, **changed)
    with pytest.raises(KeyRejected):
        read_wrapped_key(path, "Größe 装修")


@pytest.mark.parametrize(
    "changed",
    [
        {"memory_kib": 1 << 30},
        {"memory_kib": 8},
        {"iterations": 10_000},
        {"iterations": 0},
        {"lanes": 0},
        {"salt": b""},
        {"nonce": b"1"},
    ],
)
def test_absurd_work_is_refused_before_it_is_done(path: Path, changed: dict[str, object]) -> None:
    rewrite(path, **changed)
    with pytest.raises(KeyRejected) as told:
        read_wrapped_key(path, "Größe 装修")
    assert told.value.code == "key_file_damaged"


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"header": {"version": 2}}'])
def test_a_damaged_file(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(KeyRejected) as told:
        read_wrapped_key(path, "Größe 装修")
    assert told.value.code == "key_file_damaged"
    assert path.read_bytes() == content


def test_a_key_is_never_written_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_wrapped_key(path, bytes(32), "new")
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["cache.key"]
