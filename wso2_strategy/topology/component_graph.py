"""The component graph as data: the tiers and connections of a deployment, found by name."""

from __future__ import annotations

from collections.abc import Container, Iterable
from functools import cached_property
from typing import Self, TypeVar

from attrs import evolve, field, frozen

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.sources import DEPLOYMENT_OVERVIEW
from wso2_strategy.errors import UnknownNameError, require, shown
from wso2_strategy.topology.flow import FLOWS, Flow
from wso2_strategy.topology.options import Options
from wso2_strategy.topology.tiers import Connection, Tier

_DOCUMENTED_CONTROL_PLANES = 2

_ENDS = 2
_REDUNDANT = {
    "none": "nothing redundant",
    "gateway": "gateways redundant",
    "all": "every component redundant",
}


def _ordered(connections: Iterable[Connection]) -> tuple[Connection, ...]:
    connections = tuple(connections)
    for each in connections:
        require(each, Connection)
    return tuple(
        sorted(connections, key=lambda each: (each.id, each.opener, each.target, each.port or 0))
    )


@frozen(repr=False)
class ComponentGraph:
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

    def __repr__(self) -> str:
        size = f"{len(self.tiers)} tiers, {len(self._connections)} connections"
        return f"<{type(self).__name__} {self.title}; {size}>"

    @property
    def title(self) -> str:
        """A line that says what it is.

        >>> from wso2_strategy.topology import topology
        >>> topology("P4", region_layout="MDC1", platform="kubernetes").title
        'P4: Kubernetes, nothing redundant, 2 regions as MDC1'
        """
        options = self.options
        names = {each.id: each.name for each in CATALOG.platforms}
        platform = names.get(options.platform, options.platform)
        title = f"{self.pattern}: {platform}, {_REDUNDANT[options.redundancy]}"
        if options.region_layout:
            title += f", {options.regions} regions as {options.region_layout}"
        if options.gateway_groups:
            return f"{title}, {len(options.gateway_groups)} gateway groups"
        clusters = len(options.gateway_clusters)
        return f"{title}, {clusters} clusters of gateways" if clusters > 1 else title

    @property
    def notes(self) -> tuple[str, ...]:
        """Remarks on what is possible and not advised.

        >>> from wso2_strategy.topology import topology
        >>> topology("P3", nodes={"control-plane": 4}).notes
        ('control-plane has 4 nodes; two are documented and three are advised against...',)
        """
        pairs = tuple(
            f"{tier.id} has {tier.replicas} nodes; two are documented and three are"
            f" advised against (stated: {DEPLOYMENT_OVERVIEW.title})."
            for tier in self.components
            if tier.component == "control-plane" and tier.replicas > _DOCUMENTED_CONTROL_PLANES
        )
        if not any(map(self._waits, self.tiers)):
            return pairs
        waits = "Region 1 serves and people switch to another; losses are shown as before a switch"
        return (*pairs, f"{waits} (assumed: WSO2 has no guide).")

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
        """Return the tier with this id or, if there is none, all tiers of this component.

        Raises:
            UnknownNameError: There is no such tier or component.
        """
        if name in self._by_id:
            return (self._by_id[name],)
        found = tuple(tier for tier in self.tiers if tier.component == name)
        if not found:
            known = (each for tier in self.tiers for each in (tier.component, tier.id))
            raise UnknownNameError("component", name, dict.fromkeys(known))
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
        if len(between) != _ENDS:
            raise TypeError(f"{shown(between)} is no pair; expected: two tiers or components")
        one, other = ({tier.id for tier in self.tiers_named(end)} for end in between)
        return tuple(
            each
            for each in found
            if (each.opener in one and each.target in other)
            or (each.opener in other and each.target in one)
        )

    def restricted(self, tiers: Container[str], connections: Iterable[Connection]) -> Self:
        """Return the topology with some of its tiers and connections only."""
        kept = tuple(tier for tier in self.tiers if tier.id in tiers)
        return evolve(self, tiers=kept, connections=tuple(connections))

    @property
    def serving(self) -> Self:
        """The part that serves without a switch: all of it but regions that stand by."""
        waiting = {tier.id for tier in self.tiers if self._waits(tier)}
        if not waiting:
            return self
        kept = {tier.id for tier in self.tiers} - waiting
        joined = (e for e in self._connections if waiting.isdisjoint((e.opener, e.target)))
        return self.restricted(kept, joined)

    def _waits(self, tier: Tier) -> bool:
        layout = self.options.region_layout
        stands_by = layout is not None and CATALOG.pattern(layout).stands_by
        return stands_by and tier.region not in (None, 1)

    def with_flow(self, flow: Flow) -> Self:
        """Return the topology with one more flow; one of the same id is replaced."""
        require(flow, Flow)
        kept = tuple(each for each in self.flows if each.id != flow.id)
        return evolve(self, flows=(*kept, flow))

    @cached_property
    def _by_id(self) -> dict[str, Tier]:
        return {tier.id: tier for tier in self.tiers}


AnyGraph = TypeVar("AnyGraph", bound=ComponentGraph)
"""What is made from a graph with questions on top is again such a graph."""
