"""How many nodes of each component one region's load needs.

What a component has to carry follows from its roles: a role belongs to the most
specialised component of the pattern that contains it. So the All-in-One of P1
carries everything, that of P5 only portals and rate limiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, inf

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, PatternTier
from wso2_strategy.domain.wording import computed
from wso2_strategy.models.load.demand import MAX_LOAD
from wso2_strategy.models.load.region_load import Calibration, Rates


@frozen
class Part:
    """A tier of a pattern and the roles that fall to it.

    Attributes:
        tier: The tier.
        name: The component's name for people.
        roles: What it does in this pattern.
        is_gateway: Whether it is a gateway and nothing else.
        is_traffic_manager: Whether it is a Traffic Manager and nothing else.
        calibration: The calibration that counts by default. A node that carries calls
            beside other work follows WSO2's stated figure, which includes that work;
            all others follow the measurements.
    """

    tier: PatternTier
    name: str
    roles: frozenset[str]
    is_gateway: bool
    is_traffic_manager: bool
    calibration: Calibration


@frozen
class Count:
    """How many nodes a component gets.

    Attributes:
        nodes: Nodes in the region, all clusters together.
        binding: What decided: ``redundancy``, ``load``, ``clusters`` or ``ceiling``.
        clusters: Groups of gateways that have a Traffic Manager of their own.
        full_cluster: Gateways in every such group but the last.
        group: Nodes that stand in for each other, and how many of them carry the full load.
        excess: Why the load is not carried, one clause each; empty if it is.
        room: By what factor the load may grow until something here changes.
    """

    nodes: int
    binding: str
    clusters: int = 1
    full_cluster: int = 0
    group: tuple[int, int] = (1, 1)
    excess: tuple[str, ...] = ()
    room: float = inf


_NO_GATEWAYS = Count(0, "redundancy")


def parts(tiers: tuple[PatternTier, ...], catalog: Catalog) -> tuple[Part, ...]:
    """Return what each tier does in a pattern with these tiers.

    >>> from wso2_strategy.domain.catalog import CATALOG
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
        _part(tier, component.name, frozenset(r for r in owner if owner[r] == component.id))
        for tier, component in zip(tiers, components, strict=True)
    )


def _part(tier: PatternTier, name: str, roles: frozenset[str]) -> Part:
    is_gateway = roles == {"gateway"}
    return Part(
        tier=tier,
        name=name,
        roles=roles,
        is_gateway=is_gateway,
        is_traffic_manager=roles == {"traffic-manager"},
        calibration="documented" if "gateway" in roles and not is_gateway else "measured",
    )


def counts(
    region: tuple[Part, ...], fewest: Mapping[str, int], by_calibration: Mapping[Calibration, Rates]
) -> dict[str, Count]:
    """Return the count of every component of one region.

    Args:
        region: The parts of the pattern there.
        fewest: Nodes per component that redundancy alone asks for.
        by_calibration: The rates by which parts with each default calibration are counted.
    """
    gateways = _NO_GATEWAYS
    clustered = any(part.is_traffic_manager for part in region)
    for part in region:
        if part.is_gateway:
            count = _clusters if clustered else _one_cluster
            gateways = count(fewest[part.tier.component], by_calibration[part.calibration])
    found = {}
    for part in region:
        component, rates = part.tier.component, by_calibration[part.calibration]
        if part.is_gateway:
            found[component] = gateways
        elif part.is_traffic_manager:
            found[component] = _traffic_managers(fewest[component], gateways.clusters)
        else:
            found[component] = _several_roles(part, fewest[component], rates, gateways.nodes)
    return found


def spare_nodes(minimum: int, rates: Rates) -> int:
    """Return the spare nodes of a tier that can grow: none unless it is redundant."""
    return rates.spare_nodes if minimum > 1 else 0


def busy_nodes(part: Part, rates: Rates) -> float:
    """Return how many nodes of a part the load keeps as busy as they may be."""
    if part.is_gateway:
        return rates.load.calls_tps / rates.gateway_tps
    if "gateway" not in part.roles:
        return rates.token_nodes if "key-manager" in part.roles else 0.0
    if "key-manager" in part.roles:
        return rates.all_in_one_nodes
    return rates.call_nodes


