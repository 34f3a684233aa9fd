"""Named numbers: where they come from, and how a user replaces them."""

from typing import Any

import pytest
from attrs import evolve

from wso2_strategy import Advisor
from wso2_strategy.domain import sources
from wso2_strategy.domain.assumptions import ASSUMPTIONS, Assumptions, remembered
from wso2_strategy.errors import KnowledgeError, RequirementsError, UnknownNameError
from wso2_strategy.inference import Assumption


@pytest.mark.parametrize("number", ASSUMPTIONS.numbers, ids=lambda number: number.id)
def test_every_number_says_what_it_means_and_how_firmly_it_stands(number: Assumption) -> None:
    """A number without meaning, unit or source could not be questioned."""
    assert number.meaning.endswith(".")
    assert number.unit
    assert number.source == sources.GAP or number.source.url.startswith("https://")
    assert (number.basis == "assumed") or "proposal" not in number.source.title


def test_no_two_numbers_share_a_name() -> None:
    """An override would otherwise be ambiguous."""
    assert len(ASSUMPTIONS) == len(ASSUMPTIONS.numbers) == len(set(ASSUMPTIONS))


def test_an_override_leaves_the_original_alone() -> None:
    """Assumptions are values: several sets can live side by side."""
    mine = ASSUMPTIONS.assume({"spare_nodes": 2})
    assert (mine.value("spare_nodes"), ASSUMPTIONS.value("spare_nodes")) == (2, 1)
    assert [number.id for number in mine.overridden()] == ["spare_nodes"]
    assert ASSUMPTIONS.overridden() == ()


def test_equal_overrides_are_equal_and_hash_alike() -> None:
    """Results are shared by equal assumptions."""
    one, other = (ASSUMPTIONS.assume({"node_availability": 0.99}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)
    assert one != ASSUMPTIONS


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    """A typing error must not be ignored."""
    with pytest.raises(UnknownNameError) as caught:
        ASSUMPTIONS.assume({"target_utilization": 0.5})
    assert caught.value.nearest == "target_utilisation"
    with pytest.raises(UnknownNameError):
        ASSUMPTIONS.value("gateway")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("gateway_tps", 0),
        ("gateway_tps", -1),
        ("gateway_tps", float("nan")),
        ("gateway_tps", float("inf")),
        ("target_utilisation", 1.5),
        ("target_utilisation", 0.0),
        ("spare_nodes", -1),
        ("spare_nodes", 1.5),
        ("vcpu_per_node", 0),
        ("gateway_tps", 10**400),
        pytest.param("gateway_tps", 10**5000, id="beyond-writing"),
        ("gateway_tps", "7"),
        ("gateway_tps", True),
        ("gateway_tps", None),
        ("vcpu_per_node", 2**53 + 1),
        ("vcpu_per_node", "7"),
        ("vcpu_per_node", True),
        ("default_horizon_months", 121),
        ("events_per_request", -5),
    ],
)
def test_an_impossible_value_is_refused_with_what_is_allowed(name: str, value: Any) -> None:
    """Division by zero, negative machines and what floats cannot hold never reach the models."""
    with pytest.raises(RequirementsError, match=f"{name}: .* is not allowed; allowed: "):
        ASSUMPTIONS.assume({name: value})
    with pytest.raises(RequirementsError, match=name):
        Advisor(assumptions={name: value})
    with pytest.raises(KnowledgeError, match=name):
        evolve(ASSUMPTIONS[name], value=value if name != "spare_nodes" else -1)


@pytest.mark.parametrize("value", [10**400, "7", True, -5, 0, float("nan")])
def test_numbers_of_rules_are_checked_alike(value: Any) -> None:
    """Engines compare them with facts, and would not notice."""
    with pytest.raises(RequirementsError, match=r"distributed_tps: .* allowed: a number > 0"):
        Advisor(assumptions={"distributed_tps": value})
    with pytest.raises(KnowledgeError, match=r"limit_tps: .* allowed: a (whole )?number > 0"):
        Assumption("limit_tps", value, "requests/s", "A limit.", sources.GAP, "assumed")


@pytest.mark.parametrize(
    ("name", "value", "converted"),
    [("gateway_tps", 4000, 4000.0), ("spare_nodes", 2.0, 2), ("events_per_request", -0.0, 0.0)],
)
def test_a_number_keeps_the_type_it_was_declared_with(
    name: str, value: float, converted: float
) -> None:
    """So that equal numbers are the same to every engine and in every output."""
    found = ASSUMPTIONS.assume({name: value}).value(name)
    assert repr(found) == repr(converted)


def test_all_impossible_values_are_reported_together() -> None:
    """Whoever overrides five numbers wants to read five problems."""
    with pytest.raises(RequirementsError) as caught:
        ASSUMPTIONS.assume({"gateway_tps": 0, "node_availability": 2})
    assert len(caught.value.problems) == 2


def test_no_spare_nodes_is_a_choice() -> None:
    """Zero is allowed where nothing is divided by it."""
    assert ASSUMPTIONS.assume({"spare_nodes": 0}).value("spare_nodes") == 0


def test_who_watches_learns_what_a_remembered_result_read() -> None:
    """Computed once, also for those who do not watch, and through functions that ask others."""
    computed = []

    @remembered(most=8, place=1)
    def inner(factor: int, assumptions: Assumptions) -> float:
        computed.append(factor)
        return factor * assumptions.value("all_in_one_tps")

    @remembered(most=8, place=0)
    def outer(assumptions: Assumptions) -> float:
        return inner(2, assumptions) * assumptions.value("target_utilisation")

    changed = ASSUMPTIONS.assume({"all_in_one_tps": 400})
    for asked, tps in ((ASSUMPTIONS, 500), (changed, 400)):
        for _ in range(2):
            watched = asked.watched()
            expected = 2 * tps * ASSUMPTIONS.value("target_utilisation")
            assert outer(asked) == outer(watched) == expected
            assert watched.read == {"all_in_one_tps", "target_utilisation"}
    assert computed == [2, 2]
