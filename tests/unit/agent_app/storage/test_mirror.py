from datetime import timedelta

import pytest

from agent_app.storage.cache import Cache
from agent_app.storage.mirror import CHUNK, FEW, Mirror, merged
from agent_app.storage.outbox import OutboxState
from agent_domain.calls import CallResult
from agent_domain.changes import CallPut, ChangeSet, LeadDrop, LeadPut, ScriptPut
from agent_domain.commands import TagLead
from agent_domain.ids import LeadId, new_id
from agent_domain.leads import DoNotCall, Intent, Tag
from agent_domain.scripts import Script, ScriptStep
from agent_domain.wire import CommandResult, CommandStatus

from .things import NOW, make_call, make_lead, make_page


@pytest.fixture
def mirror(cache: Cache) -> Mirror:
    return cache.mirror


def script(text: str, version: int = 1) -> Script:
    return Script(script_id="s", version=version, language="en", title="T", steps=(ScriptStep(text=text),))


def test_empty_before_the_first_pull(mirror: Mirror) -> None:
    assert mirror.cursor() == 0
    assert mirror.facts_as_of() is None
    assert mirror.card(LeadId(new_id())) is None
    assert mirror.page("", 0, 50) == []
    assert mirror.total() == 0
    assert mirror.scripts() == ()


def test_a_page_is_taken_over_and_told(mirror: Mirror) -> None:
    lead = make_lead(tags=(Tag(name="装修"),), do_not_call=DoNotCall(kind="opt_out", since_at=NOW))
    older, newer = make_call(lead, 60, result=CallResult.BUSY), make_call(lead, 5, note="a")
    touched = mirror.apply(
        make_page(9, LeadPut(lead=lead), CallPut(call=older), CallPut(call=newer), ScriptPut(script=script("hello")))
    )
    assert touched == ChangeSet(
        lead_ids=frozenset({lead.lead_id}),
        call_ids=frozenset({older.call_id, newer.call_id}),
        scripts_changed=True,
    )
    card = mirror.card(lead.lead_id)
    assert card is not None
    assert card.lead == lead
    assert card.calls == (newer, older)
    assert mirror.scripts() == (script("hello"),)
    assert (mirror.cursor(), mirror.facts_as_of()) == (9, NOW)


def test_a_later_word_on_the_same_thing_wins(mirror: Mirror) -> None:
    lead = make_lead(name="Before")
    call = make_call(lead)
    mirror.apply(make_page(1, LeadPut(lead=lead), CallPut(call=call), ScriptPut(script=script("old"))))
    after = make_lead(lead_id=lead.lead_id, name="After", phone="+4915112345678")
    ended = make_call(lead, call_id=call.call_id, result=CallResult.CONVERTED)
    mirror.apply(make_page(2, LeadPut(lead=after), CallPut(call=ended), ScriptPut(script=script("new", 2))))
    card = mirror.card(lead.lead_id)
    assert card is not None
    assert (card.lead.name, card.calls) == ("After", (ended,))
    assert (mirror.count("before"), mirror.count("after")) == (0, 1)
    assert mirror.leads_by_phone(lead.phone) == []
    assert mirror.leads_by_phone("+4915112345678") == [lead.lead_id]
    assert mirror.scripts() == (script("new", 2),)
    assert mirror.page("", 0, 1)[0].last_result is CallResult.CONVERTED


def test_a_dropped_lead_is_erased_with_its_calls_but_not_its_outbox(cache: Cache) -> None:
    mirror, lead, other = cache.mirror, make_lead(), make_lead()
    mirror.apply(
        make_page(
            1, LeadPut(lead=lead), CallPut(call=make_call(lead)), LeadPut(lead=other), CallPut(call=make_call(other))
        )
    )
    cache.outbox.append(TagLead(lead_id=lead.lead_id, name="x"), now=NOW)
    touched = mirror.apply(make_page(2, LeadDrop(lead_id=lead.lead_id)))
    assert touched == ChangeSet(dropped_lead_ids=frozenset({lead.lead_id}))
    assert mirror.card(lead.lead_id) is None
    assert (mirror.total(), mirror.leads_by_phone(lead.phone)) == (1, [])
    with mirror._database.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM call").scalar_one() == 1
    assert len(cache.outbox.pending(lead.lead_id)) == 1


