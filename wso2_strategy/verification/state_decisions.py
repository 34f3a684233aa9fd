"""What is chosen in every state that the rules can tell apart."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property
from math import prod
from typing import Any

from attrs import frozen

from wso2_strategy.advice.choices import CHOOSE
from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern
from wso2_strategy.domain.conclusions import Contradiction, Exclusion, Need, Selection
from wso2_strategy.errors import StrategyError
from wso2_strategy.inference import Engine, KnowledgeBase, KnownFacts, Procedure, engine_for
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.decision_states import (
    Factor,
    RelevantRules,
    State,
    factors,
    relevant_rules,
    states,
)
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.stated_values import Place

GOALS = (Need, Exclusion, Selection)

Progress = Callable[[int, int], None]
"""Called with the states decided and the states there are."""

_CHUNK = 128
"""States that a process decides at a time."""


@frozen
class StateDecision:
    """What was chosen in a state, and what stood for and against it.

    Attributes:
        patterns: The chosen pattern's id; not one entry where something is wrong.
        layouts: The chosen region layout's id, if any.
        needs: The needed capabilities, in the end.
        excluded: The excluded patterns, in the end.
        declared: Ids of contradictions that were concluded.
        failure: Why there is no decision, if so.
    """

    patterns: tuple[str, ...]
    layouts: tuple[str, ...] = ()
    needs: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    declared: frozenset[str] = frozenset()
    failure: str | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of all that was chosen."""
        return self.patterns + self.layouts

    def sufficient(
        self, catalog: Catalog, dimension: Dimension, *, limits: bool = True
    ) -> list[Pattern]:
        """Return the patterns that provide all that is needed and are within limits, if asked."""
        needs = {each for each in self.needs if catalog.capability(each).dimension == dimension}
        return [
            each
            for each in catalog.arrangements(dimension)
            if each.provides >= needs and not (limits and each.id in self.excluded)
        ]


def decision_in(facts: Iterable[Any]) -> StateDecision:
    """Return what was chosen, from all facts of a consultation."""
    by_class: dict[type, list[Any]] = {}
    for fact in facts:
        by_class.setdefault(type(fact), []).append(fact)
    selections = by_class.get(Selection, [])
    return StateDecision(
        patterns=tuple(each.id for each in selections if each.subject == "pattern"),
        layouts=tuple(each.id for each in selections if each.subject == "regions"),
        needs=frozenset(each.capability for each in by_class.get(Need, ())),
        excluded=frozenset(each.pattern for each in by_class.get(Exclusion, ())),
        declared=frozenset(each.id for each in by_class.get(Contradiction, ())),
    )


