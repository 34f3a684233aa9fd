"""The domain's fixed things: capabilities, components, patterns and platforms."""

from __future__ import annotations

from wso2_strategy.domain.catalog.catalog import CATALOG, Catalog, known_facts
from wso2_strategy.domain.catalog.known_facts import MATRIX, Lack, MatrixRow
from wso2_strategy.domain.catalog.vocabulary import (
    REDUNDANCY,
    Capability,
    Component,
    Dimension,
    Guide,
    Limit,
    Pattern,
    PatternTier,
    Platform,
    Redundancy,
)

__all__ = [
    "CATALOG",
    "MATRIX",
    "REDUNDANCY",
    "Capability",
    "Catalog",
    "Component",
    "Dimension",
    "Guide",
    "Lack",
    "Limit",
    "MatrixRow",
    "Pattern",
    "PatternTier",
    "Platform",
    "Redundancy",
    "known_facts",
]
