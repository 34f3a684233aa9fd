"""A flow through the topology of a design, read as a reliability block diagram.

The tiers that a flow needs at run time stand in series; their nodes, and
regions that can stand in for each other, in parallel. What is only needed to
start, in the background, or is remembered for good, does not count: a running
gateway checks JSON web tokens without control plane, Key Manager and database.
Opaque tokens are remembered for some minutes, which covers short outages.
"""

from __future__ import annotations

from functools import lru_cache
from math import exp, expm1
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.facts import TokenFormat
from wso2_strategy.domain.tolerance import rest
from wso2_strategy.models.availability.availability_formula import (
    DATABASE_NEEDED,
    NODE,
    SWITCH,
    TOKEN_CACHE,
    unnoticed,
)
from wso2_strategy.models.availability.block_diagram import (
    AtLeast,
    Block,
    Parallel,
    Series,
    Spread,
    Structure,
)
from wso2_strategy.models.availability.importance import MINUTES_PER_YEAR
from wso2_strategy.models.availability.use import CALL, Use
from wso2_strategy.models.availability.zoned_blocks import over_zones
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_groups import NodeGroup

if TYPE_CHECKING:
    from wso2_strategy.topology import Connection, FlowGraph, Tier, Topology

_INTROSPECTION = frozenset({"C16", "C33"})
_DATABASES = {
    "am-database": "database",
    "shared-database": "database",
    "identity-database": "identity-database",
}
_BALANCER = "load-balancer"
_NODES = {_BALANCER: "load_balancer_node_availability"}
_GLOBAL_BALANCER = "global-load-balancer"
_ALIKE = "MDC1"
_DRAWN_REGIONS = 3  # the main region, another, and one for all that are like it
_SPREAD = 2  # any number of zones shows which nodes are spread over them


def flow_structure(design: Design, assumptions: Assumptions, use: Use = CALL) -> Structure:
    """Return the reliability block diagram of one use of a design."""
    # A call meets further regions only as ways that stand in for each other; see `_moved`.
    most = _DRAWN_REGIONS if use.flow == CALL.flow else design.regions
    regions = min(design.regions, most)
    further = range(regions + 1, design.regions + 1)
    # Over how many zones nodes are spread changes their blocks, not what is connected.
    drawn = evolve(design, regions=regions, further=(), zones=1)
    flow = _laid(drawn, use.token_format, use.flow)
    kind = design.stands_by, design.zones
    return _Diagram(flow, assumptions, *kind, use, further).starts()


@lru_cache(maxsize=256)
def _laid(design: Design, token_format: TokenFormat, flow: str) -> FlowGraph[Topology]:
    """Return a flow through a design: one for all numbers of nodes and zones."""
    return _drawn(design, token_format).flow(flow)


@lru_cache(maxsize=128)
def _drawn(design: Design, token_format: TokenFormat) -> Topology:
    """Return the topology of a design; all uses of it are read from one drawing."""
    from wso2_strategy.topology import topology

    layout = design.layout.id if design.layout else _ALIKE
    return topology(
        design.pattern,
        catalog=design.catalog,
        redundancy=design.redundancy,
        zones=_SPREAD,
        regions=design.regions,
        region_layout=layout if design.regions > 1 else None,
        token_format=token_format,
        identity_provider="wso2-is" if design.identity_server else None,
    )


