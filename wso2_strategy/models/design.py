"""A design: a pattern, what is redundant in it, and the regions it runs in."""

from __future__ import annotations

from attrs import field, frozen, validators

from wso2_strategy.catalog import CATALOG, Catalog, Pattern, Redundancy, Tier
from wso2_strategy.models.assumptions import Assumptions


@frozen
class RegionKind:
    """Regions that are alike.

    Attributes:
        name: ``region``, ``main`` or ``further``.
        tiers: What runs in each.
        fewest: Nodes per component that redundancy alone asks for, in each.
        regions: How many there are.
        is_main: Whether it is the one region that further regions get their tokens from.
    """

    name: str
    tiers: tuple[Tier, ...]
    fewest: dict[str, int]
    regions: int
    is_main: bool = False


@frozen(cache_hash=True)
class Design:
    """What is to be sized.

    Attributes:
        pattern: The pattern of the only, of every or of the main region.
        redundancy: Which components run more than once.
        regions: Number of regions.
        layout: How further regions look: like the first where there is none.

    >>> Design.named("P3", "all", regions=3, layout="MDC2").fewest_nodes()
    14
    """

    pattern: Pattern
    redundancy: Redundancy = "none"
    regions: int = field(default=1, validator=validators.ge(1))
    layout: Pattern | None = None

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
        return cls(catalog.pattern(pattern), redundancy, regions, over)

    def kinds(self) -> tuple[RegionKind, ...]:
        """Return the kinds of regions, the main one first."""
        fewest = self.pattern.nodes(self.redundancy)
        if self.layout is None or not self.layout.tiers:
            return (RegionKind("region", self.pattern.tiers, fewest, self.regions),)
        further = RegionKind(
            "further", self.layout.tiers, self.layout.nodes(self.redundancy), self.regions - 1
        )
        main = RegionKind("main", self.pattern.tiers, fewest, 1, is_main=True)
        return (main, further) if further.regions else (main,)

    def fewest_nodes(self) -> int:
        """Return the WSO2 nodes that redundancy alone asks for."""
        return sum(sum(kind.fewest.values()) * kind.regions for kind in self.kinds())

    def carrying_regions(self, assumptions: Assumptions) -> int:
        """Return the regions that must carry all calls: spare ones are left out."""
        redundant = "all" in (self.redundancy, self.pattern.min_redundancy)
        spare = int(assumptions.value("spare_regions")) if redundant else 0
        return max(1, self.regions - spare)
