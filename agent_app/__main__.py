"""The command line of the app: `agent-app [--profile DIR] [--server URL] [tel:NUMBER]`."""

import argparse
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

    return run(options.profile, server_url=options.server, number=options.number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="agent-app", description="Predial: the softphone that looks before it dials.", allow_abbrev=False
    )
    parser.add_argument("--profile", type=Path, metavar="DIR", help="where this agent's encrypted records live")
    parser.add_argument("--server", default="", metavar="URL", help="the central server, filled in at sign-in")
    parser.add_argument("--self-test", action="store_true", help="check that every part works here, and say so")
    parser.add_argument("--version", action="version", version=f"Predial {_version()}")
    parser.add_argument("number", nargs="?", default="", metavar="tel:NUMBER", help="show the card of this number")
    return parser


def _version() -> str:
    try:
        return version("predial")
    except PackageNotFoundError:  # a bundle without metadata
        return "unknown"


if __name__ == "__main__":
    sys.exit(main())
