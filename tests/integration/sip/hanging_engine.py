"""An engine whose main thread never returns from its first turn."""

import os
import time

from agent_app.sip.engine import loop
from agent_app.sip.engine.__main__ import main


def hang(engine: loop.Engine) -> None:
    os.write(engine._output_fd, b"hanging\n")
    time.sleep(3600)


loop.Engine.run = hang  # type: ignore[method-assign]
main()
