"""What is chosen in every state that the rules can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from attrs import frozen

from wso2_strategy.advice.choices import CHOOSE
from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern
from wso2_strategy.domain.conclusions import (
    Contradiction,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    PassedOver,
    Selection,
)
from wso2_strategy.errors import StrategyError
from wso2_strategy.inference import KnownFacts
from wso2_strategy.inference.conditions import Test
from wso2_strategy.verification.decision_states import DecidingRules, Outside, State
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.sweep import Sweep, swept


@frozen
class StateDecision:
    """What was chosen in a state, and what stood for and against it.

    Attributes:
        patterns: The chosen pattern's id; not one entry where something is wrong.
        layouts: The chosen region layout's id, if any.
        reasons: What is needed and excluded in the end, under whatever layout.
        declared: Ids of contradictions that were concluded.
        failure: Why there is no decision, if so.
    """

    patterns: tuple[str, ...]
    layouts: tuple[str, ...] = ()
    reasons: frozenset[Any] = frozenset()
    declared: frozenset[str] = frozenset()
    failure: str | None = None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of all that was chosen."""
        return self.patterns + self.layouts

    @property
    def needs(self) -> frozenset[str]:
        """The needed capabilities, under what was chosen."""
        return self._under(next(iter(self.layouts), None))[0]

    def _under(self, layout: str | None) -> tuple[frozenset[str], frozenset[str]]:
        """Return what is needed and what is excluded under a layout: as under none by default."""
        return self._standing.get(layout, self._standing[None])

    @cached_property
    def _standing(self) -> Mapping[str | None, tuple[frozenset[str], frozenset[str]]]:
        """The needed capabilities and the excluded patterns under each layout, and under none."""
        asked = [each for each in self.reasons if isinstance(each, Need | LayoutNeed)]
        against = [each for each in self.reasons if each not in asked]
        layouts = {each.layout for each in self.reasons if not isinstance(each, Need | Exclusion)}
        return {
            layout: (
                frozenset(each.capability for each in asked if each.holds_under(layout)),
                frozenset(each.pattern for each in against if each.holds_under(layout)),
            )
            for layout in (None, *layouts)
        }

    def sufficient(
        self, catalog: Catalog, dimension: Dimension, *, limits: bool = True
    ) -> list[Pattern]:
        """Return the patterns that provide all that is needed and are within limits, if asked.

        A layout is within limits where some pattern is under it.
        """
        layout = next(iter(self.layouts), None)
        return [
            each
            for each in catalog.arrangements(dimension)
            if self._suffices(catalog, each, layout, limits=limits)
            if dimension == "pattern" or not limits or self._has_pattern(catalog, each.id)
        ]

    def _has_pattern(self, catalog: Catalog, layout: str) -> bool:
        patterns = catalog.arrangements("pattern")
        return any(self._suffices(catalog, each, layout, limits=True) for each in patterns)

    def _suffices(
        self, catalog: Catalog, pattern: Pattern, layout: str | None, *, limits: bool
    ) -> bool:
        needed, excluded = self._under(layout)
        own = {each for each in needed if catalog.capability(each).dimension == pattern.dimension}
        return pattern.provides >= own and not (limits and pattern.id in excluded)


def decision_in(facts: Iterable[Any]) -> StateDecision:
    """Return what was chosen, from all facts of a consultation."""
    listed = list(facts)
    selections = [each for each in listed if isinstance(each, Selection)]
    reasons = Need, LayoutNeed, Exclusion, LayoutExclusion
    return StateDecision(
        patterns=tuple(each.id for each in selections if each.subject == "pattern"),
        layouts=tuple(each.id for each in selections if each.subject == "regions"),
        reasons=frozenset(each for each in listed if isinstance(each, reasons)),
        declared=frozenset(each.id for each in listed if isinstance(each, Contradiction)),
    )


class StateDecider:
    """The question which pattern is chosen: its rules, states and decisions.

    What is not asked for is not worked out.
    """

    def __init__(self, index: KnowledgeIndex) -> None:
        self.index = index
        self._choices = [each for each in index.procedures if each.id in CHOOSE.values()]
        self._made: dict[frozenset[Any], StateDecision] = {}

    @cached_property
    def rules(self) -> DecidingRules:
        """The rules that bear on the choice."""
        classes = (kind for each in self._choices for kind in (*each.reads, *each.derives))
        return DecidingRules.of(self.index, {*classes} - {Contradiction, PassedOver})

    @cached_property
    def sweep(self) -> Sweep:
        """What follows from facts from outside, for all their values."""
        return swept(self.rules.domains, self.rules.readers)

    @cached_property
    def states(self) -> tuple[State, ...]:
        """What there is to be decided."""
        return tuple(
            State(found, tuple(each for each in case if each[0][0] is not Test), count)
            for found, (case, count) in self.sweep.found.items()
        )

    @cached_property
    def decided(self) -> tuple[tuple[State, StateDecision], ...]:
        """The states, each with its decision."""
        return tuple((each, self.decide(each)) for each in self.states)

    @property
    def catalog(self) -> Catalog:
        """What there is to choose from."""
        return self.index.knowledge.catalog

    @property
    def exhaustive(self) -> bool:
        """Whether no state was left out, and no fact is derived by a pack."""
        return self.sweep.is_whole and not self.index.knowledge.procedures

    def decide(self, state: State) -> StateDecision:
        """Return what is chosen in a state, by the rules and choices of a consultation."""
        known = dict.fromkeys([*self.index.base.facts, *state.conclusions])
        waiting = [each for each in self._chained if each.asks is None or each.asks in state.found]
        waiting = _closed(known, waiting)
        if not self._is_final:
            return self._chosen(known, waiting)
        key = frozenset(known)
        if key not in self._made:
            self._made[key] = self._chosen(known, waiting)
        return self._made[key]

    def _chosen(self, known: dict[Any, None], waiting: list[_Later]) -> StateDecision:
        try:
            for choice in self._choices:
                found = list(choice.run(KnownFacts(known, choice.reads)))
                known.update((each.fact, None) for each in found)
                waiting = _closed(known, waiting)
        except StrategyError as error:
            return StateDecision((), failure=str(error))
        return decision_in(known)

    @cached_property
    def _is_final(self) -> bool:
        """Whether no rule goes on from a choice, so that it depends on what is known before."""
        derived = {kind for each in self._choices for kind in each.derives}
        return not any(type(fact) in derived for each in self._chained for fact in each.needs)

    @cached_property
    def _chained(self) -> list[_Later]:
        background = self.index.base.facts
        return [
            _Later(
                frozenset(each.premises).difference(background),
                Outside(each.literals) if each.literals else None,
                dict.fromkeys(each.adds),
            )
            for each in self.rules.chained
        ]


@frozen
class _Later:
    """What a rule needs that is concluded or chosen, asks of facts from outside, and adds."""

    needs: frozenset[Any]
    asks: Outside | None
    adds: dict[Any, None]


def _closed(known: dict[Any, None], waiting: list[_Later]) -> list[_Later]:
    """Add all that follows by rules from what is known; return those that still wait."""
    while True:
        left = [each for each in waiting if not each.needs <= known.keys()]
        if len(left) == len(waiting):
            return left
        for each in waiting:
            if each.needs <= known.keys():
                known.update(each.adds)
        waiting = left
