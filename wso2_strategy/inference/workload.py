"""How much matching the known facts make, bounded before an engine does it.

A rule whose facts are neither joined nor compared with constants has as many
matches as there are combinations of facts. An engine that has begun on them
cannot be stopped: the C module finds all of them within one call. So where the
number of facts alone does not show that there are few, they are counted first,
in the order in which every engine combines them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from operator import mul
from types import MappingProxyType
from typing import Any

from wso2_strategy.errors import MatchLimitError
from wso2_strategy.inference.conditions import Join, Variable
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
        known = _Known(facts)
        tried: Counter[str] = Counter()
        for rule, alternatives in self._joining:
            for candidates in _candidates(rule, known):
                tried[rule.id] += alternatives * candidates
                if tried.total() > limit:
                    raise MatchLimitError(limit, tried.most_common(1)[0][0])


class _Known:
    """The known facts, with their numbers, by class and by the values of joined fields."""

    def __init__(self, facts: Iterable[Any]) -> None:
        self._by_class: dict[type, dict[int, Any]] = {}
        for number, fact in enumerate(facts):
            self._by_class.setdefault(type(fact), {})[number] = fact
        self._by_value: dict[tuple[type, str], dict[Any, dict[int, Any]]] = {}

    def of(self, fact_class: type) -> dict[int, Any]:
        """Return the facts of a class."""
        return self._by_class.get(fact_class, {})

    def with_value(self, fact_class: type, name: str, value: Any) -> dict[int, Any]:
        """Return the facts of a class with this value of a field; none where it is absent."""
        index = self._by_value.get((fact_class, name))
        if index is None:
            index = self._by_value[fact_class, name] = {}
            for number, fact in self.of(fact_class).items():
                index.setdefault(getattr(fact, name), {})[number] = fact
        return {} if value is None else index.get(value, {})


def _candidates(
    rule: Rule, known: _Known, bound: Mapping[Variable, tuple[int, Any]] = MappingProxyType({})
) -> Iterator[int]:
    """Yield how many facts are tried for the next of a rule's variables, by each choice before.

    A variable that is joined is looked up by the value that its field must have.
    """
    place = len(bound)
    variable, decidable = rule.variables[place], rule.decidable[place]
    join = next((part for part in decidable if isinstance(part, Join)), None)
    if join is None:
        candidates = known.of(variable.fact_class)
    else:
        own, partner, partner_field = join.seen_from(variable)
        value = getattr(bound[partner][1], partner_field.name)
        candidates = known.with_value(variable.fact_class, own.name, value)
    yield len(candidates)
    if place + 1 == len(rule.variables):
        return
    taken = [number for number, _ in bound.values()]
    facts = {each: fact for each, (_, fact) in bound.items()}
    for number, fact in candidates.items():
        more = {**facts, variable: fact}
        if number not in taken and all(part.holds(more) for part in decidable):
            yield from _candidates(rule, known, {**bound, variable: (number, fact)})