def whole(nodes: float) -> int:
    """Return the whole nodes that a fraction needs, however large it is."""
    return ceil(min(MAX_LOAD, nodes))


def _one_cluster(minimum: int, rates: Rates) -> Count:
    spare = spare_nodes(minimum, rates)
    calls_tps = rates.load.calls_tps
    carrying = max(minimum - spare, whole(calls_tps / rates.gateway_tps))
    nodes = max(minimum, carrying + spare)
    return Count(
        nodes=nodes,
        binding="load" if nodes > minimum else "redundancy",
        group=(nodes, max(1, whole(calls_tps / rates.gateway_tps))),
        room=_room(carrying * rates.gateway_tps, calls_tps),
    )


def _clusters(minimum: int, rates: Rates) -> Count:
    """Fill one cluster after the other; the last one takes the rest."""
    spare = spare_nodes(minimum, rates)
    calls_tps, per_node_tps = rates.load.calls_tps, rates.gateway_tps
    most, full_tps = rates.carrying_gateways(spare), rates.cluster_tps(spare)
    clusters = max(1, whole(calls_tps / full_tps))
    rest_tps = calls_tps - (clusters - 1) * full_tps if clusters > 1 else calls_tps
    busy_full = min(most, whole(full_tps / per_node_tps))
    busy_last = min(most, whole(rest_tps / per_node_tps))
    full = max(minimum, busy_full + spare)
    carrying = max(minimum - spare, busy_last)
    last = max(minimum, carrying + spare)
    before_tps = (clusters - 1) * full_tps if clusters > 1 else 0.0
    return Count(
        nodes=(clusters - 1) * full + last,
        binding="clusters" if clusters > 1 else "load" if last > minimum else "redundancy",
        clusters=clusters,
        full_cluster=full,
        group=(full, busy_full) if clusters > 1 else (last, max(1, busy_last)),
        room=_room(before_tps + min(full_tps, carrying * per_node_tps), calls_tps),
    )


def _traffic_managers(minimum: int, clusters: int) -> Count:
    return Count(minimum * clusters, "clusters" if clusters > 1 else "redundancy")


def _several_roles(part: Part, minimum: int, rates: Rates, gateways: int) -> Count:
    """Count nodes whose number does not follow from the calls through gateways."""
    ceiling = part.tier.max_nodes
    spare = spare_nodes(minimum, rates) if ceiling is None else 0
    busy = busy_nodes(part, rates)
    working = whole(busy) if busy else 0
    wanted = max(minimum, working + spare)
    nodes = wanted if ceiling is None or wanted < ceiling else ceiling
    excess: list[str] = []
    if nodes < wanted:
        possible = f"{nodes} at most {'is' if nodes == 1 else 'are'} possible"
        excess.append(f"the load needs {computed(wanted)} {part.name} nodes, {possible}")
    room = inf if excess else _room(max(minimum - spare, working), busy)
    if "traffic-manager" in part.roles:
        excess += _beyond_traffic_manager(part, rates, gateways)
        room = min(room, _room_for_events(rates))
    return Count(
        nodes=nodes,
        binding="ceiling" if excess else "load" if nodes > minimum else "redundancy",
        group=(nodes, min(nodes, working or 1)),
        excess=tuple(excess),
        room=room,
    )


def _beyond_traffic_manager(part: Part, rates: Rates, gateways: int) -> list[str]:
    """Return why a Traffic Manager inside a node of several roles is overloaded."""
    events = rates.load.events_per_second
    if events <= rates.most_events and gateways <= rates.most_gateways:
        return []
    excess = []
    where = f"of the Traffic Manager inside the {part.name}"
    if events > rates.most_events:
        excess.append(
            f"{computed(events)} events/s exceed the {computed(rates.most_events)} {where}"
        )
    if gateways > rates.most_gateways:
        excess.append(f"{computed(gateways)} gateways exceed the {rates.most_gateways} {where}")
    return excess


def _room_for_events(rates: Rates) -> float:
    room = _room(rates.most_events, rates.load.events_per_second)
    return room if room >= 1 else inf


def _room(carried: float, load: float) -> float:
    return carried / load if load else inf
