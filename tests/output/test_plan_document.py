"""What a plan says, of every example and of what outgrows its pattern."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wso2_strategy import Advisor, Availability, Requirements, Traffic, load_requirements
from wso2_strategy.document.blocks import Block, Section, Table, plain
from wso2_strategy.document.document import Document
from wso2_strategy.domain.catalog import CATALOG, Redundancy
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.planning.deployment import Deployment
from wso2_strategy.models.planning.plan import plan
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_sizes import sizing
from wso2_strategy.output.plan_document import plan_document

EXAMPLES = Path(__file__).parents[2] / "examples"
FILES = sorted(each for each in EXAMPLES.iterdir() if each.suffix in {".yaml", ".toml", ".json"})
CHANGES, LOAD, AVAILABILITY = "What changes", "Load and nodes", "Availability"
COSTS = "What every pattern takes, for the same load and redundancy"


def sections(document: Document) -> dict[str, tuple[Block, ...]]:
    """Return what stands in each section, by its title."""
    return {each.title: each.blocks for each in document.blocks if isinstance(each, Section)}


def blocks(document: Document, section: str) -> tuple[Block, ...]:
    """Return what stands in a section."""
    return sections(document)[section]


def tables(document: Document) -> list[Table]:
    """Return the tables of all sections."""
    return [
        each for found in sections(document).values() for each in found if isinstance(each, Table)
    ]


def rows(document: Document, section: str) -> list[dict[str, str]]:
    """Return a section's table, each row by the heads of its columns."""
    return [
        dict(zip(table.columns, row, strict=True))
        for table in blocks(document, section)
        if isinstance(table, Table)
        for row in table.rows
    ]


@pytest.fixture(params=FILES, ids=lambda file: file.name)
def planned(request: pytest.FixtureRequest, advisor: Advisor) -> Any:
    """Return each example's recommendation with its plan."""
    recommendation = advisor.advise(load_requirements(request.param))
    return recommendation, recommendation.plan()


# How long it lasts.


def test_a_timeline_is_that_of_the_plan(planned: Any) -> None:
    """Both look as far: two years, or to the end of a longer horizon."""
    recommendation, found = planned
    assert recommendation.timeline().months == found.timeline.months
    horizon = recommendation.requirements.traffic.horizon_months or 0
    assert found.timeline.months[-1].month == max(24, horizon)


def test_months_are_shown_in_which_something_changes(planned: Any) -> None:
    """The first, the last, and those of the events; all of them in a complete found."""
    recommendation, found = planned
    last = found.timeline.months[-1].month
    shown = [int(row["Month"]) for row in rows(plan_document(recommendation, found), LOAD)]
    assert shown == sorted({0, last} | {event.month for event in found.timeline.events})
    complete = rows(plan_document(recommendation, found, complete=True), LOAD)
    assert [int(row["Month"]) for row in complete] == list(range(last + 1))


def test_where_nothing_changes_it_is_said_for_how_long(planned: Any) -> None:
    """In one sentence, without a table of changes."""
    recommendation, found = planned
    first, *others = blocks(plan_document(recommendation, found), CHANGES)
    quiet = plain(first).startswith("Nothing changes in the 24 months looked at")
    shows_table = any(isinstance(each, Table) for each in others)
    assert quiet is (not shows_table) is (not found.timeline.events)


# What people read.


def test_everything_has_the_name_that_people_use(planned: Any) -> None:
    """Ids are for programs; hints show how an option is written."""
    document = plan_document(*planned)
    found = [each for within in sections(document).values() for each in within]
    read = [(each,) for each in found if isinstance(each, str)]
    read += [cells for table in tables(document) for cells in (table.columns, *table.rows)]
    words = {word.strip(".,;") for cells in read for cell in cells for word in cell.split()}
    ids = [each.id for each in (*CATALOG.components, *CATALOG.platforms) if "-" in each.id]
    assert words.isdisjoint([*ids, "api-call", "load-balancer", "global-load-balancer"])


def heads(document: Document) -> Iterator[str]:
    for table in tables(document):
        yield from table.columns


