"""Does every case get exactly one right pattern? Run over all states of the knowledge."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from attrs import frozen

from wso2_strategy import sources
from wso2_strategy.catalog import Catalog, Pattern
from wso2_strategy.conclusions import Contradiction, Exclusion, Need, Selection
from wso2_strategy.errors import StrategyError
from wso2_strategy.inference import Engine, Inference, KnowledgeBase, Procedure, engine_for
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.states import Factor, Slice, State, factors, slice_for, states
from wso2_strategy.verification.subject import Place, Subject

GOALS = (Need, Exclusion, Selection)
_CHOICES = ("resolve.regions", "resolve.pattern")

_START = Procedure(
    id="verification.start",
    run=lambda _known: (),
    because="Rules run before the first choice, as they do after the numeric models.",
    source=sources.GAP,
    basis="derived",
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
        """Whether no factor was too large, no state left out, and no conclusion computed."""
        whole = all(factor.exhaustive for factor in self.factors)
        computed = any(rule.concludes is None for rule in self.slice.chained)
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

    def engine(self) -> Engine:
        """Return an engine for the rules that look at conclusions, and for the choices."""
        base = KnowledgeBase("verification", self.slice.chained, self.subject.base.facts)
        chosen = [_START, *(each for each in self.subject.procedures if each.id in _CHOICES)]
        return engine_for(base, "reference", chosen, cache_size=0)

    def decide(self, engine: Engine, state: State) -> Decision:
        """Return what is chosen in a state."""
        try:
            inference = engine.infer([*_outside(self.subject, self.slice, state), *_ordered(state)])
        except StrategyError as error:
            return Decision((), failure=str(error))
        return decision_in(inference)


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


def decision_in(inference: Inference) -> Decision:
    """Return what was chosen in a consultation."""
    exclusions = inference.of(Exclusion)
    return Decision(
        patterns=tuple(s.id for s in inference.of(Selection) if s.subject == "pattern"),
        layouts=tuple(s.id for s in inference.of(Selection) if s.subject == "regions"),
        needs=frozenset(need.capability for need in inference.of(Need)),
        excluded=frozenset(each.pattern for each in exclusions),
        limited=frozenset(each.pattern for each in exclusions if each.capability is None),
        declared=frozenset(each.id for each in inference.of(Contradiction)),
    )
