#!/usr/bin/env python3
"""Set Predial up and run it, with nothing but the standard library of Python 3.11 or 3.12.

    python3 dev.py demo [--headless] [--fresh] [--json FILE]   the whole system with simulated customers
    python3 dev.py test [--deep] [pytest arguments]            every check and test (with arguments: only those tests)
    python3 dev.py check                                       the fast ones: format, lint, types, imports, unit tests
    python3 dev.py bench [NAME] [--json FILE]                  card, dial, start: what the user feels, with its target
    python3 dev.py build                                       the desktop app as a bundle in dist/predial, tried once

The first start makes .venv from requirements.lock (hashes checked) and, on Debian and Ubuntu, installs the system
packages; later starts see by a stamp that there is nothing to do. Old Pythons must be able to read this file, so that
it can refuse them in words.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "predial.stamp"
SETUP_LOG = ROOT / "build" / "setup.log"

FIRST_START_BYTES = 2_500_000_000
LATER_START_BYTES = 200_000_000

# What Qt's xcb platform, QtMultimedia and the fonts of the window need on a machine without a desktop.
WINDOW = """
    libegl1 libgl1 libopengl0 libxkbcommon0 libxkbcommon-x11-0 libdbus-1-3 libfontconfig1 libfreetype6 libglib2.0-0
    libx11-6 libx11-xcb1 libxext6 libxrandr2 libxrender1 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
    libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0
    libxcb-xinerama0 libxcb-xkb1 libpulse0 libpulse-mainloop-glib0 libgssapi-krb5-2 fonts-inter fonts-noto-core
    fonts-noto-cjk
""".split()  # noqa: SIM905
HEADLESS = ["xvfb", "xauth", "at-spi2-core", "dbus", "xdotool"]
CALLS = ["kamailio", "sip-tester"]
TESTS = ["kamailio-tls-modules", "baresip-core", "pulseaudio", "pulseaudio-utils", "sox", "gnome-keyring"]
WITHOUT = {
    "the window": WINDOW,
    "the demo without a display": HEADLESS,
    "calls (window and server work without)": CALLS,
    "some integration tests": TESTS,
}


class CannotGoOn(Exception):
    """Something outside is missing; the text is one sentence that says what to do."""


def say(text: str) -> None:
    print(text, flush=True)


def main() -> int:
    """Run one command; every foreseen trouble becomes one sentence and exit code 1."""
    options, extra = parse(sys.argv[1:])
    try:
        check_python()
        return int(options.run(options, extra))
    except CannotGoOn as trouble:
        print(f"dev.py: {trouble}", file=sys.stderr)
        return 1
    except OSError as trouble:
        print(f"dev.py: {trouble.strerror or trouble} ({trouble.filename or ROOT}).", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130


def parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    """Read the command line; what `test` does not know goes to pytest."""
    lines = (__doc__ or "").splitlines()
    parser = argparse.ArgumentParser(
        description=lines[0], epilog="\n".join(lines[1:]), formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="demo|test|check|bench|build")
    demo = commands.add_parser("demo", help="the whole system with simulated customers")
    demo.add_argument("--headless", action="store_true", help="drive a scripted shift through the window under Xvfb")
    demo.add_argument("--fresh", action="store_true", help="forget what earlier demos left in .demo")
    demo.add_argument("--json", metavar="FILE", help="write what the scripted shift did (headless)")
    demo.set_defaults(run=run_demo)
    test = commands.add_parser("test", help="every check and every test")
    test.add_argument("--deep", action="store_true", help="also the long seeded runs")
    test.set_defaults(run=run_test)
    check = commands.add_parser("check", help="format, lint, types, imports, unit tests")
    check.set_defaults(run=run_check)
    bench = commands.add_parser("bench", help="what the user feels, against its target")
    bench.add_argument("name", nargs="?", choices=["card", "dial", "start"], help="one benchmark; all when left out")
    bench.add_argument("--json", metavar="FILE", help="write the figures")
    bench.set_defaults(run=run_bench)
    build = commands.add_parser("build", help="make and start the bundle of the desktop app")
    build.set_defaults(run=run_build)
    options, extra = parser.parse_known_args(arguments)
    if extra and options.run is not run_test:
        parser.error("unknown: " + " ".join(extra))
    return options, extra


# What is needed before anything else


def check_python() -> None:
    """Refuse a Python that the locked packages have no wheels for."""
    if sys.version_info[:2] in ((3, 11), (3, 12)):
        return
    other = next((name for name in ("python3.12", "python3.11") if shutil.which(name)), "")
    hint = f"run `{other} dev.py ...`" if other else "install python3.11 or python3.12 and run dev.py with it"
    raise CannotGoOn(f"Predial needs Python 3.11 or 3.12, and this is {sys.version.split()[0]}: {hint}.")


def check_disk() -> None:
    needed = LATER_START_BYTES if is_set_up() else FIRST_START_BYTES
    free = shutil.disk_usage(ROOT).free
    if free < needed:
        raise CannotGoOn(
            f"{ROOT} has {free / 1e9:.1f} GB free and {needed / 1e9:.1f} GB are needed: make room and start again."
        )


def set_up(packages: list[str]) -> None:
    """Make everything present that a command needs; quick when it is."""
    check_disk()
    SETUP_LOG.parent.mkdir(exist_ok=True)
    install_system_packages(packages)
    if not is_set_up():
        make_environment()


# System packages


def install_system_packages(wanted: list[str]) -> None:
    """Install what is missing by apt-get where that is allowed; elsewhere say the one line that does it."""
    if sys.platform != "linux":
        return
    if not shutil.which("dpkg-query") or not shutil.which("apt-get"):
        say("System packages: this is no Debian or Ubuntu, so they are yours to install (see README).")
        return
    if needs_venv_package():
        wanted = [f"python{sys.version_info[0]}.{sys.version_info[1]}-venv", *wanted]
    missing = missing_packages(wanted)
    if not missing:
        return
    line = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    become_root = root_prefix()
    if become_root is None:
        say("Missing system packages; as administrator, run:\n\n    sudo " + " ".join(line) + "\n")
        lost = [name for name, packages in WITHOUT.items() if set(packages) & set(missing)]
        say("Until then without: " + "; ".join(lost or ["nothing that this command needs"]) + ".")
        return
    say(f"Installing {len(missing)} system packages: {' '.join(missing)}")
    apt([*become_root, "apt-get", "update"])
    apt([*become_root, *line])


def needs_venv_package() -> bool:
    """Whether this is Debian's Python without its venv half."""
    return not is_set_up() and importlib.util.find_spec("ensurepip") is None


