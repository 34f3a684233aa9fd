"""Stated values from which the numeric models derive what rules look for.

A rule may compare a number that nobody states, such as a load with its growth.
Which stated value brings that number to the rule's constant is arithmetic, and
packs may bring models of their own. So no formula is turned round here: every
number that a model derives grows, or stays, or shrinks, while one stated number
grows, and where it passes the constant is found by bisection.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice, product
from typing import Any

from attrs import evolve

from wso2_strategy.domain.facts import Availability, Traffic
from wso2_strategy.inference.conditions import Operator, Test, Variable
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.space.cells import limits
from wso2_strategy.space.fields import form
from wso2_strategy.space.threshold import before, first_true
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.representative_values import (
    constants_of,
    plain_values,
    representatives,
    stated_alike,
    truths,
)
from wso2_strategy.verification.stated_values import ALL_MODELS_WORK_ON, Place, Values, built

_MOST = 10**15
"""No number is tried beyond; code of packs need not hold out with more."""

_HIGHEST: Mapping[Place, float] = {(Availability, "regions"): 5}
"""Where to stop: models draw every region, and what a sixth one would change, the fifth has."""

_ATTEMPTS = 3
"""How often the same derived values are looked for, with other things stated beside."""

_COMBINED = 200
"""Combinations of turning points that are tried for several derived values."""


def loads() -> Iterator[Values]:
    """Yield stated loads, from none to absurd, the plain ones first."""
    peaks = (None, 100.0, 400.0, 900.0, 3000.0, 9000.0, 40_000.0, 400_000.0, 1e7)
    tokens = (None, 10.0, 1000.0, 10_000.0, 1e6)
    for token_format, token, peak in product((None, "opaque"), tokens, peaks):
        given = {"peak_tps": peak, "token_requests_per_second": token, "token_format": token_format}
        yield {(Traffic, name): value for name, value in given.items() if value is not None}


class DerivedValues:
    """Knows which stated values bring derived ones about."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        fields = form(index.knowledge.fact_classes).fields
        added = index.knowledge.fact_classes
        of_packs = [(each.fact_class, each.name) for each in fields if each.fact_class in added]
        stated = {place: _stated(place, index.tests[place]) for place in of_packs}
        self._bases: tuple[Values, ...] = (
            {(Traffic, "peak_tps"): 1000.0},
            {**ALL_MODELS_WORK_ON, **stated},
        )
        self._numbers = [each for each in fields if each.is_number]
        self._words: list[Values] = [
            {(each.fact_class, each.name): value}
            for each in fields
            if not each.is_number
            if each.fact_class in (Traffic, *added)
            for value in plain_values(each.field)
        ]
        self._known: dict[tuple[int, Place, Any], list[Values]] = {}
        self._failed: Counter[Any] = Counter()

    def cause(self, wanted: Values, beside: Values) -> Values | None:
        """Return stated values from which the models derive these, as rules see them.

        Args:
            wanted: The values to be derived.
            beside: What else is stated; it gives way to a load, not to what a load stands on.
        """
        asked = {place: self._index.tests[place] for place in wanted}
        seen = {place: truths(asked[place], place[1], wanted[place]) for place in wanted}

        def is_seen(facts: Mapping[type, Any]) -> bool:
            return all(
                truths(asked[place], place[1], getattr(facts.get(place[0]), place[1], None))
                == seen[place]
                for place in wanted
            )

        for load, facts in self._loads:
            if is_seen(facts):
                return {**beside, **load}
        key = frozenset(seen.items())
        if self._failed[key] < _ATTEMPTS:
            for values in self._combined(wanted, beside):
                if is_seen(self._singles(values, [place[0] for place in wanted])):
                    return values
            self._failed[key] += 1
        return None

    def around(self, tests: Iterable[Test]) -> Iterator[Values]:
        """Yield stated values at which some derived fact begins or ends to pass one of the tests.

        All tests are of one variable. Those of words, such as a pattern's id, say which of
        several facts is meant.
        """
        listed = [each for each in tests if each.field is not None]
        words = [each for each in listed if each.field and each.field.type == "text"]
        for base in self._bases:
            for test in (each for each in listed if each not in words):
                yield from ({**base, **turn} for turn in self._turns(base, words, test))
            yield from ({**base, **word} for word in self._words)

    def _combined(self, wanted: Values, beside: Values) -> Iterator[Values]:
        """Yield turning points of several derived values together."""
        for number, base in enumerate(self._bases):
            options = [self._options(number, place, value) for place, value in wanted.items()]
            for parts in islice(product(*options), _COMBINED):
                turned = {place: each for part in parts for place, each in part.items()}
                yield {**base, **beside, **turned}

    def _options(self, number: int, place: Place, value: Any) -> list[Values]:
        """Return what may bring a derived value about, nothing further included."""
        key = number, place, value
        if key not in self._known:
            field = fact_fields(place[0])[place[1]]
            test = Test(Variable(place[0], "it"), field, "==", value)
            turns = () if value is None else self._turns(self._bases[number], [], test)
            found = [{}, *turns, *self._words]
            self._known[key] = [each for n, each in enumerate(found) if each not in found[:n]]
        return self._known[key]

    def _turns(self, base: Values, words: list[Test], test: Test) -> Iterator[Values]:
        """Yield, for each stated number, where a fact begins to pass a test, and just before."""
        for field, turned in product(self._numbers, _turned(test)):
            place, whole = (field.fact_class, field.name), field.field.type == "whole number"
            low, high = limits(field)
            high = min(high, _HIGHEST.get(place, _MOST))
            passes = partial(self._passes, base, place, [*words, turned])
            first = first_true(passes, low, high, whole=whole)
            if first is not None:
                yield {place: first}
                if first > low:
                    yield {place: before(first, whole=whole)}

    def _passes(self, base: Values, place: Place, tests: list[Test], number: float) -> bool:
        variable = tests[0].variable
        return any(
            all(each.holds({variable: fact}) for each in tests)
            for fact in self._derived({**base, place: number}, [variable.fact_class])
            if type(fact) is variable.fact_class
        )

    @cached_property
    def _loads(self) -> list[tuple[Values, Mapping[type, Any]]]:
        single = [each for each in self._index.derivable if self._index.is_single(each)]
        return [(values, self._singles(values, single)) for values in loads()]

    def _singles(self, values: Values, wanted: Collection[type]) -> Mapping[type, Any]:
        """Return what models derive, one of each class."""
        return {type(fact): fact for fact in self._derived(values, wanted)}

    def _derived(self, values: Values, wanted: Collection[type]) -> Iterator[Any]:
        try:
            yield from self._index.derived(built(values), wanted)
        except Exception:  # noqa: BLE001 - values that contradict each other, or that packs choke on
            return


def _stated(place: Place, tests: Sequence[Test]) -> Any:
    """Return a value of a field that is stated, one that rules tell apart where they do."""
    return stated_alike(*place, tests, representatives(*place, tests)[-1])


def _turned(test: Test) -> Iterator[Test]:
    """Yield tests whose answers change once, where that of the given one changes."""
    numeric = test.field is not None and test.field.type in ("number", "whole number")
    operators: tuple[Operator, ...] = (">=", ">", "<=", "<") if numeric else ("==", "!=")
    for constant, operator in product(constants_of(test), operators):
        yield evolve(test, operator=operator, operand=constant)
