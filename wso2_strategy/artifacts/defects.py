"""Known defects of the charts and their samples, with what these files do about each.

A defect holds for every chart version before the one that mends it; ``defects.csv`` lists them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from typing import Any

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.inference.provenance import Source

TESTED_CHARTS = "4.7.0-1"
"""The charts that were rendered to find the defects."""


@frozen
class Defect:
    """A known defect.

    Attributes:
        id: Its name, such as ``D9``.
        platform: Where it shows.
        components: The components that it concerns, one of them being enough; those joined by
            ``+`` must all be there.
        fixed_in: The first version of the charts without it; empty if none is known.
        source: Where it was found or is discussed.
        problem: What is wrong.
        remedy: What the files of this project do about it.
        fix: What to do about it in files of one's own.
    """

    id: str
    platform: str
    components: tuple[str, ...]
    fixed_in: str
    source: Source
    problem: str
    remedy: str
    fix: str

    def holds(self, chart_version: str, components: Collection[str]) -> bool:
        """Return whether charts of a version have it, and it concerns one of the components."""
        if self.fixed_in and _order(chart_version) >= _order(self.fixed_in):
            return False
        return any(set(each.split("+")) <= set(components) for each in self.components)


@cache
def known_defects() -> tuple[Defect, ...]:
    """Return all known defects.

    >>> [each.id for each in known_defects() if each.holds("4.7.0-1", {"gateway"})][:3]
    ['D1', 'D2', 'D4']
    """
    table = resources.files("wso2_strategy.artifacts").joinpath("defects.csv")
    return tuple(map(_read, csv.DictReader(table.read_text(encoding="utf-8").splitlines())))


def _read(line: Mapping[str, str]) -> Defect:
    cells: dict[str, Any] = dict(line)
    cells["components"] = tuple(line["components"].split())
    cells["source"] = sources.named(line["source"])
    return Defect(**cells)


def defects_of(chart_version: str, components: Collection[str]) -> dict[str, Defect]:
    """Return the defects that charts of a version have for some components, by id."""
    return {each.id: each for each in known_defects() if each.holds(chart_version, components)}


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
