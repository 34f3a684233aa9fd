"""Does every case get exactly one right pattern? Run over all states of the knowledge."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.domain.catalog import Catalog, Pattern
from wso2_strategy.domain.conclusions import Contradiction, Exclusion, Need, Selection
from wso2_strategy.errors import StrategyError
from wso2_strategy.inference import Engine, KnowledgeBase, KnownFacts, Procedure, engine_for
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.cases import Factor, Slice, State, factors, slice_for, states
from wso2_strategy.verification.knowledge_index import Place, Subject

GOALS = (Need, Exclusion, Selection)
_CHOICES = ("resolve.regions", "resolve.pattern")

_START = Procedure(
    id="verification.start",
    run=lambda _known: (),
    because="Rules run before the first choice, as they do after the numeric models.",
    source=sources.GAP,
    basis="derived",
    reads=(),
    derives=(),
)


@frozen
class Decision:
    """What was chosen in a state, and what stood for and against it.

    Attributes:
        patterns: The chosen pattern's id; not one entry where something is wrong.
        layouts: The chosen region layout's id, if any.
        needs: The needed capabilities, in the end.
        excluded: The excluded patterns, in the end.
        limited: Those of them that a product limit excludes, not only a lack.
        declared: Ids of contradictions that were concluded.
        failure: Why there is no decision, if so.
    """

    patterns: tuple[str, ...]
    layouts: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    limited: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    failure: str | None = None

    def sufficient(self, catalog: Catalog, pattern: Pattern) -> bool:
        """Return whether a pattern provides all that is needed of it and is not excluded."""
        wanted = (each for each in self.needs if _dimension(catalog, each) == pattern.dimension)
        return pattern.provides.issuperset(wanted) and pattern.id not in self.excluded


def _dimension(catalog: Catalog, capability: str) -> str:
    return catalog.capability(capability).dimension


class Deciding:
    """The question which pattern is chosen: its factors, its states, and the decision in each."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.slice: Slice = slice_for(subject, GOALS)
        self.factors: tuple[Factor, ...] = factors(subject, self.slice)
        self.states: tuple[State, ...] = states(self.factors)

    @property
    def combinations(self) -> int:
        """How many combinations of representative values the states stand for."""
        return sum(state.combinations for state in self.states)

    @property
    def exhaustive(self) -> bool:
        """Whether no factor was too large, no state left out, and no fact derived by a pack."""
        whole = all(factor.exhaustive for factor in self.factors)
        computed = bool(self.subject.knowledge.procedures)
        product = 1
        for factor in self.factors:
            product *= factor.combinations
        return whole and not computed and product == self.combinations

    def assignment(self, state: State) -> dict[Place, Any]:
        """Return values with which a state comes about."""
        return {
            place: value
            for factor, outcome in zip(self.factors, state.outcomes, strict=True)
            if outcome is not None
            for place, value in factor.outcomes[outcome][0]
        }

    @cached_property
    def choices(self) -> tuple[Procedure, ...]:
        """The choices that the rules of this question lead to."""
        return tuple(each for each in self.subject.procedures if each.id in _CHOICES)

    @cached_property
    def is_separable(self) -> bool:
        """Whether no later rule looks at two conclusions at once.

        Then what follows from several conclusions is what follows from each.
        """
        return all(
            sum(not self._is_given(each.fact_class) for each in rule.variables) == 1
            for rule in self.slice.chained
        )

    def _is_given(self, fact_class: type) -> bool:
        return self.subject.is_open(fact_class) or fact_class in self.subject.background

    def engine(self) -> Engine:
        """Return an engine for the rules that look at conclusions, and for the choices."""
        return engine_for(self._base, "reference", [_START, *self.choices], cache_size=0)

    @cached_property
    def _base(self) -> KnowledgeBase:
        return KnowledgeBase("verification", self.slice.chained, self.subject.base.facts)

    @cached_property
    def _rules_alone(self) -> Engine:
        return engine_for(self._base, "reference", cache_size=0)

    @cached_property
    def _followed(self) -> dict[tuple[Any, Any], tuple[Any, ...]]:
        return {}

    def decide(self, state: State) -> Decision:
        """Return what is chosen in a state."""
        try:
            if self.is_separable:
                return self._decide_by_parts(state)
            facts = [*_outside(self.subject, self.slice, state), *_ordered(state)]
            inference = self.engine().infer(facts)
            return decision_in(inference.facts)
        except StrategyError as error:
            return Decision((), failure=str(error))

    def _decide_by_parts(self, state: State) -> Decision:
        known = dict.fromkeys(_ordered(state))
        self._close(known, state)
        for choice in self.choices:
            numbers = {fact: number for number, fact in enumerate(known)}
            found = choice.run(KnownFacts(numbers, choice.reads))
            known.update((each.fact, None) for each in list(found))
            self._close(known, state)
        return decision_in(known)

    def _close(self, known: dict[Any, None], state: State) -> None:
        """Add all that follows by rules from what is known."""
        waiting = list(known)
        while waiting:
            for fact in self._following(waiting.pop(), state):
                if fact not in known:
                    known[fact] = None
                    waiting.append(fact)

    def _following(self, fact: Any, state: State) -> tuple[Any, ...]:
        key = fact, state.seen
        if key not in self._followed:
            outside = _outside(self.subject, self.slice, state)
            self._followed[key] = self._rules_alone.infer([*outside, fact]).concluded
        return self._followed[key]


def _ordered(state: State) -> list[Any]:
    return sorted(state.conclusions, key=repr)


def _outside(subject: Subject, asked: Slice, state: State) -> Iterator[Any]:
    """Yield the facts from outside that later rules read."""
    given: dict[type, dict[str, Any]] = {}
    for (fact_class, name), value in state.seen:
        given.setdefault(fact_class, {})[name] = value
    read = dict.fromkeys(each.fact_class for rule in asked.chained for each in rule.variables)
    for fact_class in read:
        values = given.get(fact_class, {})
        if subject.is_open(fact_class) and (fact_class in subject.stated or any_given(values)):
            yield made(fact_class, values)


def any_given(values: dict[str, Any]) -> bool:
    """Return whether some value is there."""
    return any(value is not None for value in values.values())


def made(fact_class: type, values: dict[str, Any]) -> Any:
    """Return a fact with these values, and plain ones where its class demands more."""
    plain: dict[str, Any] = {"number": 0.0, "whole number": 0, "flag": False, "text": ""}
    demanded = {
        name: plain.get(field.type, frozenset())
        for name, field in fact_fields(fact_class).items()
        if not field.optional
    }
    try:
        return fact_class(**values)
    except TypeError:
        absent = dict.fromkeys(fact_fields(fact_class))
        return fact_class(**{**absent, **demanded, **values})


def decision_in(facts: Iterable[Any]) -> Decision:
    """Return what was chosen, from all facts of a consultation."""
    by_class: dict[type, list[Any]] = {}
    for fact in facts:
        by_class.setdefault(type(fact), []).append(fact)
    exclusions = by_class.get(Exclusion, [])
    selections = by_class.get(Selection, [])
    return Decision(
        patterns=tuple(each.id for each in selections if each.subject == "pattern"),
        layouts=tuple(each.id for each in selections if each.subject == "regions"),
        needs=frozenset(each.capability for each in by_class.get(Need, ())),
        excluded=frozenset(each.pattern for each in exclusions),
        limited=frozenset(each.pattern for each in exclusions if each.capability is None),
        declared=frozenset(each.id for each in by_class.get(Contradiction, ())),
    )