def test_the_order_within_a_page_counts(mirror: Mirror) -> None:
    gone, back = make_lead(), make_lead(name="Back")
    old_call, new_call = make_call(back, 60), make_call(back)
    mirror.apply(make_page(1, LeadPut(lead=back), CallPut(call=old_call)))
    touched = mirror.apply(
        make_page(
            2,
            LeadPut(lead=gone),
            CallPut(call=make_call(gone)),
            LeadDrop(lead_id=gone.lead_id),
            LeadDrop(lead_id=back.lead_id),
            LeadPut(lead=back),
            CallPut(call=new_call),
        )
    )
    assert mirror.card(gone.lead_id) is None
    card = mirror.card(back.lead_id)
    assert card is not None
    assert card.calls == (new_call,)
    assert touched.lead_ids == {back.lead_id}
    assert touched.dropped_lead_ids == {gone.lead_id}


def test_a_long_page_goes_in_short_steps_and_the_cursor_moves_last(mirror: Mirror) -> None:
    leads = [make_lead() for _ in range(CHUNK * 2 + 1)]
    steps = mirror.apply_in_steps(make_page(7, *(LeadPut(lead=lead) for lead in leads)))
    seen = [next(steps), next(steps)]
    assert (mirror.total(), mirror.cursor(), mirror.facts_as_of()) == (CHUNK * 2, 0, None)
    seen += list(steps)
    assert (mirror.total(), mirror.cursor(), mirror.facts_as_of()) == (len(leads), 7, NOW)
    assert merged(seen).lead_ids == {lead.lead_id for lead in leads}


def test_merged_follows_the_order(mirror: Mirror) -> None:
    left, came = LeadId(new_id()), LeadId(new_id())
    put = ChangeSet(lead_ids=frozenset({left}), dropped_lead_ids=frozenset({came}), scripts_changed=True)
    drop = ChangeSet(lead_ids=frozenset({came}), dropped_lead_ids=frozenset({left}))
    assert merged([put, drop]) == ChangeSet(
        lead_ids=frozenset({came}), dropped_lead_ids=frozenset({left}), scripts_changed=True
    )
    assert merged([]) == ChangeSet()


def test_facts_are_as_of_the_last_complete_pull(mirror: Mirror) -> None:
    mirror.apply(make_page(1))
    later = NOW + timedelta(minutes=1)
    mirror.apply(make_page(2, has_more=True, at=later))
    assert (mirror.cursor(), mirror.facts_as_of()) == (2, NOW)
    mirror.apply(make_page(3, at=later))
    assert mirror.facts_as_of() == later


def test_the_pending_mark_goes_with_the_transaction_that_brings_the_row(cache: Cache) -> None:
    lead_id = LeadId(new_id())
    envelope = cache.outbox.append(TagLead(lead_id=lead_id, name="x"), now=NOW)
    cache.outbox.settle([CommandResult(command_id=envelope.command_id, status=CommandStatus.APPLIED, feed_seq=5)])
    assert cache.mirror.apply(make_page(4)) == ChangeSet()
    assert [entry.state for entry in cache.outbox.pending()] == [OutboxState.SENT]
    assert cache.mirror.apply(make_page(5)) == ChangeSet(lead_ids=frozenset({lead_id}))
    assert cache.outbox.pending() == []


def test_reset_forgets_the_server_and_keeps_the_agent(cache: Cache) -> None:
    mirror, lead = cache.mirror, make_lead()
    mirror.apply(make_page(50, LeadPut(lead=lead), CallPut(call=make_call(lead)), ScriptPut(script=script("x"))))
    sent = cache.outbox.append(TagLead(lead_id=lead.lead_id, name="a"), now=NOW)
    kept = cache.outbox.append(TagLead(lead_id=lead.lead_id, name="b"), now=NOW)
    cache.outbox.settle([CommandResult(command_id=sent.command_id, status=CommandStatus.APPLIED, feed_seq=60)])
    touched = mirror.reset()
    assert touched == ChangeSet(dropped_lead_ids=frozenset({lead.lead_id}), scripts_changed=True)
    assert (mirror.total(), mirror.cursor(), mirror.facts_as_of(), mirror.scripts()) == (0, 0, None, ())
    assert [entry.envelope for entry in cache.outbox.next_batch(10)] == [sent, kept]


