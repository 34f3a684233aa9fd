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
    Rule(
        id="selection.primary-requirement-falls-short",
        when=(requirements.primary_requirement == row.requirement)
        & (row.pattern == passed_over.id)
        & (exclusion.pattern == passed_over.id)
        & exclusion.capability.present(),
        then=Contradiction(
            "primary-requirement",
            "The other facts decide, and the primary requirement counts as a minimum.",
        ),
        because="The primary requirement {row.label} stands for {row.pattern}, but other facts "
        "need {exclusion.capability}, which it does not provide.",
        source=sources.STRATEGY,
        basis="derived",
    ),
    Rule(
        id="selection.primary-requirement-breaks-limit",
        when=(requirements.primary_requirement == row.requirement)
        & (row.pattern == passed_over.id)
        & (exclusion.pattern == passed_over.id)
        & exclusion.limit.present(),
        then=Contradiction(
            "primary-requirement",
            "The other facts decide, and the primary requirement counts as a minimum.",
        ),
        because="The primary requirement {row.label} stands for {row.pattern}, against which other "
        "facts set a limit: {exclusion.limit}.",
        source=sources.STRATEGY,
        basis="derived",
    ),
)
