"""The command line of the server: run it, fill it, look into it.

What only `serve` needs is imported by it: the other commands start twice as fast.
"""

import argparse
import asyncio
import getpass
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.ext.asyncio import AsyncSession

from agent_domain.clock import utc_now
from agent_domain.errors import AgentError
from agent_domain.leads import CampaignKind
from agent_domain.wire import Role, SipAccount
from agent_server.db.engine import Database, open_database
from agent_server.errors import BadRequest, BadSetting
from agent_server.services import accounts, assignment, campaigns, reports
from agent_server.services.import_run import ImportWish, run_import
from agent_server.services.sealing import open_seal
from agent_server.settings import Settings, port_number, settings_from_environment

Arguments = argparse.Namespace
Work = Callable[[Database, Settings, Arguments], Awaitable[None]]

SIGPIPE_CODE = 128 + 13
"""What a shell reports for a program that ends because nobody reads it."""

DESCRIPTION = """\
Predial's central server. Settings come from the environment: DATABASE_URL (PostgreSQL 15 or newer; without it an
embedded one in the data directory), PREDIAL_DATA_DIR, PREDIAL_HOST, PREDIAL_PORT, PREDIAL_SECRET_KEY.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns 0 (done), 1 (failed, with one sentence on stderr) or 2 (wrongly used)."""
    parser = _parser()
    wish = parser.parse_args(arguments)
    if not hasattr(wish, "run"):
        parser.print_help(sys.stderr)
        return 2
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        settings = settings_from_environment().with_values(data_dir=wish.data_dir)
        code: int = wish.run(settings, wish)
    except AgentError as error:
        _complain(error)
        return 1
    except KeyboardInterrupt:
        return 130
    return code


def _complain(error: AgentError) -> None:
    print(f"agent-server: {error}", file=sys.stderr)  # noqa: T201


def _say(text: str) -> None:
    try:
        print(text, flush=True)  # noqa: T201
    except OSError as error:
        # The interpreter would try what is left once more at its end, and complain in its own words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # the reader has seen enough (`| head`)
            raise SystemExit(SIGPIPE_CODE) from None
        raise BadRequest("The output cannot be written.", f"{error.strerror}.") from error


# Serve


def _serve(settings: Settings, wish: Arguments) -> int:
    from agent_server.api.serve import serve
    from agent_server.app import create_app

    settings = settings.with_values(host=wish.host, port=wish.port)
    failure = serve(create_app(settings), settings, wish.ready_file)
    if failure is not None:
        raise failure
    return 0


# Commands on the database


def _on_database(work: Work) -> Callable[[Settings, Arguments], int]:
    def run(settings: Settings, wish: Arguments) -> int:
        async def open_and_work() -> None:
            async with open_database(settings) as database:
                await work(database, settings, wish)

        asyncio.run(open_and_work())
        return 0

    return run


async def _upgrade(_database: Database, _settings: Settings, _wish: Arguments) -> None:
    _say("The database is up to date.")  # opening it has done the work


async def _add_user(database: Database, settings: Settings, wish: Arguments) -> None:
    async with database.sessions.begin() as session:
        user = accounts.NewUser(
            username=wish.username,
            password=wish.password,
            role=Role(wish.role),
            team=wish.team,
            name=wish.name,
            sip=wish.sip,
        )
        await accounts.add_user(session, open_seal(settings), user)
    _say(f"Added {wish.username} ({wish.role}) to {wish.team}.")


def _ask_then_add_user(settings: Settings, wish: Arguments) -> int:
    """Read the secrets first: waiting for somebody to type must not hold the database."""
    wish.password = _secret("Password", twice=True)
    wish.sip = None
    if wish.sip_uri:
        wish.sip = SipAccount(
            uri=wish.sip_uri,
            registrar=wish.sip_registrar or "sip:" + wish.sip_uri.partition("@")[2],
            username=wish.sip_username,
            password=_sip_password(wish.sip_password_env),
        )
    return _on_database(_add_user)(settings, wish)


def _sip_password(variable: str) -> str:
    if not variable:
        return _secret("SIP password", twice=False)
    if variable not in os.environ:
        raise BadSetting(f"There is no environment variable {variable}.", "Set it, or leave --sip-password-env out.")
    return os.environ[variable]


