"""Which tiers a line of the connection table joins, inside regions and between them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from wso2_strategy.topology.tables.connections import Ends, Row, Scope
from wso2_strategy.topology.tiers import Tier


@frozen
class Region:
    """The tiers that may stand at the ends of a region's connections."""

    number: int
    tiers: tuple[Tier, ...]
    by_end: dict[str, list[Tier]]

    @property
    def managed(self) -> bool:
        """Whether the region has a control plane."""
        return "@control-plane" in self.by_end

    def at(self, ends: Ends) -> list[Tier]:
        """Return the tiers that stand at one of some ends."""
        found = [tier for end in ends for tier in self.by_end.get(end, ())]
        return found if len(found) <= 1 else list({tier.id: tier for tier in found}.values())

    def balancer(self, component: str, target: Tier) -> Tier:
        """Return the balancer on the way to a tier: that of its gateway group, if it has one."""
        balancers = self.by_end[component]
        own = [each for each in balancers if each.group and each.group == target.group]
        return own[0] if own else balancers[0]


def pairs(row: Row, regions: list[Region]) -> Iterator[tuple[Tier, Tier, Region]]:
    """Yield the tiers that a line connects, with the region in which it is opened."""
    for here, there in _reaches(row.scope, regions):
        for opener in here.at(row.opener):
            targets = there.at(row.target)
            if not targets and row.scope == "home":
                targets = regions[0].at(row.target)
            for target in targets:
                if _apart(opener.cluster, target.cluster) or _apart(opener.group, target.group):
                    continue
                # A pair that talks among its nodes is one tier at both ends, and needs two nodes;
                # any other line from a tier to itself is the same process and opens nothing,
                # unless the table says that it stays as a connection inside the node.
                kept = opener.replicas > 1 if row.reach == "peers" else row.inside
                if opener.id != target.id or kept:
                    yield opener, target, here


def _apart(one: object, other: object) -> bool:
    return one is not None and other is not None and one != other


def _reaches(scope: Scope, regions: list[Region]) -> Iterator[tuple[Region, Region]]:
    main = regions[0]
    for here in regions:
        if scope == "between":
            yield from ((here, there) for there in regions if there is not here)
        elif scope == "to-main":
            if not here.managed:
                yield here, main
        elif scope == "standby":
            if here is not main:
                yield here, main
        elif scope in ("region", "home") or here.managed == (scope == "managed"):
            yield here, here
