"""The three journeys of docs/architecture.md, through the real window, over real SIP, checked on the server's side."""

from agent_domain.calls import CallResult
from agent_domain.commands import OptOut, TagLead
from agent_domain.ids import LeadId
from resources.demo.shift_candidates import Candidates
from resources.demo.world import World
from resources.demo.world_records import ServerRecords
from tests.e2e.conftest import Workstation
from tests.e2e.second_device import push_from_elsewhere

LIVE_LIMIT_S = 5.0


def test_agent_presses_dial(station: Workstation, world: World, candidates: Candidates, records: ServerRecords) -> None:
    agent, lead = station.agent, candidates.take("answers")
    agent.open_lead(lead.phone)
    assert "You may call now" in agent.decision()
    agent.dial()
    agent.wait_answered()
    (attempt,) = records.calls(lead.phone)
    assert (attempt["authority"], attempt["ended_at"], attempt["result"]) == ("permit", None, None)
    agent.hang_up()
    assert not station.desk.enabled("call.dial"), "the next call waits for the outcome"
    assert agent.preselected() is CallResult.CONNECTED
    agent.choose_by_key(CallResult.LEAD_GENERATED)
    agent.save()
    agent.wait_synced()
    (call,) = records.calls(lead.phone)
    assert (call["sip_result"], call["sip_status"], call["result"]) == ("CONNECTED", 200, "LEAD_GENERATED")
    assert call["answered_at"] is not None
    assert call["answered_at"] <= call["ended_at"] <= call["dispositioned_at"]


def test_a_refused_dial_never_leaves_the_machine(
    station: Workstation, world: World, candidates: Candidates, records: ServerRecords
) -> None:
    agent, lead = station.agent, candidates.take_barred()
    agent.open_lead(lead.phone)
    assert agent.decision().startswith("Blocked")
    rule_id, words = agent.findings()[0]
    assert rule_id in ("HOUSE-DO-NOT-CALL", "HOUSE-OPT-OUT")
    assert rule_id in words
    station.desk.keys("F9")
    assert not station.desk.enabled("call.dial")
    assert world.sip is not None
    assert not [dialed for dialed in world.sip.dialed() if dialed == lead.phone]
    assert records.calls(lead.phone) == []


def test_server_changes_a_tag_and_bars_the_number(
    station: Workstation, world: World, candidates: Candidates, records: ServerRecords
) -> None:
    agent, desk, lead = station.agent, station.desk, candidates.take("answers")
    agent.open_lead(lead.phone)
    assert desk.enabled("call.dial")
    lead_id = LeadId(records.lead_id(lead.phone))
    push_from_elsewhere(world, TagLead(lead_id=lead_id, name="needs a loan"))
    desk.wait(lambda: desk.checked("lead.tag.needs a loan"), "the tag from elsewhere", LIVE_LIMIT_S)
    assert desk.enabled("call.dial")
    push_from_elsewhere(world, OptOut(lead_id=lead_id, reason="said so on another line"))
    desk.wait_text("lead.decision", "Blocked", LIVE_LIMIT_S)
    assert agent.findings()[0][0] == "HOUSE-OPT-OUT"
    assert not desk.enabled("call.dial")


def test_agent_dispositions_a_call_while_offline(
    station: Workstation, world: World, candidates: Candidates, records: ServerRecords
) -> None:
    agent, desk, lead = station.agent, station.desk, candidates.take("answers")
    world.processes.kill("server")
    desk.wait_text("status.sync", "Offline", 30)
    agent.open_lead(lead.phone)
    agent.dial()
    agent.wait_answered()
    agent.note("Call after work")
    agent.hang_up()
    agent.choose(CallResult.CONVERTED)
    agent.save()
    desk.wait_text("wrapup.saved_mark", "On this PC")
    assert "On this PC: 0" not in desk.text("status.pending")
    assert records.calls(lead.phone) == []
    world.start_server()
    agent.wait_synced()
    desk.wait_text("wrapup.saved_mark", "Confirmed")
    (call,) = records.calls(lead.phone)
    assert (call["authority"], call["result"], call["note"]) == ("grant", "CONVERTED", "Call after work")
    assert call["started_at"] <= call["answered_at"] <= call["ended_at"]
