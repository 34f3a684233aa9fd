"""What is said of a row: the decision, without its reasons."""

from __future__ import annotations

from typing import Any, NamedTuple

from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.models.arithmetic import MAX_COUNT


class RowAnswer(NamedTuple):
    """What is decided for a row.

    Attributes:
        pattern: The pattern's id.
        layout: The layout over regions, or None for a single region.
        platform: The platform that is preferred.
        redundancy: Which components run more than once.
        nodes: WSO2 nodes in all regions, up to the largest count of a fact, 2**53.
        availability: Of API calls with these nodes, as a share of time.
        conflicts: The ids of the statements that contradict each other, in alphabetical order.
    """

    pattern: str
    layout: str | None
    platform: str
    redundancy: str
    nodes: int
    availability: float
    conflicts: tuple[str, ...]


def answer_of(outcome: Outcome) -> RowAnswer:
    """Return the part of an outcome that a row has."""
    decision = outcome.decision
    return RowAnswer(
        decision.pattern,
        decision.regions,
        decision.platform,
        decision.redundancy,
        min(MAX_COUNT, outcome.sizing.total_nodes),
        outcome.availability.expected,
        tuple(sorted({each.id for each in outcome.conflicts})),
    )


COLUMNS = (
    "row",
    "name",
    *RowAnswer._fields[:-1],
    "meets_target",
    "conflicts",
    "error",
)
"""What is said of each row of a file: its number, the decision, or what is wrong with it."""


def row_record(outcome: Outcome) -> dict[str, Any]:
    """Return what was decided, by the names of `COLUMNS` but for the number of the row."""
    found = answer_of(outcome)
    said = {
        **found._asdict(),
        "name": outcome.requirements.name,
        "meets_target": outcome.availability.meets_target,
        "conflicts": [*found.conflicts],
        "error": None,
    }
    return {column: said[column] for column in COLUMNS[1:]}
