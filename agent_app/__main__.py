"""The command line of the app: `agent-app [--profile DIR] [--server URL] [tel:NUMBER]`."""

import argparse
import json
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the app, or one of its other parts; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--sip-engine"]:
        # A frozen bundle has one program: it plays the engine too. Before anything of Qt is loaded.
        from agent_app.sip.engine.__main__ import main as engine_main

        return engine_main()
    options = _parser().parse_args(given)
    if options.self_test:
        from agent_app.self_test import run_self_test

        return run_self_test()
    from agent_app.app import run

    sign_in = _read_sign_in() if options.sign_in_from_stdin else None
    return run(options.profile, server_url=options.server, number=options.number, sign_in=sign_in)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="agent-app", description="Predial: the softphone that looks before it dials.", allow_abbrev=False
    )
    parser.add_argument("--profile", type=Path, metavar="DIR", help="where this agent's encrypted records live")
    parser.add_argument("--server", default="", metavar="URL", help="the central server, filled in at sign-in")
    parser.add_argument(
        "--sign-in-from-stdin",
        action="store_true",
        help="sign in with one line of JSON: server_url, username, password, passphrase (for kiosks and the demo)",
    )
    parser.add_argument("--self-test", action="store_true", help="check that every part works here, and say so")
    parser.add_argument("--version", action="version", version=f"Predial {_version()}")
    parser.add_argument("number", nargs="?", default="", metavar="tel:NUMBER", help="show the card of this number")
    return parser


def _read_sign_in() -> dict[str, str]:
    """Return what to sign in with; a pipe, unlike arguments and environment, is seen by nobody else."""
    try:
        line = json.loads(sys.stdin.readline())
        return {name: str(line[name]) for name in ("server_url", "username", "password", "passphrase")}
    except (ValueError, KeyError, TypeError):
        sys.exit("agent-app: standard input must be one line of JSON: server_url, username, password, passphrase.")


def _version() -> str:
    try:
        return version("predial")
    except PackageNotFoundError:  # a bundle without metadata
        return "unknown"


if __name__ == "__main__":
    sys.exit(main())
