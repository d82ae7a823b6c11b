"""An agent's cache as large as it gets: 100,000 leads and 1,000,000 calls, made up, seeded, encrypted like any other.

It is written through the same `Mirror.apply` as the server's feed and kept in build/bench for the next run. All of it
is invented, so its key is no secret.
"""

import hashlib
import random
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from agent_app.storage.cache import CACHE_FILE, open_cache
from agent_domain import leads as domain_leads
from agent_domain.calls import Call, CallResult
from agent_domain.changes import CallPut, Change, LeadPut, ScriptPut
from agent_domain.ids import CallId, CampaignId, LeadId, UserId
from agent_domain.leads import Consent, Intent, KnownAnswer, Lead, Lease, RiskSignal, Tag
from agent_domain.scripts import load_scripts
from agent_domain.wire import PullPage

ROOT = Path(__file__).resolve().parent.parent
KEY = hashlib.sha256(b"a benchmark of invented people").digest()
AGENT_ID = UserId(UUID(int=1))
CAMPAIGN_ID = CampaignId(UUID(int=2))
LEADS = 100_000
CALLS_PER_LEAD = 10
PAGE = 5_000
SEED = 20_261_122

FAMILY = ["Chen", "Müller", "Иванова", "王", "Smith", "Schmidt", "Петров", "李", "Garcia", "Weber"]
GIVEN = ["Yu", "Anna", "Ольга", "小明", "John", "Jonas", "Сергей", "芳", "Maria", "Lukas"]
FIRMS = ["", "", "Nordlicht GmbH", "华为装饰", "Ромашка", "Blue Lake Inc.", "Alpenbau AG"]
TAGS = ["装修", "母婴", "理财", "cost cutting", "price sensitive", "decision maker", "technical inquiry"]
ZONES = {
    "DE": ("+4930", "Europe/Berlin", "de"),
    "CN": ("+86138", "Asia/Shanghai", "zh"),
    "RU": ("+7916", "Europe/Moscow", "ru"),
    "US": ("+1212", "America/New_York", "en"),
}
NOTES = ["asked for the price list", "要求下周再打", "просила перезвонить", "wrong department", "liked the offer", ""]


def big_profile(folder: Path = ROOT / "build" / "bench") -> Path:
    """Return a profile folder whose cache holds all of it, made anew when the way of storing has changed."""
    profile = folder / f"profile-{_fingerprint()}"
    if (profile / "complete").exists():
        return profile
    shutil.rmtree(folder, ignore_errors=True)
    profile.mkdir(parents=True)
    began = time.monotonic()
    cache = open_cache(profile / CACHE_FILE, KEY)
    try:
        _fill(cache.mirror.apply)
    finally:
        cache.close()
    (profile / "complete").touch()
    print(
        f"    made {LEADS:,} leads and {LEADS * CALLS_PER_LEAD:,} calls in {time.monotonic() - began:.0f} s",
        file=sys.stderr,
    )
    return profile


def _fill(apply) -> None:  # type: ignore[no-untyped-def]
    now = datetime.now(UTC)
    total = LEADS * (1 + CALLS_PER_LEAD)
    page: list[Change] = [ScriptPut(script=script) for script in load_scripts(ROOT / "resources" / "scripts")]
    cursor = 0
    for change in _changes(random.Random(SEED), now):
        page.append(change)
        if len(page) < PAGE:
            continue
        cursor += len(page)
        apply(_page(cursor, page, now, has_more=True))
        page = []
        if cursor * 10 // total > (cursor - PAGE) * 10 // total:
            print(f"    making the big cache: {100 * cursor // total} %", file=sys.stderr, flush=True)
    apply(_page(cursor + len(page), page, now, has_more=False))


def _page(cursor: int, changes: list[Change], now: datetime, *, has_more: bool) -> PullPage:
    return PullPage(cursor=cursor, has_more=has_more, changes=tuple(changes), facts_as_of=now, server_time=now)


def _changes(rng: random.Random, now: datetime) -> Iterator[Change]:
    for number in range(LEADS):
        lead = make_lead(rng, number, now)
        yield LeadPut(lead=lead)
        for back in range(CALLS_PER_LEAD):
            yield CallPut(call=_call(rng, lead, now - timedelta(days=3 + 7 * back, minutes=rng.randrange(600))))


def make_lead(rng: random.Random, number: int, now: datetime) -> Lead:
    region = rng.choice(list(ZONES))
    prefix, zone, language = ZONES[region]
    return Lead(
        lead_id=LeadId(UUID(int=(int(now.timestamp() * 1000) << 80) | (7 << 76) | (2 << 62) | number)),
        reference=f"A-{number:06}",
        phone=f"{prefix}{number + 1_000_000:07}",
        name=f"{rng.choice(FAMILY)} {rng.choice(GIVEN)}",
        company=rng.choice(FIRMS),
        language=language,
        region=region,
        time_zone=zone,
        campaign_id=CAMPAIGN_ID,
        campaign_name="Autumn",
        source="site",
        source_detail="price form",
        event_at=now - timedelta(minutes=rng.randrange(60 * 24 * 90)),
        extraction_reason="asked for the price of a full renovation",
        requested=rng.random() < 0.1,
        intent=rng.choice([Intent.HIGH, Intent.MEDIUM, Intent.MEDIUM, Intent.LOW]),
        number_status=domain_leads.NumberStatus.VALID,
        number_verified_at=now - timedelta(days=rng.randrange(400)),
        consent=Consent(
            source="filled form", granted_at=now - timedelta(days=100), expires_at=now + timedelta(days=200)
        ),
        risk_signals=(RiskSignal(kind="words", text="Dislikes 保证收益", words=("保证收益",)),)
        if rng.random() < 0.3
        else (),
        tags=tuple(Tag(name=name) for name in rng.sample(TAGS, rng.randrange(1, 5))),
        open_question="Which evening suits?" if rng.random() < 0.5 else "",
        known_answers=(KnownAnswer(question="How many rooms?", answer="three"),) if rng.random() < 0.5 else (),
        lease=Lease(agent_id=AGENT_ID, until_at=now + timedelta(days=365), grants=2),
        updated_at=now,
    )


def _call(rng: random.Random, lead: Lead, started_at: datetime) -> Call:
    result = rng.choice([CallResult.CONNECTED, CallResult.NOT_ANSWERED, CallResult.BUSY, CallResult.CALL_BACK_LATER])
    talked = result in (CallResult.CONNECTED, CallResult.CALL_BACK_LATER)
    return Call(
        call_id=CallId(UUID(int=rng.getrandbits(128))),
        lead_id=lead.lead_id,
        phone=lead.phone,
        agent_id=UserId(UUID(int=rng.randrange(1, 40))),
        agent_name=rng.choice(GIVEN),
        team_name="Team B",
        started_at=started_at,
        answered_at=started_at + timedelta(seconds=12) if talked else None,
        ended_at=started_at + timedelta(seconds=rng.randrange(15, 400)),
        sip_status=200 if talked else 486,
        sip_result=result,
        result=result,
        note=rng.choice(NOTES),
        dispositioned_at=started_at + timedelta(minutes=8),
    )


def _fingerprint() -> str:
    """Change with everything that decides what is in the file."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in ("agent_app/storage/tables.py", "agent_app/storage/migrations.py", "agent_domain/leads.py"):
        digest.update((ROOT / name).read_bytes())
    digest.update(f"{datetime.now(UTC):%G-%V}".encode())  # last week's cache has last week's consents and facts
    return digest.hexdigest()[:16]
