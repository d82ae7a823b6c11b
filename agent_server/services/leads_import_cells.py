"""What the words in a cell mean: yes and no, consent, do-not-call marks, tags, tiers, countries, languages.

Source: requirements S2, S9, B1, B4, B9, B13, C2-C4.
"""

import re
from datetime import datetime
from functools import lru_cache

from agent_domain.leads import DoNotCall, Intent, KnownAnswer, NumberStatus, RiskSignal, TagSide

EMPTY_WORDS = frozenset(
    {
        *("-", "--", "---", "—", "–", ".", "/", "n/a", "#n/a", "null", "none", "nil", "nan", "undefined"),
        *("(blank)", "(empty)", "#value!", "#ref!", "无", "暂无", "空", "未填写", "(空)"),
        *("нет данных", "не указано", "не указан", "k.a.", "keine angabe"),
    }
)
"""Casefolded cells that say nothing."""

_YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "t",
        "1",
        "x",
        "✓",
        "✔",
        "√",
        "+",
        "on",
        "是",
        "有",
        "对",
        "要",
        "需要",
        "真",
        "да",
        "д",
        "истина",
        "есть",
        "ja",
        "j",
        "wahr",
    ]
)
_NO = frozenset(
    ["no", "n", "false", "f", "0", "off", "否", "无", "没有", "不", "不是", "假", "нет", "н", "ложь", "nein", "falsch"]
)


def truth_of(text: str) -> bool | None:
    """Return what a yes/no cell says; None for anything else, also for an empty one."""
    word = text.casefold()
    if word in _YES:
        return True
    return False if word in _NO else None


# Consent (S2) ---------------------------------------------------------------------------------------------------------

_NO_SOURCE = frozenset(
    [
        "unknown",
        "not known",
        "no",
        "none",
        "no consent",
        "not given",
        "missing",
        "pending",
        "?",
        "??",
        "tbd",
        "unclear",
        "未知",
        "不详",
        "未授权",
        "未同意",
        "没有",
        "否",
        "来源不明",
        "不明",
        "待补",
        "нет",
        "неизвестно",
        "неизвестен",
        "отсутствует",
        "не получено",
        "нет согласия",
        "без согласия",
        "unbekannt",
        "nein",
        "keine",
        "fehlt",
        "liegt nicht vor",
        "false",
        "0",
    ]
)
_ONLY_YES = frozenset(
    [
        "yes",
        "y",
        "true",
        "1",
        "x",
        "да",
        "есть",
        "是",
        "有",
        "同意",
        "已同意",
        "已授权",
        "ja",
        "wahr",
        "granted",
        "given",
        "opted in",
        "получено",
    ]
)
_BOUGHT_WORD = frozenset(
    [
        "purchased",
        "bought",
        "purchase",
        "购买",
        "购入",
        "外购",
        "买的",
        "买来的",
        "购买获得",
        "采购",
        "куплен",
        "куплена",
        "куплено",
        "куплены",
        "покупка",
        "покупной",
        "gekauft",
        "zugekauft",
        "rented",
        "scraped",
        "парсинг",
        "爬虫",
        "抓取",
    ]
)
_BOUGHT = re.compile(
    r"(?:purchased|bought|rented|scraped|leaked|stolen)\W+(?:\w+\W+){0,2}(?:lists?|data|database|leads?|base|contacts|records)\b"
    r"|\b(?:lists?|database|data|leads|contacts)\W+(?:was\W+|were\W+)?(?:purchased|bought|rented|scraped)"
    r"|\b(?:purchased|bought)\W+from\b|\bdata broker|\blist broker|\bthird[- ]party list|\bunknown list|\bscraped\b"
    r"|(?:购买|外购|采购|买来|购入|收购|倒卖|泄露)(?:的|了|来的)?(?:客户|第三方|电话|营销)?(?:名单|数据|资料|号码|列表|信息)"
    r"|(?:名单|数据|资料|号码)(?:购买|采购|买卖)|数据商|数据贩子|黑产|爬取|网上抓取|网络抓取|来源不明|不明来源|未知名单"
    r"|(?:куп|приобрет|покуп)\w*\s+(?:\w+\s+){0,2}(?:баз|спис|контакт|лид)\w*|(?:баз|спис)\w*\s+(?:\w+\s+){0,2}(?:купл|приобрет)\w*"
    r"|купл\w+\s+(?:у|в|из)\b|спарсен|парсинг|слит\w*\s+баз|неизвестн\w+\s+(?:баз|спис|источник)\w*"
    r"|(?:gekaufte?|zugekaufte?|gemietete?)\w*\s+(?:\w+\s+){0,2}(?:liste|daten|adressen|datensätze|leads)|adresshändler|adresskauf"
    r"|adresshandel|unbekannte\s+(?:liste|quelle)",
    re.IGNORECASE,
)


