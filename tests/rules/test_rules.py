"""Every built-in rule fires when it should and only then; see ``cases.yaml``."""

from __future__ import annotations

import re
from pathlib import Path
from runpy import run_path
from textwrap import dedent

import pytest

from wso2_strategy import Knowledge, Pack
from wso2_strategy.advice.packs import installed_pack
from wso2_strategy.testing import Case, Suite, load_cases

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"
CASES = load_cases(Path(__file__).parent / "cases.yaml")
SUITE = Suite(Knowledge.of(installed_pack("built-in")))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_rule_fires_as_it_should(case: Case) -> None:
    SUITE.check(case)


def test_every_rule_fires_and_every_condition_both_holds_and_fails() -> None:
    suite = Suite(SUITE.knowledge)
    for case in CASES:
        suite.check(case)
    suite.coverage.check()


def test_every_rule_has_cases_and_every_case_a_rule() -> None:
    tested, rules = {case.rule for case in CASES}, {rule.id for rule in SUITE.knowledge.base.rules}
    assert not rules - tested, "say in tests/rules/cases.yaml when they fire, and when they do not"
    assert not tested - rules, "tests/rules/cases.yaml has cases of rules that are gone"


def test_the_rule_that_contributing_shows_fires_as_its_cases_say(tmp_path: Path) -> None:
    shown = re.findall(r"```(?:text|yaml)\n(.*?)```", CONTRIBUTING.read_text("utf-8"), re.DOTALL)
    code, cases = map(dedent, shown)
    module, expected = tmp_path / "new.py", tmp_path / "cases.yaml"
    bound = f"from wso2_strategy import *\n{code}".replace("\nRule(", "\n(rule,) = Rule(")
    module.write_text(bound, encoding="utf-8")
    expected.write_text(cases, encoding="utf-8")
    rule = run_path(str(module))["rule"]
    pack = Pack(name="new", version="1.0", summary="A rule.", rules=[rule])
    suite = Suite(Knowledge.of(pack))  # alone, so that who tries it out may add it to the others
    for case in load_cases(expected):
        suite.check(case)
    suite.coverage.check(pack="new")
