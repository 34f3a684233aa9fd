"""The engines that this library is measured beside answer as it does, where they are installed."""

from __future__ import annotations

import pytest
from peers.problem import RULES, findings, parcels
from peers.table import DECISIONS, EXPLANATIONS, Row


@pytest.mark.filterwarnings("ignore")  # what peers warn of is theirs to mend
@pytest.mark.parametrize("row", [*DECISIONS, *EXPLANATIONS], ids=lambda row: row.key)
def test_every_engine_gives_the_answer_that_the_rules_mean(row: Row) -> None:
    """Each form of the rules is made from one declaration, and by hand once."""
    try:
        contender = row.ready()
    except ImportError as error:
        pytest.skip(f"not installed: {error}")
    assert list(contender.differences(30)) == []


def test_the_problem_leaves_no_rule_unused() -> None:
    """What is compared is worth comparing: each rule fires for some parcel, none for all."""
    found = [findings(parcel) for parcel in parcels(500)]
    assert {word for each in found for word in each} == {rule.concludes for rule in RULES}
    assert not frozenset.intersection(*found)
    assert sum(map(len, found)) / len(found) == pytest.approx(10, abs=1)
