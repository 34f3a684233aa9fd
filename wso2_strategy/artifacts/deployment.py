"""What the files of one region are written from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import attrs
from attrs import frozen

from wso2_strategy.artifacts.settings import ArtifactSettings
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import CATALOG, Catalog
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology import Connection, Tier, Topology
from wso2_strategy.topology.gateway_tiers import DrawnGroup

WRITTEN_PLATFORMS = frozenset({"virtual-machines", "kubernetes", "openshift"})
"""The platforms that have files of their own, whatever they extend."""


@frozen
class Deployment:
    """One region of a deployment, with all that its files say.

    Attributes:
        topology: The tiers and connections of all regions.
        platform: Where it runs; a platform that extends another one is that.
        region: The region; 1 where there is one only.
        assumptions: The numbers that say how large nodes are.
        all_settings: What the user set, region by region.
        autoscaling: Whether capacity is to follow the load.
    """

    topology: Topology
    platform: str
    region: int
    assumptions: Assumptions
    all_settings: tuple[ArtifactSettings, ...]
    autoscaling: bool = False

    @property
    def has_other_regions(self) -> bool:
        """Whether there are other regions."""
        return self.topology.options.regions > 1

    @property
    def settings(self) -> ArtifactSettings:
        """What the user set for this region."""
        return self.settings_of(self.region)

    def settings_of(self, region: int | None) -> ArtifactSettings:
        """Return what the user set for a region; what all regions share is in the first."""
        return self.all_settings[(region or 1) - 1]

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers of API Manager in this region."""
        return tuple(
            each
            for each in self.topology.components
            if each.region == self.region and each.component != "identity-server"
        )

    @cached_property
    def seen_from_here(self) -> Topology:
        """The part of the topology that begins or ends in this region."""
        regions = {each.id: each.region for each in self.topology.tiers}
        connections = [
            each
            for each in self.topology.connections()
            if self.region in (regions[each.opener], regions[each.target])
        ]
        ends = {end for each in connections for end in (each.opener, each.target)}
        return self.topology.restricted(ends, connections)

    @property
    def groups(self) -> tuple[DrawnGroup, ...]:
        """The gateway groups, where there are several: each is a gateway environment."""
        return tuple(map(DrawnGroup.read, self.topology.options.gateway_groups))

    def tiers_of(self, component: str) -> tuple[Tier, ...]:
        """Return the tiers of a component in this region: several where there are clusters."""
        return tuple(each for each in self.tiers if each.component == component)

    def outgoing(self, tier: Tier) -> Iterator[tuple[Connection, Tier]]:
        """Yield the connections that a tier opens over the network, each with its target."""
        for each in self._by_end[0].get(tier.id, ()):
            yield each, self.topology.tier(each.target)

    def incoming(self, tier: Tier) -> Iterator[tuple[Connection, Tier]]:
        """Yield the connections that are opened to a tier over the network, with the opener."""
        for each in self._by_end[1].get(tier.id, ()):
            yield each, self.topology.tier(each.opener)

    @cached_property
    def _by_end(self) -> tuple[dict[str, list[Connection]], dict[str, list[Connection]]]:
        """The connections over the network by opener and by target; there may be thousands."""
        opened: dict[str, list[Connection]] = {}
        entered: dict[str, list[Connection]] = {}
        for each in self.topology.connections():
            if each.crosses_network:
                opened.setdefault(each.opener, []).append(each)
                entered.setdefault(each.target, []).append(each)
        return opened, entered


def deployments(
    topology: Topology,
    assumptions: Assumptions,
    settings: tuple[ArtifactSettings, ...] = (),
    catalog: Catalog = CATALOG,
    *,
    autoscaling: bool = False,
) -> tuple[Deployment, ...]:
    """Return the regions of a topology; settings are one for all regions, or one for each.

    Raises:
        RequirementsError: There are settings for another number of regions.
    """
    regions = topology.options.regions
    chosen = catalog.platform(topology.options.platform)
    platform = chosen.id if chosen.id in WRITTEN_PLATFORMS else chosen.extends or chosen.id
    given = settings or tuple(ArtifactSettings() for _ in range(regions))
    if len(given) not in (1, regions):
        problem = f"{len(given)} are given for {regions} regions; allowed: one, or one for each"
        raise RequirementsError("settings", [problem])
    given = given * regions if len(given) == 1 else given
    return tuple(
        Deployment(topology, platform, number, assumptions, given, autoscaling)
        for number in range(1, regions + 1)
    )


def with_nodes_of_region(topology: Topology, nodes: dict[str, tuple[int, ...]]) -> Topology:
    """Return a topology whose tiers have the nodes of their own region, not of the largest.

    Args:
        topology: The topology.
        nodes: The nodes of each component, region by region.
    """
    tiers = tuple(
        attrs.evolve(each, replicas=nodes[each.component][(each.region or 1) - 1])
        if each.component in nodes and each.cluster is None and each.group is None
        else each
        for each in topology.tiers
    )
    return attrs.evolve(topology, tiers=tiers)
