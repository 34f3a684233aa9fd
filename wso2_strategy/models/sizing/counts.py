"""How many nodes of each component one region's load needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import Assumptions, remembered
from wso2_strategy.domain.tolerance import exceeds
from wso2_strategy.domain.wording import computed
from wso2_strategy.inference.reason_text import exceeding
from wso2_strategy.models.arithmetic import AVAILABILITY_MODEL, Arithmetic
from wso2_strategy.models.load.region_load import Calibration, Rates
from wso2_strategy.models.sizing.clusters import clustered, grouped
from wso2_strategy.models.sizing.design import RegionKind, TierRoles
from wso2_strategy.models.sizing.node_groups import Count, NodeGroup


def counts(
    kind: RegionKind, by_calibration: Mapping[Calibration, Rates], numbers: Arithmetic
) -> dict[str, Count]:
    """Return the count of every component of a region.

    Args:
        kind: The kind of region.
        by_calibration: The rates by which tiers with each default calibration are counted.
        numbers: The arithmetic.
    """
    return _counted(kind, _asked(kind, by_calibration, numbers), numbers)


def plain_counts(
    kind: RegionKind, by_calibration: Mapping[Calibration, Rates], assumptions: Assumptions
) -> dict[str, Count]:
    """Return the same in plain numbers: loads that come to the same whole nodes share it."""
    asked = _asked(kind, by_calibration, Arithmetic(assumptions))
    return _plainly_counted(kind, asked, assumptions)


class _Asked(NamedTuple):
    """What the load asks of a tier that is counted by what keeps it busy.

    Attributes:
        working: The nodes that it keeps busy.
        excess: Why it is too much however many they are, one clause each.
    """

    working: int
    excess: tuple[str, ...]


_OfTiers = tuple[Count | _Asked | None, ...]
"""What is asked of each tier, gateways first: None of one that follows from the gateways."""


def _asked(
    kind: RegionKind, by_calibration: Mapping[Calibration, Rates], numbers: Arithmetic
) -> _OfTiers:
    """Return what the load asks of each tier; gateways in clusters or groups are counted by it."""
    found: list[Count | _Asked | None] = []
    for tier in kind.gateways_first:
        rates = by_calibration[tier.calibration]
        if tier.is_gateway and (kind.groups or (kind.is_clustered and rates.calls_tps)):
            fewest, further = _fewest(kind, tier, numbers)
            spare = _spare(fewest, numbers)
            if kind.groups:
                found.append(grouped(kind, fewest, further, rates, spare, numbers))
            else:
                found.append(clustered(fewest, further, rates, spare, numbers))
        elif tier.is_traffic_manager:
            found.append(None)
        else:
            found.append(_asked_of(tier, rates, numbers))
    return tuple(found)


def _asked_of(tier: TierRoles, rates: Rates, numbers: Arithmetic) -> _Asked:
    working = 0
    if busy := busy_nodes(tier, rates, numbers):
        busy = numbers.named(f"{tier.figure}_busy_nodes", busy, "nodes")
        working = numbers.whole(busy)
    mixed = "traffic-manager" in tier.roles
    events = _beyond_traffic_manager(tier, rates.events_per_second, numbers) if mixed else ()
    return _Asked(working, tuple(events))


def _counted(kind: RegionKind, asked: _OfTiers, numbers: Arithmetic) -> dict[str, Count]:
    """Return the counts for what is asked of each tier."""
    clusters = 1
    # Gateways come first: how many clusters they form decides the Traffic Managers.
    found: dict[str, Count] = {}
    for tier, each in zip(kind.gateways_first, asked, strict=True):
        if isinstance(each, Count):
            count, clusters = each, each.clusters
        elif each is None:
            fewest, _ = _fewest(kind, tier, numbers)
            nodes = numbers.named(
                f"{tier.figure}_nodes", fewest * clusters, "nodes", sources.SCALING
            )
            alike = NodeGroup(numbers.wordless(clusters), numbers.wordless(fewest))
            count = Count(nodes, "clusters" if clusters > 1 else "redundancy", groups=(alike,))
        else:
            count = _tier(tier, *_fewest(kind, tier, numbers), each, numbers)
        found[tier.component] = count
    return {tier.component: found[tier.component] for tier in kind.tiers}


@remembered(most=4096, place=2)
def _plainly_counted(
    kind: RegionKind, asked: _OfTiers, assumptions: Assumptions
) -> dict[str, Count]:
    return _counted(kind, asked, Arithmetic(assumptions))


def _fewest(kind: RegionKind, tier: TierRoles, numbers: Arithmetic) -> tuple[int, int]:
    """Return the nodes of a tier by redundancy alone, and those beyond redundancy and load."""
    name, component = tier.figure, tier.component
    fewest = numbers.given(f"fewest_{name}_nodes", kind.fewest[component], "nodes", kind.source)
    further = kind.further.get(component, 0)
    if further:
        what = f"further_{name}_nodes"
        further = numbers.given(what, further, "nodes", AVAILABILITY_MODEL, "derived")
    return fewest, further


def busy_nodes(tier: TierRoles, rates: Rates, numbers: Arithmetic) -> float:
    """Return how many nodes of a tier the load keeps as busy as they may be."""
    calls = rates.calls_tps if "gateway" in tier.roles else 0.0
    tokens = rates.token_nodes if "key-manager" in tier.roles else 0.0
    if calls:
        per_node = rates.gateway_tps if tier.is_gateway else rates.mixed_tps
        calls = numbers.named(f"{rates.prefix}call_nodes", calls / per_node, "nodes")
    return numbers.largest(calls, tokens) if rates.calibration == "documented" else calls + tokens


def _tier(tier: TierRoles, fewest: int, further: int, asked: _Asked, numbers: Arithmetic) -> Count:
    """Count a tier by what keeps it busy, up to as many nodes as it can have."""
    ceiling, working = tier.max_nodes, asked.working
    spare = _spare(fewest, numbers) if ceiling is None else 0
    fewest, spare = fewest + further, spare + further
    nodes = wanted = numbers.largest(fewest, working + spare)
    if working and ceiling is not None:
        most = numbers.given(f"most_{tier.figure}_nodes", ceiling, "nodes", sources.HELM, "derived")
        nodes = numbers.smallest(most, wanted)
    nodes = numbers.named(f"{tier.figure}_nodes", nodes, "nodes")
    needed = numbers.smallest(nodes, numbers.largest(1, working))
    excess = numbers.if_so(
        nodes < wanted,
        lambda: (
            f"the load needs {computed(wanted)} {tier.name} nodes, {nodes} at most "
            f"{'is' if nodes == 1 else 'are'} possible"
        ),
    )
    excess += asked.excess
    return Count(
        nodes=nodes,
        binding="ceiling" if excess else _binding(nodes > fewest, further),
        groups=(NodeGroup(1, numbers.wordless(nodes), numbers.wordless(needed)),),
        excess=tuple(excess),
        uncapped=numbers.wordless(wanted),
    )


def _binding(by_load: bool, further: int) -> str:  # noqa: FBT001 - it is what it says
    return "target" if further else "load" if by_load else "redundancy"


def _spare(fewest: int, numbers: Arithmetic) -> int:
    """Return the spare nodes of a tier that can grow: none unless it is redundant."""
    return (numbers.count("spare_nodes") if fewest > 1 else 0) or 0


def _beyond_traffic_manager(tier: TierRoles, events: float, numbers: Arithmetic) -> list[str]:
    """Return why a Traffic Manager inside a node of several roles is overloaded."""
    most_events = numbers.value("traffic_manager_events_per_second")
    most, where = f"{most_events:,.10g}", f"of the Traffic Manager inside the {tier.name}"
    return numbers.if_so(
        exceeds(events, most_events),
        lambda: f"{exceeding(events, most_events)} events/s exceed the {most} {where}",
    )
