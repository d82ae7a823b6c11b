"""docs/ui-contract.tsv says what stands in the window: identifier, role, meaning; no more and no less."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from agent_app.ui.main_window import MainWindow
from agent_domain.calls import CallResult
from agent_domain.dispositions import DISPOSITIONS
from tests.unit.agent_app.ui import scenes
from tests.unit.agent_app.ui.fake_desk import FakeDesk

_TABLE = Path(__file__).parents[4] / "docs" / "ui-contract.tsv"
_PATTERNS = ("lead.tag.", "lead.finding.", "wrapup.reason.")


def _contract() -> dict[str, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    assert lines[0] == "identifier\trole\tmeaning"
    rows = [line.split("\t") for line in lines[1:]]
    assert all(len(row) == 3 and row[2].strip() for row in rows), "three columns, the last one never empty"
    assert [row[0] for row in rows] == sorted({row[0] for row in rows}), "sorted, each once"
    return {row[0]: row[1] for row in rows}


def window_tree(desk: FakeDesk, window: MainWindow) -> dict[str, str]:
    """Return identifier to role of everything that the window ever shows."""
    desk.card.announce(scenes.card(scenes.blocked()))
    found = {}
    for result in CallResult:
        desk.wrapup.announce(scenes.wrapup(result=result, callback_at=None))
        assert DISPOSITIONS[result]
        found |= _identified(window)
    return found


def _identified(window: MainWindow) -> dict[str, str]:
    found = {}
    for widget in window.findChildren(QWidget):
        identifier = widget.accessibleIdentifier()
        if not identifier:
            continue
        for pattern in _PATTERNS:
            if identifier.startswith(pattern):
                identifier = f"{pattern}*"
        interface = QAccessible.queryAccessibleInterface(widget)
        found[identifier] = interface.role().name
    return found


def test_the_table_is_the_window(desk: FakeDesk, window: MainWindow) -> None:
    assert window_tree(desk, window) == _contract()


@pytest.mark.parametrize("result", list(CallResult))
def test_every_result_has_a_button(window: MainWindow, result: CallResult) -> None:
    assert f"wrapup.disposition.{result}" in _identified(window)
