from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_app.storage.cache import CACHE_FILE, Cache, open_cache

KEY = bytes(range(32))


@pytest.fixture
def key() -> bytes:
    return KEY


@pytest.fixture
def cache_file(tmp_path: Path) -> Path:
    return tmp_path / CACHE_FILE


@pytest.fixture
def cache(cache_file: Path) -> Iterator[Cache]:
    opened = open_cache(cache_file, KEY)
    yield opened
    opened.close()
