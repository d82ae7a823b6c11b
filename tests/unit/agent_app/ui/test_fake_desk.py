"""The fake controllers have the signals and slots of the real ones: what passes here passes on the real desk."""

import dataclasses
import inspect

import pytest
from PySide6.QtCore import QObject, Signal

from agent_app.controllers.desk import Desk
from tests.unit.agent_app.ui.fake_desk import PAIRS, FakeDesk

_OF_THE_TEST = {"hold", "announce"}


def _signals(kind: type[QObject]) -> set[str]:
    return {name for name, member in vars(kind).items() if isinstance(member, Signal)}


@pytest.mark.parametrize(("fake", "real"), PAIRS)
def test_signals_and_slots_are_those_of_the_real_controller(fake: type[QObject], real: type[QObject]) -> None:
    assert _signals(fake) <= _signals(real)
    for name, member in vars(fake).items():
        if name.startswith("_") or name in _OF_THE_TEST or not inspect.isfunction(member):
            continue
        ours, theirs = inspect.signature(member), inspect.signature(getattr(real, name))
        assert list(ours.parameters) == list(theirs.parameters), name


def test_the_desk_has_the_same_controllers() -> None:
    assert {field.name for field in dataclasses.fields(Desk)} == set(vars(FakeDesk()))
