"""Rules that others make superfluous."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from wso2_strategy.space.clauses.writing_out import Instance
from wso2_strategy.verification.asking import follows
from wso2_strategy.verification.findings import Finding
from wso2_strategy.verification.knowledge_index import KnowledgeIndex


def redundancy_findings(index: KnowledgeIndex) -> Iterator[Finding]:
    """Yield rules that add nothing to the others."""
    asked = {rule.id for rule in index.asked}
    reported: set[frozenset[str]] = set()
    by_fact = _by_fact(index)
    for rule, own in index.by_rule.items():
        for other in _alike(own, by_fact):
            pair = frozenset({rule, other})
            if pair & asked and pair not in reported and _is_covered(index, own, [other]):
                reported.add(pair)
                sentence = f"Whenever it fires, {other} fires too and concludes the same."
                if _is_covered(index, index.by_rule[other], [rule]):
                    sentence = f"It and {other} fire for the same facts and conclude the same."
                yield Finding(
                    "redundant",
                    (rule, other),
                    sentence,
                    "Remove one, or make the other narrower.",
                )
    for rule, own in index.by_rule.items():
        if rule not in asked or any(rule in pair for pair in reported):
            continue
        others = {each.rule for i in own for fact in i.adds for each in by_fact[fact]} - {rule}
        if others and _is_covered(index, own, others):
            yield Finding(
                "redundant",
                (rule,),
                "Whenever it fires, other rules conclude the same.",
                "Remove it, or let it conclude what the others do not.",
            )


def _by_fact(index: KnowledgeIndex) -> Mapping[Any, list[Instance]]:
    found: dict[Any, list[Instance]] = {}
    for instance in index.instances:
        for fact in instance.adds:
            found.setdefault(fact, []).append(instance)
    return found


def _alike(own: list[Instance], by_fact: Mapping[Any, list[Instance]]) -> Iterator[str]:
    """Yield other rules that conclude all that the first instance of a rule does."""
    first = own[0]
    others = dict.fromkeys(each.rule for each in by_fact[first.adds[0]] if each.rule != first.rule)
    wanted = set(first.adds)
    for other in others:
        if any(wanted <= {*each.adds} for each in by_fact[first.adds[0]] if each.rule == other):
            yield other


def _is_covered(index: KnowledgeIndex, own: Iterable[Instance], others: Iterable[str]) -> bool:
    """Return whether each conclusion of some instances is one of other rules for the same facts."""
    every = [each for other in others for each in index.by_rule[other]]
    return all(
        follows(
            index,
            instance,
            [
                each
                for each in every
                if fact in each.adds and index.closed(each) <= index.closed(instance)
            ],
        )
        for instance in own
        for fact in instance.adds
    )
