"""Known defects: each has what is needed to believe and to undo it, and ends with a version."""

from __future__ import annotations

import pytest
from attrs import evolve

from wso2_strategy.artifacts import artifacts_of
from wso2_strategy.artifacts.defects import TESTED_CHARTS, defects_of, known_defects
from wso2_strategy.topology import topology


def test_every_defect_is_told_with_source_and_remedy() -> None:
    """Ids are D1 to D17, none is missing, and each sentence ends."""
    found = known_defects()
    assert [each.id for each in found] == [f"D{number}" for number in range(1, 18)]
    for each in found:
        assert each.source.url
        assert each.problem.endswith(".")
        assert each.remedy.endswith(".")


@pytest.mark.parametrize(
    ("version", "holds"),
    [("4.7.0-1", True), ("4.7.0-9", True), ("4.7.0-10", False), ("4.8.0-1", False)],
)
def test_a_defect_ends_with_the_version_that_mends_it(version: str, *, holds: bool) -> None:
    """Versions are compared number by number."""
    defect = evolve(known_defects()[3], fixed_in="4.7.0-10")
    assert defect.holds(version, ["gateway"]) == holds


def test_a_defect_of_two_components_needs_both() -> None:
    """An All-in-One without gateways of its own has no events to lose (D13)."""
    assert "D13" not in defects_of(TESTED_CHARTS, ["all-in-one"])
    assert "D13" in defects_of(TESTED_CHARTS, ["all-in-one", "gateway"])


def test_the_runbook_names_the_defects_of_what_is_deployed_and_no_others() -> None:
    """Pattern 1 has no gateway's autoscaler; pattern 3 has no All-in-One."""
    runbooks = {
        pattern: artifacts_of(topology(pattern, platform="kubernetes"))
        .directories[0]
        .text("RUNBOOK.md")
        for pattern in ("P1", "P3")
    }
    named = {
        pattern: {each.id for each in known_defects() if f"| {each.id} |" in runbook}
        for pattern, runbook in runbooks.items()
    }
    assert named["P1"] == {"D1", "D5", "D7", "D8", "D11", "D12", "D14", "D15", "D17"}
    assert named["P3"] == {
        "D1",
        "D2",
        "D4",
        "D6",
        "D7",
        "D8",
        "D9",
        "D12",
        "D14",
        "D15",
        "D16",
        "D17",
    }
