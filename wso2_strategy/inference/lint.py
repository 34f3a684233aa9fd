"""What a sequence of rules must keep to, checked when a knowledge base is built.

Most of what durable-rules gets wrong cannot be written with `syntax`, or is
translated to a form it gets right. What is left are its limits, kept here with
a margin, and mistakes that make a rule meaningless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from wso2_strategy.errors import RuleError
from wso2_strategy.inference.conditions import Join
from wso2_strategy.inference.engines.translation import Translation
from wso2_strategy.inference.rule import Rule

MAX_VARIABLES = 12  # durable-rules joins at most 16 facts
MAX_ALTERNATIVES = 64  # each becomes a durable rule
MAX_JOINS = 20  # durable-rules refuses 30 equality joins in one pattern
MAX_TESTS = 100  # nested conjunctions are parsed recursively
MAX_DURABLE_RULES = 4_000  # durable-rules has room for 4,096
MAX_BUCKETS = 400  # durable-rules hangs at 512 distinct conditions on one level
MAX_VALUES = 200  # durable-rules refuses facts of 253 fields


def lint(rules: Sequence[Rule], translation: Callable[[], Translation]) -> None:
    """Refuse rules that an engine could not run safely.

    Args:
        rules: The rules.
        translation: Translates them, if they are not so many that this takes too long.

    Raises:
        RuleError: Names the rule, what is wrong and what to write instead.
    """
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise RuleError(rule.id, "another rule has the same id; give each rule its own")
        seen.add(rule.id)
        _check_size(rule)
    if rules:
        _check_sizes_together(rules, translation)


def _check_size(rule: Rule) -> None:
    atoms = list(rule.when.atoms())
    joins = sum(isinstance(atom, Join) for atom in atoms)
    multiplied = "its '|' and one_of() multiply to {} alternatives"
    less = "conclude an intermediate fact"
    for count, most, found, way_out in (
        (len(rule.variables), MAX_VARIABLES, "it joins {} facts", f"{less} from some of them"),
        (rule.when.disjunct_count(), MAX_ALTERNATIVES, multiplied, f"{less} for some of them"),
        (len(atoms), MAX_TESTS, "it has {} comparisons", "split it in two rules"),
        (joins, MAX_JOINS, "it has {} joins", less),
    ):
        if count > most:
            raise RuleError(rule.id, f"{found.format(count)}, allowed are {most}; {way_out}")


def _check_sizes_together(rules: Sequence[Rule], translation: Callable[[], Translation]) -> None:
    def check(count: int, most: int, has: str, way_out: str) -> None:
        if count > most:
            problem = f"with it {has.format(count)}, allowed are {most}; {way_out}"
            raise RuleError(rules[-1].id, problem)

    alternatives = sum(rule.when.disjunct_count() for rule in rules)
    split = "split it in several knowledge bases"
    # Before the translation, which takes time and room for each alternative.
    check(alternatives, MAX_DURABLE_RULES, "the knowledge base has {} alternatives in all", split)
    translated = translation()
    fact_class, values = translated.widest
    check(values, MAX_VALUES, f"rules read {{}} values of {fact_class}", "split the class")
    has = "the knowledge base has {} groups of patterns"
    check(translated.buckets, MAX_BUCKETS, has, split)
