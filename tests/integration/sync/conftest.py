from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agent_server.db.embedded import EmbeddedPostgres
from tests.integration.sync.center import Center, Desk


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="package")
def center(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Center]:
    folder = tmp_path_factory.mktemp("center")
    postgres = EmbeddedPostgres(folder / "postgres")
    postgres.start()
    try:
        center = Center(postgres.url, folder)
        center.set_up()
        center.start()
        yield center
        center.stop()
    finally:
        postgres.stop()


@pytest.fixture
def new_desk(center: Center, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def make(username: str = "ann") -> Desk:
        desks.append(Desk(center, tmp_path / f"desk{len(desks)}", username))
        return desks[-1]

    yield make
    for desk in desks:
        desk.leave()
