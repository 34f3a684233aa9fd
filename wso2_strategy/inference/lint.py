"""What a sequence of rules must keep to, checked when a knowledge base is built.

Most of what durable-rules gets wrong cannot be written with `syntax`, or is
translated to a form it gets right. What is left are its limits, kept here with
a margin, and mistakes that make a rule meaningless.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from wso2_strategy.errors import RuleError
from wso2_strategy.inference.conditions import Join
from wso2_strategy.inference.rule import Rule
from wso2_strategy.inference.translation import Translation

MAX_VARIABLES = 12  # durable-rules joins at most 16 facts
MAX_ALTERNATIVES = 64  # each becomes a durable rule
MAX_JOINS = 20  # durable-rules refuses 30 equality joins in one pattern
MAX_TESTS = 100  # nested conjunctions are parsed recursively
MAX_DURABLE_RULES = 4_000  # durable-rules has room for 4,096
MAX_BUCKETS = 400  # durable-rules hangs at 512 distinct conditions on one level
MAX_VALUES = 200  # durable-rules refuses facts of 253 fields


def lint(rules: Sequence[Rule], background: Sequence[Any] = ()) -> None:
    """Refuse rules that an engine could not run safely.

    Raises:
        RuleError: Names the rule, what is wrong and what to write instead.
    """
    for rule, problem in _problems(rules, background):
        raise RuleError(rule.id, problem)


def _problems(rules: Sequence[Rule], background: Sequence[Any]) -> Iterator[tuple[Rule, str]]:
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            yield rule, "another rule has the same id; give each rule its own"
        seen.add(rule.id)
        yield from ((rule, problem) for problem in _rule_problems(rule))
    yield from _size_problems(rules, background)


def _rule_problems(rule: Rule) -> Iterator[str]:
    variables = len(rule.variables)
    if variables > MAX_VARIABLES:
        yield (
            f"it joins {variables} facts, allowed are {MAX_VARIABLES}; conclude an intermediate"
            " fact from some of them and use that"
        )
    alternatives = rule.when.disjunct_count()
    if alternatives > MAX_ALTERNATIVES:
        yield (
            f"its '|' and one_of() multiply to {alternatives} alternatives, allowed are"
            f" {MAX_ALTERNATIVES}; conclude an intermediate fact for some of them"
        )
    atoms = list(rule.when.atoms())
    if len(atoms) > MAX_TESTS:
        yield f"it has {len(atoms)} comparisons, allowed are {MAX_TESTS}; split it in two rules"
    joins = sum(isinstance(atom, Join) for atom in atoms)
    if joins > MAX_JOINS:
        yield f"it has {joins} joins, allowed are {MAX_JOINS}; conclude an intermediate fact"


def _size_problems(rules: Sequence[Rule], background: Sequence[Any]) -> Iterator[tuple[Rule, str]]:
    alternatives = sum(rule.when.disjunct_count() for rule in rules)
    if alternatives > MAX_DURABLE_RULES:
        yield (
            rules[-1],
            f"with it the knowledge base has {alternatives} alternatives in all, allowed are"
            f" {MAX_DURABLE_RULES}; split it in several knowledge bases",
        )
        return
    translation = Translation(rules, background)
    fact_class, values = translation.widest
    if values > MAX_VALUES:
        yield (
            rules[-1],
            f"with it rules read {values} values of {fact_class}, allowed are {MAX_VALUES};"
            " split the class",
        )
    buckets = translation.buckets
    if buckets > MAX_BUCKETS:
        yield (
            rules[-1],
            f"with it the knowledge base has {buckets} groups of patterns, allowed are"
            f" {MAX_BUCKETS}; split it in several knowledge bases",
        )
