"""A scripted shift: real calls over SIP, driven through the real window, checked on the server's side.

    python -m resources.demo.shift [--json FILE]

Started by `python3 dev.py demo --headless`. The world lives in .demo/shift and is new at each start, so that the counts
are the same each time; the pictures stay in .demo/screenshots.
"""

import argparse
import json
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct

from agent_domain.calls import CallResult
from agent_server.services.leads_import import ImportedLead
from resources.demo.desk import Desk, NotOnScreen
from resources.demo.desk_screen import Screen
from resources.demo.shift_agent import AgentAtWork
from resources.demo.shift_candidates import Candidates
from resources.demo.world import DEMO_FOLDER, LEADS_FILE, DemoFailed, World
from resources.demo.world_records import ServerRecords

SCREENSHOTS = DEMO_FOLDER / "screenshots"
LOOKS = (("dark", "zh_CN"), ("light", "zh_CN"), ("dark", "en"), ("light", "en"))
NOTE = "Wants a quote for two rooms, call in the evening"
NEW_TAG = "decision maker"
OFFLINE_LIMIT_S = 30.0


class PlacedCall(Struct, frozen=True, kw_only=True):
    """A call that the shift has made, and what the server must hold of it in the end.

    Attributes:
        sip_result: From the signalling; the agent's own word is `disposition`.
        authority: ``permit``, or ``grant`` for a call without the server.
    """

    what: str
    phone: str
    sip_result: CallResult
    sip_status: int
    disposition: CallResult
    authority: str = "permit"


class Blocked(Struct, frozen=True, kw_only=True):
    """A dial that the gate refused, in the window's own words."""

    rule_id: str
    reason: str


