"""Procedures: what rules cannot say is computed between rounds of rules.

A procedure is a pure function of the facts known so far. It adds facts, each
with the facts it rests on, so that they stand in the justification like any
conclusion. Numeric models and the final choices are procedures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from attrs import field, frozen

from wso2_strategy.errors import shown
from wso2_strategy.inference.fact_class import check_fact
from wso2_strategy.inference.provenance import Basis, Source

_F = TypeVar("_F")


def _tuple(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(items)


def _names(items: Iterable[str]) -> frozenset[str]:
    return frozenset(items)


@frozen
class Derivation:
    """A fact that a procedure adds.

    Attributes:
        fact: The new fact.
        premises: The known facts it rests on.
        because: The reason in one sentence, with values.
        fields: The fields of stated premises that mattered.
        read: The named assumptions that it was computed with.
        result: What was computed on the way and is more than a fact can hold, such as a
            whole ranking; kept for those who show it. No rule reads it.
    """

    fact: Any
    premises: tuple[Any, ...] = field(converter=_tuple)
    because: str
    fields: tuple[str, ...] = field(default=(), converter=_tuple)
    read: frozenset[str] = field(default=frozenset(), eq=False, repr=False, converter=_names)
    result: Any = field(default=None, eq=False, repr=False)


class KnownFacts:
    """The facts of a consultation so far, by class and in the order they became known."""

    __slots__ = ("_by_class",)

    def __init__(self, facts: Iterable[Any], classes: Iterable[type]) -> None:
        self._by_class: dict[type, list[Any]] = {each: [] for each in classes}
        for fact in facts:
            if type(fact) in self._by_class:
                self._by_class[type(fact)].append(fact)

    def of(self, fact_class: type[_F]) -> list[_F]:
        """Return the facts of exactly this class; none of a class that is not shown."""
        return self._by_class.get(fact_class, [])

    def all(self) -> list[Any]:
        """Return all facts that are shown, by class."""
        return [fact for facts in self._by_class.values() for fact in facts]

    def only(self, fact_class: type[_F]) -> _F | None:
        """Return the first fact of this class, or None."""
        facts = self.of(fact_class)
        return facts[0] if facts else None


@frozen
class Procedure:
    """A named pure function from known facts to derivations; rules run after it.

    Attributes:
        id: A name such as ``resolve.pattern``.
        run: The function.
        because: What it does, in one sentence.
        source: The document it rests on.
        basis: How firmly the source supports it.
        reads: The classes of facts it is shown.
        derives: The classes of facts it may add.
        shared: Whether consultations that agree in all that it reads share one run. Then these
            facts are told apart value by value, which pays for facts of few values only, such
            as needs; see `truth`.
    """

    id: str
    run: Callable[[KnownFacts], Iterable[Derivation]] = field(repr=False, eq=False)
    because: str
    source: Source
    basis: Basis
    reads: tuple[type, ...] = field(converter=_tuple)
    derives: tuple[type, ...] = field(converter=_tuple)
    shared: bool = False

    def derivations(self, known: KnownFacts) -> Iterator[Derivation]:
        """Run it, and yield what it derives if it is what it may be.

        Raises:
            TypeError: It derives no derivation, or a fact of a class that it does not declare.
            ValueError: A fact has a value that contradicts its class, or no reason.
        """
        for each in self.run(known):
            if type(each) is not Derivation:
                raise TypeError(f"derived {shown(each)}, which is no Derivation")
            if type(each.fact) not in self.derives:  # sharing relies on knowing what may come
                name = type(each.fact).__name__
                raise TypeError(f"derived {shown(each.fact)}, but 'derives' does not name {name}")
            check_fact(each.fact)
            if not isinstance(each.because, str) or not each.because:
                problem = f"'because' is {shown(each.because)}; give the reason in one sentence"
                raise ValueError(f"derived {shown(each.fact)}: {problem}")
            yield each
