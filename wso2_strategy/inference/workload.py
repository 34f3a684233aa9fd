"""How much matching the known facts make, bounded before an engine does it.

A rule whose facts are neither joined nor compared with constants has as many
matches as there are combinations of facts. An engine that has begun on them
cannot be stopped: the C module finds all of them within one call. So where the
number of facts alone does not show that there are few, they are counted first,
in the order in which every engine combines them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from operator import mul
from types import MappingProxyType
from typing import Any

from wso2_strategy.errors import MatchLimitError
from wso2_strategy.inference.conditions import Variable
from wso2_strategy.inference.rule import Rule

MATCH_LIMIT = 250_000
"""The most combinations of facts that an engine tries: each takes durable-rules 0.5 µs and 0.5 KB,
and the Python engine about 3 µs."""


class Workload:
    """The combinations of facts that a sequence of rules has to be matched with."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        # An alternative is a durable rule of its own.
        self._joining = [
            (rule, rule.when.disjunct_count()) for rule in rules if len(rule.variables) > 1
        ]
        self._alternatives: Counter[tuple[type, ...]] = Counter()
        for rule, alternatives in self._joining:
            self._alternatives[tuple(v.fact_class for v in rule.variables)] += alternatives
        self._joined = {each for classes in self._alternatives for each in classes}
        self._few: Counter[type] = Counter()

    def check(
        self,
        facts: Sequence[Any],
        limit: int = MATCH_LIMIT,
        counts: Counter[type] | None = None,
    ) -> None:
        """Refuse more combinations than the limit.

        Args:
            facts: The facts that are known.
            limit: The most combinations.
            counts: How many facts there are of each class, where that is known.

        Raises:
            MatchLimitError: Names the rule that has the most of them.
        """
        counts = Counter(map(type, facts)) if counts is None else counts
        few = self._few
        if limit >= MATCH_LIMIT and all(counts[each] <= few[each] for each in self._joined):
            return
        if self._at_most(counts) > limit:
            self._count(facts, limit)
        elif self._at_most(few | counts) <= MATCH_LIMIT:
            self._few = few | counts  # where there are no more of any class, nothing is counted

    def _at_most(self, counts: Counter[type]) -> int:
        return sum(self._of(classes, counts) for classes in self._alternatives)

    def _of(self, classes: tuple[type, ...], counts: Counter[type]) -> int:
        products: Iterator[int] = accumulate((counts[each] for each in classes), mul)
        return self._alternatives[classes] * sum(products)

    def _count(self, facts: Sequence[Any], limit: int) -> None:
        numbered = dict(enumerate(facts))
        by_class: dict[type, list[int]] = {}
        for number, fact in numbered.items():
            by_class.setdefault(type(fact), []).append(number)
        tried: Counter[str] = Counter()
        total = 0
        for rule, alternatives in self._joining:
            candidates = [by_class.get(v.fact_class, []) for v in rule.variables]
            for chosen in _combinations(rule, candidates, numbered):
                if len(chosen) == len(candidates):
                    continue
                more = alternatives * len(candidates[len(chosen)])
                tried[rule.id] += more
                total += more
                if total > limit:
                    raise MatchLimitError(limit, tried.most_common(1)[0][0])


def _combinations(
    rule: Rule,
    candidates: Sequence[Sequence[int]],
    facts: Mapping[int, Any],
    chosen: tuple[int, ...] = (),
    bound: Mapping[Variable, Any] = MappingProxyType({}),
) -> Iterator[tuple[int, ...]]:
    """Yield the combinations of facts for a rule's first variables that nothing refutes.

    Each comes before those that extend it. The complete ones are the matches.
    """
    yield chosen
    place = len(chosen)
    if place == len(rule.variables):
        return
    variable, decidable = rule.variables[place], rule.decidable[place]
    for number in candidates[place]:
        more = {**bound, variable: facts[number]}
        if number not in chosen and all(part.holds(more) for part in decidable):
            yield from _combinations(rule, candidates, facts, (*chosen, number), more)
