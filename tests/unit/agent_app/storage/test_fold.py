from agent_app.storage.cache import Cache
from agent_app.storage.fold import fold
from agent_app.storage.outbox import OutboxEntry
from agent_domain.calls import CallResult
from agent_domain.changes import LeadPut
from agent_domain.commands import Actor, AddNote, DispositionCall, LeadCard, OptOut, StartCall, TagLead, UntagLead
from agent_domain.errors import RuleError
from agent_domain.ids import CallId, new_id
from agent_domain.leads import Tag
from agent_domain.wire import CommandResult, CommandStatus

from .things import AGENT, NOW, make_lead, make_page

ACTOR = Actor(user_id=AGENT, name="Li Na", team_name="North")


def test_the_card_shows_what_was_done_here(cache: Cache) -> None:
    lead, call_id = make_lead(tags=(Tag(name="old"),)), CallId(new_id())
    cache.mirror.apply(make_page(1, LeadPut(lead=lead)))
    for command in (
        StartCall(call_id=call_id, lead_id=lead.lead_id, phone=lead.phone, authority="grant"),
        TagLead(lead_id=lead.lead_id, name="装修", call_id=call_id),
        UntagLead(lead_id=lead.lead_id, name="old", call_id=call_id),
        DispositionCall(call_id=call_id, lead_id=lead.lead_id, result=CallResult.NEXT_SCHEDULED, callback_at=NOW),
    ):
        cache.outbox.append(command, now=NOW)
    card = cache.mirror.card(lead.lead_id)
    assert card is not None
    folded = fold(card, cache.outbox.pending(lead.lead_id), ACTOR)
    assert [tag.name for tag in folded.lead.tags] == ["装修"]
    assert folded.lead.callback_at == NOW
    (call,) = folded.calls
    assert (call.call_id, call.result, call.agent_id) == (call_id, CallResult.NEXT_SCHEDULED, AGENT)
    assert cache.mirror.card(lead.lead_id) == card  # the mirror itself is the server's word alone


def test_what_no_longer_applies_is_skipped_and_told(cache: Cache) -> None:
    lead = make_lead()
    cache.outbox.append(AddNote(call_id=CallId(new_id()), lead_id=lead.lead_id, text="lost"), now=NOW)
    cache.outbox.append(OptOut(lead_id=lead.lead_id), now=NOW)
    skipped: list[tuple[OutboxEntry, RuleError]] = []
    folded = fold(
        LeadCard(lead=lead), cache.outbox.pending(), ACTOR, lambda entry, error: skipped.append((entry, error))
    )
    assert folded.lead.do_not_call is not None
    ((entry, error),) = skipped
    assert (error.code, entry.envelope.command.lead_id) == ("unknown_call", lead.lead_id)
    assert fold(LeadCard(lead=lead), cache.outbox.pending(), ACTOR) == folded  # and only logged by default


def test_a_rejected_opt_out_still_binds_here_but_a_rejected_tag_goes(cache: Cache) -> None:
    lead = make_lead()
    for command in (TagLead(lead_id=lead.lead_id, name="x"), OptOut(lead_id=lead.lead_id)):
        envelope = cache.outbox.append(command, now=NOW)
        cache.outbox.settle([CommandResult(command_id=envelope.command_id, status=CommandStatus.REJECTED)])
    folded = fold(LeadCard(lead=lead), cache.outbox.pending(), ACTOR)
    assert folded.lead.tags == ()
    assert folded.lead.do_not_call is not None
