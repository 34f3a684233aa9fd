"""The topology: tiers and connections, immutable, with the questions architects ask."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, field, frozen

from wso2_strategy.errors import UnknownNameError
from wso2_strategy.topology.flow import FLOWS, Flow
from wso2_strategy.topology.flow_graph import FlowGraph, lay
from wso2_strategy.topology.graph import to_graph
from wso2_strategy.topology.options import Options
from wso2_strategy.topology.vocabulary import Connection, Tier

if TYPE_CHECKING:
    import networkx as nx


def _ordered(connections: Iterable[Connection]) -> tuple[Connection, ...]:
    return tuple(
        sorted(connections, key=lambda each: (each.id, each.opener, each.target, each.port or 0))
    )


@frozen
class Topology:
    """The tiers of a deployment and the connections between them.

    Attributes:
        pattern: The id of its pattern.
        options: The choices it was built with.
        tiers: Its tiers, the product's own first.
        flows: The flows that `impact` and the command line look at.
    """

    pattern: str
    options: Options
    tiers: tuple[Tier, ...]
    _connections: tuple[Connection, ...] = field(converter=_ordered)
    flows: tuple[Flow, ...] = tuple(FLOWS.values())

    @property
    def title(self) -> str:
        """A line that says what it is.

        >>> from wso2_strategy.topology import topology
        >>> topology("P4", region_layout="MDC1", platform="kubernetes").title
        'P4 on kubernetes, redundancy none, 2 regions as MDC1'
        """
        options = self.options
        layout = f", {options.regions} regions as {options.region_layout}"
        return f"{self.pattern} on {options.platform}, redundancy {options.redundancy}" + (
            layout if options.region_layout else ""
        )

    @property
    def graph(self) -> nx.MultiDiGraph[str]:
        """A frozen networkx graph of it, newly made.

        The module `wso2_strategy.topology.graph` lists the attributes.

        >>> from wso2_strategy.topology import topology
        >>> graph = topology("P3").graph
        >>> graph.nodes["gateway"]["ports"].split()[0]
        '9443/https'
        >>> graph.edges["gateway", "control-plane", "C11:5672"]["reach"]
        'each-node'
        """
        return to_graph(self.pattern, self.options, self.tiers, self._connections)

    @property
    def components(self) -> tuple[Tier, ...]:
        """The tiers that run WSO2 products."""
        return tuple(tier for tier in self.tiers if tier.kind == "runtime")

    def tier(self, name: str) -> Tier:
        """Return the tier with this id.

        Raises:
            UnknownNameError: No tier has it.
        """
        if name not in self._by_id:
            raise UnknownNameError("component", name, self._by_id)
        return self._by_id[name]

    def tiers_named(self, name: str) -> tuple[Tier, ...]:
        """Return the tier with this id, or the tiers of this component in all regions.

        Raises:
            UnknownNameError: There is no such tier or component.
        """
        found = tuple(tier for tier in self.tiers if name in (tier.id, tier.component))
        if not found:
            known = dict.fromkeys(each for tier in self.tiers for each in (tier.component, tier.id))
            raise UnknownNameError("component", name, known)
        return found

    def connections(
        self, *, between: tuple[str, str] | None = None, name: str | None = None
    ) -> tuple[Connection, ...]:
        """Return the connections, all or some of them.

        Args:
            between: Two tiers or components; the connections that either opens to the other.
            name: The id of an entry of the connection table.

        Raises:
            UnknownNameError: There is no such tier or component.
        """
        found = self._connections
        if name is not None:
            found = tuple(each for each in found if each.id == name)
        if between is None:
            return found
        one, other = ({tier.id for tier in self.tiers_named(end)} for end in between)
        return tuple(
            each
            for each in found
            if (each.opener in one and each.target in other)
            or (each.opener in other and each.target in one)
        )

    def flow(self, flow: str | Flow) -> FlowGraph:
        """Return the part of the topology that a flow uses.

        Args:
            flow: The id of one of `flows`, or a flow of one's own.

        Raises:
            UnknownNameError: There is no such flow, or nothing starts it here.
        """
        if isinstance(flow, str):
            known = {each.id: each for each in self.flows}
            if flow not in known:
                raise UnknownNameError("flow", flow, known)
            flow = known[flow]
        self.tiers_named(flow.start)
        return lay(flow, self)

    def with_flow(self, flow: Flow) -> Topology:
        """Return the topology with one more flow; one of the same id is replaced."""
        kept = tuple(each for each in self.flows if each.id != flow.id)
        return evolve(self, flows=(*kept, flow))

    def restricted(self, tiers: Container[str], connections: Iterable[Connection]) -> Topology:
        """Return the topology with some of its tiers and connections only."""
        kept = tuple(tier for tier in self.tiers if tier.id in tiers)
        return evolve(self, tiers=kept, connections=tuple(connections))

    @cached_property
    def _by_id(self) -> Mapping[str, Tier]:
        return {tier.id: tier for tier in self.tiers}
