"""How many nodes of which size a design needs, and why."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from attrs import field, frozen

from wso2_strategy.document.json_values import JsonKeys, json_record, same
from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.catalog import Redundancy
from wso2_strategy.models.arithmetic import Recording, figure
from wso2_strategy.models.figure import Figure
from wso2_strategy.models.load.demand import Demand, recorded
from wso2_strategy.models.load.region_load import CALIBRATIONS, Calibration
from wso2_strategy.models.sizing.design import Design, TierRoles
from wso2_strategy.models.sizing.group_sizes import GroupSize, group_sizes
from wso2_strategy.models.sizing.notes import by_the_lowest, notes
from wso2_strategy.models.sizing.region_counts import (
    Regions,
    bindings,
    clusters,
    excess,
    figures,
    node_total,
    nodes_per_region,
    region_counts,
    wanted_nodes,
)

_JSON_KEYS: JsonKeys = {
    **same("pattern", "redundancy", "regions", "layout", "tiers", "clusters"),
    "nodes": "total_nodes",
    "vcpu": "total_vcpu",
    "memory_mib": "total_memory_mib",
    **same("feasible", "reasons", "notes", "calibrations"),
}


@frozen
class TierSizing:
    """One component of a design.

    Attributes:
        component: The component's id.
        nodes: Nodes in all regions together.
        nodes_per_region: Nodes in each region, the main region first.
        vcpu_per_node: vCPU of one node.
        heap_mib: Java heap of one node, in MiB.
        memory_mib: Memory of one node, in MiB.
        binding: What decided the number: ``redundancy``, ``load``, ``target``, ``clusters``,
            ``ceiling``, or the ``pattern`` alone where it is one.
        calibration: The calibration that the number follows.
        documented_nodes: Nodes by WSO2's stated figures.
        measured_nodes: Nodes by the benchmarks, also where it cannot have so many.
    """

    component: str
    nodes: int
    nodes_per_region: tuple[int, ...]
    vcpu_per_node: int
    heap_mib: int
    memory_mib: int
    binding: str
    calibration: Calibration
    documented_nodes: int
    measured_nodes: int


@frozen
class CalibrationSizing:
    """What one calibration says about the whole design.

    Attributes:
        calibration: ``documented`` or ``measured``.
        total_nodes: WSO2 nodes.
        feasible: Whether the design carries the load.
        reasons: Why it does not.
    """

    calibration: Calibration
    total_nodes: int
    feasible: bool
    reasons: tuple[str, ...]


@frozen
class Sizing:
    """The size of a design; what few ask for is worked out when it is asked for.

    Attributes:
        design: What was sized.
        demand: The load it was computed for.
        assumptions: The numbers it rests on.
        calibration: The calibration that was asked for, or None for the usual ones.
        region_counts: The counts per kind of region.
    """

    design: Design
    demand: Demand | None = field(repr=False)
    assumptions: Assumptions = field(repr=False)
    calibration: Calibration | None
    region_counts: Regions = field(repr=False, eq=False)

    @cached_property
    def tiers(self) -> tuple[TierSizing, ...]:
        """The components, in the pattern's order."""
        return tuple(self._tier(tier) for tier in self.design.tiers)

    @property
    def clusters(self) -> int:
        """Clusters of gateways, each around Traffic Managers of its own, over all regions."""
        return clusters(self.region_counts)

    @property
    def feasible(self) -> bool:
        """Whether the design carries the stated load."""
        return not self.reasons

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why it does not."""
        return excess(self.region_counts)

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """What weakens the numbers, such as a payload outside the measured range."""
        lowest = by_the_lowest(self.assumptions)
        by_lowest = region_counts(self.design, self.demand, lowest, self.calibration)
        measured, chosen = self._by("measured"), self.region_counts
        found = notes(self.design, self.demand, chosen, measured, by_lowest, self.assumptions)
        return tuple(found)

    @cached_property
    def calibrations(self) -> tuple[CalibrationSizing, ...]:
        """What each calibration says."""
        return tuple(_calibration(each, self._by(each)) for each in CALIBRATIONS)

    def _by(self, calibration: Calibration) -> Regions:
        return region_counts(self.design, self.demand, self.assumptions, calibration)

    def _tier(self, tier: TierRoles) -> TierSizing:
        name, assumed = tier.component, self.assumptions
        per_region = nodes_per_region(self.region_counts, name)
        return TierSizing(
            component=name,
            nodes=sum(per_region),
            nodes_per_region=per_region,
            vcpu_per_node=int(assumed.value("vcpu_per_node")),
            heap_mib=int(assumed.value("heap_mib_per_node")),
            memory_mib=int(assumed.value("memory_mib_per_node")),
            binding=bindings(self.region_counts, name),
            calibration=self.calibration or tier.calibration,
            documented_nodes=sum(nodes_per_region(self._by("documented"), name)),
            measured_nodes=wanted_nodes(self._by("measured"), name),
        )

    @property
    def pattern(self) -> str:
        """The pattern's id."""
        return self.design.pattern.id

    @property
    def redundancy(self) -> Redundancy:
        """Which components run more than once."""
        return self.design.redundancy

    @property
    def regions(self) -> int:
        """Number of regions."""
        return self.design.regions

    @property
    def layout(self) -> str | None:
        """The region layout's id, or None."""
        return self.design.layout.id if self.design.layout else None

    @property
    def total_nodes(self) -> int:
        """WSO2 nodes; databases, load balancers and caches are not counted."""
        return node_total(self.region_counts)

    @property
    def total_vcpu(self) -> int:
        """The vCPU of all nodes."""
        return sum(tier.nodes * tier.vcpu_per_node for tier in self.tiers)

    @property
    def total_memory_mib(self) -> int:
        """Memory of all nodes, in MiB."""
        return sum(tier.nodes * tier.memory_mib for tier in self.tiers)

    @property
    def gateway_groups(self) -> tuple[GroupSize, ...]:
        """The gateways of each group, where several are tiers of their own."""
        return group_sizes(self.design, self.region_counts, self.demand)

    def figures(self) -> tuple[Figure, ...]:
        """Return the nodes of every component and in total, with all they follow from."""
        return figures(self.design, self.demand, self.assumptions, self.calibration)

    def concurrency_figure(self) -> Figure | None:
        """Return the requests in flight with all they follow from, if they are known."""
        if self.demand is None:
            return None
        found = recorded(self.demand, Recording(self.assumptions)).concurrency
        return None if found is None else figure(found)

    def to_dict(self) -> dict[str, Any]:
        """Return the sizing as JSON-ready values, with all its figures."""
        steps = {step.id: step for figure in self.figures() for step in figure.steps()}
        figures = [step.to_dict() for step in steps.values() if isinstance(step, Figure)]
        return {**json_record(self, _JSON_KEYS), "figures": figures}

    def nodes(self) -> dict[str, int]:
        """Return the nodes per component."""
        return {tier.component: tier.nodes for tier in self.tiers}


