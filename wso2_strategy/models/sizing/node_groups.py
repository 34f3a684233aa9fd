"""Nodes that stand in for each other, and how many of them a component gets."""

from __future__ import annotations

from attrs import frozen


@frozen
class NodeGroup:
    """Nodes that stand in for each other, and only for each other.

    Attributes:
        alike: How many such groups there are.
        nodes: Nodes in each.
        needed: How many of them carry the full load of the group.
        serves: The gateway group whose calls they serve, where there are several.
        is_cluster: Whether they have Traffic Managers of their own, where others do not.
    """

    alike: int = 1
    nodes: int = 1
    needed: int = 1
    serves: str = ""
    is_cluster: bool = False


@frozen
class Count:
    """How many nodes a component gets.

    Attributes:
        nodes: Nodes in the region, all clusters together.
        binding: What decided: ``redundancy``, ``load``, ``target``, ``clusters`` or ``ceiling``.
        clusters: Clusters of gateways, each with a Traffic Manager of its own.
        groups: Nodes that stand in for each other, each cluster of gateways for itself.
        excess: Why the load is not carried, one clause each; empty if it is.
        uncapped: Nodes that the load would need if the tier could have any number of them.
    """

    nodes: int
    binding: str
    clusters: int = 1
    groups: tuple[NodeGroup, ...] = (NodeGroup(),)
    excess: tuple[str, ...] = ()
    uncapped: int = 0

    def by_group(self) -> dict[str, int]:
        """Return the nodes of each gateway group; empty where there are no several."""
        found: dict[str, int] = {}
        for each in self.groups:
            if each.serves:
                found[each.serves] = found.get(each.serves, 0) + each.alike * each.nodes
        return found
