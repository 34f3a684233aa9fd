"""From a pattern and its options to a topology, by reading the connection table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Unpack, get_args

from attrs import evolve, frozen

from wso2_strategy.domain.catalog import CATALOG, Catalog, Component, Pattern, Redundancy
from wso2_strategy.errors import RequirementsError, UnknownNameError, require
from wso2_strategy.topology.ends import Region, pairs
from wso2_strategy.topology.gateway_tiers import (
    BALANCER,
    CLUSTERED,
    GLOBAL_BALANCER,
    GatewayTiers,
    Placing,
)
from wso2_strategy.topology.options import Options, OptionValues, read_options
from wso2_strategy.topology.queries import Topology
from wso2_strategy.topology.tables.connections import CAVEATS, Row, connection_table
from wso2_strategy.topology.tables.ports import DATABASE_PORTS, LISTENING
from wso2_strategy.topology.tables.surroundings import SURROUNDINGS
from wso2_strategy.topology.tables.when import When
from wso2_strategy.topology.tier_checks import check_tier
from wso2_strategy.topology.tiers import Connection, Tier

_DRAWN_BASE = "P3"
"""The pattern that WSO2 draws the region layouts over."""

_BROKER_TLS: dict[tuple[str, int | None], tuple[str, int]] = {("amqp", 5672): ("amqps", 8672)}
"""Protocol and port of brokers, and instead of them where these speak TLS."""

_SPREAD = ("runtime", "proxy", "store")
"""What is spread over availability zones."""

_CONTAINERS = frozenset({"kubernetes", "openshift"})
_STREAMING_PORTS = frozenset({8099, 9099, 8021, 9021})
_SECURED = frozenset({"https", "wss"})
_CLUSTER_ENTRY = 443
"""Where streaming APIs enter a cluster, by host names of their own and with TLS only; routes lead
to the ports that machines open at the load balancer."""

_TAKEN_OVER = (
    "id",
    "purpose",
    "data",
    "synchronous",
    "required",
    "blocked_paths",
    "source",
    "basis",
)
"""What a connection has from its line in the table as it stands there."""


def topology(
    pattern: str | Pattern,
    *,
    high_availability: bool = False,
    catalog: Catalog = CATALOG,
    **options: Unpack[OptionValues],
) -> Topology:
    """Return the tiers and connections of a pattern.

    A region layout, ``MDC1``, ``MDC2`` or ``DR1``, may stand for the pattern: it is then laid over
    P3, as WSO2 draws it. Without `nodes`, every tier has the fewest nodes that `redundancy` asks
    for; databases and other stores have one, which `nodes` may change.

    Args:
        pattern: A pattern, or the id, name or synonym of one.
        high_availability: The short form of ``redundancy="all"``.
        catalog: Where patterns and components are looked up.
        options: The fields of `Options`; None means not stated.

    Raises:
        UnknownNameError: There is no such pattern, platform, option or component.
        RequirementsError: The pattern is no name, or an option's value is not allowed.

    >>> small = topology("P3", high_availability=True)
    >>> {tier.id: tier.replicas for tier in small.components}
    {'control-plane': 2, 'traffic-manager': 2, 'gateway': 2}
    >>> [each.key for each in small.connections(between=("gateway", "traffic-manager"))]
    ['C12:9611', 'C13:9711', 'C14:5672']
    >>> topology("P7")
    Traceback (most recent call last):
    wso2_strategy.errors.UnknownNameError: unknown pattern 'P7'. Known: P0, P1, ...
    """
    chosen = pattern_named(pattern, catalog)
    if high_availability and options.get("redundancy") is None:
        options["redundancy"] = "all"
    if platform := options.get("platform"):
        options["platform"] = catalog.platform(platform).id
    if chosen.dimension == "regions":
        if options.get("region_layout") not in (None, chosen.id):
            problem = f"{options['region_layout']!r} is not for {chosen.id}, a layout itself"
            raise RequirementsError("Options", [f"options.region_layout: {problem}; leave it out"])
        options["region_layout"] = chosen.id
        chosen = catalog.pattern(_DRAWN_BASE)
    read = _clipped(read_options(options), chosen)
    return _Plan(chosen, read, catalog).topology()


def pattern_named(pattern: object, catalog: Catalog) -> Pattern:
    """Return a pattern, given as itself or by a name that a catalog knows.

    Raises:
        UnknownNameError: No pattern has the name.
        RequirementsError: It is no name.
    """
    if isinstance(pattern, Pattern):
        return pattern
    if not isinstance(pattern, str):
        problem = f"{pattern!r} is not allowed; allowed: a pattern, or its id, name or synonym"
        raise RequirementsError("topology", [f"pattern: {problem}"])
    require(catalog, Catalog)
    return catalog.pattern(pattern)


def possible_redundancy(pattern: Pattern) -> tuple[Redundancy, ...]:
    """Return the redundancy that a pattern can have, the least first."""
    known: tuple[Redundancy, ...] = get_args(Redundancy)
    least, most = map(known.index, (pattern.min_redundancy, pattern.max_redundancy))
    return known[least : most + 1]


def _clipped(options: Options, pattern: Pattern) -> Options:
    """Keep redundancy within what the pattern can have, and name no provider twice."""
    # Clipped rather than refused: one call, such as the comparison of a small pattern with a
    # large one, asks the same of several patterns, and P0 has no second node whoever asks.
    possible = possible_redundancy(pattern)
    nearest = possible[0] if options.redundancy == "none" else possible[-1]
    chosen = options.redundancy if options.redundancy in possible else nearest
    clipped = evolve(options, redundancy=chosen)
    has_server = any(tier.component == "identity-server" for tier in pattern.tiers)
    if has_server and options.identity_provider == "wso2-is":
        return evolve(clipped, identity_provider="none")
    return clipped


@frozen
class _Plan:
    """One building of a topology."""

    pattern: Pattern
    options: Options
    catalog: Catalog

    def topology(self) -> Topology:
        regions = [self._region(number) for number in range(1, self.options.regions + 1)]
        self._refuse_unknown(regions)
        # A dictionary, because what enters for several clusters enters once.
        connections = dict.fromkeys(
            connection
            for row in connection_table()
            if self._holds(row.when)
            for connection in self._connections(row, regions)
        )
        used = {end for each in connections for end in (each.opener, each.target)}
        tiers = {tier.id: tier for region in regions for tier in region.tiers if tier.id in used}
        for tier in tiers.values():
            if tier.needed > 1:
                check_tier(tier)
        return Topology(self.pattern.id, self.options, tuple(tiers.values()), tuple(connections))

    @cached_property
    def _conditions(self) -> Options:
        """The options as conditions see them: what extends Kubernetes is Kubernetes to them."""
        extended = {each.id: each.extends for each in self.catalog.platforms}
        platform = extended.get(self.options.platform) or self.options.platform
        return evolve(self.options, platform=platform)

    def _holds(self, when: When) -> bool:
        return when.holds(self._conditions, self.pattern.id)

    def _region(self, number: int) -> Region:
        product = self._product_tiers(number)
        tiers = (*product, *self._tiers_around(number))
        by_end: defaultdict[str, list[Tier]] = defaultdict(list)
        for tier in tiers:
            for end in (tier.component, *(f"@{role}" for role in tier.roles)):
                by_end[end].append(tier)
        if issuer := by_end.get("identity-server", by_end.get("@key-manager")):
            by_end["@issuer"] = issuer
        return Region(number, tiers, dict(by_end))

    def _product_tiers(self, number: int) -> list[Tier]:
        layout = self.options.region_layout
        own = self.pattern
        if number > 1 and layout is not None and (tiers := self.catalog.pattern(layout).tiers):
            own = evolve(own, tiers=tiers, min_redundancy="none")
        components = [self.catalog.component(tier.component) for tier in own.tiers]
        nodes = dict(own.nodes(self.options.redundancy))
        managed = any("control-plane" in each.contains for each in components)
        if self.options.identity_provider == "wso2-is" and managed:
            components.append(self.catalog.component("identity-server"))
            nodes["identity-server"] = 2 if self.options.redundancy == "all" else 1
        return [
            self._tier(
                component.id,
                number,
                placed.nodes or nodes[component.id],
                placed,
                name=component.name + placed.beside,
                kind="runtime",
                zone=self._zone(component.id, placed),
                distribution=component.distribution,
                roles=_roles(component, components),
                source=component.source,
                basis="stated",
            )
            for component in components
            for placed in self._gateway_tiers.of(component.id)
        ]

    def _zone(self, component: str, placed: Placing) -> str:
        if component != "gateway":
            return "application"
        return placed.zone(self.options.gateway_zone)

    @cached_property
    def _gateway_tiers(self) -> GatewayTiers:
        own = {tier.component for tier in self.pattern.tiers}
        options = self.options
        drawn = options.gateway_groups, options.gateway_clusters
        return GatewayTiers(*drawn, own >= CLUSTERED)

    def _tiers_around(self, number: int) -> Iterator[Tier]:
        for each in SURROUNDINGS:
            doubled = each.doubled and self.options.redundancy != "none"
            doubled = doubled or (each.stands_by and self.options.redundancy == "all")
            for placed in self._gateway_tiers.around(each.component):
                yield self._tier(
                    each.component,
                    None if each.shared else number,
                    2 if doubled else each.nodes,
                    placed,
                    name=each.name + placed.beside,
                    kind=each.kind,
                    zone=placed.zone_before(each),
                    source=each.source,
                    basis=each.basis,
                )

    def _tier(
        self,
        component: str,
        region: int | None,
        nodes: int,
        placed: Placing,
        **described: Any,
    ) -> Tier:
        several = self.options.regions > 1 and region is not None
        name = component + placed.suffix
        return Tier(
            id=f"{name}@{region}" if several else name,
            component=component,
            group=placed.group,
            cluster=placed.cluster,
            replicas=dict(self.options.nodes).get(component, nodes),
            needed=dict(self.options.needed).get(component, 1),
            region=region,
            zones=self.options.zones if region and described["kind"] in _SPREAD else None,
            ports=LISTENING.get(component, ()),
            **described,
        )

    def _refuse_unknown(self, regions: list[Region]) -> None:
        own = {tier.component for tier in self.pattern.tiers}
        if self.options.gateway_clusters and not own >= CLUSTERED:
            problem = f"{self.pattern.id} has no gateways and Traffic Managers of their own"
            raise RequirementsError("Options", [f"options.gateway_clusters: {problem}; P3 has"])
        groups = self._gateway_tiers.groups
        if groups and "gateway" not in own:
            problem = f"{self.pattern.id} has no gateways of their own"
            raise RequirementsError("Options", [f"options.gateway_groups: {problem}; P2 has"])
        if any(each.own_traffic_manager for each in groups) and not own >= CLUSTERED:
            problem = f"{self.pattern.id} has no Traffic Managers of their own"
            raise RequirementsError("Options", [f"options.gateway_groups: {problem}; P3 has"])
        known = {tier.component: None for region in regions for tier in region.tiers}
        for component, _ in (*self.options.nodes, *self.options.needed):
            if component not in known:
                raise UnknownNameError("component", component, known)

    def _connections(self, row: Row, regions: list[Region]) -> Iterator[Connection]:
        joined = list(pairs(row, regions))
        in_all = sum(opener.replicas for opener, _, _ in joined)
        alike = self._alike(row)
        for opener, target, region in joined:
            if row.when.enough_nodes(opener, in_all):
                yield from self._hops(row, opener, target, region, alike)

    def _hops(
        self, row: Row, opener: Tier, target: Tier, region: Region, alike: dict[str, Any]
    ) -> Iterator[Connection]:
        last = opener.id
        entry = row.balancer_port
        if entry in _STREAMING_PORTS and self._conditions.platform in _CONTAINERS:
            if row.protocol not in _SECURED:
                return
            entry = _CLUSTER_ENTRY
        if entry is not None:
            entered = {"protocol": row.protocol, "port": entry, **alike}
            if self.options.regions > 1:
                first = region.balancer(GLOBAL_BALANCER, target)
                entered |= {"source": first.source, "basis": first.basis}
                told = f"{entered['caveat']} {CAVEATS['led-by-names'].text}".strip()
                yield Connection(opener=last, target=first.id, **entered | {"caveat": told})
                last = first.id
            behind = region.balancer(BALANCER, target).id
            yield Connection(opener=last, target=behind, **entered)
            last = behind
        port = row.port
        if row.protocol == "jdbc" and self.options.database is not None:
            port = DATABASE_PORTS[self.options.database]
        wire = row.protocol, port
        protocol, port = _BROKER_TLS.get(wire, wire) if self.options.broker_tls else wire
        inside = last == target.id and row.reach != "peers"
        yield Connection(
            opener=last,
            target=target.id,
            protocol=protocol,
            port=port,
            reach="local" if inside else row.reach,
            **alike,
        )

    def _alike(self, row: Row) -> dict[str, Any]:
        """Return what all connections of a line have in common."""
        seen = self._conditions, self.pattern.id
        return {name: getattr(row, name) for name in _TAKEN_OVER} | {
            "when": row.when.text,
            "caveat": " ".join(each.text for each in row.caveats if each.shows(*seen)),
        }


def _roles(component: Component, beside: list[Component]) -> tuple[str, ...]:
    """Return the roles that no more specialised component of the pattern takes over."""
    if component.id == "identity-server":
        return ("third-party-key-manager",)
    return tuple(
        role
        for role in component.contains
        if component
        is min((each for each in beside if role in each.contains), key=lambda c: len(c.contains))
    )
