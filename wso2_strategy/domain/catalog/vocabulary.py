"""What the catalog is made of: capabilities, components, patterns and platforms."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from attrs import field, frozen

from wso2_strategy.inference.provenance import Basis, Source

Dimension = Literal["pattern", "regions"]
"""What provides a capability: the pattern itself, or the way it is laid over regions."""

Redundancy = Literal["none", "gateway", "all"]
"""Which components run on at least two nodes."""

REDUNDANCY: Mapping[Redundancy, str] = {
    "none": "nothing redundant",
    "gateway": "API calls served by redundant nodes",
    "all": "every component redundant",
}
"""What is redundant, in words."""


@frozen(cache_hash=True)
class Capability:
    """Something a need can ask for and a pattern can do.

    Attributes:
        id: The name used in rules and answers.
        name: A noun phrase for people.
        meaning: One sentence that says what having it means.
        lacking: One clause that says what a pattern without it is like; it
            completes "the pattern ...".
        dimension: Whether patterns or region layouts provide it.
    """

    id: str
    name: str
    meaning: str
    lacking: str
    dimension: Dimension = "pattern"


@frozen(cache_hash=True)
class Component:
    """A kind of WSO2 runtime that takes a node of its own.

    Attributes:
        id: The name used in topologies and sizing.
        name: WSO2's name for it.
        distribution: The download it is installed from.
        contains: The roles that run inside it.
        source: Where that is stated.
        synonyms: Other names that pages use for it.
    """

    id: str
    name: str
    distribution: str
    contains: tuple[str, ...]
    source: Source
    synonyms: tuple[str, ...] = ()


@frozen(cache_hash=True)
class PatternTier:
    """A component's place in a pattern.

    Attributes:
        component: The component's id.
        redundant_nodes: The fewest nodes with which it survives the loss of one.
        max_nodes: The most nodes one cluster may have, or None without a limit.
        autoscales: Whether the Kubernetes chart scales it automatically.
    """

    component: str
    redundant_nodes: int = 2
    max_nodes: int | None = None
    autoscales: bool = False


@frozen(cache_hash=True)
class Limit:
    """A known limitation of a pattern.

    Attributes:
        text: One sentence.
        source: Where it is stated, or what it is derived from.
        basis: How firmly the source supports it.
    """

    text: str
    source: Source
    basis: Basis


@frozen(cache_hash=True)
class Guide:
    """The documentation page that tells how to build a pattern on a platform.

    Attributes:
        platform: The platform's id.
        page: The page, or None when WSO2 publishes none.
    """

    platform: str
    page: Source | None


@frozen(cache_hash=True)
class Pattern:
    """A documented arrangement of components.

    Attributes:
        id: ``P0`` to ``P6``, ``MDC1``, ``MDC2`` or ``DR1``.
        name: WSO2's heading.
        synonyms: Other names that WSO2's pages use for it.
        summary: What it is, in one sentence.
        suits: When to choose it.
        tiers: Its components. A region layout lists what each further region runs.
        provides: Ids of the capabilities it has.
        complexity: Its place in the order of operational complexity, 0 the simplest.
        platform_order: Ids of platforms, in the order the strategy page names them.
        guides: The documentation page per platform.
        limits: Its known limitations.
        source: The page that defines it.
        dimension: Whether it arranges components or lays a pattern over regions.
        min_redundancy: What is redundant by definition.
        max_redundancy: The most redundancy it can have.
        stands_by: Whether, of its regions, one serves and the others wait for people to switch.
    """

    id: str
    name: str
    synonyms: tuple[str, ...]
    summary: str
    suits: str
    tiers: tuple[PatternTier, ...]
    provides: frozenset[str]
    complexity: int
    platform_order: tuple[str, ...]
    guides: tuple[Guide, ...]
    limits: tuple[Limit, ...]
    source: Source
    dimension: Dimension = "pattern"
    min_redundancy: Redundancy = "none"
    max_redundancy: Redundancy = "all"
    stands_by: bool = False

    @property
    def may_do_without_redundancy(self) -> bool:
        """Whether it can be had both with one node of each component and with all redundant."""
        return self.min_redundancy == "none" and self.max_redundancy == "all"

    @property
    def is_never_redundant(self) -> bool:
        """Whether it has one node of each component, whatever is needed."""
        return self.max_redundancy == "none"

    @cached_property
    def redundant_nodes(self) -> int:
        """The fewest WSO2 nodes with every component redundant that can be."""
        return sum(self.nodes("all").values())

    def guide(self, platform: str) -> Source | None:
        """Return the documentation page for building this pattern on `platform`, if any."""
        return next((guide.page for guide in self.guides if guide.platform == platform), None)

    def nodes(self, redundancy: Redundancy) -> dict[str, int]:
        """Return the fewest WSO2 nodes per component with `redundancy`.

        Databases, load balancers and caches are not counted.

        >>> from wso2_strategy.domain.catalog import CATALOG
        >>> CATALOG.pattern("P3").nodes("all")
        {'control-plane': 2, 'traffic-manager': 2, 'gateway': 2}
        >>> CATALOG.pattern("P2").nodes("gateway")
        {'all-in-one': 1, 'gateway': 2}
        """
        return {tier.component: self._tier_nodes(tier, redundancy) for tier in self.tiers}

    def spans(self, layout: Pattern) -> bool:
        """Return whether it can be laid over regions so: further ones run tiers that it has.

        >>> from wso2_strategy.domain.catalog import CATALOG
        >>> p1, p3, one_control_plane = (CATALOG.pattern(each) for each in ("P1", "P3", "MDC2"))
        >>> p1.spans(one_control_plane), p3.spans(one_control_plane)
        (False, True)
        """
        own = {tier.component for tier in self.tiers}
        return own >= {tier.component for tier in layout.tiers}

    def _tier_nodes(self, tier: PatternTier, redundancy: Redundancy) -> int:
        if "all" in (redundancy, self.min_redundancy):
            return tier.redundant_nodes
        return tier.redundant_nodes if redundancy == "gateway" and self._serves_calls(tier) else 1

    def _serves_calls(self, tier: PatternTier) -> bool:
        return tier.component == self.call_component

    @property
    def call_component(self) -> str:
        """The component that API calls go through: the gateway, or else the All-in-One."""
        components = [tier.component for tier in self.tiers]
        return "gateway" if "gateway" in components else "all-in-one"


@frozen(cache_hash=True)
class Platform:
    """Where WSO2 API Manager runs.

    Attributes:
        id: The name used in requirements and answers.
        name: Its name for people.
        summary: What it is and what it is good at, in one sentence.
        source: The page that describes it.
        extends: The platform whose preferences also count for this one, if any.
        on_demand: Whether it is ranked only where a rule prefers it or a constraint demands it.
        called: Its name within a sentence.
    """

    id: str
    name: str
    summary: str
    source: Source
    extends: str | None = None
    on_demand: bool = False
    called: str = field()

    @called.default
    def _name(self) -> str:
        return self.name
