"""What carries a sudden spike: the reserve of the nodes, automatic scaling, or more nodes."""

from __future__ import annotations

from typing import Literal

from attrs import evolve, frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.tolerance import within
from wso2_strategy.domain.wording import counted
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.counts import busy_nodes
from wso2_strategy.models.sizing.design import Design, TierRoles
from wso2_strategy.models.sizing.region_counts import (
    RegionCount,
    excess,
    nodes_per_region,
    region_counts,
)

Cover = Literal["headroom", "no-reserve", "autoscaling", "standing-nodes", "nothing"]
"""``headroom``: the nodes for the sustained peak carry the spike too, busier than intended;
``no-reserve``: they carry it, and nothing more;
``autoscaling``: nodes are added while it lasts; ``standing-nodes``: they must run all the time;
``nothing``: the design cannot carry it."""

_SCALING_PLATFORMS = frozenset({"kubernetes", "openshift"})


@frozen
class Spike:
    """How a spike is carried.

    Attributes:
        burst_ratio: The spike as a multiple of the sustained peak.
        covered_by: What carries it.
        component: The component that calls go through.
        nodes_at_peak: Its nodes for the sustained peak.
        nodes_at_spike: Its nodes for the spike at the intended utilisation.
        busy_share: How busy the nodes for the sustained peak would be in the spike, as a
            share of what they can do.
        explanation: A sentence.
    """

    burst_ratio: float
    covered_by: Cover
    component: str
    nodes_at_peak: int
    nodes_at_spike: int
    busy_share: float
    explanation: str


def spike(
    design: Design,
    requirements: Requirements,
    assumptions: Assumptions = ASSUMPTIONS,
    *,
    platform: str = "virtual-machines",
) -> Spike | None:
    """Return how a design carries the stated spike, or None if none is stated.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> sale = Requirements(traffic=Traffic(peak_tps=4000, burst_ratio=3))
    >>> spike(Design.named("P3", "all"), sale, platform="kubernetes").covered_by
    'autoscaling'
    """
    ratio = requirements.traffic.burst_ratio
    calm = evolve(requirements, traffic=evolve(requirements.traffic, burst_ratio=None))
    sustained, burst = demand(calm, assumptions), demand(requirements, assumptions)
    if ratio is None or ratio == 1 or burst is None or not burst.design_tps:
        return None
    at_peak = region_counts(design, sustained, assumptions, None)
    at_spike = region_counts(design, burst, assumptions, None)
    tier = at_peak[0].kind.call_tier
    component = tier.component
    before, after = (sum(nodes_per_region(each, component)) for each in (at_peak, at_spike))
    busy = _busy_share(tier, at_peak[0], at_spike[0], assumptions)
    cover = _cover(
        tier,
        enough=within(busy, assumptions.value("spike_utilisation")),
        fits=not excess(at_spike),
        more=after > before,
        platform=platform,
    )
    return Spike(
        burst_ratio=ratio,
        covered_by=cover,
        component=component,
        nodes_at_peak=before,
        nodes_at_spike=after,
        busy_share=busy,
        explanation=_EXPLANATIONS[cover].format(
            ratio=ratio,
            name=tier.name,
            standing=counted(before, f"{tier.name} node"),
            before=before,
            after=after,
            busy=busy,
            measure=_MEASURES[tier.calibration],
        ),
    )


_MEASURES = {
    "measured": "what was measured of them",
    "documented": "what WSO2 states for them",
}

_EXPLANATIONS: dict[Cover, str] = {
    "headroom": "Spikes need no nodes of their own: the sustained peak takes {standing}, and "
    "{ratio:g} times as much would use {busy:.0%} of {measure}.",
    "no-reserve": "Spikes leave no reserve: the sustained peak takes {standing}, and {ratio:g} "
    "times as much would use {busy:.0%} of {measure}.",
    "autoscaling": "Spikes can be left to automatic scaling: the {name} grows from {before} to "
    "{after} nodes while {ratio:g} times the sustained peak lasts. Start it in time, because new "
    "nodes load their APIs first.",
    "standing-nodes": "Spikes need nodes that run all the time: {after} {name} nodes, {before} of "
    "them for the sustained peak, because nothing adds nodes when {ratio:g} times as much comes.",
    "nothing": "Spikes are not carried: no number of nodes of this pattern carries {ratio:g} times "
    "the sustained peak.",
}


def _cover(tier: TierRoles, *, enough: bool, fits: bool, more: bool, platform: str) -> Cover:
    if not fits:
        return "nothing"
    if enough:
        return "headroom"
    if not more:
        return "no-reserve"
    if tier.autoscales and platform in _SCALING_PLATFORMS:
        return "autoscaling"
    return "standing-nodes"


def _busy_share(
    tier: TierRoles, at_peak: RegionCount, at_spike: RegionCount, assumptions: Assumptions
) -> float:
    """Return how busy the nodes for the sustained peak would be in the spike.

    WSO2's stated figure for an All-in-One node is taken as all it can do. Of gateway groups, which
    take no calls from each other, the busiest counts.
    """
    rates, count = at_spike.rates[tier.calibration], at_peak.counts[tier.component]
    shares = {each.name: each.share or 0.0 for each in at_peak.kind.groups}
    is_measured = rates.calibration == "measured"
    full = assumptions.value("target_utilisation") if is_measured else 1.0
    busy = busy_nodes(tier, rates, Arithmetic(assumptions)) * full
    of_groups = (busy * shares[name] / nodes for name, nodes in count.by_group().items())
    return max(of_groups, default=busy / count.nodes)
