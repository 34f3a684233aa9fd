"""Every seeded defect is noticed, by the cases of the suite or by verification."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from wso2_strategy import Advice, Knowledge, RedundancyNeed, Traffic, fact
from wso2_strategy.advice.packs import installed_pack
from wso2_strategy.domain.claims import claims
from wso2_strategy.testing import Case, load_cases
from wso2_strategy.testing.mutation import KINDS, mutants, weaker
from wso2_strategy.testing.score import noticed_by

CASES = Path(__file__).parents[1] / "rules" / "cases.yaml"
KNOWLEDGE = Knowledge.of(installed_pack("built-in"))


def test_every_rule_is_removed_doubled_weakened_contradicted_and_shadowed() -> None:
    counts = Counter((each.rule, each.kind) for each in mutants(KNOWLEDGE))
    rules = {rule.id for rule in KNOWLEDGE.base.rules}
    # These only join: no weaker condition is left.
    joined = {
        "selection.pattern-lacks-need",
        "selection.pattern-lacks-layout-need",
        "advice.pattern-stays",
        "advice.pattern-changes",
    }
    # Nothing contradicts that a pattern is to be redundant: it need not be chosen.
    unopposed = {
        rule.id
        for rule in KNOWLEDGE.base.rules
        if any(getattr(each, "fact_class", None) is RedundancyNeed for each in rule.then)
    }
    assert unopposed
    without = {"weakened": joined, "contradicted": unopposed}
    for kind in KINDS[:-1]:
        seeded = {rule for rule, each in counts if each == kind}
        assert seeded == rules - without.get(kind, set())


def test_every_claim_of_an_advice_is_made_false() -> None:
    seeded = Counter(each.rule for each in mutants(KNOWLEDGE) if each.kind == "misclaimed")
    claiming = Counter(
        rule.id
        for rule in KNOWLEDGE.base.rules
        for each in rule.then
        if isinstance(each, Advice)
        for claim in claims(each.text)
        if claim.kind != "mention"
    )
    assert seeded == claiming


@pytest.mark.parametrize("rule", ["advice.reverse-proxy", "advice.environment-not-stated"])
def test_a_false_claim_is_noticed(rule: str) -> None:
    (mutant,) = [
        each for each in mutants(KNOWLEDGE) if (each.rule, each.kind) == (rule, "misclaimed")
    ]
    assert noticed_by(mutant, []) == "advice-contradicts-answer"


def test_seeded_defects_are_noticed() -> None:
    """A sample of them; `make defects` tries all."""
    cases = load_cases(CASES)
    assert [each for each in [*mutants(KNOWLEDGE)][::50] if noticed_by(each, cases) is None] == []


def test_a_mutant_differs_in_one_rule() -> None:
    known = {rule.id: rule for rule in KNOWLEDGE.base.rules}
    for mutant in mutants(KNOWLEDGE):
        changed = {rule.id: rule for rule in mutant.knowledge().base.rules}
        differing = {
            name for name in known.keys() | changed.keys() if known.get(name) != changed.get(name)
        }
        assert differing == {*mutant.about} or (mutant.kind, differing) == (
            "removed",
            {mutant.rule},
        )
        if mutant.kind == "shadowed":
            break


def test_weaker_conditions_differ_from_the_condition() -> None:
    traffic = fact(Traffic)
    condition = (traffic.peak_tps >= 5) & (
        traffic.token_format.one_of("jwt", "opaque") | traffic.protocols.contains("sse")
    )
    texts = [repr(other) for _, other in weaker(condition)]
    assert len(texts) == len(set(texts))
    assert repr(condition) not in texts


def test_a_case_at_the_limit_is_needed_to_notice_a_shifted_comparison() -> None:
    (mutant,) = [
        each
        for each in mutants(KNOWLEDGE)
        if (each.rule, each.kind) == ("traffic.outgrows-pair", "weakened")
    ]
    far = [Case(mutant.rule, "fires", {"traffic": {"peak_tps": 3000}})]
    near = [*far, Case(mutant.rule, "silent", {"traffic": {"peak_tps": 1000}})]
    assert (noticed_by(mutant, far), noticed_by(mutant, near)) == (None, "cases")