class Shift:
    """The script.

    Attributes:
        placed: Calls made so far.
        blocked: Dials refused so far.
        screenshots: Pictures taken so far.
    """

    def __init__(self, world: World, agent: AgentAtWork) -> None:
        self._world = world
        self._agent = agent
        self._candidates = Candidates(LEADS_FILE, datetime.now(UTC))
        self._tags: dict[str, tuple[set[str], set[str]]] = {}
        self.placed: list[PlacedCall] = []
        self.blocked: list[Blocked] = []
        self.screenshots: list[Path] = []

    def run(self) -> None:
        """Work the shift.

        Raises:
            NotOnScreen: The window did not do what it must.
        """
        for step in (
            self._answered,
            self._busy,
            self._declined,
            self._invalid_number,
            self._no_answer,
            self._refused_by_the_gate,
            self._opt_out,
            self._without_the_server,
        ):
            began = time.monotonic()
            step()
            print(f"  {step.__name__.strip('_').replace('_', ' ')}: {time.monotonic() - began:.1f} s", flush=True)

    # The calls

    def _answered(self) -> None:
        agent, lead = self._agent, self._candidates.take("answers")
        agent.open_lead(lead.phone)
        agent.show_whole_list()
        self._photograph("card")
        agent.dial()
        agent.wait_answered()
        dropped = {lead.tags[0].name} if lead.tags else set()
        for name in dropped:
            agent.press_tag(name)
        agent.write_tag(NEW_TAG)
        self._tags[lead.phone] = ({NEW_TAG}, dropped)
        agent.toggle_mute()
        agent.wait_state("In call, muted")
        agent.note(NOTE)
        self._photograph("in-call")
        agent.hang_up()
        self._expect_preselected(CallResult.CONNECTED)
        agent.choose_by_key(CallResult.LEAD_GENERATED)
        self._photograph("wrap-up")
        agent.save()
        self._placed("answered", lead, CallResult.CONNECTED, 200, CallResult.LEAD_GENERATED)

    def _busy(self) -> None:
        self._refused_by_the_line("busy", CallResult.BUSY, 486)

    def _declined(self) -> None:
        self._refused_by_the_line("declined", CallResult.REFUSED_TO_ANSWER, 603)

    def _invalid_number(self) -> None:
        self._refused_by_the_line("invalid", CallResult.INVALID_NUMBER, 404)

    def _refused_by_the_line(self, behaviour: str, result: CallResult, sip_status: int) -> None:
        """Dial someone whose line answers with a failure, and take the outcome that is offered."""
        agent, lead = self._agent, self._candidates.take(behaviour)
        agent.open_lead(lead.phone)
        agent.dial()
        agent.wait_wrapup()
        self._expect_preselected(result)
        agent.save()
        self._placed(behaviour, lead, result, sip_status, result)

    def _no_answer(self) -> None:
        agent, lead = self._agent, self._candidates.take("no_answer")
        agent.open_lead(lead.phone)
        agent.dial()
        agent.wait_state("Ringing")
        agent.hang_up()
        self._expect_preselected(CallResult.NOT_ANSWERED)
        agent.save()
        self._placed("no answer", lead, CallResult.NOT_ANSWERED, 487, CallResult.NOT_ANSWERED)

    def _refused_by_the_gate(self) -> None:
        lead = self._candidates.take_barred()
        self._agent.open_lead(lead.phone)
        self._expect_blocked(lead.phone)

    def _opt_out(self) -> None:
        agent, lead = self._agent, self._candidates.take("answers")
        agent.open_lead(lead.phone)
        agent.dial()
        agent.wait_answered()
        agent.hang_up()
        agent.choose(CallResult.OPT_OUT)
        agent.save()
        self._placed("opt-out", lead, CallResult.CONNECTED, 200, CallResult.OPT_OUT)
        invites = self._invites(lead.phone)
        agent.open_lead(lead.phone)
        self._expect_blocked(lead.phone, invites)

    def _without_the_server(self) -> None:
        agent, lead = self._agent, self._candidates.take("answers")
        agent.wait_synced()
        self._world.stop_server()
        agent.desk.wait_text("status.sync", "Offline", OFFLINE_LIMIT_S)
        agent.open_lead(lead.phone)
        agent.dial()
        agent.wait_answered()
        self._photograph("offline")
        agent.hang_up()
        agent.choose_by_key(CallResult.CONVERTED)
        agent.save()
        agent.desk.wait_text("wrapup.saved_mark", "On this PC")
        self._placed("without the server", lead, CallResult.CONNECTED, 200, CallResult.CONVERTED, "grant")
        self._world.start_server()
        agent.wait_synced()
        agent.desk.wait_text("wrapup.saved_mark", "Confirmed")

    # What must be so

    def _expect_preselected(self, result: CallResult) -> None:
        self._agent.desk.wait(lambda: self._agent.preselected() is result, f"the outcome {result} pre-selected")

    def _expect_blocked(self, phone: str, invites_before: int = 0) -> None:
        """Read why, find Dial dead for mouse and key, and see at the registrar that nothing went out."""
        desk = self._agent.desk
        desk.wait_text("lead.decision", "Blocked")
        desk.keys("F9")
        if desk.enabled("call.dial"):
            raise NotOnScreen("Dial is alive although the gate says no")
        rule_id, reason = self._agent.findings()[0]
        if self._invites(phone) != invites_before:
            raise NotOnScreen(f"{rule_id} blocks, and yet an INVITE went out")
        self.blocked.append(Blocked(rule_id=rule_id, reason=reason))

    def _invites(self, phone: str) -> int:
        assert self._world.sip is not None
        return sum(phone.removeprefix("+") in dialed for dialed in self._world.sip.dialed())

    def _placed(
        self,
        what: str,
        lead: ImportedLead,
        sip_result: CallResult,
        sip_status: int,
        disposition: CallResult,
        authority: str = "permit",
    ) -> None:
        self.placed.append(
            PlacedCall(
                what=what,
                phone=lead.phone,
                sip_result=sip_result,
                sip_status=sip_status,
                disposition=disposition,
                authority=authority,
            )
        )

    def _photograph(self, what: str) -> None:
        self.screenshots += self._agent.photograph(SCREENSHOTS, what, LOOKS)

    # On the server's side

    def check(self, records: ServerRecords) -> tuple[list[dict[str, Any]], list[str]]:
        """Compare the server's rows with what was done; return the calls as they are told, and what is wrong."""
        told, wrong = [], []
        for placed in self.placed:
            rows = records.calls(placed.phone)
            if len(rows) != 1:
                wrong.append(f"{placed.what}: {len(rows)} calls on the server")
                continue
            (row,) = rows
            for field, wanted in (
                ("sip_result", placed.sip_result),
                ("sip_status", placed.sip_status),
                ("result", placed.disposition),
                ("authority", placed.authority),
            ):
                if row[field] != wanted:
                    wrong.append(f"{placed.what}: {field} is {row[field]} and not {wanted}")
            synced = row["ended_at"] is not None and row["dispositioned_at"] is not None
            told.append(
                {
                    "call_id": str(row["call_id"]),
                    "result": row["sip_result"],
                    "sip_status": row["sip_status"],
                    "disposition": row["result"],
                    "synced": synced,
                }
            )
            if not synced:
                wrong.append(f"{placed.what}: the server knows no end or no outcome")
        return told, wrong + self._check_facts(records)

    def _check_facts(self, records: ServerRecords) -> list[str]:
        wrong = []
        for phone, (added, dropped) in self._tags.items():
            tags = records.tags(phone)
            if not added <= tags or dropped & tags:
                wrong.append(f"answered: the tags are {sorted(tags)}")
            if records.calls(phone)[0]["note"] != NOTE:
                wrong.append("answered: the note is not the one written")
        for placed in self.placed:
            if placed.disposition is CallResult.OPT_OUT and records.do_not_call(placed.phone) != "opt_out":
                wrong.append("opt-out: the number is not barred")
        if records.count("call") != len(self.placed):
            wrong.append(f"the server holds {records.count('call')} calls and not {len(self.placed)}")
        if len(self.blocked) != 2 or not all(blocked.rule_id for blocked in self.blocked):
            wrong.append("the refusals were not told with their rules")
        return wrong


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the shift; 0 only if the server's side agrees with all of it."""
    parser = argparse.ArgumentParser(prog="dev.py demo --headless")
    parser.add_argument("--fresh", action="store_true", help="always so")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    report: dict[str, Any] = {
        "ok": False,
        "leads_imported": 0,
        "rows_rejected": 0,
        "calls": [],
        "blocked": [],
        "screenshots": [],
    }
    try:
        wrong = _work(report)
    except (DemoFailed, NotOnScreen, LookupError) as trouble:
        wrong = [str(trouble)]
    except KeyboardInterrupt:
        wrong = ["it was interrupted"]
    report["ok"] = not wrong
    if options.json:
        options.json.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for line in wrong:
        print(f"demo: {line}", file=sys.stderr)
    print("All of it was found on the server." if not wrong else "The shift failed.")
    return 0 if not wrong else 1


