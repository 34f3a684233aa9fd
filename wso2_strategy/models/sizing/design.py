"""A design: a pattern, what is redundant in it, and the regions it runs in."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, field, frozen, validators

from wso2_strategy.domain.assumptions import Assumptions
from wso2_strategy.domain.catalog import CATALOG, Catalog, Pattern, Redundancy
from wso2_strategy.models.sizing.counts import Part, parts


@frozen
class RegionKind:
    """Regions that are alike.

    Attributes:
        name: ``region``, ``main`` or ``further``.
        parts: The components that run in each, and their roles.
        fewest: Nodes per component that redundancy alone asks for, in each.
        regions: How many there are.
        is_main: Whether it is the one region that further regions get their tokens from.
    """

    name: str
    parts: tuple[Part, ...]
    fewest: Mapping[str, int]
    regions: int
    is_main: bool = False


@frozen(cache_hash=True)
class Design:
    """What is to be sized.

    Attributes:
        pattern: The pattern of the only, of every or of the main region.
        redundancy: Which components run more than once.
        regions: Number of regions.
        layout: How further regions look: like the first where it is None or has no tiers.
        catalog: Where the components are described.
        kinds: The kinds of regions, the main one first.

    >>> Design.named("P3", "all", regions=3, layout="MDC2").fewest_nodes
    14
    """

    pattern: Pattern
    redundancy: Redundancy = "none"
    regions: int = field(default=1, validator=validators.ge(1))
    layout: Pattern | None = None
    catalog: Catalog = field(default=CATALOG, repr=False, eq=False)
    kinds: tuple[RegionKind, ...] = field(init=False, repr=False, eq=False)

    @kinds.default
    def _kinds(self) -> tuple[RegionKind, ...]:
        if self.layout is None or not self.layout.tiers or self.regions == 1:
            return (self._kind("region", self.pattern, self.regions),)
        main = evolve(self._kind("main", self.pattern, 1), is_main=True)
        return (main, self._kind("further", self.layout, self.regions - 1))

    def _kind(self, name: str, pattern: Pattern, regions: int) -> RegionKind:
        fewest = pattern.nodes(self.redundancy)
        return RegionKind(name, parts(pattern.tiers, self.catalog), fewest, regions)

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
    def is_redundant(self) -> bool:
        """Whether every component is to run more than once, and can."""
        wanted = "all" in (self.redundancy, self.pattern.min_redundancy)
        return wanted and self.pattern.max_redundancy == "all"

    @property
    def fewest_nodes(self) -> int:
        """WSO2 nodes that redundancy alone asks for."""
        return sum(sum(kind.fewest.values()) * kind.regions for kind in self.kinds)

    def carrying_regions(self, assumptions: Assumptions) -> int:
        """Return the regions that must carry all calls: spare ones are left out."""
        spare = int(assumptions.value("spare_regions")) if self.is_redundant else 0
        return max(1, self.regions - spare)