class StateDecider:
    """The question which pattern is chosen: its rules, factors, states and decisions.

    What is not asked for is not worked out.

    Args:
        index: The knowledge.
        jobs: How many processes decide.
        progress: Told how far they have come.
    """

    def __init__(
        self, index: KnowledgeIndex, jobs: int = 1, progress: Progress | None = None
    ) -> None:
        self.index = index
        self._jobs = jobs
        self._progress = progress
        self._followed: dict[Any, tuple[Any, ...]] = {}

    @cached_property
    def rules(self) -> RelevantRules:
        """The rules that bear on the choice."""
        return relevant_rules(self.index, GOALS)

    @cached_property
    def factors(self) -> tuple[Factor, ...]:
        """The groups of fields that these rules read together."""
        return factors(self.index, self.rules)

    @cached_property
    def states(self) -> tuple[State, ...]:
        """What the factors can lead to together."""
        return states(self.factors)

    @cached_property
    def decisions(self) -> tuple[StateDecision, ...]:
        """The decision in every state, in their order, whatever the number of processes."""
        found: list[StateDecision] = []
        for part in _decided(self, self._jobs):
            found += part
            if self._progress:
                self._progress(len(found), len(self.states))
        return tuple(found)

    @property
    def decided(self) -> Iterable[tuple[State, StateDecision]]:
        """The states, each with its decision."""
        return zip(self.states, self.decisions, strict=True)

    @property
    def catalog(self) -> Catalog:
        """What there is to choose from."""
        return self.index.knowledge.catalog

    @property
    def combinations(self) -> int:
        """How many combinations of representative values the states stand for."""
        return sum(state.combinations for state in self.states)

    @property
    def exhaustive(self) -> bool:
        """Whether no factor was too large, no state left out, and no fact derived by a pack."""
        whole = all(factor.exhaustive for factor in self.factors)
        reached = prod(factor.combinations for factor in self.factors) == self.combinations
        return whole and reached and not self.index.knowledge.procedures

    def assignment(self, state: State) -> dict[Place, Any]:
        """Return values with which a state comes about."""
        return {
            place: value
            for factor, outcome in zip(self.factors, state.outcomes, strict=True)
            if outcome is not None
            for place, value in factor.outcomes[outcome][0]
        }

    def decide(self, state: State) -> StateDecision:
        """Return what is chosen in a state, by the rules and choices of a consultation."""
        known = dict.fromkeys(sorted(state.conclusions, key=repr))
        try:
            self._close(known, state)
            for choice in self._choices:
                found = list(choice.run(KnownFacts(known, choice.reads)))
                known.update((each.fact, None) for each in found)
                self._close(known, state)
        except StrategyError as error:
            return StateDecision((), failure=str(error))
        return decision_in(known)

    def _close(self, known: dict[Any, None], state: State) -> None:
        """Add all that follows by rules from what is known."""
        if not self._is_separable:
            found = self._chained.infer([*self._outside(state), *known]).concluded
            known.update(dict.fromkeys(found))
            return
        waiting: list[tuple[Any, ...]] = [(), *((fact,) for fact in known)]
        while waiting:
            facts = waiting.pop()
            key = facts, state.seen
            if key not in self._followed:
                found = self._chained.infer([*self._outside(state), *facts]).concluded
                self._followed[key] = found
            new = [each for each in self._followed[key] if each not in known]
            known.update(dict.fromkeys(new))
            waiting += [(each,) for each in new]

    @cached_property
    def _chained(self) -> Engine:
        # The oracle takes any made-up fact, and does not share faults with the usual engine.
        base = KnowledgeBase("verification", self.rules.chained, self.index.base.facts)
        return engine_for(base, "reference", cache_size=0)

    @cached_property
    def _choices(self) -> list[Procedure]:
        return [each for each in self.index.procedures if each.id in CHOOSE.values()]

    @cached_property
    def _is_separable(self) -> bool:
        """Whether no later rule looks at two conclusions at once.

        Then what follows from several conclusions is what follows from none and from each,
        and is found once for each instead of once for thousands of combinations.
        """
        given = (*self.index.background, *filter(self.index.is_open, self._read))
        return all(
            sum(each.fact_class not in given for each in rule.variables) <= 1
            for rule in self.rules.chained
        )

    @cached_property
    def _read(self) -> list[type]:
        """The classes of facts that later rules look at."""
        chained = self.rules.chained
        return list(dict.fromkeys(each.fact_class for rule in chained for each in rule.variables))

    def _outside(self, state: State) -> Iterator[Any]:
        """Yield the facts from outside that later rules read."""
        given: dict[type, dict[str, Any]] = {}
        for (fact_class, name), value in state.seen:
            given.setdefault(fact_class, {})[name] = value
        for fact_class in self._read:
            values = given.get(fact_class, {})
            is_there = any(value is not None for value in values.values())
            if self.index.is_open(fact_class) and (fact_class in self.index.stated or is_there):
                yield made(fact_class, values)


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


def _decided(decider: StateDecider, jobs: int) -> Iterator[list[StateDecision]]:
    starts = range(0, len(decider.states), _CHUNK)
    knowledge = _pickled(decider.index.knowledge) if jobs > 1 else None
    if knowledge is None:
        yield from (_decide_from(start, decider) for start in starts)
        return
    # Processes are told the knowledge and find the states anew, in the same order: states
    # hold facts of rules in sets, and sending them would take longer than deciding.
    with ProcessPoolExecutor(jobs, initializer=_prepare, initargs=(knowledge,)) as pool:
        yield from pool.map(_decide_from, starts)


def _pickled(knowledge: Any) -> bytes | None:
    """Return knowledge as bytes, or None where it holds what cannot be sent, such as a lambda."""
    try:
        return pickle.dumps(knowledge)
    except (pickle.PicklingError, AttributeError, TypeError):
        return None


_WORKER: list[StateDecider] = []
"""Of a process of the pool, its own decider: what starts it can leave nothing elsewhere."""


def _prepare(knowledge: bytes) -> None:
    _WORKER.append(StateDecider(KnowledgeIndex(pickle.loads(knowledge))))  # noqa: S301 - our own bytes


def _decide_from(start: int, decider: StateDecider | None = None) -> list[StateDecision]:
    decider = decider or _WORKER[0]
    return [decider.decide(each) for each in decider.states[start : start + _CHUNK]]
