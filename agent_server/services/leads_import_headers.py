"""Which of our fields a header means: Chinese, English, Russian and German, as lists and CRM exports write it.

Source: requirements G4; headers of Bitrix24, amoCRM, HubSpot, Salesforce, VICIdial, 飞书, 金数据, 有赞 and of Excel.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

import yaml

from agent_server.services.leads_import_rows import UnreadableFile

PHONE_FIELDS = ("mobile", "phone", "other_phone")
"""In the order in which a number is taken: a mobile reaches the person."""

SEVERAL_COLUMNS = frozenset({*PHONE_FIELDS, "tags", "business_tags"})
"""Fields that may be spread over several columns; of any other field the best header wins."""

_SYNONYMS: dict[str, list[str]] = yaml.safe_load(
    (resources.files("agent_server.services") / "leads_import_headers.yaml").read_text("utf-8")
)
FIELDS = tuple(_SYNONYMS)
"""What a mapping may name."""

_PREFIXES = (
    *("контакт", "лид", "сделка", "клиент", "contact", "lead", "customer", "client", "person"),
    *("客户", "联系人", "线索", "用户", "kunde", "kontakt"),
)


def _key(text: str) -> str:
    return "".join(character for character in unicodedata.normalize("NFKC", text).casefold() if character.isalnum())


_FIELD_AND_RANK: dict[str, tuple[str, int]] = {
    _key(synonym): (field, rank)
    for field, synonyms in _SYNONYMS.items()
    for rank, synonym in enumerate((field, *synonyms))
}
_IN_BRACKETS = re.compile(r"[(\[（【].*?[)\]）】]")


def _lookup(header: str) -> tuple[str, int] | None:
    without_unit = _IN_BRACKETS.sub(" ", header)
    for text in (header, without_unit):
        if found := _FIELD_AND_RANK.get(_key(text)):
            return found
    key = _key(without_unit)
    for prefix in _PREFIXES:
        if (key.startswith(prefix) or key.endswith(prefix)) and len(key) > len(prefix):
            short = key.removeprefix(prefix) if key.startswith(prefix) else key.removesuffix(prefix)
            if found := _FIELD_AND_RANK.get(short):
                return found[0], found[1] + 100
    return None


@lru_cache(maxsize=4096)
def field_of(header: str) -> str:
    """Return our field for one header, or an empty text when it is not known."""
    found = _lookup(header)
    return found[0] if found else ""


class Columns:
    """Which column of the file holds which field.

    Attributes:
        by_field: Field -> column indexes (from 0), best first.
        unknown: Headers that nothing is taken from, also second columns of a field that can have only one.
    """

    def __init__(self, header: Sequence[str], mapping: Mapping[str, str]) -> None:
        self.header = tuple(cell.strip() for cell in header)
        self.by_field: dict[str, tuple[int, ...]] = {}
        mapped = {self._column_of(name): field for field, name in mapping.items()}
        shadowed = set(PHONE_FIELDS) if set(PHONE_FIELDS) & set(mapping) else set()
        ranked: dict[str, list[tuple[int, int]]] = {}
        for index, name in enumerate(self.header):
            if index in mapped:
                ranked.setdefault(mapped[index], []).append((-1, index))
            elif (found := _lookup(name)) and found[0] not in shadowed:
                ranked.setdefault(found[0], []).append((found[1], index))
        for field, places in ranked.items():
            several = field in SEVERAL_COLUMNS and field not in mapping
            self.by_field[field] = tuple(index for _, index in sorted(places)[: None if several else 1])
        used = {index for indexes in self.by_field.values() for index in indexes}
        self.unknown = tuple(name for index, name in enumerate(self.header) if index not in used and name)

    def _column_of(self, name: str) -> int:
        keys = [_key(cell) for cell in self.header]
        if name in self.header:
            return self.header.index(name)
        if _key(name) in keys:
            return keys.index(_key(name))
        found = ", ".join(f'"{cell}"' for cell in self.header)
        raise UnreadableFile(
            f'The mapping names a header that the file does not have: "{name}".',
            f"Headers found: {found}.",
            code="mapping_header_missing",
        )

    @property
    def has_phone(self) -> bool:
        """Whether any column holds phone numbers."""
        return any(field in self.by_field for field in PHONE_FIELDS)
