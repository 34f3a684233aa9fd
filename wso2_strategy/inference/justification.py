"""What a consultation found, and the graph that justifies it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, cast

from attrs import field, frozen

from wso2_strategy.errors import UnknownNameError, shown
from wso2_strategy.inference.conditions import snake_case
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.inference.procedure import Derivation, Procedure
from wso2_strategy.inference.rule import Rule

if TYPE_CHECKING:
    import networkx as nx

_F = TypeVar("_F")


@frozen
class Firing:
    """One step of an inference: a rule or procedure, what it used, what it added.

    Attributes:
        premises: The facts it used; for a rule, one for each of its variables.
        conclusions: The facts it concluded, whether or not they were known already.
        because: The reason in one sentence, with the values of the premises.
        fields: For a procedure, the fields of stated premises that mattered.
    """

    reason: Rule | Procedure
    premises: tuple[Any, ...]
    conclusions: tuple[Any, ...]
    because: str
    fields: tuple[str, ...] = ()


class NumberedFiring(NamedTuple):
    """A firing by the numbers of its facts, which is how consultations share results.

    Attributes:
        derivation: What a procedure said; a rule's sentence has each consultation's own values.
    """

    reason: Rule | Procedure
    premises: tuple[int, ...]
    conclusions: tuple[int, ...]
    derivation: Derivation | None = None

    @property
    def result(self) -> Any:
        """What a procedure computed beside its facts, if it left anything."""
        return self.derivation.result if self.derivation is not None else None


@frozen
class Inference:
    """The facts and firings of one consultation.

    Attributes:
        facts: Every fact, in the order it became known: the knowledge base's own, the
            stated ones, the concluded ones.
        steps: The firings by fact number.
        background_count: How many facts are the knowledge base's own.
        stated_count: How many facts were stated.
        engine: The engine that did the matching.
    """

    facts: tuple[Any, ...]
    steps: tuple[NumberedFiring, ...] = field(repr=False)
    background_count: int
    stated_count: int
    engine: str = field(eq=False)

    @property
    def stated(self) -> tuple[Any, ...]:
        """The stated facts."""
        return self.facts[self.background_count : self.background_count + self.stated_count]

    def is_stated(self, fact: Any) -> bool:
        """Return whether a fact was stated."""
        return fact in self._stated

    @cached_property
    def _stated(self) -> frozenset[Any]:
        return frozenset(self.stated)

    @property
    def concluded(self) -> tuple[Any, ...]:
        """The concluded facts, in the order they became known."""
        return self.facts[self.background_count + self.stated_count :]

    def of(self, fact_class: type[_F]) -> list[_F]:
        """Return the facts of exactly this class, in the order they became known."""
        return [fact for fact in self.facts if type(fact) is fact_class]

    def result(self, procedure: str) -> Any:
        """Return what a procedure computed beside its facts.

        It fits the facts of this consultation also where the run was another's: equal facts in
        all that a shared procedure reads are the condition for sharing, and what it reads is
        all that it is shown.

        Raises:
            UnknownNameError: No procedure of this id left a result.
        """
        found = {step.reason.id: step.result for step in self.steps if step.result is not None}
        if procedure not in found:
            raise UnknownNameError("result of a procedure", procedure, sorted(found))
        return found[procedure]

    @cached_property
    def firings(self) -> tuple[Firing, ...]:
        """The firings, in order."""
        return tuple(self._firing(step) for step in self.steps)

    def firings_for(self, fact: Any) -> Iterator[Firing]:
        """Yield the firings that concluded `fact`."""
        for step in self._steps_by_conclusion.get(self.number(fact), ()):
            yield self.firings[step]

    def number(self, fact: Any) -> int:
        """Return a fact's place in `facts`.

        Raises:
            UnknownNameError: The consultation does not know the fact.
        """
        number = self._numbers.get(fact)
        if number is None:
            raise UnknownNameError("fact", shown(fact), self.names)
        return number

    @cached_property
    def _numbers(self) -> dict[Any, int]:
        return {fact: number for number, fact in enumerate(self.facts)}

    @cached_property
    def _steps_by_conclusion(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place, step in enumerate(self.steps):
            for number in dict.fromkeys(step.conclusions):
                found.setdefault(number, []).append(place)
        return found

    def _firing(self, step: NumberedFiring) -> Firing:
        premises = tuple([self.facts[number] for number in step.premises])
        conclusions = tuple([self.facts[number] for number in step.conclusions])
        if isinstance(step.reason, Rule):
            return Firing(step.reason, premises, conclusions, step.reason.sentence(premises))
        said = step.derivation
        because, fields = (said.because, said.fields) if said is not None else ("", ())
        return Firing(step.reason, premises, conclusions, because, fields)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A name for each fact, such as ``need:independent-gateway``; unique and stable."""
        return tuple(self._by_name)

    @cached_property
    def _by_name(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        counts: dict[str, int] = {}
        for fact in self.facts:
            name = unique = fact_name(fact)
            while unique in found:
                counts[name] = counts.get(name, 1) + 1
                unique = f"{name}#{counts[name]}"
            found[unique] = fact
        return found

    def named(self, name: str) -> Any:
        """Return the fact with this name.

        Raises:
            UnknownNameError: No fact has it.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownNameError("fact", name, self.names) from None

    def graph(self) -> nx.DiGraph[str]:
        """Return the justification: fact -> firing -> conclusion.

        Fact nodes carry ``kind`` (``background``, ``stated`` or ``concluded``) and
        ``fact``; firing nodes carry ``kind="firing"``, ``reason`` and ``because``.
        Edges point from premise to firing and from firing to conclusion. A fact
        with several firings in front of it has several justifications.
        """
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for number, (name, fact) in enumerate(zip(self.names, self.facts, strict=True)):
            graph.add_node(name, kind=self._kind(number), fact=fact)
        for number, (step, firing) in enumerate(zip(self.steps, self.firings, strict=True), 1):
            node = f"firing:{number}:{step.reason.id}"
            graph.add_node(node, kind="firing", reason=step.reason, because=firing.because)
            graph.add_edges_from((self.names[premise], node) for premise in step.premises)
            graph.add_edges_from((node, self.names[added]) for added in step.conclusions)
        return graph

    def _kind(self, number: int) -> str:
        if number < self.background_count:
            return "background"
        return "stated" if number < self.background_count + self.stated_count else "concluded"


def fact_name(fact: Any) -> str:
    """Return a fact's name: its class, and its mandatory words.

    >>> from wso2_strategy.domain.catalog import Lack
    >>> from wso2_strategy.domain.conclusions import Need
    >>> fact_name(Need("independent-gateway")), fact_name(Lack("P1", "full-isolation"))
    ('need:independent-gateway', 'lack:P1/full-isolation')
    """
    prefix, named_by = _naming(type(fact))  # type: ignore[arg-type]
    words = [str(getattr(fact, name)) for name in named_by]
    return f"{prefix}:{'/'.join(words)}" if words else prefix


@lru_cache(maxsize=1024)
def _naming(fact_class: Hashable) -> tuple[str, tuple[str, ...]]:
    """Return what the names of all facts of a class begin with, and the fields they end with."""
    fields = fact_fields(cast(type, fact_class))
    names = (
        name
        for name, each in fields.items()
        if each.type == "text" and not each.optional and name not in ("text", "resolution")
    )
    return snake_case(cast(type, fact_class).__name__), tuple(names)
