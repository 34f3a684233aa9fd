"""Measures this library beside others, prints the figures and writes the page: ``make bench``."""

from __future__ import annotations

import sys
from pathlib import Path

from peers.curves import CURVES, measured
from peers.measure import rounds
from peers.page import closely, page
from peers.plots import picture
from peers.table import ROWS

DOCS = Path(__file__).parents[2] / "docs"
PAGE = DOCS / "reference" / "benchmarks.md"
PICTURES = DOCS / "_pictures"

ROUNDS = 5


def main() -> None:
    """Measure everything."""
    count = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    curves = measured()
    text = page(rounds(ROWS, count), closely(count), curves)
    print(text, end="")
    PAGE.write_text(text, encoding="utf-8")
    for curve in CURVES:
        (PICTURES / f"benchmark-{curve.key}.svg").write_text(
            picture(curve, curves[curve.key]), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
