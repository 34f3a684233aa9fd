"""The rules that decide, as propositional clauses over what is stated.

Rules only add facts, and the facts that can be concluded are finitely many
wherever conclusions are constants or copies of known words. So each rule can be
written out once for every combination of facts it may match (`writing_out`), and
a consultation becomes a closure over bit masks. That is what makes it cheap to
ask about thousands of other requirements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache, reduce
from operator import or_
from typing import Any

from attrs import evolve, frozen

from wso2_strategy.inference.conditions import Test
from wso2_strategy.space.bounded_cache import MOST


class NotPropositionalError(Exception):
    """A rule concludes what cannot be listed beforehand; the engine must be asked instead."""


@frozen
class Literal:
    """Comparisons that one fact of a class must meet together."""

    fact_class: type
    tests: tuple[Test, ...]

    def holds(self, fact: Any) -> bool:
        """Return whether a fact of the class meets them."""
        return all(judge(fact) for judge in self._judges)

    def without(self, *names: str) -> Literal:
        """Return what is left where some fields are not asked for."""
        return evolve(
            self, tests=tuple(t for t in self.tests if not t.field or t.field.name not in names)
        )

    @cached_property
    def asked(self) -> frozenset[str]:
        """The names of the fields that are compared."""
        return frozenset(test.field.name for test in self.tests if test.field)

    @cached_property
    def _judges(self) -> tuple[Callable[[Any], bool], ...]:
        return tuple(test.judge for test in self.tests)


@frozen
class Clause:
    """One way to apply a rule, as bit masks.

    Attributes:
        literals: The literals that must hold.
        facts: The facts that must be known.
        adds: The facts that are concluded.
    """

    literals: int
    facts: int
    adds: int


@frozen
class Clauses:
    """A rule base written out.

    Bit n of a mask of literals stands for ``literals[n]``, bit n of a mask of facts
    for ``facts[n]``. A set of either is one int, so that "all of these hold" and
    "what follows" are single machine operations.

    Attributes:
        literals: What is asked of stated facts and of facts that models derive.
        facts: The facts that may be known.
        bits: The bit of each fact.
        background: The facts that are always known.
        clauses: The clauses, in an order in which one pass mostly suffices.
    """

    literals: tuple[Literal, ...]
    facts: tuple[Any, ...]
    bits: Mapping[Any, int]
    background: int
    clauses: tuple[Clause, ...]

    def closed(self, literals: int, facts: int) -> int:
        """Return the facts that follow from some facts where these literals hold."""
        at_once, then = self._under(literals)
        facts |= at_once
        while True:
            before = facts
            for needed, added in then:
                if not needed & ~facts:
                    facts |= added
            if facts == before:
                return facts

    @cached_property
    def _under(self) -> Callable[[int], tuple[int, Sequence[tuple[int, int]]]]:
        """What says which facts some literals bring at once, and which with others, remembered."""

        @lru_cache(maxsize=MOST)
        def under(literals: int) -> tuple[int, Sequence[tuple[int, int]]]:
            left = [each for each in self.clauses if not each.literals & ~literals]
            at_once = reduce(or_, [each.adds for each in left if not each.facts], 0)
            return at_once, [(each.facts, each.adds) for each in left if each.facts]

        return under

    def of(self, fact_class: type) -> int:
        """Return the mask of all facts of a class."""
        return self._by_class.get(fact_class, 0)

    @cached_property
    def _by_class(self) -> Mapping[type, int]:
        found: dict[type, int] = {}
        for fact, bit in self.bits.items():
            found[type(fact)] = found.get(type(fact), 0) | bit
        return found

    def listed(self, mask: int) -> list[Any]:
        """Return the facts of a mask, in their order."""
        return [self.facts[place] for place in places_of(mask)]

    def masked(self, mask: int, wanted: Callable[[Any], bool]) -> int:
        """Return the facts of a mask for which `wanted` is true."""
        return sum(self.bits[fact] for fact in self.listed(mask) if wanted(fact))

    def literals_of(self, fact_class: type) -> tuple[tuple[int, Literal], ...]:
        """Return the literals about facts of a class, with their bits."""
        return tuple(
            (1 << place, each)
            for place, each in enumerate(self.literals)
            if each.fact_class is fact_class
        )

    def behind(self, facts: int) -> int:
        """Return the literals on which some facts may depend."""
        literals, before = 0, None
        while before != (before := (facts, literals)):
            for clause in self.clauses:
                if clause.adds & facts:
                    facts |= clause.facts
                    literals |= clause.literals
        return literals


def places_of(mask: int) -> list[int]:
    """Return the places of a mask's bits, the lowest first.

    >>> places_of(0b10110)
    [1, 2, 4]
    """
    places = []
    while mask:
        bit = mask & -mask  # two's complement leaves only the lowest bit that is set
        places.append(bit.bit_length() - 1)
        mask ^= bit
    return places


def mask_of(places: Iterable[int]) -> int:
    """Return the mask with bits in these places.

    >>> bin(mask_of([1, 2, 4]))
    '0b10110'
    """
    mask = 0
    for place in places:
        mask |= 1 << place
    return mask
