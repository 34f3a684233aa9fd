"""Draws every pattern, as redundant as it can be, and what the README recommends."""

from __future__ import annotations

from pathlib import Path

from wso2_strategy import Advisor, load_requirements
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.topology import topology
from wso2_strategy.topology.export import export

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "_pictures"


def pages() -> dict[Path, str]:
    """Return each picture."""
    retail = Advisor().advise(load_requirements(ROOT / "examples" / "retail.yaml"))
    return {FOLDER / "retail.svg": export(retail.topology(), "svg")} | {
        FOLDER / f"{pattern.id.lower()}.svg": export(
            topology(pattern, high_availability=True), "svg"
        )
        for pattern in CATALOG.patterns
    }
