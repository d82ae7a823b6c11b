"""What the screen shows: the mirror's card with the pending commands folded over it.

The server runs the same `apply`, so that the optimistic view and the truth cannot differ by accident.
"""

import logging
from collections.abc import Callable, Iterable

from agent_app.storage.outbox import OutboxEntry, OutboxState
from agent_domain.commands import Actor, LeadCard, TagLead, UntagLead, apply
from agent_domain.errors import RuleError

log = logging.getLogger(__name__)


def log_skipped(entry: OutboxEntry, error: RuleError) -> None:
    log.info("command %s does not apply any more: %s", entry.envelope.command_id, error.code)


def fold(
    card: LeadCard,
    entries: Iterable[OutboxEntry],
    actor: Actor,
    on_skipped: Callable[[OutboxEntry, RuleError], None] = log_skipped,
) -> LeadCard:
    """Return the card as the agent should see it.

    A rejected attempt, disposition or opt-out is still folded: it happened at this desk, and forgetting it would make
    the gate more generous than it may be. A rejected tag is not: the server's tags stand.

    Args:
        card: As the mirror has it.
        entries: Pending commands of this lead, in order (`Outbox.pending`).
        actor: The signed-in agent: all entries are theirs.
        on_skipped: Told of each command that no longer applies; it changes nothing on the card.
    """
    for entry in entries:
        if entry.state is OutboxState.REJECTED and isinstance(entry.envelope.command, TagLead | UntagLead):
            continue
        try:
            card = apply(entry.envelope, card, actor)
        except RuleError as error:
            on_skipped(entry, error)
    return card
