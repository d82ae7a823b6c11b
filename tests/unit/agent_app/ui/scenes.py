"""What a desk looks like in the middle of a shift: pictures with invented people."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from agent_app.controllers.snapshots import (
    CallLine,
    CallPicture,
    CardPicture,
    LeadRow,
    RecordMark,
    ScriptLine,
    StatusPicture,
    WrapUpPicture,
)
from agent_domain.calls import Call, CallResult, CallState
from agent_domain.dialing import DialDecision, Finding, Severity
from agent_domain.findings import MESSAGES
from agent_domain.ids import CallId, CampaignId, LeadId, UserId, new_id
from agent_domain.leads import Consent, Intent, Lead, RiskSignal, Tag

NOW = datetime(2026, 11, 20, 8, 42, tzinfo=UTC)
LEAD_ID, OTHER_LEAD_ID = LeadId(new_id()), LeadId(new_id())
CALL_ID = CallId(new_id())
ME, COLLEAGUE = UserId(new_id()), UserId(new_id())
SHANGHAI, BERLIN = "Asia/Shanghai", "Europe/Berlin"
_CAMPAIGN = CampaignId(new_id())


def lead(**changes: object) -> Lead:
    fields: dict[str, object] = {
        "lead_id": LEAD_ID,
        "reference": "A-20413",
        "phone": "+8613800138000",
        "name": "王小明",
        "company": "海川贸易有限公司",
        "language": "zh",
        "region": "CN",
        "time_zone": SHANGHAI,
        "campaign_id": _CAMPAIGN,
        "campaign_name": "Renewal Q4",
        "source": "Website form",
        "source_detail": "child education page",
        "event_at": NOW - timedelta(minutes=6),
        "extraction_reason": "You asked about class times on our page this afternoon.",
        "requested": True,
        "intent": Intent.HIGH,
        "consent": Consent(
            source="filled form", granted_at=NOW - timedelta(days=40), expires_at=NOW + timedelta(days=300)
        ),
        "risk_signals": (
            RiskSignal(kind="words", text="Complained of promised returns.", words=("保证收益", "guaranteed return")),
        ),
        "tags": (Tag(name="Renewal"), Tag(name="子女教育金"), Tag(name="Callback")),
        "refused_products": ("Accident cover",),
        "updated_at": NOW,
    }
    return Lead(**(fields | changes))


def call(**changes: object) -> Call:
    fields: dict[str, object] = {
        "call_id": CallId(new_id()),
        "lead_id": LEAD_ID,
        "phone": "+8613800138000",
        "agent_id": ME,
        "agent_name": "Li Wei",
        "team_name": "Team A",
        "started_at": NOW - timedelta(hours=6),
    }
    return Call(**(fields | changes))


def history() -> tuple[CallLine, ...]:
    yesterday = NOW - timedelta(days=1, hours=2)
    before = NOW - timedelta(days=70)
    return (
        CallLine(
            call=call(ended_at=NOW - timedelta(hours=5), result=CallResult.NOT_ANSWERED),
            by_me=True,
            mark=RecordMark.SENT,
        ),
        CallLine(
            call=call(
                agent_id=COLLEAGUE,
                agent_name="Chen Yu",
                team_name="Team B",
                started_at=yesterday,
                answered_at=yesterday + timedelta(seconds=9),
                ended_at=yesterday + timedelta(seconds=230),
                result=CallResult.CALL_BACK_LATER,
                note="Asked to call back after 14:30. Wants the premium compared with last year's, "
                "and whether a second child can be added to the same policy.",
            ),
            by_me=False,
            mark=RecordMark.CONFIRMED,
        ),
        CallLine(
            call=call(started_at=NOW - timedelta(days=2), ended_at=NOW - timedelta(days=2), result=CallResult.BUSY),
            by_me=True,
            mark=RecordMark.ON_THIS_PC,
        ),
        CallLine(
            call=call(
                agent_name="Li Na",
                team_name="Team C",
                started_at=before,
                answered_at=before,
                ended_at=before + timedelta(seconds=302),
                result=CallResult.CONNECTED,
                note="客户已收到保单复印件。",
            ),
            by_me=False,
            mark=RecordMark.NEEDS_ATTENTION,
        ),
    )


SCRIPT = (
    ScriptLine(text="您好，王小明先生，我是海川保险的小李。您上次问到周三晚上的课程，现在新开了一个班。"),
    ScriptLine(text="Confirm identity with the last four digits only, never the full ID."),
    ScriptLine(text="How old is your child?", known_answer="7 years, second grade"),
    ScriptLine(
        text="This plan has 保证收益 of a Guaranteed Return for twenty years.", struck=("保证收益", "guaranteed return")
    ),
    ScriptLine(
        text="On a price objection: compare the yearly premium with last year's, then ask which part feels too much."
    ),
    ScriptLine(text="Close: agree on a time and say who will call."),
)


def allowed(*findings: Finding) -> DialDecision:
    return DialDecision(findings=findings, decided_at=NOW, rules_version="2026-11")


def warning() -> Finding:
    return Finding(
        rule_id="NOTE-CONTACT-1",
        severity=Severity.WARN,
        message=MESSAGES["recent_contact"],
        facts={"name": "Chen Yu", "team": "Team B", "called_at": "2026-11-19T14:42:00+08:00"},
        source="B1",
    )


def blocked() -> DialDecision:
    free = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
    return DialDecision(
        findings=(
            Finding(
                rule_id="HOUSE-CAP-2",
                severity=Severity.BLOCK,
                message=MESSAGES["cap_reached"],
                facts={"attempts": "2", "limit": "2"},
                source="S8",
                allowed_from=free,
            ),
            Finding(
                rule_id="HOUSE-HOURS",
                severity=Severity.BLOCK,
                message=MESSAGES["outside_hours"],
                facts={"local_at": "2026-11-20T20:42:00+08:00", "zone": SHANGHAI, "opens": "09:00", "closes": "20:00"},
                allowed_from=free,
            ),
            warning(),
        ),
        decided_at=NOW,
        rules_version="2026-11",
        allowed_from=free,
    )


def card(decision: DialDecision | None = None, **changes: object) -> CardPicture:
    fields: dict[str, object] = {
        "lead": lead(),
        "history": history(),
        "decision": decision or allowed(),
        "local_times": ((SHANGHAI, NOW.astimezone(ZoneInfo(SHANGHAI))),),
        "attempts_today": 1,
        "script_title": "续保 · Renewal, version 3",
        "script": SCRIPT,
        "suggested_tags": ("Price", "Competitor", "Complaint", "Mandarin"),
    }
    return CardPicture(**(fields | changes))


def rows() -> list[LeadRow]:
    people = (
        ("王小明", "+8613800138000", "requested", "海川贸易有限公司"),
        ("Amelia Clarke", "+447700900113", "new", "Clarke & Sons"),
        ("李丽华", "+8613912342214", "NOT_ANSWERED", ""),
        ("Jörg Müller", "+4915112340932", "LEAD_GENERATED", "Müller Maschinenbau GmbH & Co. KG"),
        ("Sofia Rossi", "+393331234481", "callback", ""),
        ("陈建国", "+8618612345517", "do_not_call", ""),
        ("Noah Williams", "+14155550147", "callback", ""),
        ("Екатерина Александровна Константинопольская", "+79161234567", "CALL_BACK_LATER", "ООО Ромашка"),
        ("María González", "+34612345908", "new", ""),
        ("Olivier Dubois", "+33612345678", "BUSY", ""),
        ("张伟", "+8613712341188", "CONVERTED", ""),
        ("Emma Johansson", "+46701234455", "new", ""),
        ("Liam O’Brien", "+353851237723", "NOT_ANSWERED", ""),
        ("刘洋", "+8615012346690", "new", ""),
        ("Peter Novák", "+420601123456", "POWER_OFF", ""),
        ("Anna Schmidt", "+4915112340955", "NEXT_SCHEDULED", ""),
    )
    return [
        LeadRow(
            lead_id=(LEAD_ID, OTHER_LEAD_ID)[place] if place < 2 else LeadId(new_id()),
            name=name,
            company=company,
            phone=phone,
            reference=f"A-{20413 + place}",
            intent=Intent.MEDIUM,
            badge=badge,
            callback_at=NOW + timedelta(hours=5 * place - 17) if badge == "callback" else None,
            mark=(RecordMark.CONFIRMED, RecordMark.ON_THIS_PC, RecordMark.SENT)[place % 3],
        )
        for place, (name, phone, badge, company) in enumerate(people)
    ]


STATUS = StatusPicture(
    registration="registered",
    sync="online",
    last_synced_at=NOW - timedelta(seconds=2),
    pending=3,
    needs_attention=1,
    microphone="Jabra Evolve2 65 Mono",
    speaker="Jabra Evolve2 65 Stereo",
    agent_state="talking",
    agent_name="Li Wei",
)


def talking(**changes: object) -> CallPicture:
    fields: dict[str, object] = {
        "call_id": CALL_ID,
        "lead_id": LEAD_ID,
        "name": "王小明",
        "phone": "+8613800138000",
        "state": CallState.CONNECTED,
        "started_at": NOW - timedelta(seconds=146),
        "answered_at": NOW - timedelta(seconds=137),
    }
    return CallPicture(**(fields | changes))


def wrapup(**changes: object) -> WrapUpPicture:
    fields: dict[str, object] = {
        "call_id": CALL_ID,
        "lead_id": LEAD_ID,
        "name": "王小明",
        "open": True,
        "result": CallResult.CALL_BACK_LATER,
        "preselected": CallResult.CONNECTED,
        "note": "客户希望下午两点半后再联系。",
        "callback_at": datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
        "time_zone": SHANGHAI,
    }
    return WrapUpPicture(**(fields | changes))
