"""How many nodes of each component one region's load needs.

What a component has to carry follows from its roles: a role belongs to the most
specialised component of the pattern that contains it. So the All-in-One of P1
carries everything, that of P5 only portals and rate limiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import ceil, inf
from typing import Literal

from attrs import evolve, frozen

from wso2_strategy.catalog import Catalog, Tier
from wso2_strategy.models.assumptions import Assumptions
from wso2_strategy.models.demand import MAX_LOAD, Demand, key_manager_load, measured_tps
from wso2_strategy.models.figure import shown

Calibration = Literal["documented", "measured"]
"""``documented`` rests on WSO2's stated figures, ``measured`` on the benchmarks."""


@frozen
class Load:
    """What one region has to carry.

    Attributes:
        calls_tps: API calls, in requests/s.
        events_per_second: Throttling events.
        tokens_per_second: Tokens to issue.
        introspections_per_second: Opaque tokens to validate.
        call_cpu_ms: CPU time of one call, in vCPU-ms.
    """

    calls_tps: float = 0.0
    events_per_second: float = 0.0
    tokens_per_second: float = 0.0
    introspections_per_second: float = 0.0
    call_cpu_ms: float = 1.0


@frozen
class Part:
    """A tier of a pattern and the roles that fall to it.

    Attributes:
        tier: The tier.
        name: The component's name for people.
        roles: What it does in this pattern.
    """

    tier: Tier
    name: str
    roles: frozenset[str]

    @property
    def is_gateway(self) -> bool:
        """Whether it is a gateway and nothing else."""
        return self.roles == {"gateway"}

    @property
    def is_traffic_manager(self) -> bool:
        """Whether it is a Traffic Manager and nothing else."""
        return self.roles == {"traffic-manager"}

    @property
    def calibration(self) -> Calibration:
        """The calibration that counts by default.

        A node that carries calls beside other work follows WSO2's stated figure,
        which includes that work; all others follow the measurements.
        """
        mixed = "gateway" in self.roles and not self.is_gateway
        return "documented" if mixed else "measured"


@frozen
class Count:
    """How many nodes a component gets.

    Attributes:
        nodes: Nodes in the region, all clusters together.
        binding: What decided: ``redundancy``, ``load``, ``clusters`` or ``ceiling``.
        clusters: Groups of gateways that have a Traffic Manager of their own.
        excess: Why the load is not carried, one clause each; empty if it is.
        room: By what factor the load may grow until something here changes.
    """

    nodes: int
    binding: str
    clusters: int = 1
    excess: tuple[str, ...] = ()
    room: float = inf


def region_load(demand: Demand | None, call_share: float = 1.0, token_share: float = 1.0) -> Load:
    """Return what one region carries of the calls and of the tokens."""
    if demand is None:
        return Load()
    return Load(
        calls_tps=(demand.design_tps or 0.0) * call_share,
        events_per_second=(demand.events_per_second or 0.0) * call_share,
        tokens_per_second=(demand.token_requests_per_second or 0.0) * token_share,
        introspections_per_second=(demand.introspections_per_second or 0.0) * token_share,
        call_cpu_ms=demand.gateway_cpu_ms,
    )


@lru_cache(maxsize=256)
def parts(tiers: tuple[Tier, ...], catalog: Catalog) -> tuple[Part, ...]:
    """Return what each tier does in a pattern with these tiers.

    >>> from wso2_strategy.catalog import CATALOG
    >>> for part in parts(CATALOG.pattern("P5").tiers, CATALOG):
    ...     print(part.name, sorted(part.roles))
    All-in-One ['control-plane', 'traffic-manager']
    Universal Gateway ['gateway']
    Key Manager ['key-manager']
    """
    components = [catalog.component(tier.component) for tier in tiers]
    specialists = sorted(components, key=lambda component: -len(component.contains))
    owner = {role: component.id for component in specialists for role in component.contains}
    return tuple(
        Part(
            tier,
            component.name,
            frozenset(r for r, owned_by in owner.items() if owned_by == component.id),
        )
        for tier, component in zip(tiers, components, strict=True)
    )


def counts(
    region: tuple[Part, ...],
    fewest: Mapping[str, int],
    load: Load,
    assumptions: Assumptions,
    calibration: Calibration | None = None,
) -> dict[str, Count]:
    """Return the count of every component of one region.

    Args:
        region: The parts of the pattern there.
        fewest: Nodes per component that redundancy alone asks for.
        load: What the region carries.
        assumptions: The numbers to use.
        calibration: One for all components, or None for each component's own.
    """
    own_traffic_manager = any(part.is_traffic_manager for part in region)
    gateways = Count(0, "load")
    found: dict[str, Count] = {}
    for part in sorted(region, key=lambda part: not part.is_gateway):
        component, chosen = part.tier.component, calibration or part.calibration
        minimum = fewest[component]
        if part.is_gateway:
            gateways = _gateways(minimum, load, assumptions, chosen, clustered=own_traffic_manager)
            found[component] = gateways
        elif part.is_traffic_manager:
            found[component] = Count(
                minimum * gateways.clusters, "clusters" if gateways.clusters > 1 else "redundancy"
            )
        else:
            count = _general(part, minimum, load, assumptions, chosen)
            found[component] = _limited(count, part, load, assumptions, gateways.nodes)
    return {part.tier.component: found[part.tier.component] for part in region}


def gateway_tps(load: Load, assumptions: Assumptions, calibration: Calibration) -> float:
    """Return the requests/s that one gateway node carries."""
    if calibration == "documented":
        return assumptions.value("gateway_tps")
    return measured_tps(load.call_cpu_ms, assumptions)


