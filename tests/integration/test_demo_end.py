"""The end of a demo that somebody is in a hurry to stop."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

LIMIT_S = 30
PROGRAM = """
import signal, sys
from pathlib import Path
from resources.demo.world import World
world = World(Path(sys.argv[1]), lambda text: None)
slow = '''
import signal, time
signal.signal(signal.SIGTERM, lambda *_: print("asked", flush=True))
print("up", flush=True)
for _ in range(600):
    time.sleep(0.1)
'''
child = world.processes.start("slow", [sys.executable, "-c", slow])
print(child.pid, flush=True)
try:
    signal.pause()
except KeyboardInterrupt:
    world.stop()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_second_interrupt_leaves_nothing_behind(tmp_path: Path) -> None:
    log = tmp_path / "run" / "slow.log"
    with subprocess.Popen([sys.executable, "-c", PROGRAM, str(tmp_path)], stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        child = psutil.Process(int(demo.stdout.readline()))
        wait_for("up", log)
        demo.send_signal(signal.SIGINT)
        wait_for("asked", log)
        demo.send_signal(signal.SIGINT)
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(LIMIT_S) == 0
    assert not child.is_running()


def wait_for(word: str, log: Path) -> None:
    deadline = time.monotonic() + LIMIT_S
    while word not in log.read_text():
        assert time.monotonic() < deadline, word
