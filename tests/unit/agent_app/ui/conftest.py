from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from agent_app.ui.main_window import MainWindow
from tests.unit.agent_app.ui import scenes
from tests.unit.agent_app.ui.fake_desk import FakeDesk


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def window(desk: FakeDesk, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window of a signed-in agent with a list of leads and no card."""
    made = MainWindow(desk, clock=lambda: scenes.NOW)  # type: ignore[arg-type]
    made.show()
    qtbot.waitExposed(made)
    desk.session.signed_in.emit(None)
    desk.leads.hold(scenes.rows())
    yield made
    made.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
