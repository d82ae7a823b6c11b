"""The gate's words in the agent's language: each finding as sentences, each instant in the customer's own day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale

from agent_app.ui.formats import capitalised, city, clock_time, date_and_time, day_and_time, here, sentences
from agent_app.ui.marking import QT_TRANSLATE_NOOP, translate
from agent_app.ui.wording import sentence, word
from agent_domain.dialing import DialDecision, Finding

FACTS = {
    "vacant": QT_TRANSLATE_NOOP("Fact", "vacant"),
    "suspended": QT_TRANSLATE_NOOP("Fact", "suspended"),
    "cancelled": QT_TRANSLATE_NOOP("Fact", "cancelled"),
    "changed": QT_TRANSLATE_NOOP("Fact", "changed"),
    "opt_out": QT_TRANSLATE_NOOP("Fact", "personal"),
    "internal": QT_TRANSLATE_NOOP("Fact", "internal"),
    "national": QT_TRANSLATE_NOOP("Fact", "national"),
    "campaign": QT_TRANSLATE_NOOP("Fact", "campaign"),
}
_CODED = ("status", "kind")
_ISO_LENGTH = len("2026-11-22T09:00")


def finding_text(finding: Finding, *, zone: str, now: datetime, rules_version: str) -> str:
    """Return what the rule says, when it will be free, and which rule it is.

    Args:
        finding: As the gate told it.
        zone: The customer's zone, in whose day the release is told; empty when it is not known.
        now: Decides what is called today.
        rules_version: Of the decision.
    """
    template = translate("Finding", finding.message)
    if template == finding.message:  # not one of the gate's own: the server's word, for example on its lock
        template = sentence("Error", finding.message)
    facts = {name: _fact(name, value, now) for name, value in finding.facts.items()}
    parts = [_ended(_filled(template, facts))]
    if finding.allowed_from is not None:
        parts.append(free_text(finding.allowed_from, zone=zone, now=now, also_here=False))
    if rules_version:
        parts.append(translate("Decision", "Rule {0}, rules {1}.").format(finding.rule_id, rules_version))
    return sentences(*parts)


def free_text(at: datetime, *, zone: str, now: datetime, also_here: bool = True) -> str:
    """Return when time alone will have lifted a block, as ``Free tomorrow 09:00 in Berlin``."""
    if not zone:
        return translate("Decision", "Free {0}, your time.").format(day_and_time(here(at), now))
    there, mine = at.astimezone(ZoneInfo(zone)), here(at)
    free = translate("Decision", "Free {0} in {1}.").format(day_and_time(there, now), city(zone))
    if not also_here or there.utcoffset() == mine.utcoffset():
        return free
    return sentences(free, translate("Decision", "That is {0} here.").format(day_and_time(mine, now)))


def decision_text(decision: DialDecision, *, zone: str, now: datetime, attempts_today: int | None) -> str:
    """Return the gate's answer in one sentence."""
    if not decision.allowed:
        if decision.allowed_from is None:
            return translate("Decision", "Blocked.")
        return sentences(translate("Decision", "Blocked."), free_text(decision.allowed_from, zone=zone, now=now))
    if attempts_today is None:
        return translate("Decision", "You may call now.")
    dialed = translate("Decision", "Dialed today: {0}.").format(attempts_today)
    return sentences(translate("Decision", "You may call now."), dialed)


def _fact(name: str, value: str, now: datetime) -> str:
    """Return a fact for human eyes: an instant becomes day and time, a code its word, the rest stays."""
    if len(value) >= _ISO_LENGTH and value[10:11] == "T":
        try:
            at = datetime.fromisoformat(value)
        except ValueError:
            return value
        return date_and_time(at, now) if at.tzinfo else clock_time(at)
    if name == "zone":
        return city(value)
    return word("Fact", FACTS, value) if name in _CODED else value


def _ended(text: str) -> str:
    """Return the text with a full stop; what people wrote often has none."""
    if text.endswith((".", "!", "?", "。", "！", "？")):
        return text
    return f"{text}。" if QLocale().language() is QLocale.Language.Chinese else f"{text}."


def _filled(template: str, facts: dict[str, str]) -> str:
    """Fill a template; a template that does not fit its facts is shown as it is rather than hidden."""
    try:
        return capitalised(template.format_map(facts))
    except (KeyError, ValueError, IndexError):
        return template
