"""Scripts are matched by language, campaign and tags, and read with what is known."""

from pathlib import Path
from typing import Any

import pytest

from agent_domain.leads import CampaignKind, KnownAnswer, Lead, RiskSignal, Tag
from agent_domain.scripts import Script, ScriptError, ScriptStep, load_scripts, match_script, render
from tests.unit.agent_domain.builders import make_lead

SHIPPED = load_scripts()
GOOD = """\
script_id: one
version: 1
language: en
title: One
steps:
  - text: Hello {name}
"""


def tagged(*names: str, **changes: Any) -> Lead:
    return make_lead(tags=tuple(Tag(name=name) for name in names), **changes)


def script(script_id: str, **changes: Any) -> Script:
    fields: dict[str, Any] = {"version": 1, "language": "zh", "title": script_id, "steps": (ScriptStep(text="你好"),)}
    return Script(script_id=script_id, **{**fields, **changes})


def texts(lead: Lead, *steps: ScriptStep) -> list[str]:
    return [step.text for step in render(script("s", steps=steps), lead, "Li Na")]


def test_the_shipped_scripts_speak_four_languages_and_each_serves_anyone() -> None:
    assert {found.language for found in SHIPPED} == {"zh", "en", "ru", "de"}
    for language in ("zh", "en", "ru", "de"):
        found = match_script(SHIPPED, make_lead(language=language))
        assert found is not None
        assert found.tags == ()


@pytest.mark.parametrize("found", SHIPPED, ids=lambda found: found.script_id)
def test_a_shipped_script_reads_well_for_a_bare_lead(found: Script) -> None:
    lead = make_lead(company="", open_question="", extraction_reason="")
    steps = render(found, lead, "Li Na")
    assert len(steps) >= 5
    assert not any("{" in step.text for step in steps)
    assert "Li Na" in steps[0].text


def test_tags_lead_to_the_script_that_speaks_to_them() -> None:
    assert match_script(SHIPPED, tagged("装修")).script_id == "zh-home-decoration"  # type: ignore[union-attr]
    assert match_script(SHIPPED, tagged("理财", "母婴", "装修")).script_id == "zh-insurance"  # type: ignore[union-attr]
    english = tagged("Renovation", language="en-GB")
    assert match_script(SHIPPED, english).script_id == "en-home-insurance"  # type: ignore[union-attr]


def test_a_script_for_other_needs_campaigns_or_languages_is_never_proposed() -> None:
    education = script("education", tags=("教育",))
    care = script("care", campaign_kinds=(CampaignKind.CARE,))
    assert match_script([education, care, script("ru", language="ru")], tagged("装修")) is None
    assert match_script([education, care], tagged("装修", campaign_kind=CampaignKind.CARE)) is care
    assert match_script([script("zh-tw", language="zh_TW")], make_lead(language=""), "zh-CN") is not None
    assert match_script([], make_lead()) is None


def test_ties_go_to_the_campaign_then_the_version_then_the_id() -> None:
    general, special = script("a"), script("b", campaign_kinds=(CampaignKind.MARKETING,))
    assert match_script([general, special], make_lead()) is special
    assert match_script([script("a", version=9), special], make_lead()) is special
    newer = script("a", version=2)
    assert match_script([general, newer], make_lead()) is newer
    one, other = script("c"), script("d")
    assert match_script([other, one], make_lead()) is match_script([one, other], make_lead()) is one


def test_variables_are_filled_and_unknown_ones_stay_readable() -> None:
    lead = make_lead(name="王芳", company="光明建材", extraction_reason="您填写了表单。")
    step = ScriptStep(text="{name}，{company}，{campaign}，{agent}，{extraction_reason}，{discount}")
    assert texts(lead, step) == ["王芳，光明建材，秋季家装，Li Na，您填写了表单，{discount}"]


def test_a_value_is_not_filled_twice() -> None:
    assert texts(make_lead(name="{agent}"), ScriptStep(text="{name}")) == ["{agent}"]


def test_a_step_about_something_that_is_not_there_is_dropped() -> None:
    steps = [ScriptStep(text="问题：{open_question}"), ScriptStep(text="{company}"), ScriptStep(text="再见")]
    assert texts(make_lead(), *steps) == ["再见"]
    assert texts(make_lead(open_question="几点上课？"), *steps) == ["问题：几点上课？", "再见"]


def test_a_refused_product_is_not_proposed() -> None:
    steps = [ScriptStep(text="a", product="Home Insurance"), ScriptStep(text="b", product="loan"), ScriptStep(text="c")]
    assert texts(make_lead(refused_products=("home insurance",)), *steps) == ["b", "c"]


def test_a_known_answer_takes_the_place_of_its_question() -> None:
    lead = make_lead(known_answers=(KnownAnswer(question="装修预算？", answer="20 万"),))
    asked = ScriptStep(text="预算多少？", question="装修预算")
    other = ScriptStep(text="面积多少？", question="面积")
    assert [step.known_answer for step in render(script("s", steps=(asked, other)), lead, "")] == ["20 万", ""]


def test_words_that_hurt_are_struck_as_they_stand() -> None:
    signal = RiskSignal(kind="words", text="", words=("guaranteed return", "return", "", "最高"))
    (step,) = render(
        script("s", steps=(ScriptStep(text="A Guaranteed Return! (return)"),)), make_lead(risk_signals=(signal,)), ""
    )
    assert step.struck == ("Guaranteed Return", "Return", "return")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (GOOD.replace("version: 1", "version: one"), "$.version"),
        (GOOD.replace("title: One\n", ""), "title"),
        (GOOD.replace("title:", "tilte:"), "title"),
        (GOOD + "tilte: x\n", "$.tilte"),
        (GOOD + "    prodcut: x\n", "$.steps[0].prodcut"),
        (GOOD.replace("{name}", "{nmae}"), "{nmae} at `$.steps[0].text`"),
        (GOOD.partition("steps")[0] + "steps: []\n", "$.steps"),
        (GOOD + "campaign_kinds: [circus]\n", "$.campaign_kinds[0]"),
        ("- a list", "broken.yaml"),
        ("a: [", "broken.yaml"),
    ],
)
def test_a_broken_script_is_refused_by_file_and_field(tmp_path: Path, text: str, names: str) -> None:
    (tmp_path / "broken.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError) as caught:
        load_scripts(tmp_path)
    assert "broken.yaml" in caught.value.title
    assert names in caught.value.title


def test_two_files_with_one_id_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    assert len(load_scripts(tmp_path)) == 1
    (tmp_path / "b.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "notes.txt").write_text("not a script", encoding="utf-8")
    with pytest.raises(ScriptError, match=r"b\.yaml"):
        load_scripts(tmp_path)