def missing_packages(wanted: list[str]) -> list[str]:
    """Return which are neither installed nor provided by an installed one (libglib2.0-0 by libglib2.0-0t64)."""
    query = ["dpkg-query", "--show", "--showformat=${db:Status-Status}\t${Package}\t${Provides}\n"]
    present = set()
    for row in subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines():
        status, name, provides = row.split("\t")
        if status == "installed":
            present |= {name, *(part.split("(")[0].strip() for part in provides.split(","))}
    return [name for name in wanted if name not in present]


def root_prefix() -> list[str] | None:
    """Return what stands before a command to run it as root without a question; None when that cannot be."""
    if os.geteuid() == 0:
        return []
    if (
        shutil.which("sudo")
        and subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    ):
        return ["sudo", "-n", "--preserve-env=DEBIAN_FRONTEND"]
    return None


def apt(command: list[str]) -> None:
    done = run_logged(command, {"DEBIAN_FRONTEND": "noninteractive"})
    if done.returncode:
        why = explain(done.stdout)
        raise CannotGoOn(f"`{' '.join(command[:4])} ...` failed, {why} (all of it: {SETUP_LOG}).")


# The virtual environment


def fingerprint() -> str:
    """Return what the environment was made from: lock, entry points, interpreter and place."""
    digest = hashlib.sha256(LOCK.read_bytes())
    digest.update((ROOT / "pyproject.toml").read_bytes())
    digest.update(f"{sys.version_info[:3]} {VENV}".encode())
    return digest.hexdigest()


def is_set_up() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == fingerprint()


def make_environment() -> None:
    """Make .venv and install exactly the locked packages, hashes checked, then the project itself."""
    SETUP_LOG.unlink(missing_ok=True)
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not runs_python(version):
        say(f"Making .venv with Python {version}")
        shutil.rmtree(VENV, ignore_errors=True)
        if run_logged([sys.executable, "-m", "venv", str(VENV)]).returncode:
            raise CannotGoOn(
                f"the venv module of this Python does not work: install the package python{version}-venv "
                f"(`sudo apt-get install python{version}-venv`) and start again."
            )
    count = sum("==" in line for line in LOCK.read_text().splitlines())
    say(f"Installing {count} Python packages from requirements.lock (about 350 MB once)")
    pip(["--require-hashes", "-r", str(LOCK)], count)
    pip(["--no-deps", "--no-build-isolation", "-e", str(ROOT)], 0)
    STAMP.write_text(fingerprint())


def runs_python(version: str) -> bool:
    """Whether .venv is there, complete and of the running Python's version."""
    if not PYTHON.exists():
        return False
    query = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    answer = subprocess.run([str(PYTHON), "-c", query], capture_output=True, text=True, check=False)
    return answer.stdout.strip() == version


def pip(arguments: list[str], count: int) -> None:
    """Run pip with a line of progress for every tenth package."""
    command = [str(PYTHON), "-m", "pip", "install", "--progress-bar=off", "--disable-pip-version-check", *arguments]
    fetched = 0
    lines: list[str] = []
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            fetched += line.startswith("Collecting ")
            if line.startswith("Collecting ") and fetched % 10 == 0:
                say(f"  {fetched} of {count}")
            if line.startswith("Installing collected"):
                say("  all fetched, unpacking")
    output = "".join(lines)
    with SETUP_LOG.open("a") as log:
        log.write(output)
    if process.returncode:
        raise CannotGoOn(f"pip could not install the locked packages, {explain(output)} (all of it: {SETUP_LOG}).")


