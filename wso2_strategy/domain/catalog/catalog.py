"""The catalog: everything the advisor can choose from, looked up by id, name or synonym."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, Protocol, TypeVar

from attrs import evolve, frozen

from wso2_strategy.domain.catalog.capabilities import CAPABILITIES
from wso2_strategy.domain.catalog.components import COMPONENTS
from wso2_strategy.domain.catalog.known_facts import MATRIX, Lack, MatrixRow
from wso2_strategy.domain.catalog.patterns import PATTERNS
from wso2_strategy.domain.catalog.platforms import PLATFORMS
from wso2_strategy.domain.catalog.region_layouts import REGION_LAYOUTS
from wso2_strategy.domain.catalog.vocabulary import (
    Capability,
    Component,
    Dimension,
    Pattern,
    Platform,
)
from wso2_strategy.errors import UnknownNameError, require


class _Named(Protocol):
    @property
    def id(self) -> str: ...


_N = TypeVar("_N", bound=_Named)


@frozen(cache_hash=True)
class Catalog:
    """Everything the advisor can choose from, looked up by id, name or synonym.

    A catalog is immutable; `extended` returns a larger one.

    >>> CATALOG.pattern("Simple Scalable Setup").id
    'P2'
    >>> CATALOG.pattern("P9")
    Traceback (most recent call last):
    wso2_strategy.errors.UnknownNameError: unknown pattern 'P9'. Known: P0, P1, ...
    """

    capabilities: tuple[Capability, ...]
    components: tuple[Component, ...]
    patterns: tuple[Pattern, ...]
    platforms: tuple[Platform, ...]

    def capability(self, name: str) -> Capability:
        """Return the capability with this id.

        Raises:
            UnknownNameError: No capability has it.
        """
        found: Capability = _look_up("capability", name, self._by_name["capability"])
        return found

    def component(self, name: str) -> Component:
        """Return the component with this id or name.

        Raises:
            UnknownNameError: No component has it.
        """
        found: Component = _look_up("component", name, self._by_name["component"])
        return found

    def pattern(self, name: str) -> Pattern:
        """Return the pattern with this id, name or synonym, in any letter case.

        Raises:
            UnknownNameError: No pattern has it.
        """
        found: Pattern = _look_up("pattern", name, self._by_name["pattern"])
        return found

    def platform(self, name: str) -> Platform:
        """Return the platform with this id or name.

        Raises:
            UnknownNameError: No platform has it.
        """
        found: Platform = _look_up("platform", name, self._by_name["platform"])
        return found

    @cached_property
    def _by_name(self) -> dict[str, dict[str, Any]]:
        return {
            "capability": _index(self.capabilities, lambda item: (item.id, item.name)),
            "component": _index(self.components, lambda item: (item.id, item.name, *item.synonyms)),
            "pattern": _index(self.patterns, _names_of_pattern),
            "platform": _index(self.platforms, lambda item: (item.id, item.name)),
        }

    def arrangements(self, dimension: Dimension) -> tuple[Pattern, ...]:
        """Return the patterns of one dimension, the simplest first."""
        chosen = [pattern for pattern in self.patterns if pattern.dimension == dimension]
        return tuple(sorted(chosen, key=lambda pattern: pattern.complexity))

    def extended(
        self,
        *,
        capabilities: Iterable[Capability] = (),
        components: Iterable[Component] = (),
        patterns: Iterable[Pattern] = (),
        platforms: Iterable[Platform] = (),
    ) -> Catalog:
        """Return a catalog with more in it; an entry with a known id replaces the known one."""
        return evolve(
            self,
            capabilities=_merged(self.capabilities, capabilities),
            components=_merged(self.components, components),
            patterns=_merged(self.patterns, patterns),
            platforms=_merged(self.platforms, platforms),
        )


def _merged(known: tuple[_N, ...], added: Iterable[_N]) -> tuple[_N, ...]:
    added = tuple(added)
    for item in added:
        require(item, type(known[0]))
    merged = {item.id: item for item in known}
    merged.update((item.id, item) for item in added)
    return tuple(merged.values())


def _look_up(kind: str, name: str, index: dict[str, _N]) -> _N:
    found = index.get(name) or index.get(_plain(str(name)))
    if found is None:
        ids = dict.fromkeys(item.id for item in index.values())
        raise UnknownNameError(kind, name, ids, candidates=index)
    return found


def _names_of_pattern(pattern: Pattern) -> tuple[str, ...]:
    rows = (row.label for row in MATRIX if row.pattern == pattern.id)
    return (pattern.id, pattern.name, *pattern.synonyms, *rows)


def _plain(name: str) -> str:
    """Return a name without "Pattern 3:", parentheses, letter case and outer blanks."""
    without_number = re.sub(r"^\s*pattern \d\s*:\s*", "", name, flags=re.IGNORECASE)
    return " ".join(re.sub(r"[()]", " ", without_number).casefold().split())


def _index(items: tuple[_N, ...], names_of: Callable[[_N], tuple[str, ...]]) -> dict[str, _N]:
    by_name = {_plain(name): item for item in reversed(items) for name in names_of(item)}
    return {item.id: item for item in items} | by_name


CATALOG = Catalog(CAPABILITIES, COMPONENTS, (*PATTERNS, *REGION_LAYOUTS), PLATFORMS)
"""What WSO2 documents."""


def known_facts(catalog: Catalog) -> tuple[Lack | MatrixRow, ...]:
    """Return what the catalog says, as facts.

    >>> from wso2_strategy.domain.catalog import CATALOG
    >>> Lack("P2", "independent-key-manager") in known_facts(CATALOG)
    True
    """
    lacks = tuple(
        Lack(pattern.id, capability.id)
        for pattern in catalog.patterns
        for capability in catalog.capabilities
        if capability.dimension == pattern.dimension and capability.id not in pattern.provides
    )
    return lacks + MATRIX
