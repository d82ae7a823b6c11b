"""The packs that come with the program are complete; broken ones are refused with file and field."""

from pathlib import Path
from typing import Any

import msgspec
import pytest

from agent_domain.policy import INDISPENSABLE, NEEDED, Limit, Policy, PolicyError, load_policy
from agent_domain.rules import CHECKS, EARLIEST

HOUSE = Path(__file__).parents[3] / "resources" / "policies" / "house.yaml"


def test_the_shipped_packs() -> None:
    policy = load_policy()
    assert policy.version == "house 2026.1, us-federal 2026.1"
    rules = [rule for pack in policy.packs for rule in pack.rules]
    assert len({rule.rule_id for rule in rules}) == len(rules)
    assert all(rule.source and rule.status == "draft" and rule.review_on > rule.effective_on for rule in rules)
    assert {rule.rule_id for rule in rules} >= {
        "HOUSE-CAP-2", "HOUSE-OPT-OUT", "HOUSE-CONSENT-MISSING", "HOUSE-COMPLAINT-90", "HOUSE-WINDOW",
        "US-HOURS", "NO-LEAD",
    }  # fmt: skip


def test_every_limit_has_a_check() -> None:
    assert set(CHECKS) == set(Limit)
    assert set(EARLIEST) <= INDISPENSABLE


def test_regional_rules_bind_only_their_regions_and_come_in_order() -> None:
    policy = load_policy()
    assert "US-HOURS" not in [rule.rule_id for rule in policy.rules_for(frozenset({"CN"}))]
    american = policy.rules_for(frozenset({"US", "CN"}))
    assert "US-HOURS" in [rule.rule_id for rule in american]
    ranks = [list(Limit).index(rule.limits) for rule in american]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("limit", sorted(INDISPENSABLE))
def test_a_policy_with_a_hole_is_no_policy(limit: Limit) -> None:
    house, *others = load_policy().packs
    disabled = tuple(
        msgspec.structs.replace(rule, enabled=False) if rule.limits is limit else rule for rule in house.rules
    )
    with pytest.raises(PolicyError) as caught:
        Policy(packs=(msgspec.structs.replace(house, rules=disabled), *others))
    assert caught.value.code == "policy_incomplete"
    assert limit in caught.value.title


def test_a_regional_rule_does_not_fill_a_world_wide_hole() -> None:
    house = load_policy().packs[0]
    with pytest.raises(PolicyError):
        Policy(packs=(msgspec.structs.replace(house, regions=("CN",)),))


def test_a_disabled_soft_rule_is_not_judged() -> None:
    house = load_policy().packs[0]
    rules = tuple(msgspec.structs.replace(rule, enabled=rule.limits is not Limit.RISK) for rule in house.rules)
    policy = Policy(packs=(msgspec.structs.replace(house, rules=rules),))
    assert Limit.RISK not in {rule.limits for rule in policy.rules_for(frozenset())}


@pytest.mark.parametrize(
    ("old", "new", "names"),
    [
        ("{attempts: 2}", "{attempts: 0}", "parameters.attempts"),
        ("{attempts: 2}", "{}", "needs parameters.attempts"),
        ('closes: "20:00"', "closes: 20:00", "parameters.closes"),  # YAML reads an unquoted time as a number
        ('opens: "09:00"', 'opens: "25:00"', "parameters.opens"),
        ('opens: "09:00"', 'opens: "20:00"', "before parameters.closes"),
        ("limits: do_not_call", "limits: everything", "limits"),
        ("    status: draft", "    state: draft", "state"),
        ("source: requirement B1\n", "source: ''\n", "source"),
        ("pack: house", "pack: [", "house.yaml"),
        ("review_on: 2026-12-31", "review_on: soon", "review_on"),
    ],
)
def test_a_broken_pack_is_refused_by_name_and_field(tmp_path: Path, old: str, new: str, names: str) -> None:
    text = HOUSE.read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "house.yaml").write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        load_policy(tmp_path)
    assert "house.yaml" in caught.value.title
    assert names in caught.value.title


def test_a_pack_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_bytes(b"pack: \xff\xfe")
    with pytest.raises(PolicyError):
        load_policy(tmp_path)


@pytest.mark.parametrize(("limit", "names"), NEEDED.items())
def test_needed_parameters_are_named_as_in_the_struct(limit: Limit, names: tuple[str, ...]) -> None:
    from agent_domain.policy import Parameters

    assert set(names) <= set(Parameters.__struct_fields__)


def test_equal_policies_are_equal(tmp_path: Path) -> None:
    (tmp_path / "house.yaml").write_bytes(HOUSE.read_bytes())
    loaded: Any = load_policy(tmp_path)
    assert loaded.packs[0] == load_policy().packs[0]
