"""How a pattern fits: in one region, or under each layout over several before one is chosen.

The same rules hold for both; what follows under a layout decides only where it is chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attrs import frozen

from wso2_strategy import (
    Exclusion,
    LayoutExclusion,
    LayoutFitness,
    LayoutNeed,
    Need,
    PatternFitness,
    fact,
)


@frozen
class Fit:
    """A kind of fitness, and what rules conclude from it.

    Attributes:
        fact: The fact.
        excludes: What is concluded where it speaks against a pattern.
        needs: What is concluded where it asks for a capability.
        under: What all of them copy from it.
        suffix: The end of a rule's id.
        over: The words for where it holds.
    """

    fact: Any
    excludes: type
    needs: type
    under: Mapping[str, Any] = {}
    suffix: str = ""
    over: str = ""


under_layout = fact(LayoutFitness, "fitness")

FITS = (
    Fit(fact(PatternFitness, "fitness"), Exclusion, Need),
    Fit(
        under_layout,
        LayoutExclusion,
        LayoutNeed,
        {"layout": under_layout.layout},
        "-over-regions",
        " over {fitness.layout}",
    ),
)
