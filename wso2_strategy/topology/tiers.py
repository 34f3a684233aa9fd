"""What a topology is made of: tiers, the ports they listen on, and connections."""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import field, frozen

from wso2_strategy.document.json_values import JsonKeys, same
from wso2_strategy.domain.zones import per_zone
from wso2_strategy.inference.provenance import Basis, Source

Kind = Literal["actor", "proxy", "runtime", "store", "cache", "service"]
"""An ``actor`` starts uses; a ``proxy`` hands requests on; a ``runtime`` is a WSO2 product; a
``store`` keeps data; a ``cache`` may lose it; a ``service`` is anything else that is called."""

Data = Literal["request-response", "to-target", "to-opener", "both-ways"]
"""Which way the payload goes, whichever side opened the connection."""

Reach = Literal["direct", "load-balanced", "each-node", "peers", "local"]
"""``load-balanced`` reaches any node of a tier, ``each-node`` every one of them by its own
address, ``peers`` the other nodes of the opener's own tier; ``local`` stays inside a node."""

ZONES = {
    "outside": "Outside",
    "dmz": "DMZ",
    "application": "Application zone",
    "data": "Data zone",
    "backend": "Backends",
    "management": "Management network",
    "internal": "Internal network",
}
"""The zones that the connection table uses, with their names; users may add their own."""

BROKER_PORTS = frozenset({5672, 8672, 9611, 9711})
"""JMS and the binary event receivers: every node is addressed on its own."""

SERVLET_PORTS = frozenset({9443, 9763})
"""The ports that portals, internal APIs and the management console share."""


@frozen
class Port:
    """A port that a tier listens on.

    Attributes:
        number: The port's number without an offset.
        protocol: What is spoken on it, such as ``https``.
        purpose: What it is for.
        reach: From where it may be reached.
        optional: Whether it listens only when something is configured.
    """

    number: int
    protocol: str
    purpose: str
    reach: str = "internal"
    optional: bool = False


@frozen
class Tier:
    """Equal nodes that stand side by side: a node of the graph.

    A user's own tier needs only an id:

    >>> Tier("waf", kind="proxy", zone="dmz", replicas=2).name
    'waf'

    Attributes:
        id: Its name in the topology, such as ``gateway``, or ``gateway-3@2`` in cluster 3 of
            region 2.
        name: Its name for people.
        component: What runs on its nodes.
        kind: What part it plays.
        zone: The network zone it stands in.
        replicas: How many nodes it has.
        needed: How many of them must work.
        region: Its region, or None when all regions share it.
        zones: The availability zones of the region that nodes are spread over; None if not said.
        group: The gateway group that it serves, or None when it serves all.
        cluster: Its cluster of gateways around Traffic Managers, or None when all share it.
        distribution: The download its nodes are installed from; empty outside the product.
        roles: The roles of the product that it carries and uses.
        ports: What it listens on.
        source: Where its place in the topology is described.
        basis: How firmly the source supports it.
    """

    json_keys: ClassVar[JsonKeys] = same("id", "name", "component", "zone", "replicas")

    id: str
    name: str = field()
    component: str = field()
    kind: Kind = "service"
    zone: str = "application"
    replicas: int = 1
    needed: int = 1
    region: int | None = None
    zones: int | None = None
    group: str | None = None
    cluster: int | None = None
    distribution: str = ""
    roles: tuple[str, ...] = ()
    ports: tuple[Port, ...] = ()
    source: Source | None = None
    basis: Basis = "assumed"

    @name.default
    def _default_name(self) -> str:
        return self.id

    @component.default
    def _default_component(self) -> str:
        return self.id

    @property
    def nodes_per_zone(self) -> tuple[int, ...]:
        """Its nodes in each availability zone that has any; empty where none are told apart."""
        zones = self.zones or 1
        return per_zone(self.replicas, zones) if zones > 1 else ()

    @property
    def is_end(self) -> bool:
        """Whether uses of the system begin or end here, outside the deployment."""
        return self.kind == "actor" or self.component == "backend"


@frozen
class Connection:
    """One side opens a connection to the other: an edge of the graph.

    Attributes:
        id: The row of the connection table, such as ``C10``; several connections may share it.
        opener: The id of the tier that opens it.
        target: The id of the tier it is opened to.
        purpose: What it is for.
        protocol: What is spoken on it.
        port: The port it is opened to, or None where the target's product decides.
        data: Which way the payload goes.
        synchronous: Whether the opener waits for an answer.
        required: Whether the deployment needs it where it exists.
        when: Under which condition it exists.
        reach: Which nodes of the target it reaches.
        blocked_paths: Paths that must be refused on the way.
        caveat: A known defect or limit of it; empty if none is known.
        source: Where it is described.
        basis: How firmly the source supports it.
    """

    json_keys: ClassVar[JsonKeys] = same(
        "id", "opener", "target", "port", "protocol", "purpose", "required"
    )

    id: str
    opener: str
    target: str
    purpose: str = ""
    protocol: str = "tcp"
    port: int | None = None
    data: Data = "request-response"
    synchronous: bool = True
    required: bool = True
    when: str = "always"
    reach: Reach = "direct"
    blocked_paths: tuple[str, ...] = ()
    caveat: str = ""
    source: Source | None = None
    basis: Basis = "assumed"

    @property
    def key(self) -> str:
        """What tells it apart from other connections between the same tiers.

        >>> Connection("C23", "all-in-one", "all-in-one", port=9611).key
        'C23:9611'
        """
        return f"{self.id}:{self.port}" if self.port is not None else self.id

    @property
    def crosses_network(self) -> bool:
        """Whether it leaves the node that opens it."""
        return self.reach != "local"
