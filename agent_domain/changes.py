"""The feed: what the server tells a desktop, in the order in which it was committed.

A change carries the present state of one thing, so that a reader who has missed ten changes needs only the last.
"""

from typing import TypeAlias

from msgspec import Struct

from agent_domain.calls import Call
from agent_domain.ids import CallId, LeadId
from agent_domain.leads import Lead
from agent_domain.scripts import Script


class LeadPut(Struct, frozen=True, kw_only=True, tag="lead_put", tag_field="kind"):
    lead: Lead


class LeadDrop(Struct, frozen=True, kw_only=True, tag="lead_drop", tag_field="kind"):
    """The lead left this agent's scope: it and its calls are erased from the cache (S15)."""

    lead_id: LeadId


class CallPut(Struct, frozen=True, kw_only=True, tag="call_put", tag_field="kind"):
    call: Call


class ScriptPut(Struct, frozen=True, kw_only=True, tag="script_put", tag_field="kind"):
    script: Script


Change: TypeAlias = LeadPut | LeadDrop | CallPut | ScriptPut


class ChangeSet(Struct, frozen=True, kw_only=True):
    """Which things a batch of changes touched: screens re-read only what they show."""

    lead_ids: frozenset[LeadId] = frozenset()
    dropped_lead_ids: frozenset[LeadId] = frozenset()
    call_ids: frozenset[CallId] = frozenset()
    scripts_changed: bool = False
