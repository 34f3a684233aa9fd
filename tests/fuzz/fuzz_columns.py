"""Random tables against `advise`, row by row: ``python tests/fuzz/fuzz_columns.py 100000``.

Every field of the built-in knowledge, and those of a pack, are stated or not, on the limits and
between them. `make fuzz` runs it; the first rows that differ are printed, and that they do ends
it with 1. The same count gives the same rows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

from decided_rows import NAMES, Branch, advised, stated_in, with_branches
from random_tables import random_table

from wso2_strategy import Advisor
from wso2_strategy.space.fields import form

ROWS = 1_000
"""Rows of a table."""

_SHOWN = 5

_KINDS = [
    (stated, continuous) for stated in (0.1, 0.2, 0.35, 0.5) for continuous in (0.0, 0.3, 0.7, 1.0)
]


def differing(advisor: Advisor, table: dict[str, list[Any]], rows: int) -> Iterator[str]:
    """Yield each row of a table of which `decide_many` and `advise` say something different."""
    found = advisor.decide_many(table)
    answers = zip(*(found[name] for name in NAMES), strict=True)
    for row, answer in zip(range(rows), answers, strict=True):
        expected = advised(advisor, table, row)
        if (answer, found["error"][row]) != expected:
            yield f"{stated_in(table, row)}\n  {answer}, {found['error'][row]!r}\n  {expected}"


def main() -> int:
    """Compare as many rows as are asked for; 1 where some differ."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    advisor, different = with_branches(), 0
    for number, start in enumerate(range(0, rows, ROWS)):
        stated, continuous = _KINDS[number % len(_KINDS)]
        size = min(ROWS, rows - start)
        table = random_table(form((Branch,)), size, number, stated=stated, continuous=continuous)
        for each in differing(advisor, table, size):
            different += 1
            if different <= _SHOWN:
                print(each)
        if not (start + size) % 10_000:
            print(f"{start + size:,} rows, {different} different", flush=True)
    print(f"{different} of {rows:,} rows are decided differently in a table")
    return min(different, 1)


if __name__ == "__main__":
    sys.exit(main())
