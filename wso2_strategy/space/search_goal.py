"""What a search for other requirements wants to reach."""

from __future__ import annotations

from typing import Protocol

from attrs import frozen

from wso2_strategy.advice.decision import Aspect, Decision
from wso2_strategy.space.open_row import OpenRow


class Goal(Protocol):
    """A property of decisions."""

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The aspects of a decision that it looks at."""
        ...

    @property
    def known_conflicts(self) -> frozenset[str] | None:
        """The conflicts between statements that there may be, or None for any."""
        ...

    def met(self, decision: Decision) -> bool:
        """Return whether a decision has the property."""
        ...

    def possible(self, row: OpenRow) -> bool:
        """Return whether a decision with the property cannot be ruled out."""
        ...


@frozen
class Reach:
    """A certain pattern, layout or platform is decided for, and does what is needed.

    A pattern that only comes closest, where none suffices, is no goal.

    Attributes:
        aspect: What is decided.
        id: The wanted pattern, layout or platform.
        known_conflicts: The conflicts between statements that there may be, or None for any.
    """

    aspect: Aspect
    id: str
    known_conflicts: frozenset[str] | None = None

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The one aspect."""
        return (self.aspect,)

    def met(self, decision: Decision) -> bool:
        """Return whether the decision is the wanted one."""
        wanted = bool(getattr(decision, self.aspect) == self.id)
        return wanted and self.id not in decision.insufficient

    def possible(self, row: OpenRow) -> bool:
        """Return whether the wanted decision cannot be ruled out."""
        if self.aspect == "pattern":
            return row.may_be_sufficient_pattern(self.id)
        if self.aspect == "platform":
            return row.may_be_platform(self.id)
        return row.may_be_sufficient_layout(self.id)


@frozen
class Leave:
    """The decision is another one in some aspects.

    Attributes:
        decision: The decision to get away from.
        aspects: The aspects that count.
        known_conflicts: None, as any conflict may be brought.
    """

    decision: Decision
    aspects: tuple[Aspect, ...]
    known_conflicts: frozenset[str] | None = None

    def met(self, decision: Decision) -> bool:
        """Return whether a decision differs."""
        return bool(self.decision.differences(decision, self.aspects))

    def possible(self, row: OpenRow) -> bool:
        """Return whether a different decision cannot be ruled out."""
        return any(self._may_differ(row, aspect) for aspect in self.aspects)

    def _may_differ(self, row: OpenRow, aspect: Aspect) -> bool:
        if aspect == "platform":
            others = [each.id for each in row.catalog.platforms]
            return any(
                row.may_be_platform(each) for each in others if each != self.decision.platform
            )
        if aspect == "regions":
            return any(each != self.decision.regions for each in row.layouts)
        if aspect == "redundancy":
            return any(each.redundancy != self.decision.redundancy for each in row.patterns)
        others = [each.id for each in row.catalog.arrangements("pattern")]
        return any(row.may_be_pattern(each) for each in others if each != self.decision.pattern)
