"""What rules and procedures conclude."""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import frozen

from wso2_strategy.domain.catalog import Redundancy


@frozen(cache_hash=True)
class Need:
    """A capability that the deployment must have.

    Attributes:
        capability: The capability's id.
    """

    capability: str

    def holds_under(self, layout: str | None) -> bool:  # noqa: ARG002 - it holds under any
        """Return whether it stands where this layout over regions is chosen, or none."""
        return True


@frozen(cache_hash=True)
class Exclusion:
    """A reason why a pattern is not an answer.

    Attributes:
        pattern: The pattern's id.
        capability: The needed capability it lacks, where that is the reason.
        limit: A limit that stands against it, where that is the reason.
        by_degree: Whether the limit is a target that it misses more or less, so that this weighs
            less than a capability that it lacks.
    """

    pattern: str
    capability: str | None = None
    limit: str | None = None
    by_degree: bool = False

    def holds_under(self, layout: str | None) -> bool:  # noqa: ARG002 - it holds under any
        """Return whether it stands where this layout over regions is chosen, or none."""
        return True


@frozen(cache_hash=True)
class LayoutNeed:
    """A capability that a pattern must have under one layout over regions.

    Attributes:
        layout: The layout's id.
        capability: The capability's id.
    """

    layout: str
    capability: str

    def holds_under(self, layout: str | None) -> bool:
        """Return whether it stands where this layout over regions is chosen, or none."""
        return self.layout == layout


@frozen(cache_hash=True)
class RedundancyNeed:
    """A need for redundancy of every component that stands where one pattern is chosen.

    Attributes:
        pattern: The pattern's id.
        layout: The layout over regions under which it needs it, or None for any.
    """

    capability: ClassVar[str] = "redundancy"
    pattern: str
    layout: str | None = None

    def holds_under(self, layout: str | None) -> bool:
        """Return whether it stands where this layout over regions is chosen, or none."""
        return self.layout in (None, layout)


@frozen(cache_hash=True)
class LayoutExclusion:
    """A reason why a pattern would be no answer under one layout over regions.

    Attributes:
        layout: The layout's id.
        pattern: The pattern's id.
        capability: The needed capability it lacks, where that is the reason.
        limit: A limit that stands against it, where that is the reason.
        by_degree: As of an `Exclusion`.
    """

    layout: str
    pattern: str
    capability: str | None = None
    limit: str | None = None
    by_degree: bool = False

    def holds_under(self, layout: str | None) -> bool:
        """Return whether it stands where this layout over regions is chosen, or none."""
        return self.layout == layout


@frozen(cache_hash=True)
class Preference:
    """A reason to run on a platform.

    Attributes:
        platform: The platform's id.
        weight: How strong the reason is: 1 slight, 2 clear, 3 strong.
        topic: What the reason is about, so that several can be told apart.
    """

    platform: str
    weight: int
    topic: str


@frozen(cache_hash=True)
class Advice:
    """Something the reader should know or do.

    Attributes:
        id: A short name.
        text: What to do, or what to watch, in a sentence or two.
        severity: ``note``, ``caution`` for traps, or ``warning`` for risks.
    """

    id: str
    text: str
    severity: Literal["note", "caution", "warning"] = "note"


@frozen(cache_hash=True)
class Contradiction:
    """Stated facts that cannot all be honoured; the firing's sentence says which.

    Attributes:
        id: A short name.
        resolution: What the recommendation does about it.
    """

    id: str
    resolution: str


@frozen(cache_hash=True)
class Selection:
    """What was chosen for one of the questions.

    Attributes:
        subject: The question: the layout over regions, the pattern, or the platform.
        id: The chosen id.
        redundancy: For a pattern, which components are redundant.
    """

    subject: Literal["regions", "pattern", "platform"]
    id: str
    redundancy: Redundancy | None = None


@frozen(cache_hash=True)
class PassedOver:
    """A pattern or layout that was compared and not chosen.

    Attributes:
        subject: The question: the layout over regions, or the pattern.
        id: Its id.
    """

    subject: Literal["regions", "pattern"]
    id: str


@frozen(cache_hash=True)
class Size:
    """What the chosen design comes to.

    Attributes:
        nodes: WSO2 runtimes, over all tiers and regions.
        nodes_over_budget: How many of them are more than allowed; None without a limit.
        carries_load: Whether the design carries the stated load; None if none is stated.
        regions: The number of regions.
        call_nodes: How many nodes serve API calls, over all regions.
        clusters_per_region: The clusters of gateways, each around Traffic Managers of its own, in
            the region that has the most.
        carries_peak_one_down: Whether the nodes that remain carry the whole load while any one
            node is down; None if no load is stated.
        peak_tps_one_down: The load of each node that serves calls while one of them is down.
        availability: The share of time in which at least one node of every tier serves calls.
        full_load_availability: The share of time in which the whole load is carried.
        meets_target: Whether the former reaches the target; None if none is stated.
        expected: The former in words, on its side of the target.
        regions_that_reach: How many regions that work on their own would reach a target that is
            missed: 0 where it takes none, but nodes over two availability zones instead of one;
            None if no target is missed, or no number would.
        standby_switch_minutes: How long people take to switch to a standby region, if there is one.
        standby_lag_minutes: How much of what was written last may be lost by it.
    """

    nodes: int
    nodes_over_budget: int | None = None
    carries_load: bool | None = None
    regions: int = 1
    call_nodes: int = 1
    clusters_per_region: int = 1
    carries_peak_one_down: bool | None = None
    peak_tps_one_down: float | None = None
    availability: float | None = None
    full_load_availability: float | None = None
    meets_target: bool | None = None
    expected: str | None = None
    regions_that_reach: int | None = None
    standby_switch_minutes: float | None = None
    standby_lag_minutes: float | None = None


@frozen(cache_hash=True)
class SizedTier:
    """A tier of the chosen design with its nodes.

    Attributes:
        component: The component's id.
        nodes: Its nodes, over all regions.
        nodes_per_region: Its nodes in the region that has the most.
        nodes_per_pool: Its nodes that stand in for each other: of the largest cluster or gateway
            group there.
    """

    component: str
    nodes: int
    nodes_per_region: int
    nodes_per_pool: int
