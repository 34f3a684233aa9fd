"""The topology of a deployment: its component graph, with the questions architects ask."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import frozen

from wso2_strategy.errors import DrawingError, MissingExtraError
from wso2_strategy.topology.component_graph import ComponentGraph
from wso2_strategy.topology.exposure import (
    ExposedPort,
    ExposureFinding,
    FirewallRules,
    ZoneCrossing,
    exposed_ports,
    exposure_findings,
    firewall_rules,
    zone_crossings,
)
from wso2_strategy.topology.flow import Flow
from wso2_strategy.topology.flow_graph import CutSet, FlowGraph, lay
from wso2_strategy.topology.impact import Impact, impacts
from wso2_strategy.topology.networkx_graph import Path, paths, shortest_path, to_networkx
from wso2_strategy.topology.symptoms import Symptom, carriers, symptom_named, symptoms
from wso2_strategy.topology.tiers import Connection, Tier
from wso2_strategy.topology.variants import (
    inserted,
    instances,
    with_connections,
    with_copy,
    with_tier,
)

if TYPE_CHECKING:
    import networkx as nx


@frozen(repr=False)
class Topology(ComponentGraph):
    """A component graph that can be questioned, and changed into another one.

    >>> from wso2_strategy.topology import topology
    >>> topology("P0")
    <Topology P0: Virtual machines, nothing redundant; 8 tiers, 16 connections>
    """

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """A frozen networkx graph of it, newly made.

        The module `wso2_strategy.topology.networkx_graph` lists the attributes.

        >>> from wso2_strategy.topology import topology
        >>> graph = topology("P3").graph
        >>> graph.nodes["gateway"]["ports"].split()[0]
        '9443/https'
        >>> graph.edges["gateway", "control-plane", "C11:5672"]["reach"]
        'each-node'
        """
        return to_networkx(self)

    def _repr_svg_(self) -> str | None:
        """Return the picture as a notebook shows it; None where it cannot be drawn."""
        from wso2_strategy.topology.export.svg import to_svg

        try:
            return to_svg(self)
        except (MissingExtraError, DrawingError):
            return None

    def flow(self, flow: str | Flow) -> FlowGraph[Topology]:
        """Return the part of the topology that a flow uses.

        Args:
            flow: The id of one of `flows`, or a flow of one's own.

        Raises:
            UnknownNameError: There is no such flow, or nothing starts it here.
        """
        return lay(flow, self)

    def single_points_of_failure(self, flow: str | Flow = "api-call") -> tuple[str, ...]:
        """Return the tiers of which one lost node stops a flow.

        >>> from wso2_strategy.topology import topology
        >>> single = topology("P1", nodes={"am-database": 1, "shared-database": 1})
        >>> single.single_points_of_failure("api-call"), topology("P1").single_points_of_failure()
        (('am-database', 'shared-database'), ())
        """
        return self.serving.flow(flow).single_points_of_failure()

    def minimal_cut_sets(
        self, flow: str | Flow = "api-call", *, largest: int = 2
    ) -> tuple[CutSet, ...]:
        """Return the smallest sets of nodes, up to `largest`, whose loss stops a flow.

        >>> from wso2_strategy.topology import topology
        >>> [str(cut) for cut in topology("P1").minimal_cut_sets("token")]
        ['2 x all-in-one', '2 x am-database', '2 x load-balancer', '2 x shared-database']
        """
        return self.serving.flow(flow).minimal_cut_sets(largest=largest)

    def impact(self, lost: str | Iterable[str]) -> tuple[Impact, ...]:
        """Return what the loss of tiers, nodes or connections does to each flow, and why.

        Args:
            lost: A tier, a component, a node such as ``gateway#1``, a connection such as ``C11``,
                ``C53:9763`` or ``gateway->traffic-manager:5672``, all of a region as ``site@1``,
                all of an availability zone as ``zone-2@1``, or several of them.

        Raises:
            UnknownNameError: There is no such tier, component or connection.

        >>> from wso2_strategy.topology import topology
        >>> for each in topology("P3").impact("traffic-manager"):
        ...     print(each.flow, each.effect)
        api-call degrades
        token continues
        publish continues
        subscribe continues
        rate-limit stops
        revoke-token continues
        """
        return impacts(self, [lost] if isinstance(lost, str) else lost)

    def symptoms(self, cut: str | Iterable[str]) -> tuple[Symptom, ...]:
        """Return what people see where connections are cut; they are named as in `impact`.

        Raises:
            UnknownNameError: There is no such connection.

        >>> from wso2_strategy.topology import topology
        >>> [each.id for each in topology("P1", redundancy="all").symptoms("C23")]
        ['limits-double', 'api-missing']
        """
        return symptoms(self, [cut] if isinstance(cut, str) else cut)

    def carriers(self, symptom: str) -> tuple[Connection, ...]:
        """Return the connections between nodes whose loss shows itself as a symptom.

        Args:
            symptom: Its id, or words that only it says.

        Raises:
            UnknownNameError: There is no such symptom.

        >>> from wso2_strategy.topology import topology
        >>> [each.key for each in topology("P3", redundancy="all").carriers("limits double")]
        ['C12:9611', 'C13:9711', 'C22:5672']
        """
        return carriers(self, symptom_named(symptom))

    def paths(self, opener: str, target: str, *, longest: int = 4) -> list[Path]:
        """Return the ways from one tier to another that pass none twice, the shortest first.

        Args:
            opener: Where they begin.
            target: Where they end.
            longest: The most connections a way may have.

        Raises:
            UnknownNameError: One of the tiers does not exist.

        >>> from wso2_strategy.topology import topology
        >>> topology("P2").paths("client", "am-database")[0]
        ('client', 'load-balancer', 'all-in-one', 'am-database')
        """
        return paths(self, opener, target, longest)

    def shortest_path(self, opener: str, target: str) -> Path:
        """Return the shortest way from one tier to another, or an empty one if there is none.

        Raises:
            UnknownNameError: One of the tiers does not exist.

        >>> from wso2_strategy.topology import topology
        >>> topology("P3").shortest_path("gateway", "am-database")
        ('gateway', 'control-plane', 'am-database')
        """
        return shortest_path(self, opener, target)

    def exposed_ports(self, zone: str) -> tuple[ExposedPort, ...]:
        """Return the ports of a zone that connections from other zones reach.

        Raises:
            UnknownNameError: No tier stands in such a zone.

        >>> from wso2_strategy.topology import topology
        >>> edge = topology("P3", gateway_zone="dmz").exposed_ports("dmz")
        >>> [(port.tier, port.port) for port in edge][:2]
        [('gateway', 9443), ('gateway', 9763)]
        """
        return exposed_ports(self, zone)

    def firewall_rules(self) -> FirewallRules:
        """Return every opening that the network must allow, as a table.

        >>> from wso2_strategy.topology import topology
        >>> print(topology("P3").firewall_rules().to_csv().splitlines()[1])
        client,load-balancer,443,https,yes,"call an API; get, revoke and look up tokens ...
        """
        return firewall_rules(self)

    def zone_crossings(self) -> tuple[ZoneCrossing, ...]:
        """Return the connections whose ends stand in different zones, by pair of zones.

        >>> from wso2_strategy.topology import topology
        >>> [(each.opener, each.target) for each in topology("P0").zone_crossings()][:2]
        [('application', 'backend'), ('application', 'data')]
        """
        return zone_crossings(self)

    def exposure_findings(self) -> tuple[ExposureFinding, ...]:
        """Return the connections that break a documented exposure rule.

        >>> from wso2_strategy.topology import topology
        >>> topology("P3").exposure_findings()
        ()
        >>> topology("P3", multi_tenant=True).exposure_findings()
        ()
        """
        return exposure_findings(self)

    def with_tier(self, tier: Tier, *, before: str | None = None) -> Topology:
        """Return the topology with a tier of one's own; one of the same id is replaced.

        Args:
            tier: The tier.
            before: A tier; everything that is opened to it then goes through the new one.

        Raises:
            UnknownNameError: There is no tier `before`.
            RequirementsError: Something about the tier is not allowed.

        >>> from wso2_strategy.topology import Tier, topology
        >>> waf = Tier("waf", "Web application firewall", kind="proxy", zone="dmz")
        >>> topology("P1").with_tier(waf, before="load-balancer").single_points_of_failure()
        ('waf',)
        """
        if before is None:
            return with_tier(self, tier)
        return inserted(self, tier, before)

    def with_copy(self, name: str, tier: Tier) -> Topology:
        """Return the topology with one more tier, connected as another is.

        Args:
            name: The id of the tier whose connections it gets too.
            tier: The new tier.

        Raises:
            UnknownNameError: There is no tier `name`.
            RequirementsError: Something about the tier is not allowed.

        >>> from attrs import evolve
        >>> from wso2_strategy.topology import topology
        >>> p3 = topology("P3")
        >>> partners = evolve(p3.tier("gateway"), id="partner-gateway", name="Partner gateway")
        >>> p3.with_copy("gateway", partners).flow("api-call").works(lost=["gateway"])
        True
        """
        return with_copy(self, name, tier)

    def with_connection(self, *connections: Connection) -> Topology:
        """Return the topology with connections of one's own.

        Raises:
            UnknownNameError: A connection's end is not a tier.
            RequirementsError: Something about a connection is not allowed.

        >>> from wso2_strategy.topology import Connection, topology
        >>> debug = Connection("U1", "client", "gateway", "debug", "https", 9443)
        >>> [each.rule.id for each in topology("P3").with_connection(debug).exposure_findings()]
        ['private-paths', 'behind-a-proxy']
        """
        return with_connections(self, connections)

    def instances(self) -> Topology:
        """Return the topology with every node as a tier of its own.

        >>> from wso2_strategy.topology import topology
        >>> [tier.id for tier in topology("P1").instances().components]
        ['all-in-one#1', 'all-in-one#2']
        """
        return instances(self)
