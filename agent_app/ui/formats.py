"""Instants, durations and places for human eyes, in the language of the window."""

from datetime import UTC, datetime, timedelta, tzinfo

from PySide6.QtCore import QDate, QLocale

from agent_app.ui.marking import QT_TRANSLATE_NOOP, translate

CITIES = {
    "Asia/Shanghai": QT_TRANSLATE_NOOP("City", "Shanghai"),
    "Asia/Urumqi": QT_TRANSLATE_NOOP("City", "Urumqi"),
    "Asia/Hong_Kong": QT_TRANSLATE_NOOP("City", "Hong Kong"),
    "Asia/Taipei": QT_TRANSLATE_NOOP("City", "Taipei"),
    "Asia/Singapore": QT_TRANSLATE_NOOP("City", "Singapore"),
    "Asia/Tokyo": QT_TRANSLATE_NOOP("City", "Tokyo"),
    "Europe/Moscow": QT_TRANSLATE_NOOP("City", "Moscow"),
    "Asia/Yekaterinburg": QT_TRANSLATE_NOOP("City", "Yekaterinburg"),
    "Asia/Novosibirsk": QT_TRANSLATE_NOOP("City", "Novosibirsk"),
    "Asia/Vladivostok": QT_TRANSLATE_NOOP("City", "Vladivostok"),
    "Europe/Kaliningrad": QT_TRANSLATE_NOOP("City", "Kaliningrad"),
    "Europe/Samara": QT_TRANSLATE_NOOP("City", "Samara"),
    "Europe/Berlin": QT_TRANSLATE_NOOP("City", "Berlin"),
    "Europe/London": QT_TRANSLATE_NOOP("City", "London"),
    "Europe/Paris": QT_TRANSLATE_NOOP("City", "Paris"),
    "Europe/Madrid": QT_TRANSLATE_NOOP("City", "Madrid"),
    "Europe/Rome": QT_TRANSLATE_NOOP("City", "Rome"),
    "America/New_York": QT_TRANSLATE_NOOP("City", "New York"),
    "America/Chicago": QT_TRANSLATE_NOOP("City", "Chicago"),
    "America/Los_Angeles": QT_TRANSLATE_NOOP("City", "Los Angeles"),
    "UTC": QT_TRANSLATE_NOOP("City", "UTC"),
}


def city(zone: str) -> str:
    """Return the place that a reader knows an IANA zone by: ``Europe/Berlin`` is Berlin."""
    known = CITIES.get(zone)
    return translate("City", known) if known else zone.rsplit("/", 1)[-1].replace("_", " ")


def clock_time(at: datetime) -> str:
    """Return hours and minutes."""
    return at.strftime("%H:%M")


def day(at: datetime, now: datetime) -> str:
    """Return the day of `at` as someone in its zone would say it: today, tomorrow, 18 Nov, 18 Nov 2025."""
    days = (at.date() - now.astimezone(at.tzinfo).date()).days
    near = {
        0: QT_TRANSLATE_NOOP("Formats", "today"),
        1: QT_TRANSLATE_NOOP("Formats", "tomorrow"),
        -1: QT_TRANSLATE_NOOP("Formats", "yesterday"),
    }
    if days in near:
        return translate("Formats", near[days])
    if 1 < days < 7:
        return _date(at, translate("Formats", "ddd d MMM"))
    return _short_date(at, now)


def day_and_time(at: datetime, now: datetime) -> str:
    """Return for example ``tomorrow 09:00``, in the zone that `at` carries."""
    return f"{day(at, now)} {clock_time(at)}"


def date_and_time(at: datetime, now: datetime) -> str:
    """Return for example ``19 Nov 14:42``, in the zone that `at` carries; fits into any sentence."""
    return f"{_short_date(at, now)} {clock_time(at)}"


def sentences(*parts: str) -> str:
    """Return sentences one after the other; after a Chinese full stop comes no space."""
    text = ""
    for part in filter(None, parts):
        text += part if not text or text.endswith("。") else f" {part}"
    return text


def capitalised(text: str) -> str:
    """Return the text with a capital at its start."""
    return text[:1].upper() + text[1:]


def here(at: datetime) -> datetime:
    """Return the instant in the zone of this workstation."""
    return at.astimezone(local_zone(at))


def local_zone(at: datetime) -> tzinfo:
    """Return this workstation's zone as it is at an instant."""
    return at.astimezone().tzinfo or UTC


def duration(seconds: int) -> str:
    """Return for example ``3 min 41 s``."""
    minutes, rest = divmod(max(0, seconds), 60)
    if not minutes:
        return translate("Formats", "{0} s").format(rest)
    return translate("Formats", "{0} min {1:02} s").format(minutes, rest)


def stopwatch(elapsed: timedelta) -> str:
    """Return a running time: ``02:17``, ``1:02:17``."""
    seconds = max(0, int(elapsed.total_seconds()))
    hours, rest = divmod(seconds, 3600)
    minutes = f"{rest // 60:02}:{rest % 60:02}"
    return f"{hours}:{minutes}" if hours else minutes


def age(elapsed: timedelta) -> str:
    """Return how long ago something was, in its largest unit."""
    minutes = max(0, int(elapsed.total_seconds() // 60))
    if minutes < 1:
        return translate("Formats", "just now")
    if minutes < 60:
        return translate("Formats", "{0} min ago").format(minutes)
    if minutes < 24 * 60:
        return translate("Formats", "{0} h ago").format(minutes // 60)
    return translate("Formats", "{0} d ago").format(minutes // (24 * 60))


def _short_date(at: datetime, now: datetime) -> str:
    """Return day and month, with the year where it is not plain."""
    if abs(at - now) < timedelta(days=180):
        return _date(at, translate("Formats", "d MMM"))
    return _date(at, translate("Formats", "d MMM yyyy"))


def _date(at: datetime, pattern: str) -> str:
    return QLocale().toString(QDate(at.year, at.month, at.day), pattern)
