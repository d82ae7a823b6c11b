from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_app.storage.cache import CACHE_FILE, Cache, open_cache

from .peer import Peer


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = open_cache(tmp_path / CACHE_FILE, bytes(32))
    yield opened
    opened.close()


@pytest.fixture
def peer() -> Peer:
    return Peer()
