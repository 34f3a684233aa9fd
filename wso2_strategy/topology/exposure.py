"""What is open to whom: ports, firewall rules, zone crossings, and checks of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator

from attrs import frozen

from wso2_strategy.document.blocks import Table
from wso2_strategy.document.csv_rows import as_csv
from wso2_strategy.document.markdown import markdown
from wso2_strategy.domain import sources
from wso2_strategy.domain.source_numbers import SourceNumbers
from wso2_strategy.errors import UnknownNameError, require
from wso2_strategy.inference.provenance import Basis, Source
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.tiers import BROKER_PORTS, SERVLET_PORTS, Connection, Tier

_HEADER = ("source", "destination", "port", "protocol", "required", "purpose", "connections")
_PRIVATE_PATHS = frozenset({"/services", "/carbon"})
_OWN_PORTS = frozenset({8000, 9999, 10389, 11111})
_CLUSTER_PORTS = frozenset({4000, 45564})
_OPEN_ZONES = frozenset({"outside", "dmz"})


@frozen
class FirewallRule:
    """An opening that the network must allow, from one tier to another.

    The port is None where the destination's product decides; `connections` are ids of entries of
    the connection table, and `evidence` how firmly which source supports them.
    """

    source: str
    destination: str
    port: int | None
    protocol: str
    purposes: tuple[str, ...]
    connections: tuple[str, ...]
    required: bool
    source_zone: str
    destination_zone: str
    evidence: tuple[tuple[Basis, Source], ...] = ()

    @property
    def row(self) -> tuple[str, ...]:
        """The rule as a table row."""
        port = "the product's" if self.port is None else str(self.port)
        required = "yes" if self.required else "no"
        purpose, ids = "; ".join(self.purposes), " ".join(self.connections)
        return self.source, self.destination, port, self.protocol, required, purpose, ids


@frozen
class FirewallRules:
    """Every opening between the nodes of a topology, by source and destination."""

    rules: tuple[FirewallRule, ...]

    def __iter__(self) -> Iterator[FirewallRule]:
        return iter(self.rules)

    def __len__(self) -> int:
        return len(self.rules)

    def between_zones(self) -> FirewallRules:
        """Return the rules whose ends stand in different zones."""
        return FirewallRules(
            tuple(rule for rule in self.rules if rule.source_zone != rule.destination_zone)
        )

    def to_csv(self) -> str:
        """Return the rules as CSV with a header line."""
        return as_csv(
            (*_HEADER, "basis", "sources"),
            (
                (
                    *rule.row,
                    "; ".join(dict.fromkeys(basis for basis, _ in rule.evidence)),
                    "; ".join(dict.fromkeys(source.title for _, source in rule.evidence)),
                )
                for rule in self.rules
            ),
        )

    def to_markdown(self) -> str:
        """Return the rules as a Markdown table, and their sources."""
        numbers = SourceNumbers()
        return markdown("", (self.table(numbers), numbers.section()))

    def table(self, numbers: SourceNumbers) -> Table:
        """Return the rules as a table that cites its sources."""
        require(numbers, SourceNumbers)
        rows = tuple(
            (*rule.row, " ".join(numbers.mark(*each) for each in rule.evidence))
            for rule in self.rules
        )
        return Table((*_HEADER, "basis"), rows)

    def to_rows(self) -> list[dict[str, str]]:
        """Return the rules as a list of dicts, such as data frames take."""
        return [dict(zip(_HEADER, rule.row, strict=True)) for rule in self.rules]


@frozen
class ExposedPort:
    """A port of a zone that other zones must be let through to; fields as in `FirewallRule`."""

    tier: str
    port: int | None
    protocol: str
    from_zones: tuple[str, ...]
    connections: tuple[str, ...]


@frozen
class ZoneCrossing:
    """The connections that are opened from one zone into another."""

    opener: str
    target: str
    connections: tuple[Connection, ...]


@frozen
class ExposureRule:
    """A documented rule on what may be reached from where.

    A connection, with the tiers at its ends, keeps it or breaks it.
    """

    id: str
    text: str
    source: Source
    basis: Basis
    broken_by: Callable[[Connection, Tier, Tier], bool]


@frozen
class ExposureFinding:
    """A connection that breaks an exposure rule."""

    rule: ExposureRule
    connection: Connection

    def __str__(self) -> str:
        each = self.connection
        return f"{each.key} {each.opener} -> {each.target}: {self.rule.text}"


def _unblocked(connection: Connection, opener: Tier, target: Tier) -> bool:
    public = opener.kind == "proxy" or opener.zone == "outside"
    served = target.kind == "runtime" and connection.port in SERVLET_PORTS
    return public and served and not set(connection.blocked_paths) >= _PRIVATE_PATHS


def _balanced_broker(connection: Connection, opener: Tier, target: Tier) -> bool:
    balanced = connection.reach == "load-balanced" or "proxy" in (opener.kind, target.kind)
    return connection.port in BROKER_PORTS and balanced


def _open_store(_: Connection, opener: Tier, target: Tier) -> bool:
    return target.kind == "store" and opener.zone in _OPEN_ZONES


def _unproxied(_: Connection, opener: Tier, target: Tier) -> bool:
    return target.kind == "runtime" and opener.zone == "outside"


def _open_management(connection: Connection, opener: Tier, _: Tier) -> bool:
    return connection.port in _OWN_PORTS and opener.zone in _OPEN_ZONES


def _open_clustering(connection: Connection, opener: Tier, target: Tier) -> bool:
    return connection.port in _CLUSTER_PORTS and opener.component != target.component


EXPOSURE_RULES = (
    ExposureRule(
        "private-paths",
        "/services and /carbon are blocked before the product's portals and APIs.",
        sources.SECURITY_GUIDELINES,
        "stated",
        _unblocked,
    ),
    ExposureRule(
        "brokers-not-balanced",
        "JMS and binary event ports are reached node by node, never through a load balancer.",
        sources.MULTI_DC_2,
        "derived",
        _balanced_broker,
    ),
    ExposureRule(
        "stores-behind",
        "Databases and other stores are not reachable from the DMZ or from outside.",
        sources.SECURITY_GUIDELINES,
        "assumed",
        _open_store,
    ),
    ExposureRule(
        "behind-a-proxy",
        "Requests from outside reach the product through a proxy or load balancer.",
        sources.ALL_IN_ONE,
        "stated",
        _unproxied,
    ),
    ExposureRule(
        "management-ports",
        "JMX, the embedded directory and the embedded KDC are not reachable from the DMZ.",
        sources.DEFAULT_PORTS,
        "derived",
        _open_management,
    ),
    ExposureRule(
        "clustering-ports",
        "Clustering ports are open to members of the cluster only.",
        sources.SECURITY_GUIDELINES,
        "stated",
        _open_clustering,
    ),
)
"""The documented rules that `Topology.exposure_findings` checks."""


def firewall_rules(graph: ComponentGraph) -> FirewallRules:
    """Return the openings that the connections of a topology need."""
    grouped: defaultdict[tuple[str, str, int, str], list[Connection]] = defaultdict(list)
    for each in _on_the_network(graph):
        grouped[each.opener, each.target, each.port or 0, each.protocol].append(each)
    return FirewallRules(
        tuple(
            FirewallRule(
                source=opener,
                destination=target,
                port=port or None,
                protocol=protocol,
                purposes=tuple(dict.fromkeys(each.purpose for each in found)),
                connections=tuple(dict.fromkeys(each.id for each in found)),
                required=any(each.required for each in found),
                source_zone=graph.tier(opener).zone,
                destination_zone=graph.tier(target).zone,
                evidence=tuple(
                    dict.fromkeys((each.basis, each.source) for each in found if each.source)
                ),
            )
            for (opener, target, port, protocol), found in sorted(grouped.items())
        )
    )


def exposed_ports(graph: ComponentGraph, zone: str) -> tuple[ExposedPort, ...]:
    """Return the ports of a zone that connections from other zones reach."""
    zones = dict.fromkeys(tier.zone for tier in graph.tiers)
    if zone not in zones:
        raise UnknownNameError("zone", zone, zones)
    grouped: defaultdict[tuple[str, int, str], list[Connection]] = defaultdict(list)
    for crossing in zone_crossings(graph):
        if crossing.target == zone:
            for each in crossing.connections:
                grouped[each.target, each.port or 0, each.protocol].append(each)
    return tuple(
        ExposedPort(
            tier=tier,
            port=port or None,
            protocol=protocol,
            from_zones=tuple(sorted({graph.tier(each.opener).zone for each in found})),
            connections=tuple(sorted({each.id for each in found})),
        )
        for (tier, port, protocol), found in sorted(grouped.items())
    )


def zone_crossings(graph: ComponentGraph) -> tuple[ZoneCrossing, ...]:
    """Return the connections whose ends stand in different zones, by pair of zones."""
    grouped: defaultdict[tuple[str, str], list[Connection]] = defaultdict(list)
    for each in _on_the_network(graph):
        zones = graph.tier(each.opener).zone, graph.tier(each.target).zone
        if zones[0] != zones[1]:
            grouped[zones].append(each)
    return tuple(
        ZoneCrossing(opener, target, tuple(found))
        for (opener, target), found in sorted(grouped.items())
    )


def exposure_findings(graph: ComponentGraph) -> tuple[ExposureFinding, ...]:
    """Return the connections that break a documented rule."""
    return tuple(
        ExposureFinding(rule, each)
        for rule in EXPOSURE_RULES
        for each in _on_the_network(graph)
        if rule.broken_by(each, graph.tier(each.opener), graph.tier(each.target))
    )


def _on_the_network(graph: ComponentGraph) -> Iterator[Connection]:
    return (each for each in graph.connections() if each.crosses_network)
