"""Procedures: what rules cannot say is computed between rounds of rules.

A procedure is a pure function of the facts known so far. It adds facts, each
with the facts it rests on, so that they stand in the justification like any
conclusion. Numeric models and the final choices are procedures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from attrs import field, frozen

from wso2_strategy.inference.provenance import Basis, Source

_F = TypeVar("_F")


@frozen
class Derivation:
    """A fact that a procedure adds.

    Attributes:
        fact: The new fact.
        premises: The known facts it rests on.
        because: The reason in one sentence, with values.
        fields: The fields of stated premises that mattered.
        result: What was computed on the way and is more than a fact can hold, such as a
            whole ranking; kept for those who show it. No rule reads it.
    """

    fact: Any
    premises: tuple[Any, ...]
    because: str
    fields: tuple[str, ...] = ()
    result: Any = field(default=None, eq=False, repr=False)


class KnownFacts:
    """The facts of a consultation so far, by class and in the order they became known."""

    __slots__ = ("_by_class", "_classes", "_facts")

    def __init__(self, facts: Iterable[Any], classes: tuple[type, ...] | None = None) -> None:
        self._facts = tuple(facts)
        self._classes = classes
        self._by_class: dict[type, list[Any]] = {}

    def of(self, fact_class: type[_F]) -> list[_F]:
        """Return the facts of exactly this class; none of a class that is not shown."""
        found = self._by_class.get(fact_class)
        if found is None:
            shown = self._classes is None or fact_class in self._classes
            found = [each for each in self._facts if shown and type(each) is fact_class]
            self._by_class[fact_class] = found
        return found

    def only(self, fact_class: type[_F]) -> _F | None:
        """Return the first fact of this class, or None."""
        facts = self.of(fact_class)
        return facts[0] if facts else None


@frozen
class Procedure:
    """A named pure function from known facts to derivations.

    Attributes:
        id: A name such as ``resolve.pattern``.
        run: The function.
        because: What it does, in one sentence.
        source: The document it rests on.
        basis: How firmly the source supports it.
        reads: The classes of facts it is shown, or None for all. A procedure that names them
            runs once for consultations that agree in these facts.
        derives: The classes of facts it may add, which it must name if it names `reads`.
        rules_follow: Whether rules run before the next procedure.
    """

    id: str
    run: Callable[[KnownFacts], Iterable[Derivation]] = field(repr=False)
    because: str
    source: Source
    basis: Basis
    reads: tuple[type, ...] | None = None
    derives: tuple[type, ...] = ()
    rules_follow: bool = True
