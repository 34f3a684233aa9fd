"""What a recommendation rests on: what was stated, and what was taken by default."""

from __future__ import annotations

from collections.abc import Iterator

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Listing, Section
from wso2_strategy.domain.stated_table import stated_table
from wso2_strategy.output.citations import Citations, valued
from wso2_strategy.output.recommendation_document import advised

_NOT_STATED = "-not-stated"
"""How the ids of advice end that says what was taken instead of a statement."""

_DEFAULT = "default_"
"""How the ids of numbers begin that stand in for a statement."""


def foundations(recommendation: Outcome, citations: Citations) -> Section:
    """Return what was stated and what was taken by default."""
    return Section(
        "What it rests on",
        (stated(recommendation), *by_default(recommendation, citations)),
    )


def stated(recommendation: Outcome) -> Section:
    """Return what was stated, as people call it."""
    table = stated_table(recommendation.requirements)
    return Section("Stated", (table if table.rows else "Nothing is stated.",))


def by_default(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    """Yield what was taken where nothing is stated."""
    given = [each for each in recommendation.advice if each.id.endswith(_NOT_STATED)]
    stand_ins = (
        f"{each.noun}: {valued(each)}. {citations.remarked(each)}"
        for each in recommendation.used_assumptions
        if each.id.startswith(_DEFAULT)
    )
    items = (*advised(given, citations), *stand_ins)
    if items:
        yield Section("Taken by default", (Listing(items),))
