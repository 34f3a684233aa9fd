"""What is chosen in every state that the rules can tell apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

from attrs import field, frozen

from wso2_strategy.advice.arrangement import REDUNDANCY
from wso2_strategy.advice.choices import CHOOSE
from wso2_strategy.domain.catalog import Catalog, Dimension, Pattern
from wso2_strategy.domain.conclusions import (
    Contradiction,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    PassedOver,
    RedundancyNeed,
    Selection,
)
from wso2_strategy.errors import StrategyError
from wso2_strategy.inference import KnownFacts
from wso2_strategy.inference.conditions import Test
from wso2_strategy.verification.decision_states import DecidingRules, Outside, State
from wso2_strategy.verification.knowledge_index import KnowledgeIndex
from wso2_strategy.verification.sweep import Bits, Sweep, swept


@frozen(cache_hash=True)
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
    _standing: dict[str | None, tuple[frozenset[str], frozenset[str]]] = field(
        factory=dict, init=False, eq=False, repr=False
    )

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of all that was chosen."""
        return self.patterns + self.layouts

    @property
    def needs(self) -> frozenset[str]:
        """The needed capabilities, under what was chosen."""
        return self._under(next(iter(self.layouts), None))[0]

    def _under(self, layout: str | None) -> tuple[frozenset[str], frozenset[str]]:
        """Return the needed capabilities and the excluded patterns under a layout, or none."""
        if layout not in self._standing:
            held = [each for each in self.reasons if each.holds_under(layout)]
            self._standing[layout] = (
                frozenset(each.capability for each in held if isinstance(each, Need | LayoutNeed)),
                frozenset(
                    each.pattern for each in held if isinstance(each, Exclusion | LayoutExclusion)
                ),
            )
        return self._standing[layout]

    def sufficient(
        self, catalog: Catalog, dimension: Dimension, *, limits: bool = True
    ) -> list[Pattern]:
        """Return the patterns that provide all that is needed and are within limits, if asked.

        A layout is within limits where some pattern is under it.
        """
        layout = next(iter(self.layouts), None)
        found = self._sufficing(catalog, dimension, layout, limits=limits)
        if dimension == "pattern" or not limits:
            return list(found)
        return [each for each in found if self._has_pattern(catalog, each.id)]

    def _has_pattern(self, catalog: Catalog, layout: str) -> bool:
        return any(True for _ in self._sufficing(catalog, "pattern", layout, limits=True))

    def _sufficing(
        self, catalog: Catalog, dimension: Dimension, layout: str | None, *, limits: bool
    ) -> Iterator[Pattern]:
        needed, excluded = self._under(layout)
        own = {each for each in needed if catalog.capability(each).dimension == dimension}
        for pattern in catalog.arrangements(dimension):
            if pattern.provides >= own and not (limits and pattern.id in excluded):
                yield pattern


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
        self._made: dict[int, StateDecision] = {}

    @cached_property
    def rules(self) -> DecidingRules:
        """The rules that bear on the choice: what every pattern provides does not."""
        return DecidingRules.of(self.index, self._read, self.always_met)

    @cached_property
    def needing(self) -> DecidingRules:
        """The rules that ask for something or bear on the choice."""
        return DecidingRules.of(self.index, self._read) if self.always_met else self.rules

    @cached_property
    def always_met(self) -> frozenset[Need]:
        """The needs that every pattern meets, with however many nodes."""
        patterns = self.catalog.arrangements("pattern")
        return frozenset(
            Need(each.id)
            for each in self.catalog.capabilities
            if each.dimension == "pattern" and each.id not in REDUNDANCY
            if all(each.id in pattern.provides for pattern in patterns)
        )

    @property
    def _read(self) -> set[type]:
        classes = (kind for each in self._choices for kind in (*each.reads, *each.derives))
        # What a pattern needs for its own sake makes it redundant, and never another one chosen.
        return {*classes} - {Contradiction, PassedOver, RedundancyNeed}

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
        known, waiting = _closed(self._bits.mask(state.found), self._chained)
        key = known if self._goes_on_from_choices else known & ~self._outside
        if key not in self._made:
            self._made[key] = self._chosen(known, waiting)
        return self._made[key]

    def _chosen(self, known: int, waiting: Sequence[_Later]) -> StateDecision:
        found: list[Any] = []
        try:
            for choice in self._choices:
                concluded = [each for each in self._bits.listed(known) if type(each) is not Outside]
                facts = dict.fromkeys([*self.index.base.facts, *concluded, *found])
                found += [each.fact for each in choice.run(KnownFacts(facts, choice.reads))]
                known, waiting = _closed(known | self._bits.mask(found), waiting)
        except StrategyError as error:
            return StateDecision((), failure=str(error))
        return decision_in([*self.index.base.facts, *self._bits.listed(known)])

    @cached_property
    def _goes_on_from_choices(self) -> bool:
        """Whether a rule goes on from a choice, so that what it asks from outside counts too."""
        derived = {kind for each in self._choices for kind in each.derives}
        return any(type(fact) in derived for e in self.rules.chained for fact in e.premises)

    @cached_property
    def _bits(self) -> Bits:
        """What may be known, numbered alike in every run."""
        rules = (*self.rules.direct, *self.rules.chained)
        return Bits(dict.fromkeys(fact for each in rules for fact in each.adds))

    @cached_property
    def _outside(self) -> int:
        return self._bits.mask(Outside(e.literals) for e in self.rules.chained if e.literals)

    @cached_property
    def _chained(self) -> list[_Later]:
        background = frozenset(self.index.base.facts)
        return [
            _Later(
                self._bits.mask(
                    [
                        *(fact for fact in each.premises if fact not in background),
                        *([Outside(each.literals)] if each.literals else ()),
                    ]
                ),
                self._bits.mask(each.adds),
            )
            for each in self.rules.chained
        ]


@frozen
class _Later:
    """What must be known or so for a rule that waits, and what it adds."""

    needs: int
    adds: int


def _closed(known: int, waiting: Sequence[_Later]) -> tuple[int, list[_Later]]:
    """Return all that follows by rules from what is known, and the rules that still wait."""
    while True:
        left = [each for each in waiting if each.needs & ~known]
        if len(left) == len(waiting):
            return known, left
        for each in waiting:
            if not each.needs & ~known:
                known |= each.adds
        waiting = left
