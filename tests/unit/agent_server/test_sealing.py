import base64
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from agent_server.errors import BadSetting
from agent_server.services.sealing import Seal, open_seal
from agent_server.settings import Settings


def test_what_was_sealed_opens_for_its_owner_only() -> None:
    seal, owner = Seal(os.urandom(32)), uuid4()
    sealed = seal.close("line-secret", owner)
    assert b"line-secret" not in sealed
    assert sealed != seal.close("line-secret", owner)
    assert seal.open(sealed, owner) == "line-secret"
    for other, text in ((seal, uuid4()), (Seal(os.urandom(32)), owner)):
        with pytest.raises(BadSetting, match="server key has changed"):
            other.open(sealed, text)
    with pytest.raises(BadSetting):
        seal.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), owner)


def test_the_key_file_is_made_once_and_for_the_owner_only(tmp_path: Path) -> None:
    settings, owner = Settings(data_dir=tmp_path / "data"), uuid4()
    sealed = open_seal(settings).close("x", owner)
    assert open_seal(settings).open(sealed, owner) == "x"
    assert [path.name for path in settings.data_dir.iterdir()] == ["secret.key"]
    if sys.platform != "win32":
        assert stat.S_IMODE((settings.data_dir / "secret.key").stat().st_mode) == 0o600


def test_many_starts_at_once_agree_on_one_key(tmp_path: Path) -> None:
    settings, owner = Settings(data_dir=tmp_path), uuid4()
    with ThreadPoolExecutor(8) as pool:
        seals = list(pool.map(lambda _: open_seal(settings), range(16)))
    sealed = seals[0].close("x", owner)
    assert {seal.open(sealed, owner) for seal in seals} == {"x"}


@pytest.mark.parametrize("text", ["x", "é", base64.b64encode(b"short").decode(), "A" * 43])
def test_a_key_that_is_none_is_told(text: str) -> None:
    with pytest.raises(BadSetting, match="server key"):
        open_seal(Settings(secret_key=text))


def test_a_key_from_the_environment_touches_no_file(tmp_path: Path) -> None:
    open_seal(Settings(secret_key=base64.b64encode(bytes(32)).decode(), data_dir=tmp_path / "unused"))
    assert not (tmp_path / "unused").exists()


def test_a_folder_that_cannot_hold_the_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="key file"):
        open_seal(Settings(data_dir=tmp_path / "file" / "data"))
