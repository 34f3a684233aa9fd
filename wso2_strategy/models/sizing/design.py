"""A design: a pattern, what is redundant in it, and the regions it runs in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from attrs import evolve, field, frozen, validators

from wso2_strategy.domain import sources
from wso2_strategy.domain.catalog import CATALOG, Catalog, Pattern, PatternTier, Redundancy
from wso2_strategy.domain.gateway_group import GatewayGroup
from wso2_strategy.inference.provenance import Source
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.load.region_load import Calibration


@frozen
class TierRoles:
    """A tier of a pattern and the roles that fall to it.

    A role belongs to the most specialised component of the pattern that contains it. So
    the All-in-One of P1 carries everything, that of P5 only portals and rate limiting.

    Attributes:
        component: The component's id.
        name: The component's name for people.
        figure: What the names of its figures are made of.
        max_nodes: The most nodes it can have, if there is a limit.
        autoscales: Whether the charts scale it.
        roles: What it does in this pattern.
        is_gateway: Whether it is a gateway and nothing else.
        is_traffic_manager: Whether it is a Traffic Manager and nothing else.
        calibration: The calibration that counts by default. A node that carries calls
            beside other work follows WSO2's stated figure, which includes that work;
            all others follow the measurements.
    """

    component: str
    name: str
    figure: str
    max_nodes: int | None
    autoscales: bool
    roles: frozenset[str]
    is_gateway: bool
    is_traffic_manager: bool
    calibration: Calibration


@lru_cache(maxsize=256)
def tier_roles(
    tiers: tuple[PatternTier, ...], catalog: Catalog, prefix: str = ""
) -> tuple[TierRoles, ...]:
    """Return what each tier does in a pattern with these tiers.

    >>> for tier in tier_roles(CATALOG.pattern("P5").tiers, CATALOG):
    ...     print(tier.name, sorted(tier.roles))
    All-in-One ['control-plane', 'traffic-manager']
    Universal Gateway ['gateway']
    Key Manager ['key-manager']
    """
    components = [catalog.component(tier.component) for tier in tiers]
    specialists = sorted(components, key=lambda component: -len(component.contains))
    owner = {role: component.id for component in specialists for role in component.contains}
    found = []
    for tier, component in zip(tiers, components, strict=True):
        roles = frozenset(role for role in owner if owner[role] == component.id)
        is_gateway = roles == {"gateway"}
        is_mixed = "gateway" in roles and not is_gateway
        found.append(
            TierRoles(
                component=component.id,
                name=component.name,
                figure=prefix + component.id.replace("-", "_"),
                max_nodes=tier.max_nodes,
                autoscales=tier.autoscales,
                roles=roles,
                is_gateway=is_gateway,
                is_traffic_manager=roles == {"traffic-manager"},
                calibration="documented" if is_mixed else "measured",
            )
        )
    return tuple(found)


@frozen(eq=False)
class RegionKind:
    """Regions that are alike; designs that are alike but for their zones share them.

    Attributes:
        name: ``region``, ``main`` or ``further``.
        tiers: The components that run in each, and their roles.
        fewest: Nodes per component that redundancy alone asks for, in each.
        source: Where that is stated.
        regions: How many there are.
        further: Nodes per component beyond what redundancy and load ask for, in each.
        groups: The groups of its gateways with their shares, where there are several.
        gateways_first: The same tiers, in the order in which they are counted.
        is_clustered: Whether gateways stand around Traffic Managers of their own.
    """

    name: str
    tiers: tuple[TierRoles, ...]
    fewest: Mapping[str, int]
    source: Source
    regions: int
    further: Mapping[str, int]
    groups: tuple[GatewayGroup, ...]
    gateways_first: tuple[TierRoles, ...] = field(init=False)
    is_clustered: bool = field(init=False)

    @gateways_first.default
    def _gateways_first(self) -> tuple[TierRoles, ...]:
        return tuple(sorted(self.tiers, key=lambda tier: not tier.is_gateway))

    @is_clustered.default
    def _is_clustered(self) -> bool:
        return any(tier.is_traffic_manager for tier in self.tiers)

    @property
    def call_tier(self) -> TierRoles:
        """The tier that calls go through."""
        return next(tier for tier in self.tiers if "gateway" in tier.roles)

    @property
    def is_main(self) -> bool:
        """Whether it is the one region that further regions get their tokens from."""
        return self.name == "main"

    @property
    def prefix(self) -> str:
        """What its figures' names begin with, where there is another kind."""
        return "" if self.name == "region" else f"{self.name}_"


