"""What a search for other requirements wants to reach."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol, get_args

from attrs import frozen

from wso2_strategy.advice.decision import Aspect, Decision
from wso2_strategy.domain.catalog import Catalog, Redundancy
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

    def ways(self, catalog: Catalog) -> tuple[Reach, ...]:
        """Return the choices of which any one has the property."""
        ...


@frozen
class Reach:
    """A certain pattern, layout, redundancy or platform is decided for, and does what is needed.

    A pattern that only comes closest, where none suffices, is no goal unless that is allowed.

    Attributes:
        aspect: What is decided.
        id: The wanted pattern, layout, redundancy or platform; None for no layout.
        known_conflicts: The conflicts between statements that there may be, or None for any.
        closest: Whether it may also be what only comes closest.
    """

    aspect: Aspect
    id: str | None
    known_conflicts: frozenset[str] | None = None
    closest: bool = False

    @property
    def aspects(self) -> tuple[Aspect, ...]:
        """The one aspect."""
        return (self.aspect,)

    def met(self, decision: Decision) -> bool:
        """Return whether the decision is the wanted one."""
        wanted = bool(getattr(decision, self.aspect) == self.id)
        return wanted and (self.closest or self.id not in decision.insufficient)

    def ways(self, catalog: Catalog) -> tuple[Reach, ...]:  # noqa: ARG002 - there is one
        """Return itself."""
        return (self,)

    def possible(self, row: OpenRow) -> bool:
        """Return whether the wanted decision cannot be ruled out."""
        if self.aspect == "redundancy":
            return any(each.redundancy == self.id for each in row.patterns)
        if self.aspect == "platform":
            return row.may_be_platform(self.id or "")
        if self.aspect == "pattern":
            # A field that cannot bring the pattern about may still end a conflict about it.
            alone = self.known_conflicts is None
            return row.may_be_pattern(self.id or "", closest=self.closest, alone=alone)
        return row.may_be_layout(self.id, closest=self.closest)


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

    def ways(self, catalog: Catalog) -> tuple[Reach, ...]:
        """Return every other choice in one of the aspects."""
        choices: Mapping[Aspect, Iterable[str | None]] = {
            "pattern": [each.id for each in catalog.arrangements("pattern")],
            "redundancy": get_args(Redundancy),
            "regions": [None, *(each.id for each in catalog.arrangements("regions"))],
            "platform": [each.id for each in catalog.platforms],
        }
        return tuple(
            Reach(aspect, each, closest=True)
            for aspect in self.aspects
            for each in choices[aspect]
            if each != getattr(self.decision, aspect)
        )
