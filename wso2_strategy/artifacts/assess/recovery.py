"""From what was found to a topology: the pattern it is, and in which edges it differs from it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs
from attrs import frozen

from wso2_strategy.artifacts.assess.tiers_found import Found
from wso2_strategy.artifacts.assess.units import BALANCED, IDENTITY_SERVER, Address, Unit
from wso2_strategy.artifacts.databases import ENGINES
from wso2_strategy.artifacts.machines.wiring import Wire, wires
from wso2_strategy.domain.catalog import CATALOG, Pattern
from wso2_strategy.topology import Connection, Options, Tier, Topology, topology

BROKER, TLS_BROKER = 5672, 8672
"""Where brokers listen without TLS and with it."""

_PATTERNS = tuple(each for each in CATALOG.patterns if each.dimension == "pattern")

_UNTOLD = (
    "token_format",
    "identity_provider",
    "gateway_zone",
    "zones",
    "user_store",
    "analytics",
    "clear_text",
    "shared_file_system",
)
"""Options that bring about no key, or keys that are not read."""


@frozen
class Recovery:
    """A topology that was recovered from files.

    Attributes:
        found: What the files are of.
        stated: What is stated of it otherwise, where files do not tell; None if nothing is.
    """

    found: Found
    stated: Options | None = None

    @cached_property
    def pattern(self) -> Pattern:
        """The pattern with these components, or the nearest."""
        components = self._own
        single = all(self.found.nodes(each) == 1 for each in components)

        def distance(pattern: Pattern) -> tuple[int, bool, int]:
            own = {tier.component for tier in pattern.tiers}
            redundant = pattern.min_redundancy == "all" and single
            return len(own ^ components), redundant, -pattern.complexity

        return min(_PATTERNS, key=distance)

    @property
    def is_exact(self) -> bool:
        """Whether it has the components of its pattern, and no others."""
        return {tier.component for tier in self.pattern.tiers} == self._own

    @cached_property
    def _own(self) -> frozenset[str]:
        """The components that make the pattern: WSO2 Identity Server is one of P6 only."""
        components = frozenset(self.found.components)
        beside = components - {IDENTITY_SERVER}
        return components if beside == {"all-in-one"} else beside

    @cached_property
    def expected(self) -> Topology:
        """The topology of the pattern, with the nodes and options that were found."""
        nodes = {
            tier.component: self.found.nodes(tier.component)
            for tier in self.pattern.tiers
            if tier.component in self.found.components
            if tier.component != IDENTITY_SERVER or self.found.units_of(IDENTITY_SERVER)
        }
        options = self._options(nodes)
        if clusters := self.found.clusters:
            nodes["traffic-manager"] = self.found.nodes("traffic-manager", clusters[0])
            del nodes["gateway"]
            gateways = tuple(self.found.nodes("gateway", each) for each in clusters)
            options["gateway_clusters"] = gateways
        fewest = self.pattern.nodes(options["redundancy"])
        others = {name: count for name, count in nodes.items() if count != fewest[name]}
        return topology(self.pattern, nodes=others, **options)

    @cached_property
    def topology(self) -> Topology:
        """The topology that the files make: as the pattern has it where files say nothing."""
        missing = set(self.missing)
        kept = [each for each in self.expected.connections() if each not in missing]
        absent = self._absent
        connections = (
            each
            for each in (*kept, *self.extra)
            if each.opener not in absent and each.target not in absent
        )
        tiers = tuple(tier for tier in self.expected.tiers if tier.id not in absent)
        return attrs.evolve(
            self.expected, tiers=(*tiers, *self._surplus), connections=tuple(connections)
        )

    @cached_property
    def missing(self) -> tuple[Connection, ...]:
        """The connections of the pattern that some key should bring about, and none does."""
        return tuple(
            each
            for each in self.expected.connections()
            if each.crosses_network
            and each.opener not in self._absent
            and each.target not in self._absent
            and self._keys_of(each)
            and self.units_without(each)
        )

    @cached_property
    def extra(self) -> tuple[Connection, ...]:
        """The connections that files make and the pattern has not."""
        known = {
            (
                self._component(each.opener),
                self._component(each.target),
                each.protocol,
                each.port,
            )
            for each in self.expected.connections()
        }
        added: dict[tuple[Any, ...], Connection] = {}
        for unit in self.found.units:
            for address in unit.addresses:
                target = self.found.target(unit, address)
                wire = address.wire
                if address.is_local or target == unit.component or unit.switched_off(wire.key):
                    continue
                port = self._port(address, target)
                protocol = "amqps" if port == TLS_BROKER else wire.protocol
                ends = unit.component, target, protocol, port
                close = (*ends[:3], None) if protocol == "jdbc" else ends
                if ends in known or close in known or not unit.component:
                    continue
                added[ends] = Connection(
                    wire.connections[0],
                    unit.component,
                    target,
                    protocol=protocol,
                    port=port,
                    reach="each-node" if wire.protocol == "amqp" else "load-balanced",
                    required=False,
                )
        known_tiers = {tier.id for tier in (*self.expected.tiers, *self._surplus)}
        return tuple(each for each in added.values() if {each.opener, each.target} <= known_tiers)

    def units_without(self, connection: Connection) -> tuple[Unit, ...]:
        """Return the nodes that should bring a connection about and do not."""
        keys = self._keys_of(connection)
        opener = self.expected.tier(connection.opener)
        units = self.found.units_of(opener.component, opener.cluster)
        return tuple(unit for unit in units if not self._is_made(connection, keys, unit))

    def is_wired(self, connection: Connection) -> bool:
        """Return whether it is a key that brings a connection about."""
        return bool(self._keys_of(connection))

    def wire_of(self, connection: Connection) -> Wire:
        """Return the key that should bring a connection about."""
        return self._keys_of(connection)[0]

    @cached_property
    def _surplus(self) -> tuple[Tier, ...]:
        """The tiers that are there and not in the nearest pattern, as another pattern has them."""
        own = {tier.component for tier in self.pattern.tiers}
        having = {tier.component: each for each in _PATTERNS for tier in each.tiers}
        return tuple(
            attrs.evolve(topology(having[each]).tier(each), replicas=self.found.nodes(each))
            for each in sorted(self._own - own)
        )

    @cached_property
    def _absent(self) -> frozenset[str]:
        """The tiers of the nearest pattern that are not there."""
        return frozenset(
            tier.id
            for tier in self.expected.components
            if tier.component not in self.found.components
        )

    @cached_property
    def speaks_tls(self) -> bool:
        """Whether brokers are addressed where they listen with TLS."""
        ports = [
            each.port - self.found.offset(self.found.target(unit, each))
            for unit in self.found.units
            for each in unit.addresses
            if each.wire.protocol == "amqp" and each.port and not each.is_local
        ]
        return bool(ports) and ports.count(TLS_BROKER) * 2 > len(ports)

    @property
    def _has_server(self) -> bool:
        return IDENTITY_SERVER in self.found.components and IDENTITY_SERVER not in self._own

    def _component(self, tier: str) -> str:
        return self.expected.tier(tier).component

    def _keys_of(self, connection: Connection) -> list[Wire]:
        component = self._component(connection.opener)
        if self._component(connection.target) == IDENTITY_SERVER:
            return []  # it is added in the Admin Portal
        return [
            wire
            for wire in wires()
            if component in wire.openers
            and connection.id in wire.connections
            and connection.protocol.startswith(wire.protocol)
        ]

    def _is_made(self, connection: Connection, keys: list[Wire], unit: Unit) -> bool:
        target = self._component(connection.target)
        peers = connection.reach == "peers"
        for each in unit.addresses:
            if each.wire not in keys or self.found.target(unit, each) != target:
                continue
            if (peers and each.is_local) or unit.switched_off(each.wire.key):
                continue
            if connection.port in (None, self._port(each, target)):
                return True
        return False

    def _port(self, address: Address, target: str) -> int | None:
        """Return the port that an address means, as it would be without an offset."""
        through = address.wire.protocol == "https" and address.port in (None, BALANCED)
        if through or address.port is None:
            return address.wire.port
        return address.port - self.found.offset(target)

    def _options(self, nodes: dict[str, int]) -> dict[str, Any]:
        """Return the options of a topology that files tell."""
        several = {component for component, count in nodes.items() if count > 1}
        redundancy = "gateway" if several == {"gateway"} else "none"
        units = self.found.units
        stated = attrs.asdict(self.stated, recurse=False) if self.stated else {}
        has_database = self.stated is None or self.stated.database is not None
        database = next(filter(None, map(_database, units)), None)
        return {
            **{name: stated[name] for name in _UNTOLD if name in stated},
            **({"identity_provider": "wso2-is"} if self._has_server else {}),
            "platform": units[0].platform,
            "redundancy": "all" if several == set(nodes) else redundancy,
            "database": database if has_database else None,
            "exact_rate_limits": any(_names(unit, "apim.redis_config.host") for unit in units),
            "distributed_throttling": any(
                _names(unit, "apim.distributed_throttling.keyvalue_store.host") for unit in units
            ),
            "transaction_counter": any(unit.reports_calls for unit in units),
            "broker_tls": self.speaks_tls,
            "multi_tenant": stated.get("multi_tenant", False)
            or any(
                unit.table("apim.sync_runtime_artifacts.tenant_loading.enable") is True
                for unit in units
            ),
            "protocols": {"http"}.union(*(unit.streams for unit in units)),
        }


def _names(unit: Unit, key: str) -> bool:
    return bool(unit.texts(key)) and not unit.switched_off(key)


def _database(unit: Unit) -> str | None:
    types = {engine.type: product for product, engine in ENGINES.items()}
    return next(
        (types[each] for each in unit.texts("database.apim_db.type") if each in types), None
    )
