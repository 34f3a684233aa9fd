"""How available API calls of a sized design are: the one place where that is computed.

Two figures, because they differ by more than most targets do: the share of time in which
at least one node of every tier serves calls, and that in which the whole load is carried.
Over regions the latter counts as many regions as carry it together, not one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from attrs import evolve, frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import TokenFormat
from wso2_strategy.domain.tolerance import reaches
from wso2_strategy.domain.wording import percentage
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.availability.flow_availability import time_down
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.availability.ways_to_carry import ways_to_carry
from wso2_strategy.models.sizing.counts import busy_nodes
from wso2_strategy.models.sizing.design import Design, TierRoles
from wso2_strategy.models.sizing.node_sizes import Sizing, sizing
from wso2_strategy.models.sizing.region_counts import RegionCount

MANY = 10
"""Nodes or regions that never fail together, as far as any target can tell."""


@frozen
class CallAvailability:
    """How available API calls of a design with its nodes are, and whether that is enough.

    Attributes:
        down: Share of time in which a tier has no node that serves calls.
        full_load_down: Share of time in which less than the whole load is carried; None
            where no load of calls is stated, or the design does not carry it at all.
        target: The availability that is asked for, if one is.
        group: The gateway group that is called: one with no more gateways than any, where there
            are several; the full load is that of all groups at once.
    """

    down: float
    full_load_down: float | None = None
    target: float | None = None
    group: str | None = None

    @property
    def expected(self) -> float:
        """Share of time in which at least one node of every tier serves calls."""
        return 1 - self.down

    @property
    def at_full_load(self) -> float | None:
        """Share of time in which the whole load is carried, where one is stated."""
        return None if self.full_load_down is None else 1 - self.full_load_down

    @property
    def meets_target(self) -> bool | None:
        """Whether the expected availability reaches the target; None if none is stated."""
        return None if self.target is None else reaches(self.down, self.target)

    @property
    def said(self) -> str:
        """The expected availability for people, on its side of the target."""
        return percentage(self.expected, target=self.target)

    @property
    def said_at_full_load(self) -> str | None:
        """The same while the whole load is carried, where one is stated."""
        full = self.at_full_load
        return None if full is None else percentage(full, target=self.target)

    @property
    def sentence(self) -> str:
        """Both figures, and what they mean for the target, in a sentence."""
        calls = "API calls"
        if self.group:
            calls = f"API calls to group {self.group}, which has no more gateways than any other,"
        said = f"{calls} are expected to be available {self.said} of the time, counted while at"
        said += " least one node of every tier is up"
        if self.target is not None:
            verb = "meets" if self.meets_target else "misses"
            said += f", which {verb} the target of {100 * self.target:.10g}%"
        of_all = " of all groups at once" if self.group else ""
        if self.said_at_full_load is not None:
            said += f"; {self.said_at_full_load} of the time the full load{of_all} is carried"
        return f"{said}."

    def to_dict(self) -> dict[str, Any]:
        """Return the figures and the sentence as JSON-ready values."""
        return {
            "sentence": self.sentence,
            "expected": self.expected,
            "at_full_load": self.at_full_load,
            "target": self.target,
            "meets_target": self.meets_target,
        }


def call_availability(
    size: Sizing, token_format: TokenFormat | None = None, target: float | None = None
) -> CallAvailability:
    """Return how available API calls of a sized design are.

    >>> from wso2_strategy.domain.facts import Requirements, Traffic
    >>> from wso2_strategy.models.load.demand import demand
    >>> from wso2_strategy.models.sizing.node_sizes import sizing
    >>> load = demand(Requirements(traffic=Traffic(peak_tps=1000)))
    >>> found = call_availability(sizing(Design.named("P1"), load))
    >>> round(found.expected, 4), round(found.at_full_load, 4)
    (0.9998, 0.9898)
    """
    uses = [*call_uses(size, token_format)]
    downs = [time_down(size.design, size.assumptions, use) for use in uses]
    count = size.region_counts[0].counts.get("gateway")
    groups = count.by_group() if count else {}
    group = min(groups, key=lambda name: groups[name], default=None)
    return CallAvailability(downs[0], downs[1] if downs[1:] else None, target, group)


def call_uses(size: Sizing, token_format: TokenFormat | None = None) -> Iterator[Use]:
    """Yield API calls as a use of a sized design, and where it has a load, also at full load.

    Any gateway of any cluster serves a call, but the full load takes every cluster: each has
    Traffic Managers for its own part of the events. Groups of gateways do not stand in for each
    other, so a call is one to the group with the fewest nodes, and the full load that of all
    groups at once. Opaque tokens also take the nodes that
    check them. Over regions the full load is carried while so many regions carry their equal
    share of it, for the number of regions for which that is most often so. That regions share it
    unequally is not counted on, so the figure is a lower bound.
    """
    counted = size.region_counts[0]
    call = call_use(counted, token_format)
    yield call
    opaque = token_format == "opaque"  # noqa: S105 - a format
    loaded = [
        tier.component
        for tier in counted.kind.tiers
        if tier is counted.kind.call_tier or (opaque and "key-manager" in tier.roles)
    ]
    if size.demand is not None and size.demand.design_tps is not None and size.feasible:
        full: dict[object, Use] = {}
        for regions, has in ways_to_carry(size):
            groups = tuple((name, has[name]) for name in loaded)
            # Of two numbers of regions that take the same nodes of each, fewer are better.
            full.setdefault(groups, evolve(call, groups=groups, regions=regions))
        yield min(full.values(), key=lambda use: time_down(size.design, size.assumptions, use))


def call_use(counted: RegionCount, token_format: TokenFormat | None) -> Use:
    """Return API calls as a use of the nodes of the main region, or of each."""
    clusters = max(count.clusters for count in counted.counts.values())
    nodes = {}
    for tier in counted.kind.tiers:
        count = counted.counts[tier.component]
        of_each = count.nodes // clusters if tier.is_traffic_manager else count.nodes
        nodes[tier.component] = min(count.by_group().values(), default=of_each)
    return Use("api-call", token_format or "jwt", tuple(nodes.items()))


def at_best(design: Design, token_format: TokenFormat | None = None) -> Use:
    """Return API calls of a design with as many nodes as ever help, where tiers can grow."""
    nodes = tuple((name, MANY) for name in grows(design))
    return Use("api-call", token_format or "jwt", nodes)


def grows(design: Design) -> tuple[str, ...]:
    """Return the components that may have any number of nodes; gateways alone where so stated."""
    tiers = (
        tier
        for kind in design.kinds
        for tier in kind.tiers
        if tier.max_nodes is None and (tier.is_gateway or design.redundancy != "gateway")
    )
    return tuple(dict.fromkeys(tier.component for tier in tiers))


def is_closest(down: float, best: float) -> bool:
    """Return whether nothing is clearly more available, to the digits that assumptions carry.

    >>> is_closest(1.005e-5, 1.001e-5), is_closest(2.26e-4, 1.01e-4)
    (True, False)
    """
    return down <= best or f"{down:.1e}" == f"{best:.1e}"


def large_enough(size: Sizing, token_format: TokenFormat | None, target: float | None) -> Sizing:
    """Return a size with the further nodes that a target takes, or until more would not matter.

    Each further node goes where it lowers the time down most.

    >>> from wso2_strategy.models.sizing.node_sizes import sizing
    >>> large_enough(sizing(Design.named("P2", "all")), "jwt", 0.99988).nodes()
    {'all-in-one': 2, 'gateway': 3}
    """
    if target is None or not grows(size.design):
        return size
    best = time_down(size.design, size.assumptions, at_best(size.design, token_format))
    grown = size
    for larger, down in further_nodes(size, token_format):
        grown = larger
        if enough(down, best, target):
            break
    return grown


def enough(down: float, best: float, target: float) -> bool:
    """Return whether further nodes are not needed for a target, or would not matter."""
    return reaches(down, target) or (is_closest(down, best) and not reaches(best, target))


def further_nodes(
    size: Sizing,
    token_format: TokenFormat | None,
    time_down: Callable[[Design, Assumptions, Use], float] = time_down,
) -> Iterator[tuple[Sizing, float]]:
    """Yield a size, and then with one further node more each, with the time that it is down.

    Each goes where it lowers the time down most, whatever the target is.
    """
    design, assumptions, further = size.design, size.assumptions, Counter[str]()

    def down(size: Sizing) -> float:
        use = call_use(size.region_counts[0], token_format)
        return time_down(design, assumptions, use)

    def with_one_more(name: str) -> Sizing:
        more = evolve(design, further=tuple(sorted((further + Counter([name])).items())))
        return sizing(more, size.demand, assumptions, calibration=size.calibration)

    grown = size
    yield grown, down(grown)
    while max(further.values(), default=0) < MANY:
        name = min(grows(design), key=lambda each: down(with_one_more(each)))
        grown = with_one_more(name)
        further[name] += 1
        yield grown, down(grown)


def regions_that_reach(size: Sizing, token_format: TokenFormat | None, target: float) -> int | None:
    """Return how many regions that work on their own reach a target, or None if none do.

    0 says that it takes no region: nodes over two availability zones, instead of one, reach it.
    """
    design, assumptions = size.design, size.assumptions
    if design.zones == 1:
        over_two = evolve(design, zones=2)
        if reaches(time_down(over_two, assumptions, at_best(over_two, token_format)), target):
            return 0
    first, down = over_regions(design, assumptions, token_format)
    found = (each for each in range(first, MANY + 1) if reaches(down(each), target))
    return next(found, None) if reaches(down(MANY), target) else None


def over_regions(
    design: Design, assumptions: Assumptions, token_format: TokenFormat | None
) -> tuple[int, Callable[[int], float]]:
    """Return how many regions are more than there are, and how long any number is down."""
    layout = design.catalog.pattern("MDC1")
    use = Use(token_format=token_format or "jwt")

    def down(regions: int) -> float:
        over = evolve(design, redundancy="all", regions=regions, layout=layout)
        return time_down(over, assumptions, use)

    return design.regions + 1 if design.layout is layout else 2, down


def carries_one_down(size: Sizing) -> bool | None:
    """Return whether the whole load is carried while any one node is down; None without a load."""
    if size.demand is None:
        return None
    if not size.feasible:
        return False
    numbers = Arithmetic(size.assumptions)
    fewest, _ = next(ways_to_carry(size))
    spare_region = fewest < size.regions and not size.design.stands_by
    return all(
        group.nodes > group.needed
        for region in size.region_counts
        for tier in region.kind.tiers
        for group in region.counts[tier.component].groups
        if _carries_alone(region, tier, numbers, spare_region=spare_region)
    )


def _carries_alone(
    region: RegionCount, tier: TierRoles, numbers: Arithmetic, *, spare_region: bool
) -> bool:
    """Return whether a tier has a load that no other region takes over."""
    rates = region.rates[tier.calibration]
    if spare_region:
        issues = "key-manager" in tier.roles and rates.token_nodes > 0
        return region.kind.is_main and issues
    return busy_nodes(tier, rates, numbers) > 0


def tps_one_down(size: Sizing) -> float | None:
    """Return the requests/s of each node that serves calls while one of them is down.

    The load is that of every day, spread over all regions, and of gateway groups that of the
    busiest; None where none is stated, or no node is left.
    """
    if size.demand is None or size.demand.design_tps is None:
        return None
    region = size.region_counts[0]
    count = region.counts[region.kind.call_tier.component]
    regions = 1 if size.design.stands_by else size.regions
    shares = {each.name: each.share or 0.0 for each in region.kind.groups}
    of_groups = [(shares[name], nodes - 1) for name, nodes in count.by_group().items()]
    if of_groups and all(left for _, left in of_groups):
        return max(size.demand.design_tps / regions * share / left for share, left in of_groups)
    left = 0 if of_groups else count.nodes - 1
    if left:
        return size.demand.design_tps / regions / left
    return size.demand.design_tps / (regions - 1) if regions > 1 else None
