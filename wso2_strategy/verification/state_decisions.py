"""What is chosen in every state that the rules can tell apart."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property
from typing import Any

from attrs import frozen

from wso2_strategy.advice.choices import CHOOSE
from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern
from wso2_strategy.domain.conclusions import Contradiction, Exclusion, Need, Selection
from wso2_strategy.errors import StrategyError
from wso2_strategy.inference import (
    Condition,
    Engine,
    KnowledgeBase,
    KnownFacts,
    Procedure,
    Rule,
    engine_for,
)
from wso2_strategy.inference.conditions import Conjunction
from wso2_strategy.inference.fact_class import fact_fields
from wso2_strategy.verification.decision_states import (
    Outside,
    RelevantRules,
    State,
    copied_places,
    domains,
    may_conclude,
    outside,
    readers,
    relevant_rules,
)
from wso2_strategy.verification.knowledge_index import KnowledgeIndex, places_of
from wso2_strategy.verification.stated_values import Place
from wso2_strategy.verification.sweep import Domains, Sweep, swept

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
    """The question which pattern is chosen: its rules, states and decisions.

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
        self._chained: dict[frozenset[Outside], Engine] = {}

    @cached_property
    def rules(self) -> RelevantRules:
        """The rules that bear on the choice."""
        return relevant_rules(self.index, GOALS)

    @cached_property
    def domains(self) -> Domains:
        """The values of fields that these rules can tell apart."""
        return domains(self.index, self.rules)

    @cached_property
    def sweep(self) -> Sweep:
        """What follows from facts from outside, for all their values."""
        return swept(self.domains, readers(self.index, self.rules))

    @cached_property
    def states(self) -> tuple[State, ...]:
        """What there is to be decided."""
        return tuple(
            State(found, tuple(each for each in case if each[0][0] is not Rule), count)
            for found, (case, count) in self.sweep.found.items()
        )

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
    def needs(self) -> Iterable[Need]:
        """What is needed in some state."""
        found = {fact for state in self.states for fact in state.conclusions}
        return sorted((each for each in found if isinstance(each, Need)), key=repr)

    @property
    def exhaustive(self) -> bool:
        """Whether no state was left out, and no fact is derived by a pack."""
        return self.sweep.is_whole and not self.index.knowledge.procedures

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

    def causes(self, found: Any) -> Iterator[Condition]:
        """Yield conditions on facts from outside, each of which may lead to something found."""
        if isinstance(found, Outside):
            yield self._gates.get(found, Conjunction(()))
        else:
            for rule in (*self.rules.direct, *self.rules.graded):
                if may_conclude(rule, found):
                    yield self.index.condition(rule)

    def _close(self, known: dict[Any, None], state: State) -> None:
        """Add all that follows by rules from what is known."""
        if not self._is_separable:
            known.update(dict.fromkeys(self._inferred(state, known)))
            return
        waiting: list[tuple[Any, ...]] = [(), *((fact,) for fact in known)]
        while waiting:
            facts = waiting.pop()
            key = facts, state.seen
            if key not in self._followed:
                self._followed[key] = self._inferred(state, facts)
            new = [each for each in self._followed[key] if each not in known]
            known.update(dict.fromkeys(new))
            waiting += [(each,) for each in new]

    def _inferred(self, state: State, known: Iterable[Any]) -> tuple[Any, ...]:
        """Return what later rules conclude, if what they want of facts from outside is met."""
        if state.seen not in self._chained:
            unmet = self._gates.keys() - state.seen
            rules = [each for each in self.rules.chained if Outside(each.id) not in unmet]
            base = KnowledgeBase("verification", rules, self.index.base.facts)
            # The oracle takes any made-up fact, and does not share faults with the usual engine.
            self._chained[state.seen] = engine_for(base, "reference", cache_size=0)
        return self._chained[state.seen].infer([*self._outside(state), *known]).concluded

    @cached_property
    def _gates(self) -> Mapping[Outside, Condition]:
        """What later rules want of facts from outside."""
        parts = ((rule, outside(self.index, rule)[0]) for rule in self.rules.chained)
        return {Outside(rule.id): part for rule, part in parts if part.parts}

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

    @cached_property
    def _read_later(self) -> Collection[Place]:
        """The fields that later rules look at."""
        chained = self.rules.chained
        return {*places_of(rule.when for rule in chained), *copied_places(chained)}

    def _outside(self, state: State) -> Iterator[Any]:
        """Yield the facts from outside that later rules read."""
        given: dict[type, dict[str, Any]] = {}
        for place, value in state.case:
            if place in self._read_later:
                given.setdefault(place[0], {})[place[1]] = value
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
