"""Draws the pictures of the gallery: every pattern, as redundant as it can be."""

from __future__ import annotations

from pathlib import Path

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.topology import topology
from wso2_strategy.topology.export import export

FOLDER = Path(__file__).parent / "_pictures"


def pages() -> dict[Path, str]:
    """Return each picture."""
    return {
        FOLDER / f"{pattern.id.lower()}.svg": export(
            topology(pattern, high_availability=True), "svg"
        )
        for pattern in CATALOG.patterns
    }