def sizing(
    design: Design,
    demand: Demand | None = None,
    assumptions: Assumptions = ASSUMPTIONS,
    *,
    calibration: Calibration | None = None,
) -> Sizing:
    """Return the size of a design for a load.

    Args:
        design: The pattern, its redundancy and regions.
        demand: The load, or None where none is stated: then redundancy alone decides.
        assumptions: The numbers to use.
        calibration: One calibration for all components. By default All-in-One nodes
            that carry calls follow WSO2's stated figures and all others the benchmarks.

    >>> from wso2_strategy.domain.facts import Requirements, Traffic
    >>> from wso2_strategy.models.load.demand import demand
    >>> retail = demand(Requirements(traffic=Traffic(peak_tps=9000)))
    >>> sizing(Design.named("P3", "all"), retail).nodes()
    {'control-plane': 2, 'traffic-manager': 2, 'gateway': 5}
    >>> sizing(Design.named("P1"), retail).reasons
    ('the load needs 18 All-in-One nodes, 2 at most are possible',)
    """
    counts = region_counts(design, demand, assumptions, calibration)
    return Sizing(design, demand, assumptions, calibration, counts)


def _calibration(calibration: Calibration, regions: Regions) -> CalibrationSizing:
    reasons = excess(regions)
    return CalibrationSizing(calibration, node_total(regions), not reasons, reasons)