def _work(report: dict[str, Any]) -> list[str]:
    """Build the world, work the shift in it, fill the report and return what is wrong."""
    world = World(DEMO_FOLDER / "shift", fresh=True)
    try:
        world.start()
        if world.sip is None:
            raise DemoFailed("The shift needs the telephone network.")
        report["leads_imported"] = world.setting.leads_imported
        report["rows_rejected"] = world.setting.rows_rejected
        print("Opening the agent's window on a screen of its own")
        screen = Screen(world.processes)
        desk = Desk(screen)
        window = world.processes.start("window", world.window_command(), environment=screen.environment)
        desk.attach(window.pid)
        agent = AgentAtWork(desk)
        agent.sign_in(world.server_url, world.agent.username, world.agent.password, world.setting.passphrase)
        agent.wait_registered()
        agent.wait_leads(world.setting.leads_imported)
        print("Working the shift")
        shift = Shift(world, agent)
        try:
            shift.run()
        except NotOnScreen:
            report["screenshots"] = [str(desk.screenshot(SCREENSHOTS / "failure.png"))]
            raise
        report["screenshots"] = [str(path) for path in shift.screenshots]
        report["blocked"] = [{"rule_id": blocked.rule_id, "reason": blocked.reason} for blocked in shift.blocked]
        report["calls"], wrong = shift.check(ServerRecords(world.folder / "server"))
        return wrong
    finally:
        world.stop()


if __name__ == "__main__":
    sys.exit(main())
