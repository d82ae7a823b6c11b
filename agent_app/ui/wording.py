"""The words for codes: results, badges, states, marks. The codes are stable, the words are translated."""

import re

from agent_app.controllers.snapshots import RecordMark
from agent_app.ui.formats import sentences
from agent_app.ui.marking import QT_TRANSLATE_NOOP, translate
from agent_domain.calls import CallResult, CallState
from agent_domain.leads import Intent

_SENTENCE_END = re.compile(r"(?<=[.!?]) +")

RESULTS: dict[str, str] = {
    CallResult.CONNECTED: QT_TRANSLATE_NOOP("Result", "Connected"),
    CallResult.NOT_ANSWERED: QT_TRANSLATE_NOOP("Result", "No answer"),
    CallResult.BUSY: QT_TRANSLATE_NOOP("Result", "Busy"),
    CallResult.POWER_OFF: QT_TRANSLATE_NOOP("Result", "Phone off"),
    CallResult.INVALID_NUMBER: QT_TRANSLATE_NOOP("Result", "Invalid number"),
    CallResult.REFUSED_TO_ANSWER: QT_TRANSLATE_NOOP("Result", "Hung up"),
    CallResult.CALL_BACK_LATER: QT_TRANSLATE_NOOP("Result", "Call back later"),
    CallResult.OPT_OUT: QT_TRANSLATE_NOOP("Result", "No more marketing calls"),
    CallResult.LEAD_GENERATED: QT_TRANSLATE_NOOP("Result", "Interested"),
    CallResult.CONVERTED: QT_TRANSLATE_NOOP("Result", "Sale"),
    CallResult.NEXT_SCHEDULED: QT_TRANSLATE_NOOP("Result", "Next step agreed"),
}
RESULT_TONES: dict[str, str] = {
    CallResult.CONNECTED: "good",
    CallResult.LEAD_GENERATED: "good",
    CallResult.CONVERTED: "good",
    CallResult.NEXT_SCHEDULED: "good",
    CallResult.CALL_BACK_LATER: "warning",
    CallResult.OPT_OUT: "bad",
    CallResult.INVALID_NUMBER: "bad",
}
BADGES: dict[str, str] = {
    "callback": QT_TRANSLATE_NOOP("Badge", "Callback"),
    "new": QT_TRANSLATE_NOOP("Badge", "New"),
    "do_not_call": QT_TRANSLATE_NOOP("Badge", "Do not call"),
    "requested": QT_TRANSLATE_NOOP("Badge", "Requested"),
}
BADGE_TONES = {"callback": "warning", "new": "accent", "do_not_call": "bad", "requested": "good"}
CALL_STATES: dict[str, str] = {
    CallState.DIALING: QT_TRANSLATE_NOOP("CallState", "Dialing"),
    CallState.RINGING: QT_TRANSLATE_NOOP("CallState", "Ringing"),
    CallState.EARLY_MEDIA: QT_TRANSLATE_NOOP("CallState", "Ringing, listening to the line"),
    CallState.CONNECTED: QT_TRANSLATE_NOOP("CallState", "In call"),
    CallState.ENDED: QT_TRANSLATE_NOOP("CallState", "Call ended"),
}
MARKS: dict[str, str] = {
    RecordMark.ON_THIS_PC: QT_TRANSLATE_NOOP("Mark", "On this PC"),
    RecordMark.SENT: QT_TRANSLATE_NOOP("Mark", "Sent"),
    RecordMark.CONFIRMED: QT_TRANSLATE_NOOP("Mark", "Confirmed"),
    RecordMark.NEEDS_ATTENTION: QT_TRANSLATE_NOOP("Mark", "Needs attention"),
}
MARK_ICONS = {
    RecordMark.ON_THIS_PC: ("hard-drive", "warning"),
    RecordMark.SENT: ("upload", "accent"),
    RecordMark.CONFIRMED: ("cloud-check", "good"),
    RecordMark.NEEDS_ATTENTION: ("circle-alert", "bad"),
}
INTENTS: dict[str, str] = {
    Intent.HIGH: QT_TRANSLATE_NOOP("Intent", "High intent"),
    Intent.MEDIUM: QT_TRANSLATE_NOOP("Intent", "Medium intent"),
    Intent.LOW: QT_TRANSLATE_NOOP("Intent", "Low intent"),
}
REGISTRATIONS: dict[str, str] = {
    "off": QT_TRANSLATE_NOOP("Registration", "Phone off"),
    "registering": QT_TRANSLATE_NOOP("Registration", "Phone registering"),
    "registered": QT_TRANSLATE_NOOP("Registration", "Phone registered"),
    "failed": QT_TRANSLATE_NOOP("Registration", "Phone not registered"),
    "engine_lost": QT_TRANSLATE_NOOP("Registration", "Phone restarting"),
}
SYNC_STATES: dict[str, str] = {
    "online": QT_TRANSLATE_NOOP("Sync", "Synced"),
    "offline": QT_TRANSLATE_NOOP("Sync", "Offline, work is kept here"),
    "syncing": QT_TRANSLATE_NOOP("Sync", "Syncing"),
    "signed_out": QT_TRANSLATE_NOOP("Sync", "Signed out by the server"),
    "app_too_old": QT_TRANSLATE_NOOP("Sync", "Update the app to sync"),
}
REASONS: dict[str, str] = {
    "could_not_hear": QT_TRANSLATE_NOOP("Reason", "Could not hear"),
    "in_a_hurry": QT_TRANSLATE_NOOP("Reason", "In a hurry"),
    "not_interested": QT_TRANSLATE_NOOP("Reason", "Refused this product"),
    "already_has_one": QT_TRANSLATE_NOOP("Reason", "Already has one"),
    "too_expensive": QT_TRANSLATE_NOOP("Reason", "Too expensive"),
    "wrong_person": QT_TRANSLATE_NOOP("Reason", "Wrong person"),
    "decision_maker_absent": QT_TRANSLATE_NOOP("Reason", "Decision maker absent"),
    "no_answer": QT_TRANSLATE_NOOP("Reason", "Rang out"),
    "voicemail": QT_TRANSLATE_NOOP("Reason", "Voicemail"),
    "hung_up_while_ringing": QT_TRANSLATE_NOOP("Reason", "I hung up while it rang"),
    "engaged": QT_TRANSLATE_NOOP("Reason", "Line engaged"),
    "switched_off": QT_TRANSLATE_NOOP("Reason", "Switched off"),
    "out_of_service": QT_TRANSLATE_NOOP("Reason", "Out of service"),
    "vacant": QT_TRANSLATE_NOOP("Reason", "Number not in use"),
    "changed": QT_TRANSLATE_NOOP("Reason", "Number changed"),
    "incomplete": QT_TRANSLATE_NOOP("Reason", "Number incomplete"),
    "fax": QT_TRANSLATE_NOOP("Reason", "Fax or machine"),
    "declined": QT_TRANSLATE_NOOP("Reason", "Declined the call"),
    "unwanted": QT_TRANSLATE_NOOP("Reason", "Marked as unwanted"),
    "too_many_calls": QT_TRANSLATE_NOOP("Reason", "Too many calls"),
    "never_consented": QT_TRANSLATE_NOOP("Reason", "Never consented"),
    "technical": QT_TRANSLATE_NOOP("Reason", "Technical failure"),
    "network_blocked": QT_TRANSLATE_NOOP("Reason", "Blocked by the network"),
    "cancelled": QT_TRANSLATE_NOOP("Reason", "Call cancelled"),
    "complained": QT_TRANSLATE_NOOP("Reason", "Complained"),
}
PROBLEMS: dict[str, str] = {
    "result_needed": QT_TRANSLATE_NOOP("Problem", "Choose what came of the call."),
    "callback_needed": QT_TRANSLATE_NOOP("Problem", "Choose when to call back."),
    "callback_in_past": QT_TRANSLATE_NOOP("Problem", "The callback lies in the past. Choose a later time."),
    "callback_too_far": QT_TRANSLATE_NOOP("Problem", "The callback is more than a year away. Choose an earlier time."),
    "callback_not_possible": QT_TRANSLATE_NOOP("Problem", "This outcome allows no callback. Take the time away."),
    "reason_unknown": QT_TRANSLATE_NOOP("Problem", "The reason does not fit the outcome. Choose another."),
    "note_too_long": QT_TRANSLATE_NOOP("Problem", "The note is too long. Shorten it."),
}
AGENT_STATES: dict[str, str] = {
    "ready": QT_TRANSLATE_NOOP("AgentState", "Ready"),
    "not_ready": QT_TRANSLATE_NOOP("AgentState", "Not ready"),
    "reserved": QT_TRANSLATE_NOOP("AgentState", "Dialing"),
    "talking": QT_TRANSLATE_NOOP("AgentState", "Talking"),
    "wrap_up": QT_TRANSLATE_NOOP("AgentState", "Wrap-up"),
}


