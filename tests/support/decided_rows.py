"""What `advise` says to the rows of a table, and a pack whose fields may be columns."""

from __future__ import annotations

from typing import Annotated, Any

from attrs import frozen

from wso2_strategy import Advisor, Knowledge, Need, Pack, RequirementsError, Rule, Source, fact
from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.advice.packs import installed_packs
from wso2_strategy.domain.kinds import Flag, Number, checked

NAMES = ("pattern", "layout", "platform", "redundancy", "nodes", "availability", "conflicts")


@frozen(field_transformer=checked)
class Branch:
    """A fact class of a pack."""

    offices: Annotated[int, Number(low=1, high=500, whole=True)] | None = None
    secret: Annotated[bool, Flag()] | None = None


def with_branches() -> Advisor:
    """Return an advisor with a pack that has fields of its own."""
    rule = Rule(
        id="branches.secret",
        when=(fact(Branch).secret == True) & (fact(Branch).offices > 3),  # noqa: E712
        then=Need("independent-gateway"),
        because="There are {branch.offices} offices.",
        source=Source("a test", "https://example.org/"),
        basis="assumed",
    )
    pack = Pack(
        name="branches", version="1", summary="Branches.", rules=(rule,), fact_classes=(Branch,)
    )
    return Advisor(knowledge=Knowledge.of(*installed_packs(), pack))


def stated_in(table: dict[str, list[Any]], row: int) -> dict[str, Any]:
    """Return what a row states, by path."""
    return {path: values[row] for path, values in table.items() if values[row] is not None}


def advised(advisor: Advisor, table: dict[str, list[Any]], row: int) -> tuple[Any, ...]:
    """Return what `advise` says to a row, or that it says nothing."""
    stated: dict[str, Any] = {}
    for path, value in stated_in(table, row).items():
        section, _, name = path.rpartition(".")
        (stated.setdefault(section, {}) if section else stated)[name] = value
    try:
        requirements = structure_requirements(stated, fact_classes=advisor.knowledge.fact_classes)
        found = advisor.advise(requirements)
    except RequirementsError as error:
        return (None,) * 7, "; ".join(error.problems)
    layout = found.region_layout
    answer = (
        found.pattern.id,
        layout.id if layout else None,
        found.platform.id,
        found.redundancy,
        min(2**53, found.sizing.total_nodes),
        found.availability.expected,
        sorted({each.id for each in found.conflicts}),
    )
    return answer, None