ENDLESS_WORDS = frozenset(
    {
        *(
            "unlimited",
            "forever",
            "no end",
            "no expiry",
            "never",
            "indefinite",
            "∞",
            "长期",
            "永久",
            "长期有效",
            "无限期",
        ),
        *("бессрочно", "бессрочное", "без срока", "unbefristet", "unbegrenzt"),
    }
)
"""Casefolded cells that say that a consent has no end."""


@lru_cache(maxsize=4096)
def consent_problem(text: str) -> str:
    """Return why this is no consent source (`consent_missing`, `consent_unproven`, `list_bought`), or an empty text."""
    words = text.casefold().strip(" .!")
    if not words or words in EMPTY_WORDS or words in _NO_SOURCE:
        return "consent_missing"
    if words in _BOUGHT_WORD or is_bought(text):
        return "list_bought"
    return "consent_unproven" if words in _ONLY_YES else ""


@lru_cache(maxsize=4096)
def is_bought(text: str) -> bool:
    """Whether a source says that the data was bought or otherwise taken without the person (S2)."""
    return _BOUGHT.search(text) is not None


# Do not call (S9, S12) ------------------------------------------------------------------------------------------------

_OPT_OUT = re.compile(
    r"opt|unsubscri|revok|withdr|拒绝|退订|谢绝|отказ|отписа|не звонить|widerspr|widerruf|asked|request|要求",
    re.IGNORECASE,
)
_NATIONAL = re.compile(r"national|register|registry|robinson|tps\b|全国|工信部|государств|реестр|bundes", re.IGNORECASE)
_OPT_OUT_HEADER = re.compile(r"opt|unsubscr|退订|拒绝|отказ|widerspruch", re.IGNORECASE)


def do_not_call_mark(cell: str, reason: str, *, header: str, since_at: datetime) -> DoNotCall | None:
    """Return the mark that a cell sets; any text but a clear no or a blank sets it, as a lost wish is the worse error.

    Args:
        cell: Yes or no, or the reason itself.
        reason: From a column of its own, or empty.
        header: Of the cell's column: an opt-out column means that the person said so.
        since_at: From when it holds; also the date of the import where the list has none.
    """
    if not cell or truth_of(cell) is False:
        return None
    text = reason or ("" if truth_of(cell) else cell)
    if _NATIONAL.search(text):
        kind = "national"
    else:
        kind = "opt_out" if _OPT_OUT.search(text) or _OPT_OUT_HEADER.search(header) else "internal"
    return DoNotCall(kind=kind, since_at=since_at, reason=text)


# Lists in a cell ------------------------------------------------------------------------------------------------------

_TAG_BORDER = re.compile(r"\s*[;,，；、|/\n]\s*")
_ITEM_BORDER = re.compile(r"\s*[;；|\n]\s*")
_ANSWER_BORDER = re.compile(r"\s*(?:=|：|:|->|→)\s*|(?<=[?？])\s*")
_QUOTED = re.compile(r"[«「“\"'‘„]([^«»「」“”\"'‘’„]{1,60})[»」”\"'’“]")


@lru_cache(maxsize=8192)
def split_tags(text: str) -> tuple[str, ...]:
    """Split at ``; , 、 | /`` and line ends; each name once, in the order in which it stands (B9)."""
    return tuple(dict.fromkeys(name for name in _TAG_BORDER.split(text.strip()) if name))


@lru_cache(maxsize=8192)
def split_items(text: str) -> tuple[str, ...]:
    """Split at ``; |`` and line ends, for texts that may hold commas."""
    return tuple(dict.fromkeys(item for item in _ITEM_BORDER.split(text.strip()) if item))


@lru_cache(maxsize=8192)
def known_answers(text: str) -> tuple[KnownAnswer, ...]:
    """Read ``question: answer; question: answer`` (also with ``=`` or a question mark); C2."""
    answers = []
    for item in split_items(text):
        question, _, answer = _ANSWER_BORDER.sub("\x1f", item, count=1).partition("\x1f")
        answers.append(KnownAnswer(question=question if answer else "", answer=answer or question))
    return tuple(answers)


_RISK_KINDS = (
    (
        "frequent_calls",
        re.compile(r"frequent|too many calls|often|频繁|多次来电|часты|частые|häufig|zu oft", re.IGNORECASE),
    ),
    ("false_advertising", re.compile(r"false advert|mislead|虚假宣传|недостоверн|лжив|обман|irreführ", re.IGNORECASE)),
    ("words", re.compile(r"\bwords?\b|wording|avoid|用词|词语|字眼|слов|wort|ausdruck", re.IGNORECASE)),
)


