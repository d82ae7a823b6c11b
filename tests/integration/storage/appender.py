"""A desktop that does nothing but record commands, until it is killed. Prints each id once `append` has returned.

Meanwhile another thread writes what the sync thread would write. Usage: appender.py CACHE_FILE KEY_HEX
"""

import itertools
import sys
import threading
from pathlib import Path

from agent_app.storage.cache import Cache, open_cache
from agent_domain.changes import LeadPut
from agent_domain.clock import utc_now
from agent_domain.commands import AddNote
from agent_domain.ids import CallId, LeadId, new_id
from agent_domain.wire import CommandResult, CommandStatus
from tests.unit.agent_app.storage.things import make_lead, make_page

CANARY_NAME = "Kanarienvogel 金丝雀王伟"
CANARY_PHONE = "+8613912345670"
CANARY_NOTE = "Geheimnotiz 绝密"


def main() -> None:
    cache = open_cache(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
    lead_id = LeadId(new_id())
    threading.Thread(target=sync_like, args=(cache,), daemon=True).start()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for number in itertools.count():
        note = AddNote(call_id=CallId(new_id()), lead_id=lead_id, text=f"{CANARY_NOTE} {CANARY_PHONE} {number}")
        envelope = cache.outbox.append(note, now=utc_now())
        sys.stdout.write(f"{envelope.command_id}\n")
        sys.stdout.flush()


def sync_like(cache: Cache) -> None:
    """Write what the sync thread writes, all the time: pages into the mirror, answers into the outbox."""
    for cursor in itertools.count(1):
        leads = [make_lead(name=CANARY_NAME, phone=CANARY_PHONE, company=CANARY_NOTE) for _ in range(50)]
        cache.mirror.apply(make_page(cursor, *(LeadPut(lead=lead) for lead in leads)))
        batch = cache.outbox.next_batch(5)
        answers = [
            CommandResult(command_id=entry.envelope.command_id, status=CommandStatus.APPLIED, feed_seq=1_000_000)
            for entry in batch
        ]
        cache.outbox.settle(answers)


if __name__ == "__main__":
    main()