def word(context: str, words: dict[str, str], code: str) -> str:
    """Return the translated word for a code; an unknown code is shown in plain letters rather than hidden."""
    known = words.get(code)
    if known is None:
        return code.replace("_", " ").capitalize()
    return translate(context, known)


def result_word(result: str) -> str:
    """Return the word for a call result (F7)."""
    return word("Result", RESULTS, result)


def badge_word(badge: str) -> str:
    """Return the word for a badge of the lead list: a badge code or a call result."""
    return result_word(badge) if badge in RESULTS else word("Badge", BADGES, badge)


def badge_tone(badge: str) -> str:
    """Return the tone that a badge is drawn in."""
    return BADGE_TONES.get(badge) or RESULT_TONES.get(badge, "neutral")


def mark_word(mark: RecordMark) -> str:
    """Return the word for how far a record has come."""
    return word("Mark", MARKS, mark)


def sentence(context: str, english: str) -> str:
    """Translate what a lower layer said in English, for example an error: the whole, or sentence by sentence."""
    pieces = _SENTENCE_END.split(english) if english else []
    told: list[str] = []
    while pieces:
        length = next((n for n in range(len(pieces), 1, -1) if _known(context, " ".join(pieces[:n]))), 1)
        told.append(translate(context, " ".join(pieces[:length])))
        del pieces[:length]
    return sentences(*told)


def _known(context: str, text: str) -> bool:
    return translate(context, text) != text
