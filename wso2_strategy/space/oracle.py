"""One advisor, made ready to be asked about thousands of other requirements."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Protocol

from wso2_strategy.advice.decision import Aspect, Decision
from wso2_strategy.advice.outcome import Asks
from wso2_strategy.domain.facts import GatewayGroup, Requirements
from wso2_strategy.space.bounded_cache import MOST, Memo
from wso2_strategy.space.candidates import Candidates
from wso2_strategy.space.fields import Form, StatedField, Values, form
from wso2_strategy.space.node_limit import NodeLimit
from wso2_strategy.space.open_row import OpenRow
from wso2_strategy.space.row_decider import LAYOUT, PATTERN, PLATFORM, ClauseDecider, row_decider
from wso2_strategy.space.search_goal import Goal, Reach


class AsksOracle(Asks, Protocol):
    """Who gave an outcome, made ready to be asked about thousands of other requirements."""

    def oracle_beside(self, requirements: Requirements) -> Oracle:
        """Return what answers for it, quickly, with the gateway groups of some requirements."""


class Oracle:
    """Answers what an advisor would decide, and what it might.

    Attributes:
        form: The fields that can be stated.
        candidates: The values worth trying.
        node_limit: What tells where a goal breaks the limit on nodes, whatever else is stated.
        combined: The fields that models combine, so that what one of them changes depends on
            the others; a bit mask of their places.
        foresees: Whether impossible goals can be proved to be so. It is false where a pack
            brings code of its own; then the advisor itself is asked.

    What no row can say is the same in all questions: the gateway groups.
    """

    def __init__(self, advisor: Asks, groups: tuple[GatewayGroup, ...] = ()) -> None:
        self._beside = Requirements(gateway_groups=groups)
        self._catalog = advisor.knowledge.catalog
        self.form: Form = form(tuple(advisor.knowledge.fact_classes))
        self._decider = row_decider(advisor, self.form, groups)
        self.foresees = isinstance(self._decider, ClauseDecider)
        self.combined = self._decider.levels.mask | self._decider.fits.mask
        self.candidates = Candidates(self._decider)
        self.relevant = lru_cache(maxsize=64)(self._relevant)
        self.fields = lru_cache(maxsize=64)(self._fields)
        self.node_limit = NodeLimit(self.form, self._catalog, advisor.base.rules)
        self._possible: Memo[tuple[Reach, Hashable], bool] = Memo()
        self._advisor = advisor
        self.conflicts = lru_cache(maxsize=MOST)(self._conflicts)

    def decide(self, values: Values) -> Decision:
        """Return the advisor's decision for a row."""
        return self._decider.decide(values)

    def reaches(self, goal: Goal, values: Values) -> bool:
        """Return whether a row reaches a goal, without a conflict that it does not allow."""
        return goal.met(self.decide(values)) and not self.unwanted(goal, values)

    def unwanted(self, goal: Goal, values: Values) -> frozenset[str]:
        """Return the paths of what is stated in conflicts that a goal does not allow."""
        known = goal.known_conflicts
        if known is None:
            return frozenset()
        found = self.conflicts(values)
        return frozenset().union(*(sides for each, sides in found.items() if each not in known))

    def _conflicts(self, values: Values) -> Mapping[str, frozenset[str]]:
        """Return the conflicts of a row by id, each with the paths of its sides."""
        outcome = self._advisor.advise(self.form.filled(values, self._beside))
        found: dict[str, frozenset[str]] = {}
        for each in outcome.conflicts:
            sides = frozenset(side.path for side in each.sides)
            found[each.id] = found.get(each.id, frozenset()) | sides
        return found

    def ways(self, goal: Goal) -> tuple[Goal, ...]:
        """Return the single choices that reach a goal, or the goal where nothing is foreseen."""
        return goal.ways(self._catalog) if self.foresees else (goal,)

    def possible(self, goal: Goal, values: Values, free: int) -> bool:
        """Return whether a goal cannot be ruled out where some fields are open."""
        if not isinstance(self._decider, ClauseDecider):
            return bool(free) or goal.met(self.decide(values))
        row = OpenRow(self._decider, self._catalog, values, free)
        return any(self._may_reach(each, row) for each in goal.ways(self._catalog))

    def _may_reach(self, goal: Reach, row: OpenRow) -> bool:
        key = goal, row.key
        known = self._possible.get(key)
        if known is None:
            known = self._possible[key] = goal.possible(row)
        return known

    def relevant_for(self, goal: Goal) -> int:
        """Return the literals on which a goal may depend: all, where conflicts count."""
        return self.relevant(goal.aspects) if goal.known_conflicts is None else -1

    def _relevant(self, aspects: tuple[Aspect, ...]) -> int:
        """Return the literals on which some aspects of a decision may depend."""
        wanted: dict[Aspect, str] = {"regions": LAYOUT, "platform": PLATFORM}
        found = 0
        for each in aspects:
            found |= self._decider.relevant_to(wanted.get(each, PATTERN))
        return found

    def _fields(self, aspects: tuple[Aspect, ...]) -> tuple[StatedField, ...]:
        """Return the fields on which some aspects of a decision may depend."""
        relevant, decider = self.relevant(aspects), self._decider
        direct = decider.read_directly if "platform" in aspects or not self.foresees else ()
        return tuple(
            field
            for field in self.form.fields
            if (decider.stated.readers[field.index] | decider.feeders[field.index]) & relevant
            or field.index in direct
        )
