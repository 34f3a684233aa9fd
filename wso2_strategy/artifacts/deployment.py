"""What the files of one region are written from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import attrs
from attrs import frozen

from wso2_strategy.artifacts.settings import ArtifactSettings
from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology import Connection, Tier, Topology


@frozen
class Deployment:
    """One region of a deployment, with all that its files say.

    Attributes:
        topology: The tiers and connections of all regions.
        region: The region, or None where there is one only.
        assumptions: The numbers that say how large nodes are.
        all_settings: What the user set, region by region.
    """

    topology: Topology
    region: int | None
    assumptions: Assumptions
    all_settings: tuple[ArtifactSettings, ...]

    @property
    def settings(self) -> ArtifactSettings:
        """What the user set for this region."""
        return self.settings_of(self.region)

    def settings_of(self, region: int | None) -> ArtifactSettings:
        """Return what the user set for a region."""
        return self.all_settings[(region or 1) - 1]

    @cached_property
    def tiers(self) -> tuple[Tier, ...]:
        """The tiers of API Manager in this region."""
        own = self.region or 1
        return tuple(
            each
            for each in self.topology.components
            if each.region == own and each.component != "identity-server"
        )

    def tiers_of(self, component: str) -> tuple[Tier, ...]:
        """Return the tiers of a component in this region: several where there are clusters."""
        return tuple(each for each in self.tiers if each.component == component)

    def outgoing(self, tier: Tier) -> Iterator[tuple[Connection, Tier]]:
        """Yield the connections that a tier opens over the network, each with its target."""
        for each in self.topology.connections():
            if each.opener == tier.id and each.crosses_network:
                yield each, self.topology.tier(each.target)

    def incoming(self, tier: Tier) -> Iterator[tuple[Connection, Tier]]:
        """Yield the connections that are opened to a tier over the network, with the opener."""
        for each in self.topology.connections():
            if each.target == tier.id and each.crosses_network:
                yield each, self.topology.tier(each.opener)


def deployments(
    topology: Topology,
    assumptions: Assumptions,
    settings: tuple[ArtifactSettings, ...] = (),
) -> tuple[Deployment, ...]:
    """Return the regions of a topology; settings are one for all regions, or one for each.

    Raises:
        RequirementsError: There are settings for another number of regions.
    """
    regions = topology.options.regions
    given = settings or tuple(ArtifactSettings() for _ in range(regions))
    if len(given) not in (1, regions):
        problem = f"{len(given)} are given for {regions} regions; allowed: one, or one for each"
        raise RequirementsError("settings", [problem])
    if regions == 1:
        return (Deployment(topology, None, assumptions, given),)
    return tuple(
        Deployment(topology, number, assumptions, given * (regions if len(given) == 1 else 1))
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
        if each.component in nodes and each.cluster is None
        else each
        for each in topology.tiers
    )
    return attrs.evolve(topology, tiers=tiers)
