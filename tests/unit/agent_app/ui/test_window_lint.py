"""No text is cut, everything has a name, the tab order is the order of the eye: in every language, look and scale."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from tests.unit.agent_app.ui import lint

_ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize("language", ["en", "zh_CN", "ru"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_window_is_clipped_nameless_or_out_of_order(language: str, theme: str, qapp: object) -> None:
    assert lint.lint((language,), (theme,)) == []


@pytest.mark.parametrize("scale", ["1.25", "1.5", "2"])
def test_every_scale_is_as_good(scale: str) -> None:
    environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-m", "tests.unit.agent_app.ui.lint", "en", "ru"]
    done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_lint_sees_a_squeezed_button(qapp: object) -> None:
    window = lint.open_scene("idle", language="en", theme="light", size=(1440, 900))
    try:
        button = lint.find(window, "call.dial")
        assert isinstance(button, QPushButton)
        button.setFixedWidth(20)
        button.setAccessibleIdentifier("")
        found = " ".join(lint.problems(window))
        assert "clipped: 'Dial'" in found
        assert "no identifier" in found
    finally:
        lint.close_window(window)
