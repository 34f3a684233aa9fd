"""The rules that decide, as propositional clauses over what is stated.

Rules only add facts, and the facts that can be concluded are finitely many
wherever conclusions are constants or copies of known words. So each rule can be
written out once for every combination of facts it may match (`writing_out`), and
a consultation becomes a closure over bit masks. That is what makes it cheap to
ask about thousands of other requirements.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from wso2_strategy.inference.conditions import Test
from wso2_strategy.inference.fact_class import fact_fields


class NotPropositionalError(Exception):
    """A rule concludes what cannot be listed beforehand; the engine must be asked instead."""


@frozen
class Literal:
    """Comparisons that one fact of a class must meet together."""

    fact_class: type
    tests: tuple[Test, ...]


@frozen
class Late:
    """A number in a conclusion that is copied from a fact known only in a consultation.

    Attributes:
        fact_class: The class of that fact.
        name: The field that is copied.
        words: Words of that fact that tell it from others of its class.
    """

    fact_class: type
    name: str
    words: tuple[tuple[str, str], ...]


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

    Attributes:
        literals: What is asked of stated facts and of facts that models derive; bit 0 first.
        facts: The facts that may be known; bit 0 first.
        bits: The bit mask of each fact.
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
        while True:
            before = facts
            for clause in self.clauses:
                if not (clause.literals & ~literals or clause.facts & ~facts):
                    facts |= clause.adds
            if facts == before:
                return facts

    @cached_property
    def late(self) -> Mapping[int, tuple[tuple[str, Late], ...]]:
        """The facts, by their bits, with numbers that are known only in a consultation."""
        found = {
            bit: tuple(
                (name, value)
                for name in fact_fields(type(fact))
                for value in [getattr(fact, name)]
                if isinstance(value, Late)
            )
            for fact, bit in self.bits.items()
        }
        return {bit: fields for bit, fields in found.items() if fields}

    def of(self, fact_class: type) -> int:
        """Return the mask of all facts of a class."""
        return sum(self.bits[fact] for fact in self.facts if type(fact) is fact_class)

    def listed(self, mask: int) -> list[Any]:
        """Return the facts of a mask, in their order."""
        found = []
        while mask:
            bit = mask & -mask
            found.append(self.facts[bit.bit_length() - 1])
            mask ^= bit
        return found

    def masked(self, mask: int, wanted: Callable[[Any], bool]) -> int:
        """Return the facts of a mask for which `wanted` is true."""
        return sum(self.bits[fact] for fact in self.listed(mask) if wanted(fact))

    def behind(self, facts: int) -> int:
        """Return the literals on which some facts may depend."""
        literals, before = 0, 0
        while before != (before := facts | literals << len(self.facts)):
            for clause in self.clauses:
                if clause.adds & facts:
                    facts |= clause.facts
                    literals |= clause.literals
        return literals
