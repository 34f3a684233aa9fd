"""Measures this library beside others, prints the figures and writes the page: ``make bench``."""

from __future__ import annotations

import sys
from pathlib import Path

from peers.measure import rounds
from peers.page import page
from peers.table import ROWS

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "benchmarks.md"

ROUNDS = 5


def main() -> None:
    """Measure everything."""
    count = int(sys.argv[1]) if sys.argv[1:] else ROUNDS
    text = page(rounds(ROWS, count), count)
    print(text, end="")
    PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
