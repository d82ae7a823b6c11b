"""Two rows, one number: how a repeated row adds to the first (B2).

What a merge must never do is make a person easier to call: the stricter do-not-call mark, the latest complaint and
every risk signal survive, whichever row holds them.
"""

from collections.abc import Callable
from typing import TypeVar

import msgspec

from agent_domain.leads import DoNotCall, NumberStatus
from agent_server.services.leads_import_rows import ImportedLead

T = TypeVar("T")

_FILLED_FROM_LATER = (
    *("reference", "name", "company", "language", "region", "time_zone", "campaign_name"),
    *("source", "source_detail", "extraction_reason", "open_question"),
)


def merged(first: ImportedLead, later: ImportedLead) -> ImportedLead:
    """Return `first` with what `later` adds: empty texts filled, lists joined, earliest event, strictest marks.

    The consent stays that of the first row: a second row cannot lengthen it.
    """
    changes: dict[str, object] = {
        field: getattr(later, field) for field in _FILLED_FROM_LATER if not getattr(first, field)
    }
    if first.number_status is NumberStatus.UNKNOWN:
        changes |= {"number_status": later.number_status, "number_verified_at": later.number_verified_at}
    complaints = [at for at in (first.complaint_at, later.complaint_at) if at is not None]
    return msgspec.structs.replace(
        first,
        **changes,
        event_at=min(first.event_at, later.event_at),
        requested=first.requested or later.requested,
        do_not_call=stricter(first.do_not_call, later.do_not_call),
        complaint_at=max(complaints, default=None),
        tags=_joined(first.tags, later.tags, lambda tag: tag.name),
        risk_signals=_joined(first.risk_signals, later.risk_signals, lambda signal: signal.text),
        known_answers=_joined(
            first.known_answers, later.known_answers, lambda known: (known.question, known.question or known.answer)
        ),
        refused_products=tuple(dict.fromkeys((*first.refused_products, *later.refused_products))),
    )


def stricter(first: DoNotCall | None, second: DoNotCall | None) -> DoNotCall | None:
    """Return the mark that binds more: the person's own wish, then the earlier one."""
    marks = [mark for mark in (first, second) if mark is not None]
    return min(marks, key=lambda mark: (mark.kind != "opt_out", mark.since_at), default=None)


def _joined(first: tuple[T, ...], later: tuple[T, ...], key: Callable[[T], object]) -> tuple[T, ...]:
    by_key: dict[object, T] = {}
    for item in (*first, *later):
        by_key.setdefault(key(item), item)
    return tuple(by_key.values())