def cluster_tps(per_node_tps: float, spare: int, assumptions: Assumptions) -> float:
    """Return the requests/s that one cluster of gateways around one Traffic Manager carries."""
    carrying = max(1, int(assumptions.value("gateways_per_traffic_manager")) - spare)
    events_per_request = assumptions.value("events_per_request")
    limit = assumptions.value("traffic_manager_events_per_second")
    by_events = limit / events_per_request if events_per_request else inf
    return min(carrying * per_node_tps, by_events)


def spare_nodes(minimum: int, assumptions: Assumptions) -> int:
    """Return the spare nodes of a tier that can grow: none unless it is redundant."""
    return int(assumptions.value("spare_nodes")) if minimum > 1 else 0


def node_share(part: Part, load: Load, assumptions: Assumptions, calibration: Calibration) -> float:
    """Return how many nodes of this part the load keeps as busy as they may be."""
    tokens = _token_share(load, assumptions, calibration) if "key-manager" in part.roles else 0.0
    if "gateway" not in part.roles:
        return tokens
    if calibration == "documented":
        return max(load.calls_tps / assumptions.value("all_in_one_tps"), tokens)
    return load.calls_tps / measured_tps(load.call_cpu_ms, assumptions) + tokens


def _token_share(load: Load, assumptions: Assumptions, calibration: Calibration) -> float:
    if calibration == "documented":
        requests = load.tokens_per_second + load.introspections_per_second
        return requests / assumptions.value("key_manager_validations_per_second")
    return key_manager_load(load.tokens_per_second, load.introspections_per_second, assumptions)


def _gateways(
    minimum: int,
    load: Load,
    assumptions: Assumptions,
    calibration: Calibration,
    *,
    clustered: bool,
) -> Count:
    spare = spare_nodes(minimum, assumptions)
    per_node_tps = gateway_tps(load, assumptions, calibration)
    if clustered:
        return _clusters(minimum, spare, per_node_tps, load.calls_tps, assumptions)
    carrying = max(minimum - spare, whole(load.calls_tps / per_node_tps))
    return Count(
        nodes=max(minimum, carrying + spare),
        binding="load" if carrying + spare > minimum else "redundancy",
        room=_room(carrying * per_node_tps, load.calls_tps),
    )


def _clusters(
    minimum: int, spare: int, per_node_tps: float, calls_tps: float, assumptions: Assumptions
) -> Count:
    """Fill one cluster after the other; the last one takes the rest."""
    most = max(1, int(assumptions.value("gateways_per_traffic_manager")) - spare)
    full_tps = cluster_tps(per_node_tps, spare, assumptions)
    clusters = max(1, whole(calls_tps / full_tps))
    rest_tps = calls_tps - (clusters - 1) * full_tps
    carrying_full = min(most, whole(full_tps / per_node_tps))
    carrying_last = max(minimum - spare, min(most, whole(rest_tps / per_node_tps)))
    full = max(minimum, carrying_full + spare)
    last = max(minimum, carrying_last + spare)
    last_tps = min(full_tps, carrying_last * per_node_tps)
    return Count(
        nodes=(clusters - 1) * full + last,
        binding=_binding(clusters, last, minimum),
        clusters=clusters,
        room=_room((clusters - 1) * full_tps + last_tps, calls_tps),
    )


def _binding(clusters: int, last: int, minimum: int) -> str:
    if clusters > 1:
        return "clusters"
    return "load" if last > minimum else "redundancy"


def _general(
    part: Part,
    minimum: int,
    load: Load,
    assumptions: Assumptions,
    calibration: Calibration,
) -> Count:
    """Count nodes that do several things, or one thing that is not the gateway's."""
    ceiling = part.tier.max_nodes
    spare = spare_nodes(minimum, assumptions) if ceiling is None else 0
    share = node_share(part, load, assumptions, calibration)
    carrying = max(minimum - spare, whole(share))
    wanted = max(minimum, carrying + spare)
    if ceiling is not None and wanted > ceiling:
        return Count(ceiling, "ceiling", excess=(_too_many(part.name, wanted, ceiling),))
    binding = "load" if wanted > minimum else "redundancy"
    return Count(wanted, binding, room=_room(carrying, share))


def _limited(
    count: Count, part: Part, load: Load, assumptions: Assumptions, gateways: int
) -> Count:
    """Check the Traffic Manager inside a node of several roles."""
    if "traffic-manager" not in part.roles:
        return count
    most_events = assumptions.value("traffic_manager_events_per_second")
    most_gateways = int(assumptions.value("gateways_per_traffic_manager"))
    excess = list(count.excess)
    if load.events_per_second > most_events:
        excess.append(_too_much(f"{shown(load.events_per_second)} events/s", most_events, part))
    if gateways > most_gateways:
        excess.append(_too_much(f"{shown(gateways)} gateways", most_gateways, part))
    room = _room(most_events, load.events_per_second)
    return evolve(
        count,
        binding="ceiling" if excess else count.binding,
        excess=tuple(excess),
        room=min(count.room, room if room >= 1 else inf),
    )


def _too_many(name: str, wanted: int, ceiling: int) -> str:
    return f"the load needs {shown(wanted)} {name} nodes, and there can be at most {ceiling}"


def _too_much(amount: str, most: float, part: Part) -> str:
    return f"{amount} exceed the {shown(most)} of the Traffic Manager inside the {part.name}"


def _room(carried: float, load: float) -> float:
    return carried / load if load else inf


def whole(nodes: float) -> int:
    """Return the whole nodes that a fraction needs, however large it is."""
    return ceil(min(MAX_LOAD, nodes))
