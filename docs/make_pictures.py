"""Draws the pictures of the gallery: every pattern, as redundant as it can be."""

from __future__ import annotations

from pathlib import Path

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.topology import topology
from wso2_strategy.topology.export import export

FOLDER = Path(__file__).parent / "_pictures"


def pictures() -> dict[str, str]:
    """Return each picture, by the name of its file."""
    return {
        f"{pattern.id.lower()}.svg": export(topology(pattern, high_availability=True), "svg")
        for pattern in CATALOG.patterns
    }


def main() -> None:
    """Write the pictures."""
    FOLDER.mkdir(exist_ok=True)
    for name, picture in pictures().items():
        (FOLDER / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
