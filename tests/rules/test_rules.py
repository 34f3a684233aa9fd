"""Every built-in rule fires when it should and only then; see ``cases.yaml``."""

from __future__ import annotations

from pathlib import Path

import pytest

from wso2_strategy import Knowledge
from wso2_strategy.advice.packs import installed_pack
from wso2_strategy.testing import Case, Suite, load_cases

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
    assert {case.rule for case in CASES} == {rule.id for rule in SUITE.knowledge.base.rules}