def explain(output: str) -> str:
    """Return why apt or pip failed, as the end of a sentence."""
    known = {
        "No space left on device": "the disk is full: make room and start again",
        "DO NOT MATCH THE HASHES": "a downloaded file is not the locked one: try again or from another network",
        "Temporary failure": "there is no network: connect and start again",
        "Name or service not known": "there is no network: connect and start again",
        "NewConnectionError": "there is no network: connect and start again",
        "Failed to establish": "there is no network: connect and start again",
        "NameResolutionError": "there is no network: connect and start again",
        "Unable to fetch": "the package mirror did not answer: check the network and start again",
        "Could not get lock": "another package installation is running: wait for its end and start again",
        "Could not connect": "there is no network: connect and start again",
        "No matching distribution": "the package index does not answer: check the network and start again",
        "SSLError": "the connection's certificate is not trusted: check proxy and clock",
    }
    found = next((why for sign, why in known.items() if sign in output), "")
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), "it said nothing")
    return found or f"its last words were: {last[:200]}"


def run_logged(command: list[str], environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command in silence and keep what it said in the set-up log."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
    )
    with SETUP_LOG.open("a") as log:
        log.write(f"$ {' '.join(command)}\n{done.stdout}")
    return done


# Commands


def inside(arguments: list[str], **changes: str) -> int:
    """Run .venv's Python in the project folder until it ends, Ctrl+C included, and return its exit code."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    environment.update(changes, VIRTUAL_ENV=str(VENV), PATH=f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}")
    with subprocess.Popen([str(PYTHON), *arguments], cwd=ROOT, env=environment) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # the terminal tells the child too; it tidies up, we wait
                return process.wait()


def run_demo(options: argparse.Namespace, _extra: list[str]) -> int:
    """Start the demo: in a window where there is a display, else as a scripted shift."""
    display = sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    headless = options.headless or not display
    set_up(WINDOW + CALLS + (HEADLESS if headless else []))
    arguments = ["-m", "resources.demo.shift" if headless else "resources.demo.world"]
    arguments += ["--fresh"] if options.fresh else []
    arguments += ["--json", str(Path(options.json).resolve())] if options.json else []
    return inside(arguments)


STATIC_CHECKS = {
    "format": ["ruff", "format", "--check", "."],
    "lint": ["ruff", "check", "."],
    "types": ["mypy"],
}
HELD_AT_100 = ["agent_domain", "agent_app.sync", "agent_app.storage.outbox"]


def run_check(_options: argparse.Namespace, _extra: list[str]) -> int:
    set_up(WINDOW)
    return run_stages({**static_stages(), "unit tests": ["-m", "pytest", "-q", "tests/unit"]})


def run_test(options: argparse.Namespace, extra: list[str]) -> int:
    """Run everything, the tests last, so that the output ends with pytest's own summary."""
    set_up(WINDOW + HEADLESS + CALLS + TESTS)
    deep = ["--deep"] if options.deep else []
    if extra:
        return inside(["-m", "pytest", *deep, *extra])
    coverage = [*(f"--cov={name}" for name in HELD_AT_100), "--cov-branch", "--cov-fail-under=100"]
    coverage += ["--cov-report=term-missing:skip-covered", "--durations=10"]
    tests = ["-m", "pytest", *deep, *coverage, "tests/unit", "tests/integration", "tests/e2e"]
    return run_stages({**static_stages(), "tests": tests})


def static_stages() -> dict[str, list[str]]:
    stages = {name: ["-m", *command] for name, command in STATIC_CHECKS.items()}
    stages["imports"] = ["-c", "import sys; from importlinter.cli import lint_imports_command as run; sys.exit(run())"]
    return stages


def run_stages(stages: dict[str, list[str]]) -> int:
    """Run each stage, also after one has failed, and say how long it took; 0 only if all were good."""
    failed = []
    for name, arguments in stages.items():
        say(f"== {name}")
        began = time.monotonic()
        if inside(arguments):
            failed.append(name)
        took_s = time.monotonic() - began
        if name != list(stages)[-1]:
            say(f"-- {name}: {'FAILED' if name in failed else 'good'} after {took_s:.1f} s")
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


def run_bench(options: argparse.Namespace, _extra: list[str]) -> int:
    set_up(WINDOW + HEADLESS + CALLS)
    arguments = ["-m", "benchmarks", *([options.name] if options.name else [])]
    return inside(arguments + (["--json", str(Path(options.json).resolve())] if options.json else []))


def run_build(_options: argparse.Namespace, _extra: list[str]) -> int:
    """Make dist/predial and prove that it starts."""
    set_up(WINDOW)
    if inside(["-m", "PyInstaller", "--noconfirm", "--log-level=WARN", "build.spec"]):
        raise CannotGoOn("PyInstaller could not make the bundle; its last lines above say why.")
    program = ROOT / "dist" / "predial" / ("predial.exe" if os.name == "nt" else "predial")
    say(f"Starting {program} --self-test")
    return subprocess.run([str(program), "--self-test"], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
