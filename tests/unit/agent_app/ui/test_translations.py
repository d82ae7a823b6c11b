"""Source, .ts and .qm are in step; Chinese and Russian leave nothing out; placeholders survive."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from agent_app.settings import LANGUAGES
from agent_app.ui.translations import LANGUAGE_NAMES
from agent_app.ui.wording import BADGES, REASONS, RESULTS
from agent_domain.calls import CallResult
from agent_domain.dispositions import REASONS as REASON_CODES
from resources.translations import update

_PLACE = re.compile(r"\{[^}]*\}")


def _messages(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """Return (context, source) to (translation, type)."""
    found = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            assert translation is not None
            found[name, message.findtext("source") or ""] = (translation.text or "", translation.get("type", ""))
    return found


@pytest.mark.parametrize("language", update.LANGUAGES)
def test_the_translation_file_is_in_step_with_the_window(language: str, tmp_path: Path) -> None:
    fresh = tmp_path / f"{language}.ts"
    update.collect(fresh, language)
    window = {key for key in _messages(fresh) if key[0] != "Error"}
    kept = {key for key in _messages(update.FOLDER / f"{language}.ts") if key[0] != "Error"}
    assert window == kept, "run: python -m resources.translations.update"


@pytest.mark.parametrize("language", update.LANGUAGES)
def test_the_compiled_file_is_in_step_with_its_source(language: str, tmp_path: Path) -> None:
    compiled = tmp_path / f"{language}.qm"
    update.compile_to(update.FOLDER / f"{language}.ts", compiled)
    assert compiled.read_bytes() == (update.FOLDER / f"{language}.qm").read_bytes()


@pytest.mark.parametrize("language", update.LANGUAGES)
def test_nothing_is_left_in_english(language: str) -> None:
    messages = _messages(update.FOLDER / f"{language}.ts")
    left = [key for key, (text, kind) in messages.items() if not text or kind]
    assert left == []


@pytest.mark.parametrize("language", update.LANGUAGES)
def test_places_survive_the_translation(language: str) -> None:
    for (context, source), (text, _kind) in _messages(update.FOLDER / f"{language}.ts").items():
        assert sorted(_PLACE.findall(source)) == sorted(_PLACE.findall(text)), (context, source)


def test_every_language_offered_has_a_name() -> None:
    assert set(LANGUAGES) <= set(LANGUAGE_NAMES)


def test_every_code_has_words() -> None:
    assert set(RESULTS) == set(CallResult)
    assert {code for codes in REASON_CODES.values() for code in codes} <= set(REASONS)
    assert set(BADGES) == {"callback", "new", "do_not_call", "requested"}


def test_lower_layers_are_read_for_sentences() -> None:
    told = update.told_texts()
    assert "The server cannot be reached." in told
    assert not [text for text in told if text.startswith(("SELECT", "UPDATE", "DELETE"))]
