"""Verification says what it could not run through, and what it was asked about."""

# ruff: noqa: E712 - `== True` builds a condition

from __future__ import annotations

from typing import Any

import pytest
from tried_knowledge import (
    BUILT_IN,
    Note,
    found,
    knowledge,
    need,
    rule,
    traffic,
)

from wso2_strategy import (
    Advice,
    Exclusion,
    Knowledge,
    Need,
    conclude,
    fact,
)
from wso2_strategy.domain.catalog import CATALOG, Capability
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.verification import (
    sweep,
    verify,
)
from wso2_strategy.verification.checks.redundancy import redundancy_findings
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.state_decisions import StateDecider


def test_conclusions_of_packs_are_followed() -> None:
    note = fact(Note)
    known = knowledge(
        rule(traffic.mediation == True, Note("hard"), "test.note"),
        rule(
            (note.word == "hard") & (traffic.mediation == True),
            conclude(Exclusion, pattern="P4", limit=note.word),
            "test.excluded",
        ),
    )
    assert not verify(known).findings


def test_a_comparison_too_large_to_make_is_said_to_be_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    high = rule(traffic.peak_tps > 10, Need("full-isolation"), "test.high")
    higher = rule(traffic.peak_tps > 20, Need("full-isolation"), "test.higher")
    index = KnowledgeIndex(knowledge(high, higher), frozenset({"test.higher"}))
    assert [each.rules for each in redundancy_findings(index)] == [("test.higher", "test.high")]
    monkeypatch.setattr(sweep, "MAX_CASES", 1)
    assert not list(redundancy_findings(index))
    assert index.undecided


def test_too_many_cases_are_said_to_be_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "MAX_CASES", 100)
    decider = StateDecider(KnowledgeIndex(BUILT_IN))
    assert len(decider.states) <= 100
    assert not decider.exhaustive


def test_rules_that_decide_nothing_add_no_states() -> None:
    said = [rule(traffic.peak_tps > n, Advice(f"more-{n}", "Do."), f"test.{n}") for n in range(30)]
    note = [rule(traffic.average_tps > n, Note(str(n)), f"test.note-{n}") for n in range(30)]
    with_advice = StateDecider(KnowledgeIndex(knowledge(*said, *note)))
    assert len(with_advice.states) == len(StateDecider(KnowledgeIndex(BUILT_IN)).states)


def everywhere(*names: str) -> dict[str, Any]:
    """Return parts of a pack with capabilities that every pattern provides."""
    own = [Capability(each, each, "It is kept.", "is lost") for each in names]
    patterns = CATALOG.arrangements("pattern")
    return {"capabilities": own, "also_provides": {each.id: names for each in patterns}}


def test_needs_that_every_pattern_meets_add_no_states() -> None:
    names = [f"own-{number}" for number in range(20)]
    asked = [
        rule(traffic.average_tps > number, Need(name), f"test.{name}")
        for number, name in enumerate(names)
    ]
    decider = StateDecider(KnowledgeIndex(knowledge(*asked, **everywhere(*names))))
    assert len(decider.states) == len(StateDecider(KnowledgeIndex(BUILT_IN)).states)
    assert decider.exhaustive


def test_what_rests_on_a_need_that_every_pattern_meets_is_followed() -> None:
    met = rule(traffic.average_tps > 100, Need("own"), "test.met")
    further = rule(need.capability == "own", Exclusion("P0", limit="own"), "test.further")
    decider = StateDecider(KnowledgeIndex(knowledge(met, further, **everywhere("own"))))
    assert Need("own") in {fact for each in decider.states for fact in each.conclusions}


def test_a_need_that_every_pattern_meets_may_not_go_away_either() -> None:
    laxer = rule(traffic.average_tps < 100, Need("own"), "test.laxer")
    assert found(knowledge(laxer, **everywhere("own")), "not-monotonic").rules == ("test.laxer",)


def test_no_rules_at_all_can_be_verified() -> None:
    kinds = {each.kind for each in verify(Knowledge.of()).findings}
    assert kinds == {"unused-capability", "unread-fact", "unreachable"}


def test_about_names_known_rules() -> None:
    with pytest.raises(UnknownNameError, match=r"unknown rule 'test\.x'"):
        verify(BUILT_IN, about=["test.x"])