def test_rows_for_the_list(mirror: Mirror) -> None:
    callback_at = NOW + timedelta(hours=1)
    lead = make_lead(
        company="Nordwind GmbH",
        intent=Intent.HIGH,
        requested=True,
        callback_at=callback_at,
        do_not_call=DoNotCall(kind="internal", since_at=NOW),
    )
    newest_without_result = make_call(lead, 0)
    mirror.apply(
        make_page(
            1,
            LeadPut(lead=lead),
            CallPut(call=newest_without_result),
            CallPut(call=make_call(lead, 10, result=CallResult.BUSY)),
            CallPut(call=make_call(lead, 90, result=CallResult.CONNECTED)),
        )
    )
    (row,) = mirror.page("", 0, 10)
    shown = ("lead_id", "name", "company", "phone", "reference", "intent", "callback_at", "event_at", "requested")
    assert all(getattr(row, field) == getattr(lead, field) for field in shown)
    assert (row.do_not_call, row.last_result) == ("internal", CallResult.BUSY)


def test_most_urgent_first_page_by_page(mirror: Mirror) -> None:
    fresh = [make_lead(event_at=NOW - timedelta(minutes=minutes)) for minutes in range(40)]
    barred = make_lead(do_not_call=DoNotCall(kind="opt_out", since_at=NOW))
    due = make_lead(callback_at=NOW - timedelta(hours=1))
    expected = [lead.lead_id for lead in (due, *fresh, barred)]
    mirror.apply(make_page(1, *(LeadPut(lead=lead) for lead in (barred, *reversed(fresh), due))))
    found = [row.lead_id for offset in range(0, 60, 7) for row in mirror.page("", offset, 7)]
    assert found == expected


def test_the_place_of_a_lead_in_the_list(mirror: Mirror) -> None:
    leads = [
        make_lead(event_at=NOW - timedelta(minutes=place), name=("Anna", "Berta", "Carla")[place % 3])
        for place in range(30)
    ]
    mirror.apply(make_page(1, *(LeadPut(lead=lead) for lead in leads)))
    for search in ("", "berta", "a"):
        for place, row in enumerate(mirror.page(search, 0, 100)):
            assert mirror.position(search, row.lead_id) == place
    assert mirror.position("berta", leads[0].lead_id) == -1
    assert mirror.position("", LeadId(new_id())) == -1


def test_the_list_never_sorts_and_never_scans_bodies(mirror: Mirror) -> None:
    from agent_app.storage.mirror import _FOUND, _PAGE, _matching

    def plan(sql: str, values: tuple[object, ...]) -> list[str]:
        with mirror._database.reading() as connection:
            return [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)]

    for search in ("", "smith", "138", "2024-0012", "王"):
        where, values = _matching(search)
        found = _FOUND.format(where=where)
        assert plan(found, (*values, 9, 0)) == ["SCAN lead USING COVERING INDEX lead_by_urgency"]
        whole = plan(_PAGE.format(found=found), (*values, 9, 0))
        assert any("call_by_lead" in step for step in whole)


@pytest.mark.parametrize("count", [3, FEW, FEW + 1, FEW + 7])
def test_few_and_many_matches_are_listed_alike(mirror: Mirror, count: int) -> None:
    leads = [make_lead(name="Smith", event_at=NOW - timedelta(minutes=minutes)) for minutes in range(count)]
    mirror.apply(make_page(1, *(LeadPut(lead=lead) for lead in reversed(leads)), LeadPut(lead=make_lead())))
    assert mirror.count("smith") == count
    pages = [mirror.page("smith", offset, 100) for offset in range(0, count + 100, 100)]
    assert [row.lead_id for page in pages for row in page] == [lead.lead_id for lead in leads]


def test_a_search_follows_the_changes(mirror: Mirror) -> None:
    lead = make_lead(name="Smith")
    assert (mirror.count("smith"), mirror.page("smith", 0, 9)) == (0, [])
    mirror.apply(make_page(1, LeadPut(lead=lead)))
    assert (mirror.count("smith"), len(mirror.page("smith", 0, 9))) == (1, 1)
    mirror.apply(make_page(2, LeadPut(lead=make_lead(lead_id=lead.lead_id, name="Jones"))))
    assert (mirror.count("smith"), mirror.count("jones")) == (0, 1)
    mirror.reset()
    assert mirror.count("jones") == 0


def test_leads_by_phone(mirror: Mirror) -> None:
    first, second, other = make_lead(phone="+15550100"), make_lead(phone="+15550100"), make_lead(phone="+15550199")
    mirror.apply(make_page(1, *(LeadPut(lead=lead) for lead in (first, second, other))))
    assert set(mirror.leads_by_phone("+15550100")) == {first.lead_id, second.lead_id}
    assert mirror.leads_by_phone("+15550") == []