@pytest.mark.parametrize("width", [40, 60, 80])
def test_no_line_is_wider_than_the_terminal(planned: Any, width: int) -> None:
    """But for addresses, which stay whole, and no head of a column is broken within a word."""
    document = plan_document(*planned)
    text = document.to_text(width=width)
    assert all(len(line) <= width for line in text.splitlines() if "https://" not in line)
    assert {word.rstrip(":") for head in heads(document) for word in head.split()} <= {
        word.rstrip(":") for word in text.split()
    }


def outgrown(advisor: Advisor, pattern: str, redundancy: Redundancy, peak_tps: float) -> str:
    """Return the plan of a growing load for which nothing but one pattern is considered."""
    stated = Requirements(traffic=Traffic(peak_tps=peak_tps, annual_growth=0.5))
    design = Design.named(pattern, redundancy)
    found = plan(stated, lambda then: Deployment(sizing(design, demand(then)), "kubernetes"))
    return plan_document(advisor.advise(stated), found).to_text(width=400)


def test_a_load_that_is_not_carried_is_said_with_the_reason(advisor: Advisor) -> None:
    """In the answer, where it happens, and in every month in which it holds."""
    text = outgrown(advisor, "P1", "all", 900)
    reason = "the load needs 3 All-in-One nodes, 2 at most are possible."
    assert f"The load is not carried: {reason}" in text
    assert f"4       The load is no longer carried: {reason}" in text
    assert "24      2,025      P1 (too small)   2" in text
    assert "0       900        P1               2" in text


def test_a_further_cluster_is_said_in_words(advisor: Advisor) -> None:
    """20,000 events/s are passed in month 9."""
    text = outgrown(advisor, "P3", "all", 15_000)
    assert "9       2 clusters of gateways, 1 before; each has Traffic Managers" in text


# Availability.


def test_every_use_is_held_against_the_target(planned: Any) -> None:
    """Where one is stated, of calls; what is shown never rounds a miss up to the target."""
    recommendation, found = planned
    target = recommendation.requirements.availability.target
    shown = rows(plan_document(recommendation, found), AVAILABILITY)
    for row, use in zip(shown, found.availability, strict=True):
        verdicts = [cell for head, cell in row.items() if head.startswith("Meets")]
        if target is None:
            assert verdicts == []
        else:
            of_calls = "yes" if use.meets(target) else "no"
            assert verdicts == [of_calls if use.use.flow == "api-call" else "no target"]
            assert (float(row["Availability"][:-1]) >= 100 * target) is use.meets(target)


def test_a_pattern_that_is_impossible_has_a_reason_and_no_numbers(planned: Any) -> None:
    """It cannot carry the load, or not be as redundant; programs get the same reasons."""
    document = plan_document(*planned)
    notes = [each for each in blocks(document, COSTS) if isinstance(each, str)]
    for row, cost in zip(rows(document, COSTS), planned[1].costs, strict=True):
        said = [note for note in notes if note.startswith(f"{row['Pattern']} is impossible: ")]
        assert bool(said) is bool(cost.reasons) is (row["Nodes"] == "-")
        assert all(reason in said[0] for reason in cost.reasons)
        assert cost.feasible or cost.reasons


def test_the_recommended_pattern_does_what_is_needed(planned: Any) -> None:
    """As do those that are only more to operate, and no others."""
    recommendation, found = planned
    does = {
        row["Pattern"]
        for row in rows(plan_document(recommendation, found), COSTS)
        if row["Does what is needed"] == "yes"
    }
    more = {each.pattern.id for each in recommendation.alternatives if each.verdict == "more"}
    assert does == {recommendation.pattern.id} | (more & {each.pattern for each in found.costs})


def test_what_misses_the_target_without_more_redundancy_does_not_do_what_is_needed() -> None:
    """One node reaches 99.1% with opaque tokens; a gateway that asks a second one does not."""
    stated = Requirements(
        environment="testing",
        availability=Availability(target=0.991),
        traffic=Traffic(token_format="opaque"),  # noqa: S106
    )
    recommendation = Advisor().advise(stated)
    found = rows(plan_document(recommendation, recommendation.plan()), COSTS)
    does = {row["Pattern"]: row["Does what is needed"] for row in found}
    assert does == {"P0": "yes", "P1": "yes"} | dict.fromkeys(("P2", "P3", "P4", "P5", "P6"), "no")
