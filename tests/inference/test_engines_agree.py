"""The durable engine, the Python engine, cached consultations and a naive oracle give one answer.

A short run is part of the tests; ``make fuzz`` runs `fuzz.py` for as long as
wanted, on the same strategies and the same comparison.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import random_knowledge
from attrs import evolve, frozen
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_matcher import NaiveMatcher

from wso2_strategy.inference import (
    Derivation,
    Engine,
    Inference,
    KnowledgeBase,
    KnownFacts,
    Procedure,
    engine_for,
)

consultations = st.lists(random_knowledge.facts, min_size=1, max_size=4)


def picture(inference: Inference) -> tuple[Any, ...]:
    """Everything an inference says, apart from which engine ran."""
    return (
        [step.result for step in inference.steps],
        inference.facts,
        [(step.reason.id, step.premises, step.conclusions) for step in inference.steps],
        [firing.because for firing in inference.firings],
        inference.names,
    )


@frozen
class Tally:
    """How many facts of a class are known; a fact that a procedure derives."""

    what: str
    count: int


def tally(known: KnownFacts) -> list[Derivation]:
    """Derive how many Gammas there are, and one more Gamma."""
    gammas = known.of(random_knowledge.Gamma)
    more = random_knowledge.Gamma(flag=True, layer=len(gammas) % 7, key="5")
    return [
        Derivation(
            Tally("gamma", len(gammas)),
            tuple(gammas),
            "They were counted.",
            result=sorted(gammas, key=repr),
        ),
        Derivation(more, tuple(gammas[:1]), "One more."),
    ]


SHARED = Procedure(
    "tally.shared",
    tally,
    "It counts.",
    random_knowledge.SOURCE,
    "assumed",
    reads=(random_knowledge.Gamma,),
    derives=(Tally, random_knowledge.Gamma),
    shared=True,
)
OWN = evolve(SHARED, id="tally.own", shared=False)

procedure_lists = st.lists(st.sampled_from([SHARED, OWN]), max_size=3)


def compare(
    base: KnowledgeBase, procedures: list[Procedure], many: list[list[Any]]
) -> Counter[str]:
    """Compare three ways to answer with the oracle, twice each, and count what happened."""
    durable = engine_for(base, "durable", procedures, cache_size=0)
    cached = engine_for(base, "durable", procedures)
    python = engine_for(base, "python", procedures, cache_size=0)
    oracle = Engine(base, NaiveMatcher(base.rules), procedures, cache_size=0)
    counts: Counter[str] = Counter()
    for facts in [*many, *many]:
        found = oracle.infer(facts)
        expected = picture(found)
        assert picture(durable.infer(facts)) == expected
        assert picture(python.infer(facts)) == expected
        assert picture(cached.infer(facts)) == expected
        counts["consultations"] += 4
        counts["firings"] += 4 * len(found.steps)
    return counts


@settings(max_examples=tries(200))
@given(random_knowledge.knowledge_bases(), procedure_lists, consultations)
def test_engines_agree(
    base: KnowledgeBase, procedures: list[Procedure], many: list[list[Any]]
) -> None:
    """Facts, firings, sentences and names are the same, in the same order."""
    compare(base, procedures, many)


@settings(max_examples=tries(60))
@given(random_knowledge.layered_knowledge_bases(), consultations)
def test_engines_agree_over_layers(base: KnowledgeBase, many: list[list[Any]]) -> None:
    """Chains of conclusions come out alike, through up to six layers."""
    compare(base, [], many)
