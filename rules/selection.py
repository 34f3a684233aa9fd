"""What a pattern must provide to be an answer."""

from __future__ import annotations

from wso2_strategy import (
    Contradiction,
    Exclusion,
    Lack,
    LayoutExclusion,
    LayoutNeed,
    MatrixRow,
    Need,
    PassedOver,
    Requirements,
    Rule,
    conclude,
    fact,
    sources,
)

need = fact(Need)
lack = fact(Lack)
layout_need = fact(LayoutNeed)
row = fact(MatrixRow, "row")
exclusion = fact(Exclusion)
passed_over = fact(PassedOver)
requirements = fact(Requirements)

RULES = (
    Rule(
        id="selection.pattern-lacks-need",
        when=(lack.capability == need.capability),
        then=conclude(Exclusion, pattern=lack.pattern, capability=need.capability),
        because="{lack.pattern} does not provide {need.capability}.",
        source=sources.PATTERNS,
        basis="derived",
    ),
    Rule(
        id="selection.pattern-lacks-layout-need",
        when=(lack.capability == layout_need.capability),
        then=conclude(
            LayoutExclusion,
            layout=layout_need.layout,
            pattern=lack.pattern,
            capability=layout_need.capability,
        ),
        because="{lack.pattern} does not provide {layout_need.capability}, needed over "
        "{layout_need.layout}.",
        source=sources.PATTERNS,
        basis="derived",
    ),
    # One sentence for all that speaks against it; why-not tells what that is.
    Rule(
        id="selection.primary-requirement-overruled",
        when=(requirements.primary_requirement == row.requirement)
        & (row.pattern == passed_over.id)
        & (exclusion.pattern == passed_over.id),
        then=Contradiction(
            "primary-requirement",
            "The other facts decide, and the primary requirement counts as a minimum.",
        ),
        because="The primary requirement {row.label} stands for {row.pattern}, which other facts "
        "rule out.",
        source=sources.STRATEGY,
        basis="derived",
    ),
)