@frozen
class _Diagram:
    """A flow, read as a reliability block diagram."""

    flow: FlowGraph[Topology]
    assumptions: Assumptions
    stands_by: bool
    zones: int
    use: Use
    further: range

    def starts(self) -> Structure:
        tiers = [self.flow.topology.tier(start) for start in self.flow.starts]
        return self._ways(tiers, (), frozenset(), None)

    def single(self, name: str, region: str = "") -> Block:
        """Return a block of one thing that has an assumption of its own."""
        origin = f"{name.replace('-', '_')}_availability"
        return Block(f"{name}{region}", rest(self.assumptions.value(origin)), origin=origin)

    def _tier(
        self,
        tier: Tier,
        through: tuple[Connection, ...],
        entered: frozenset[str],
        region: int | None,
    ) -> Structure:
        """Return a tier with all that it needs; what led to it is not asked for again."""
        here = entered | {tier.id}
        parts: list[Structure] = []
        if tier.region not in (None, region):
            parts.append(self.single("site" if self.zones == 1 else "region", _suffix(tier.id)))
            reach = {each.reach for each in through if each.target == tier.id}
            if "load-balanced" in reach:  # from another region, by the balancer of this one
                entrance = self.flow.deployment.tier(f"{_BALANCER}{_suffix(tier.id)}")
                parts.append(self._block(entrance))
        if not tier.is_end:
            parts.append(self._block(tier))
        for need in self.flow.needs(tier.id):
            if here.isdisjoint(need.alternatives):
                then = [self.flow.topology.tier(each) for each in need.alternatives]
                met = self._ways(then, need.connections, here, tier.region or region)
                if not _INTROSPECTION.isdisjoint(need.step.connections):
                    parts.append(Parallel((met, self._token_cache())))
                elif self._may_spare(tier, then):
                    needed = self.assumptions.value(DATABASE_NEEDED)
                    parts.append(Parallel((met, Block(DATABASE_NEEDED, needed))))
                else:
                    parts.append(met)
        distinct = tuple(dict.fromkeys(parts))
        return distinct[0] if len(distinct) == 1 else Series(distinct)

    def _ways(
        self,
        tiers: list[Tier],
        through: tuple[Connection, ...],
        entered: frozenset[str],
        region: int | None,
    ) -> Structure:
        """Return tiers that stand in for each other; of whole regions some may be needed."""
        ways = [self._tier(each, through, entered, region) for each in tiers]
        whole_regions = region is None and len({each.region for each in tiers} - {None}) > 1
        if whole_regions:
            last = self.further.start - 1
            if self.further:
                ways = [
                    evolve(way, form=each.id.removesuffix(f"@{last}"))
                    if each.region == last and isinstance(way, Series)
                    else way
                    for each, way in zip(tiers, ways, strict=True)
                ]
            alike = [way for each, way in zip(tiers, ways, strict=True) if each.region == last]
            for number in self.further:
                ways += [_moved(way, f"@{last}", f"@{number}") for way in alike]
        if whole_regions and self.stands_by:
            serving = sum(each.region == 1 for each in tiers)
            waiting = Series((self._switch(), _any_of(ways[serving:])))
            return Parallel((_any_of(ways[:serving]), waiting))
        if whole_regions and self.use.regions > 1:
            return AtLeast(tuple(ways), self.use.regions)
        return _any_of(ways)

    def _block(self, tier: Tier) -> Structure:
        """Return the nodes of a tier; of several clusters, which share no load, all must carry."""
        if tier.component == _GLOBAL_BALANCER:
            return self.single(tier.id)
        if tier.component in _DATABASES:
            origin = "database_availability"
            if tier.replicas == 1:
                origin = "single_database_availability"
            down = rest(self.assumptions.value(origin))
            name = f"{_DATABASES[tier.component]}{_suffix(tier.id)}"
            zones = self._zones(_suffix(tier.id))[: tier.replicas] if tier.zones else ()
            database = Block(name, down, origin=origin)
            return Series((_any_of([*zones]), database)) if zones else database
        value = self.assumptions.value
        origin = _NODES.get(tier.component, NODE)
        down = rest(value(origin))
        if origin == NODE:
            down = min(1.0, down + value("planned_restart_minutes_per_year") / MINUTES_PER_YEAR)
        nodes = dict(self.use.nodes).get(tier.component, tier.replicas)
        groups = dict(self.use.groups).get(tier.component, (NodeGroup(nodes=nodes),))
        late = value("failover_detection_seconds")
        missed = unnoticed(late, value("repair_minutes")) if late else 0.0
        together = value("common_cause_share"), missed
        blocks: list[Structure] = []
        first = 1
        zones = self._zones(_suffix(tier.id))
        for group in groups:
            name = f"{tier.component}-{first}{_suffix(tier.id)}" if first > 1 else tier.id
            common = together if group.nodes > 1 else (0.0, 0.0)
            found = Block(name, down, group.nodes, group.needed, group.alike, origin, *common)
            blocks.append(over_zones(found, zones))
            first += group.alike
        return blocks[0] if len(blocks) == 1 else Series(tuple(blocks))

    def _zones(self, suffix: str) -> tuple[Block, ...]:
        if self.zones == 1:
            return ()
        down = rest(self.assumptions.value("zone_availability"))
        return tuple(
            Block(f"zone-{number}{suffix}", down, origin="zone_availability")
            for number in range(1, self.zones + 1)
        )

    def _may_spare(self, tier: Tier, needs: list[Tier]) -> bool:
        """Return whether an All-in-One may answer the use while its database is down."""
        calls = self.use.flow == CALL.flow and self.use.token_format == CALL.token_format
        databases = all(each.component in _DATABASES for each in needs)
        mixed = calls and databases and tier.component == "all-in-one"
        return mixed and self.assumptions.value(DATABASE_NEEDED) < 1

    def _switch(self) -> Block:
        """Return what is left of an outage once people have switched; repairs are memoryless."""
        takes, repair = map(self.assumptions.value, ("standby_switch_minutes", "repair_minutes"))
        return Block(SWITCH, -expm1(-takes / repair))

    def _token_cache(self) -> Block:
        """Return what covers an outage while remembered tokens last; repairs are memoryless."""
        remembered = self.assumptions.value("token_cache_minutes")
        repair = self.assumptions.value("repair_minutes")
        return Block(TOKEN_CACHE, exp(-remembered / repair))


def _moved(structure: Structure, here: str, there: str) -> Structure:
    """Return the same of another region: drawing each would take a second for a hundred."""
    if isinstance(structure, Block):
        return _moved_block(structure, here, there)
    if isinstance(structure, Spread):
        zones = tuple(_moved_block(each, here, there) for each in structure.zones)
        return Spread(_moved_block(structure.nodes, here, there), zones, structure.counts)
    return evolve(structure, parts=tuple(_moved(each, here, there) for each in structure.parts))


def _moved_block(block: Block, here: str, there: str) -> Block:
    stem = block.id.removesuffix(here)
    return block if stem == block.id else block.called(f"{stem}{there}", block.nodes)


def _any_of(parts: list[Structure]) -> Structure:
    return parts[0] if len(parts) == 1 else Parallel(tuple(parts))


def _suffix(tier_id: str) -> str:
    """Return the part of a tier's id that names its region, if there are several."""
    _, at, region = tier_id.partition("@")
    return at + region