@lru_cache(maxsize=8192)
def risk_signals(text: str) -> tuple[RiskSignal, ...]:
    """Read the sensitive points of a lead; expressions in quotation marks are the words to avoid (C4)."""
    signals = []
    for item in split_items(text):
        words = tuple(dict.fromkeys(_QUOTED.findall(item)))
        kind = next((kind for kind, pattern in _RISK_KINDS if pattern.search(item)), "words" if words else "other")
        signals.append(RiskSignal(kind=kind, text=item, words=words))
    return tuple(signals)


# Tiers and states -----------------------------------------------------------------------------------------------------

_INTENTS = {
    Intent.HIGH: "high|hot|very high|a|3|高|高意向|强|强烈|высокий|высокая|горячий|горячая|hoch|heiß|heiss",
    Intent.MEDIUM: "medium|mid|middle|warm|normal|b|2|中|中等|中意向|一般|средний|средняя|теплый|тёплый|mittel",
    Intent.LOW: "low|cold|none|c|d|1|0|低|低意向|弱|无意向|низкий|низкая|холодный|холодная|niedrig|gering|kalt",
}
_STATUSES = {
    NumberStatus.VALID: "valid|active|ok|in service|working|正常|有效|在网|实号|正常使用"
    "|действующий|активен|активный|действителен|gültig|aktiv",
    NumberStatus.VACANT: "vacant|unassigned|not in service|empty|空号|несуществующий|не существует|nicht vergeben",
    NumberStatus.SUSPENDED: "suspended|out of service|停机|приостановлен|заблокирован|vorübergehend gesperrt|gesperrt",
    NumberStatus.CANCELLED: "cancelled|canceled|disconnected|deactivated|注销|销号"
    "|отключен|отключён|расторгнут|abgemeldet|gekündigt",
    NumberStatus.CHANGED: "changed|reassigned|ported to other|换号|换人|已换号"
    "|сменил владельца|сменен|изменён|изменен|gewechselt",
    NumberStatus.UNKNOWN: "unknown|unchecked|not checked|未知|未检测|неизвестно|не проверен|unbekannt|ungeprüft",
}
_INTENT_WORDS = {word: tier for tier, words in _INTENTS.items() for word in words.split("|")}
_STATUS_WORDS = {word: status for status, words in _STATUSES.items() for word in words.split("|")}
_BUSINESS_WORDS = frozenset(
    [
        "business",
        "b2b",
        "company",
        "firm",
        "企业",
        "公司",
        "商家",
        "бизнес",
        "юрлицо",
        "юр. лицо",
        "компания",
        "geschäftskunde",
        "firma",
        "gewerbe",
    ]
)


def intent_of(text: str) -> Intent | None:
    """Return the tier that a cell names; None when it names none (B4)."""
    return _INTENT_WORDS.get(text.casefold())


def number_status_of(text: str) -> NumberStatus | None:
    """Return the carrier's word on the number; None when the cell is not understood (B1)."""
    return _STATUS_WORDS.get(text.casefold())


def tag_side_of(text: str) -> TagSide:
    """Return the side of the row's tags; consumer unless the cell says business (B9)."""
    return TagSide.BUSINESS if text.casefold() in _BUSINESS_WORDS else TagSide.CONSUMER


_LANGUAGES = {
    "zh": "zh|zho|chi|cn|chinese|mandarin|中文|汉语|普通话|简体中文|国语|китайский|chinesisch",
    "en": "en|eng|english|英语|英文|английский|englisch",
    "ru": "ru|rus|russian|俄语|俄文|русский|russisch",
    "de": "de|deu|ger|german|deutsch|德语|德文|немецкий",
    "es": "es|spa|spanish|西班牙语|испанский|spanisch",
    "fr": "fr|fra|french|法语|французский|französisch",
    "kk": "kk|kaz|kazakh|哈萨克语|казахский|kasachisch",
}
_LANGUAGE_WORDS = {word: code for code, words in _LANGUAGES.items() for word in words.split("|")}


@lru_cache(maxsize=1024)
def language_of(text: str) -> str:
    """Return the ISO 639-1 code that a cell names (``zh-CN`` and ``中文`` are ``zh``), else the cell in lower case."""
    word = text.casefold().replace("_", "-")
    return _LANGUAGE_WORDS.get(word) or _LANGUAGE_WORDS.get(word.partition("-")[0]) or word
