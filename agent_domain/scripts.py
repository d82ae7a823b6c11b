"""Scripts: what to say, matched to the customer's tags and filled with what is known.

Source: requirements B10, B11, C1-C4, F18.
"""

import re
from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import msgspec
from msgspec import Struct

from agent_domain.errors import AgentError
from agent_domain.leads import CampaignKind, Lead

_VARIABLE = re.compile(r"\{(\w+)\}")


class ScriptError(AgentError):
    """A script file cannot be used; the message names file and field."""

    code = "script_invalid"


class ScriptStep(Struct, frozen=True, kw_only=True):
    """One thing to say or do.

    Attributes:
        text: May hold variables: ``{name}``, ``{agent}``, ``{company}``, ``{campaign}``, ``{open_question}``,
            ``{extraction_reason}``.
        question: The question that this step asks; when its answer is known, the answer is shown instead (C2).
        product: The product that this step proposes; dropped when the customer refused it (C3).
    """

    text: str
    question: str = ""
    product: str = ""


class Script(Struct, frozen=True, kw_only=True):
    """A script in one language.

    Attributes:
        tags: Needs that it speaks to; the script that shares most tags with the lead wins. Empty: serves anyone.
    """

    script_id: str
    version: int
    language: str
    title: str
    campaign_kinds: tuple[CampaignKind, ...] = ()
    tags: tuple[str, ...] = ()
    steps: tuple[ScriptStep, ...]


class RenderedStep(Struct, frozen=True, kw_only=True):
    """A step as it is to be read to one customer.

    Attributes:
        known_answer: To be shown in place of the question; empty when it must be asked.
        struck: Expressions as they stand in `text` that must not be said to this customer (C4).
    """

    text: str
    known_answer: str = ""
    struck: tuple[str, ...] = ()


VARIABLES = frozenset({"name", "agent", "company", "campaign", "open_question", "extraction_reason"})
_NOTHING_TO_SAY = frozenset({"company", "open_question", "extraction_reason"})  # a step around an empty one is dropped


def match_script(scripts: Iterable[Script], lead: Lead, language: str = "") -> Script | None:
    """Return the script that serves this customer best, or None.

    It must speak the language, serve the kind of campaign and, if it has tags, share one with the customer (B11); most
    shared tags win, then the one made for this kind of campaign, then the newest version.

    Of `language` (``zh``, ``zh-CN``) only the part before the hyphen counts; empty means the lead's own.
    """
    wanted = _primary(language or lead.language)
    needs = {tag.name.casefold() for tag in lead.tags}
    ranked = [
        ((shared, bool(script.campaign_kinds), script.version), script)
        for script in scripts
        if _primary(script.language) == wanted
        and (not script.campaign_kinds or lead.campaign_kind in script.campaign_kinds)
        and ((shared := len(needs & {tag.casefold() for tag in script.tags})) or not script.tags)
    ]
    ranked.sort(key=lambda pair: pair[1].script_id)  # equals are decided the same way everywhere
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def render(script: Script, lead: Lead, agent_name: str) -> tuple[RenderedStep, ...]:
    """Return the script as the agent reads it to this customer.

    A variable that nobody knows stays as it is written. A step about a refused product is dropped (C3), and so is a
    step that speaks of a firm, an open question or a reason which this lead does not have.
    """
    values = {
        "name": lead.name,
        "agent": agent_name,
        "company": lead.company,
        "campaign": lead.campaign_name,
        "open_question": lead.open_question.strip(),
        "extraction_reason": lead.extraction_reason.strip(" .。"),  # the script brings the full stop
    }
    refused = {product.casefold() for product in lead.refused_products}
    answers = {_asked(known.question): known.answer for known in lead.known_answers}
    rendered = []
    for step in script.steps:
        empty = {name for name in _VARIABLE.findall(step.text) if not values.get(name)}
        if empty & _NOTHING_TO_SAY or (step.product and step.product.casefold() in refused):
            continue
        text = _VARIABLE.sub(lambda place: values.get(place[1], place[0]), step.text)
        answer = answers.get(_asked(step.question), "") if step.question else ""
        rendered.append(RenderedStep(text=text, known_answer=answer, struck=_forbidden_in(text, lead)))
    return tuple(rendered)


def load_scripts(directory: Traversable | None = None) -> tuple[Script, ...]:
    """Read every ``*.yaml`` of a folder as one script; without a folder, the scripts that come with the program.

    Raises:
        ScriptError: A file is damaged, has an unknown field or variable, or repeats an id; names file and field.
    """
    folder = directory if directory is not None else resources.files("resources") / "scripts"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".yaml")), key=lambda file: file.name)
    scripts: dict[str, Script] = {}
    for file in files:
        script = _load(file)
        if script.script_id in scripts:
            raise _error(file, f"`script_id` {script.script_id} is taken by another file")
        scripts[script.script_id] = script
    return tuple(scripts.values())


def _load(file: Traversable) -> Script:
    try:
        raw: Any = msgspec.yaml.decode(file.read_bytes())
        script = msgspec.convert(raw, Script)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _error(file, str(error)) from error
    places = [("$", raw, Script), *((f"$.steps[{n}]", step, ScriptStep) for n, step in enumerate(raw["steps"]))]
    for place, mapping, kind in places:
        if unknown := sorted(set(mapping) - set(kind.__struct_fields__)):
            raise _error(file, f"unknown field at `{place}.{unknown[0]}`")
    if not script.steps:
        raise _error(file, "no step at `$.steps`")
    for number, step in enumerate(script.steps):
        if unknown := sorted(set(_VARIABLE.findall(step.text)) - VARIABLES):
            raise _error(file, f"unknown variable {{{unknown[0]}}} at `$.steps[{number}].text`")
    return script


def _error(file: Traversable, problem: str) -> ScriptError:
    return ScriptError(f"The script {file.name} cannot be used: {problem}.", "Correct the field named.")


def _forbidden_in(text: str, lead: Lead) -> tuple[str, ...]:
    words = {word for signal in lead.risk_signals for word in signal.words if word}
    found = [hit for word in words for hit in re.finditer(re.escape(word), text, re.IGNORECASE)]
    found.sort(key=lambda hit: (hit.start(), -hit.end()))
    return tuple(dict.fromkeys(hit[0] for hit in found))


def _primary(language: str) -> str:
    return language.replace("_", "-").partition("-")[0].casefold()


def _asked(question: str) -> str:
    return question.strip(" ?？.。!！").casefold()