@lru_cache(maxsize=1_024)
def _region_kinds(
    arrangement: tuple[Pattern, Redundancy, int, Pattern | None],
    catalog: Catalog,
    servers: int,
    further: tuple[tuple[str, int], ...],
    groups: tuple[GatewayGroup, ...],
) -> tuple[RegionKind, ...]:
    """Return the kinds of regions of a design; `servers` stand beside what manages, if any do."""
    chosen, redundancy, regions, layout = arrangement

    def kind(name: str, pattern: Pattern, regions: int) -> RegionKind:
        tiers, fewest = pattern.tiers, pattern.nodes(redundancy)
        if servers and _lacks_server(pattern, catalog):
            tiers = (*tiers, PatternTier("identity-server"))
            fewest |= {"identity-server": servers}
        # That a component is to run twice is the tip of the guides for machines.
        source = sources.SIMPLE_SCALABLE if max(fewest.values()) > 1 else chosen.source
        found = RegionKind(name, (), fewest, source, regions, dict(further), groups)
        return evolve(found, tiers=tier_roles(tiers, catalog, found.prefix))

    if layout is None or not layout.tiers:
        return (kind("region", chosen, regions),)
    return (kind("main", chosen, 1), kind("further", layout, regions - 1))


def _lacks_server(pattern: Pattern, catalog: Catalog) -> bool:
    components = [catalog.component(tier.component) for tier in pattern.tiers]
    is_managing = any("control-plane" in each.contains for each in components)
    return is_managing and all(each.id != "identity-server" for each in components)


@frozen(cache_hash=True)
class Design:
    """What is to be sized.

    Attributes:
        pattern: The pattern of the only, of every or of the main region.
        redundancy: Which components run more than once.
        regions: Number of regions.
        layout: How further regions look: like the first where it is None or has no tiers.
        catalog: Where the components are described.
        identity_server: Whether WSO2 Identity Server issues the tokens; where the pattern has no
            tier of it, one stands beside what manages.
        further: Nodes beyond what redundancy and load ask for, for a target of availability: a
            component and their number in each region that has it.
        groups: Groups of gateways with their shares, where there are several.
        zones: The availability zones that nodes of a region are spread over.
        kinds: The kinds of regions, the main one first.

    >>> Design.named("P3", "all", regions=3, layout="MDC2").fewest_nodes
    14
    """

    pattern: Pattern
    redundancy: Redundancy = "none"
    regions: int = field(default=1, validator=validators.ge(1))
    layout: Pattern | None = None
    catalog: Catalog = field(default=CATALOG, repr=False)
    identity_server: bool = False
    further: tuple[tuple[str, int], ...] = ()
    groups: tuple[GatewayGroup, ...] = ()
    zones: int = 1
    kinds: tuple[RegionKind, ...] = field(init=False, repr=False, eq=False)

    @kinds.default
    def _kinds(self) -> tuple[RegionKind, ...]:
        layout = None if self.regions == 1 else self.layout
        server = (2 if self.is_redundant else 1) if self.identity_server else 0
        return _region_kinds(
            (self.pattern, self.redundancy, self.regions, layout),
            self.catalog,
            server,
            self.further,
            self.groups,
        )

    @classmethod
    def named(
        cls,
        pattern: str,
        redundancy: Redundancy = "none",
        *,
        regions: int = 1,
        layout: str | None = None,
        catalog: Catalog = CATALOG,
    ) -> Design:
        """Return a design by the names of its pattern and layout.

        Raises:
            UnknownNameError: No pattern has one of the names.
        """
        over = catalog.pattern(layout) if layout else None
        return cls(catalog.pattern(pattern), redundancy, regions, over, catalog)

    @property
    def tiers(self) -> tuple[TierRoles, ...]:
        """One tier of every component, as it is in the main region where it runs there."""
        found: dict[str, TierRoles] = {}
        for kind in self.kinds:
            for tier in kind.tiers:
                found.setdefault(tier.component, tier)
        return tuple(found.values())

    @property
    def is_redundant(self) -> bool:
        """Whether every component is to run more than once, and can."""
        wanted = "all" in (self.redundancy, self.pattern.min_redundancy)
        return wanted and self.pattern.max_redundancy == "all"

    @property
    def stands_by(self) -> bool:
        """Whether one of its regions serves and the others wait."""
        return self.layout is not None and self.layout.stands_by and self.regions > 1

    @property
    def fewest_nodes(self) -> int:
        """WSO2 nodes that redundancy alone asks for, of a single group of gateways."""
        return sum(sum(kind.fewest.values()) * kind.regions for kind in self.kinds)

    def carrying_regions(self, numbers: Arithmetic) -> int:
        """Return the regions that must carry all calls: spare ones are left out."""
        if self.stands_by:
            return numbers.named("carrying_regions", 1, "regions", sources.GAP)
        regions = numbers.stated("regions", self.regions, "regions")
        if self.is_redundant:
            regions = numbers.largest(1, regions - numbers.count("spare_regions"))
        return numbers.named("carrying_regions", regions, "regions", sources.MULTI_DC)
