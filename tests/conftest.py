"""What holds for every test: no screen is needed, long runs only with --deep."""

import os

import pytest

# Before anything imports Qt: unit tests draw into memory; e2e tests give their own processes a real platform.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--deep", action="store_true", help="also the long seeded runs")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is marked `deep`, unless it is asked for."""
    if config.getoption("--deep"):
        return
    skip = pytest.mark.skip(reason="a long run: only with --deep")
    for item in items:
        if "deep" in item.keywords:
            item.add_marker(skip)
