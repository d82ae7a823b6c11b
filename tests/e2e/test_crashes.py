"""kill -9 in mid-call: the window keeps its record and note, and nothing that the screen called saved is lost."""

import time

import psutil

from agent_domain.calls import CallResult
from resources.demo.shift_candidates import Candidates
from resources.demo.world import World
from resources.demo.world_records import ServerRecords
from tests.e2e.conftest import Workstation

ENGINE_BACK_LIMIT_S = 3.0


def test_engine_killed_in_mid_call(station: Workstation, candidates: Candidates, records: ServerRecords) -> None:
    agent, desk, lead = station.agent, station.desk, candidates.take("answers")
    agent.open_lead(lead.phone)
    agent.dial()
    agent.wait_answered()
    agent.note("half a sentence")
    engine = _engine_of(station)
    killed = time.monotonic()
    engine.kill()
    agent.wait_wrapup()
    desk.wait(lambda: _engine_of(station).pid != engine.pid, "a new engine", ENGINE_BACK_LIMIT_S)
    agent.wait_registered(ENGINE_BACK_LIMIT_S)
    assert time.monotonic() - killed <= ENGINE_BACK_LIMIT_S + 1
    assert desk.text("call.hint")
    assert desk.text("wrapup.note") == "half a sentence"
    agent.choose(CallResult.CONNECTED)
    agent.save()
    agent.wait_synced()
    (call,) = records.calls(lead.phone)
    assert (call["sip_result"], call["result"], call["note"]) == ("CONNECTED", "CONNECTED", "half a sentence")
    assert call["ended_at"] > call["answered_at"]
    next_lead = candidates.take("busy")
    agent.open_lead(next_lead.phone)
    agent.dial()
    agent.wait_wrapup()
    assert agent.preselected() is CallResult.BUSY


def test_app_killed_in_mid_call(station: Workstation, candidates: Candidates, records: ServerRecords) -> None:
    agent, desk, lead = station.agent, station.desk, candidates.take("answers")
    agent.open_lead(lead.phone)
    agent.dial()
    agent.wait_answered()
    agent.note("what was said so far")
    desk.wait(lambda: records.calls(lead.phone)[0]["note"], "the note on the server")
    engine = _engine_of(station)
    station.crash()
    engine.wait(5)  # it ends with its window: no call goes on that nobody sees
    station.open()
    agent.wait_wrapup()
    assert desk.text("wrapup.note") == "what was said so far"
    agent.choose(CallResult.LEAD_GENERATED)
    agent.save()
    agent.wait_synced()
    (call,) = records.calls(lead.phone)
    assert (call["result"], call["note"]) == ("LEAD_GENERATED", "what was said so far")
    assert call["ended_at"] is not None


def test_registrar_killed_in_mid_call(
    station: Workstation, world: World, candidates: Candidates, records: ServerRecords
) -> None:
    agent, lead = station.agent, candidates.take("answers")
    agent.open_lead(lead.phone)
    agent.dial()
    agent.wait_answered()
    assert world.sip is not None
    world.sip.stop_registrar(kill=True)
    world.sip.start_registrar()
    agent.hang_up()
    agent.save()
    agent.wait_synced()
    (call,) = records.calls(lead.phone)
    assert (call["sip_result"], call["result"]) == ("CONNECTED", "CONNECTED")


def test_nothing_readable_is_left_behind(station: Workstation, candidates: Candidates) -> None:
    """Promise 12: names, numbers and notes are in no file of the profile, in no encoding, also after a crash."""
    agent, lead = station.agent, candidates.take("busy")
    agent.open_lead(lead.phone)
    agent.dial()
    agent.wait_wrapup()
    agent.note("canary in the note")
    agent.save()
    agent.wait_synced()
    station.crash()
    canaries = [lead.name, lead.phone, lead.phone.removeprefix("+"), "canary in the note"]
    needles = {text.encode(encoding, "ignore") for text in canaries for encoding in ("utf-8", "utf-16-le", "gbk")}
    files = [path for path in station.profile.rglob("*") if path.is_file()]
    assert any(path.name == "cache.db" for path in files)
    for path in files:
        content = path.read_bytes()
        assert not [needle for needle in needles if needle and needle in content], path


def _engine_of(station: Workstation) -> psutil.Process:
    """Return the engine process of the window."""
    children = psutil.Process(station.pid).children()
    engines = [child for child in children if any("agent_app.sip.engine" in part for part in child.cmdline())]
    return engines[0] if engines else psutil.Process(station.pid)
