"""What the user feels, measured: `python3 dev.py bench [card|dial|start] [--json FILE]`.

Each benchmark runs in a process of its own on a private screen. A benchmark is no test: it fails no build, it tells.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import msgspec

from benchmarks.figures import Figure, print_figures
from resources.demo.desk_screen import Screen
from resources.demo.world_processes import ProcessGroup

PARTS = {"card": ("card",), "dial": ("dial", "dial_asked"), "start": ("start",)}
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("name", nargs="?", choices=PARTS)
    parser.add_argument("--json", type=Path, metavar="FILE")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        figures = import_module(f"benchmarks.{options.inside}").run()
        sys.stdout.buffer.write(msgspec.json.encode(figures))
        return 0
    figures = []
    for part in [part for name in PARTS if options.name in (None, name) for part in PARTS[name]]:
        found = _measure(part)
        print_figures(found)
        figures += found
    if options.json:
        options.json.write_text(json.dumps([figure.as_dict() for figure in figures], indent=2) + "\n")
    return 0


def _measure(part: str) -> list[Figure]:
    """Run one benchmark beside this process, on a screen that nobody looks at."""
    with tempfile.TemporaryDirectory(prefix="predial-bench-") as folder:
        processes = ProcessGroup(Path(folder))
        try:
            screen = Screen(processes)
            # Nobody reads the screen aloud here; the demo and the tests are where assistive technology listens.
            environment = {**os.environ, **screen.environment, "PREDIAL_BENCH_FRAMES": str(screen.frame_file)}
            del environment["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"]
            command = [sys.executable, "-m", "benchmarks", "--inside", part]
            done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=True)
            return msgspec.json.decode(done.stdout.splitlines()[-1], type=list[Figure])
        finally:
            processes.stop_all()


if __name__ == "__main__":
    sys.exit(main())