def _secret(what: str, *, twice: bool) -> str:
    """Ask for a secret, or take the next line of standard input when nobody sits there."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"{what}: ")
    if twice and getpass.getpass(f"{what} again: ") != first:
        raise BadRequest("The two were not the same.", "Try again.")
    return first


async def _list_users(database: Database, _settings: Settings, wish: Arguments) -> None:
    async with database.sessions() as session:
        rows = [
            {
                "username": user.username,
                "name": user.name,
                "role": user.role,
                "team": team,
                "sip_uri": user.sip_uri,
                "disabled_at": user.disabled_at,
            }
            for user, team in await accounts.list_users(session)
        ]
    _show(rows, wish.json)


async def _disable_user(database: Database, _settings: Settings, wish: Arguments) -> None:
    async with database.sessions.begin() as session:
        await accounts.disable_user(session, wish.username, utc_now())
    _say(f"{wish.username} is signed out and cannot sign in any more.")


async def _add_campaign(database: Database, _settings: Settings, wish: Arguments) -> None:
    async with database.sessions.begin() as session:
        await campaigns.add_campaign(session, wish.name, CampaignKind(wish.kind), wish.team)
    _say(f"Added the campaign {wish.name}.")


async def _import_leads(database: Database, _settings: Settings, wish: Arguments) -> None:
    import_wish = ImportWish(
        path=wish.file,
        campaign=wish.campaign,
        region=wish.region,
        mapping=wish.mapping,
        errors=wish.errors,
        dry_run=wish.dry_run,
    )
    account = await run_import(database, import_wish, utc_now())
    if wish.json:
        _show(account, True)
        return
    verb = "would be imported" if wish.dry_run else "imported"
    _say(
        f"{account['rows']} rows: {account['imported']} {verb}, {account['known']} known already, "
        f"{account['merged']} merged with another row, {account['rejected']} refused."
    )
    for reason, count in sorted(account["report"]["refused"].items()):
        _say(f"  {count:6d}  {reason}")
    for note in account["report"]["notes"]:
        _say(note)


async def _assign_leads(database: Database, settings: Settings, wish: Arguments) -> None:
    async with database.sessions.begin() as session:
        campaign = await campaigns.find_campaign(session, wish.campaign)
        agent = await accounts.find_user(session, wish.agent)
        count = await assignment.assign_leads(session, settings, campaign, agent, wish.count, utc_now())
    _say(f"Assigned {count} leads to {wish.agent}.")


def _listing(load: Callable[[AsyncSession, Arguments], Awaitable[list[dict[str, Any]]]]) -> Work:
    async def work(database: Database, _settings: Settings, wish: Arguments) -> None:
        async with database.sessions() as session:
            _show(await load(session, wish), wish.json)

    return work


def _show(rows: Any, as_json: bool) -> None:
    if as_json:
        _say(msgspec.json.format(msgspec.json.encode(rows), indent=2).decode())
        return
    for row in rows:
        _say("  ".join("-" if value in {None, ""} else str(value) for value in map(_shown, row.values())))


def _shown(value: object) -> str | None:
    return None if value is None else ",".join(value) if isinstance(value, list) else str(value)


def _print_openapi(settings: Settings, _wish: Arguments) -> int:
    from agent_server.app import create_app, openapi

    _say(msgspec.json.format(msgspec.json.encode(openapi(create_app(settings))), indent=2).decode())
    return 0


# The words


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="agent-server", description=DESCRIPTION)
    parser.set_defaults(data_dir=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    serve = _command(commands, "serve", _serve, "run the server until it is told to stop")
    serve.add_argument("--host", help="address to listen on (127.0.0.1)")
    serve.add_argument("--port", type=_port, help="port to listen on; 0 picks a free one (8765)")
    serve.add_argument("--ready-file", type=Path, help="file that gets the address once the server answers")
    _user_words(_group(commands, "user", "who may sign in"))
    _campaign_words(_group(commands, "campaign", "why a list is called"))
    _lead_words(_group(commands, "leads", "whom to call"))
    calls = _listing_command(
        commands,
        "calls",
        lambda session, wish: reports.list_calls(session, agent=wish.agent, limit=wish.limit),
        "list calls",
    )
    calls.add_argument("--agent", default="", help="only calls of this user")
    calls.add_argument("--limit", type=_count, default=1000, help="at most so many, the newest (1000)")
    database = _group(commands, "db", "the database")
    _command(database, "upgrade", _on_database(_upgrade), "bring the tables up to date (serve does it too)")
    _command(commands, "openapi", _print_openapi, "print the description of the HTTP interface")
    return parser


def _user_words(group: Any) -> None:
    add = _command(group, "add", _ask_then_add_user, "add a user; the password is asked, or read from standard input")
    add.add_argument("username")
    add.add_argument("--role", required=True, choices=[role.value for role in Role])
    add.add_argument("--team", required=True, help="made if it is new")
    add.add_argument("--name", default="", help="full name")
    add.add_argument("--sip-uri", default="", help="the agent's line, for example sip:1001@example.com")
    add.add_argument("--sip-registrar", default="", help='for example "sip:10.0.0.5:5060;transport=udp"')
    add.add_argument("--sip-username", default="", help="for digest (the user part of the line)")
    add.add_argument("--sip-password-env", default="", metavar="VARIABLE", help="environment variable that holds it")
    users = _command(group, "list", _on_database(_list_users), "list users")
    users.add_argument("--json", action="store_true")
    disable = _command(group, "disable", _on_database(_disable_user), "sign a user out for good")
    disable.add_argument("username")


def _campaign_words(group: Any) -> None:
    add = _command(group, "add", _on_database(_add_campaign), "add a campaign")
    add.add_argument("name")
    add.add_argument("--kind", default="marketing", choices=[kind.value for kind in CampaignKind])
    add.add_argument("--team", default="", help="made if it is new; may be left out where there is only one")
    _listing_command(group, "list", lambda session, _wish: reports.list_campaigns(session), "list campaigns")


def _lead_words(group: Any) -> None:
    bring = _command(group, "import", _on_database(_import_leads), "import a CSV file")
    bring.add_argument("file", type=Path)
    bring.add_argument("--campaign", required=True)
    bring.add_argument("--region", default="", help="country of numbers in national writing, for example CN")
    bring.add_argument("--mapping", type=Path, help="YAML or JSON: our field -> the file's header")
    bring.add_argument("--dry-run", action="store_true", help="read and judge, store nothing")
    bring.add_argument("--errors", type=Path, help="CSV file that gets every refused row with line and reason")
    bring.add_argument("--json", action="store_true")
    assign = _command(group, "assign", _on_database(_assign_leads), "assign free leads, the most urgent first")
    assign.add_argument("--campaign", required=True)
    assign.add_argument("--agent", required=True, help="a user of the campaign's team")
    assign.add_argument("--count", type=_count, help="at most so many (all)")
    leads = _listing_command(
        group,
        "list",
        lambda session, wish: reports.list_leads(session, campaign=wish.campaign, limit=wish.limit),
        "list leads",
    )
    leads.add_argument("--campaign", default="")
    leads.add_argument("--limit", type=_count, default=1000, help="at most so many (1000)")


def _group(commands: Any, name: str, text: str) -> Any:
    group = commands.add_parser(name, help=text, description=text)
    return group.add_subparsers(title="commands", metavar="COMMAND", required=True)


def _command(commands: Any, name: str, run: Callable[[Settings, Arguments], int], text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    parser.add_argument("--data-dir", type=Path, help="folder of the embedded database and the server key")
    parser.set_defaults(run=run)
    return parser


def _listing_command(
    commands: Any, name: str, load: Callable[[AsyncSession, Arguments], Awaitable[list[dict[str, Any]]]], text: str
) -> argparse.ArgumentParser:
    parser = _command(commands, name, _on_database(_listing(load)), text)
    parser.add_argument("--json", action="store_true")
    return parser


def _port(text: str) -> int:
    try:
        return port_number(text)
    except BadSetting as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _count(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError("must be a whole number from 1")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
