"""Conditions: written like Python, kept as values, and strict where Python would be silent."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
import random_knowledge
from attrs import define, frozen
from hypothesis import given
from hypothesis import strategies as st

from wso2_strategy import Compliance, Operations, Traffic
from wso2_strategy.errors import ConditionError
from wso2_strategy.inference import Assumption, Condition, Source, exists, fact

traffic: Any = fact(Traffic)
operations: Any = fact(Operations)
compliance: Any = fact(Compliance)

LIMIT = Assumption(
    "high_tps",
    5000.0,
    "requests/s",
    "What counts as high.",
    Source("a page", "https://x/"),
    "assumed",
)


def holds(condition: Condition, fact: Traffic) -> bool:
    (variable,) = condition.variables
    return condition.holds({variable: fact})


WRITTEN = [
    (traffic.peak_tps > 1000, "traffic.peak_tps > 1000"),
    (traffic.peak_tps >= 0.5, "traffic.peak_tps >= 0.5"),
    (traffic.peak_tps > LIMIT, "traffic.peak_tps > high_tps"),
    (traffic.mediation == True, "traffic.mediation == True"),  # noqa: E712
    (operations.workflow != "traditional", "operations.workflow != 'traditional'"),
    (traffic.protocols.contains("sse"), "traffic.protocols.contains('sse')"),
    (operations.vm_skill.one_of("basic", "none"), "operations.vm_skill.one_of('basic', 'none')"),
    (traffic.peak_tps.absent(), "traffic.peak_tps.absent()"),
    (traffic.peak_tps.present(), "traffic.peak_tps.present()"),
    (exists(traffic), "exists(traffic)"),
    (
        (traffic.peak_tps > 1) & ((traffic.mediation == True) | (traffic.peak_tps < 9)),  # noqa: E712
        "(traffic.peak_tps > 1) & ((traffic.mediation == True) | (traffic.peak_tps < 9))",
    ),
]


@pytest.mark.parametrize(("condition", "text"), WRITTEN, ids=[text for _, text in WRITTEN])
def test_a_condition_prints_as_it_is_written(condition: Condition, text: str) -> None:
    """What is printed can be pasted back."""
    assert repr(condition) == text
    names = {
        "traffic": traffic,
        "operations": operations,
        "exists": exists,
        "high_tps": LIMIT,
    }
    assert eval(text, names) == condition  # noqa: S307 - our own text


@given(drawn=random_knowledge.conditions())
def test_conditions_are_values(drawn: tuple[Condition, Any]) -> None:
    """Conditions compare by content, hash, survive pickling, and print alike."""
    condition, _ = drawn
    copy = pickle.loads(pickle.dumps(condition))  # noqa: S301 - our own bytes
    assert copy == condition
    assert hash(copy) == hash(condition)
    assert repr(copy) == repr(condition)


FORBIDDEN: list[tuple[Any, str]] = [
    (lambda: (traffic.peak_tps > 1) and (traffic.peak_tps < 5), "Write '&' for 'and'"),
    (lambda: (traffic.peak_tps > 1) or (traffic.peak_tps < 5), "'|' for 'or'"),
    (lambda: not (traffic.peak_tps > 1), "the opposite comparison for 'not'"),
    (lambda: 1 < traffic.peak_tps < 5, "two comparisons for a chained one"),
    (lambda: traffic.peak_tps in (1, 2), "one_of(...) or contains(...) for 'in'"),
    (lambda: "sse" in traffic.protocols, "write traffic.protocols.contains('sse')"),
    (lambda: bool(traffic.mediation), "no truth value"),
    (lambda: bool(traffic), "no truth value"),
    (lambda: traffic.peak_tps > 1 & traffic.peak_tps < 5, "put each comparison in parentheses"),
    (lambda: (traffic.peak_tps > 1) & True, "is no condition"),
    (lambda: traffic.peak_tsp > 1, "Did you mean 'peak_tps'?"),
    (lambda: traffic.peak_tps > "many", "is of type str; allowed: a number"),
    (lambda: traffic.peak_tps > True, "is of type bool; allowed: a number"),
    (lambda: traffic.horizon_months > 1.5, "is of type float; allowed: a whole number"),
    (lambda: traffic.horizon_months > 2**63, "outside 64 bits"),
    (lambda: traffic.peak_tps > float("inf"), "not finite"),
    (lambda: traffic.peak_tps > float("nan"), "not finite"),  # noqa: PLW0177
    (lambda: traffic.mediation == 1, "is of type int; allowed: a flag"),
    (lambda: traffic.mediation > False, "only numbers have an order"),
    (lambda: operations.workflow == "waterfall", "is not one of its words"),
    (lambda: operations.workflow < "traditional", "only numbers have an order"),
    (operations.workflow.one_of, "at least one value"),
    (lambda: operations.workflow.contains("t"), "is no set; write operations.workflow == 't'"),
    (lambda: traffic.protocols == "http", "is a set; write traffic.protocols.contains(word)"),
    (lambda: traffic.protocols.one_of("http"), "is a set"),
    (lambda: traffic.protocols.contains("ftp"), "is not one of its words"),
    (lambda: traffic.peak_tps == None, "write traffic.peak_tps.absent()"),  # noqa: E711
    (lambda: traffic.peak_tps != None, "write traffic.peak_tps.present()"),  # noqa: E711
    (lambda: traffic.peak_tps > traffic.average_tps, "can only be compared with '=='"),
    (lambda: traffic.peak_tps == traffic.average_tps, "a join needs two facts"),
    (lambda: traffic.mediation == operations.workflow, "cannot be joined with"),
    (lambda: traffic.protocols == compliance.regimes, "cannot be joined with"),
    (
        lambda: (traffic.peak_tps > 1) | (operations.autoscaling == True),  # noqa: E712
        "write one rule for each alternative",
    ),
    (lambda: traffic.peak_tps > 10**400, "outside 64 bits"),
    (lambda: traffic.peak_tps > 10**5000, "a number beyond all measure"),
    (lambda: traffic.horizon_months == 10**400, "outside 64 bits"),
    (lambda: traffic.token_format == Unshowable(), "<Unshowable that cannot be shown"),
    (lambda: traffic.token_format.one_of("jwt", Unshowable()), "<Unshowable that cannot be"),
    (lambda: (traffic.peak_tps > 1) & Unshowable(), "<Unshowable that cannot be shown"),
    (lambda: Unshowable() in traffic.protocols, "<Unshowable that cannot be shown"),
    (lambda: alternating(600), "nested more than 50 deep"),
    (lambda: fact(Hidden)._variable == "x", "Hidden._variable is set as 'variable'"),
    (lambda: fact(dict), "no fact class"),
    (lambda: fact(Traffic, 5), "5 cannot name a variable"),  # type: ignore[arg-type]
    (lambda: fact(Traffic, "{x.y}"), "'{x.y}' cannot name a variable"),
    (lambda: fact(Mutable), "can be changed after its creation"),
    (lambda: fact(Required).name.absent(), "never absent"),  # noqa: PLW0108 - the class comes later
]


class Unshowable:
    """A value whose class lets nobody look at it."""

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        raise ValueError("hidden")

    def __eq__(self, _: object) -> bool:
        raise ValueError("unequal")


def alternating(times: int) -> Condition:
    """Return a condition of so many alternations of '&' and '|'."""
    condition = traffic.peak_tps > 0
    for number in range(times):
        more = traffic.peak_tps > number
        condition = condition & more if number % 2 else condition | more
    return condition


@frozen
class Hidden:
    """A class with a field whose name the fact variable has for itself."""

    _variable: str = ""


@define
class Mutable:
    """A class whose facts could change after they were told."""

    name: str


@frozen
class Required:
    """A class with a mandatory field."""

    name: str


@pytest.mark.parametrize(("write", "message"), FORBIDDEN, ids=[message for _, message in FORBIDDEN])
def test_what_cannot_be_meant_is_refused_where_it_is_written(write: Any, message: str) -> None:
    """The message shows the right form."""
    with pytest.raises(ConditionError) as caught:
        write()
    assert message in str(caught.value)


@pytest.mark.parametrize("operator", ["+", "-", "*", "/", "//", "%", "**"])
def test_arithmetic_cannot_be_written(operator: str) -> None:
    """Fields cannot be computed with, so nothing can be divided by a fact's zero."""
    with pytest.raises(TypeError):
        eval(f"traffic.peak_tps {operator} 2 > 1", {"traffic": traffic})  # noqa: S307


def test_absent_fields_satisfy_no_comparison() -> None:
    """Not stated is neither equal nor unequal to anything."""
    silent = Traffic()
    for condition in (
        traffic.peak_tps == 0,
        traffic.peak_tps != 0,
        traffic.peak_tps < 1,
        traffic.protocols.contains("http"),
        traffic.token_format.one_of("jwt", "opaque"),
        traffic.peak_tps.present(),
    ):
        assert not holds(condition, silent)
    assert holds(traffic.peak_tps.absent(), silent)


@given(drawn=random_knowledge.conditions(), data=st.data())
def test_the_normal_form_means_the_same(drawn: tuple[Condition, Any], data: st.DataObject) -> None:
    """A condition holds exactly where one of its alternatives holds."""
    condition, variables = drawn
    facts = [data.draw(random_knowledge.facts_of(fact_class)) for _, fact_class in variables]
    bound = dict(zip(condition.variables, facts, strict=True))
    alternatives = condition.disjuncts()
    assert len(alternatives) <= condition.disjunct_count()
    holds = any(all(atom.holds(bound) for atom in atoms) for atoms in alternatives)
    assert condition.holds(bound) is holds


def test_conditions_may_alternate_as_often_as_rules_need() -> None:
    """Fifty levels are walked without trouble."""
    condition = alternating(50)
    assert holds(condition, Traffic(peak_tps=100))
    assert len(list(condition.atoms())) == condition.depth + 1 == 51
    assert pickle.loads(pickle.dumps(condition)) == condition  # noqa: S301 - our own bytes


def test_less_than_nothing_is_nothing() -> None:
    assert repr(traffic.peak_tps > -0.0) == "traffic.peak_tps > 0"
    assert repr(Traffic(peak_tps=-0.0)) == repr(Traffic(peak_tps=0.0))


def test_assumptions_are_replaced_by_name() -> None:
    """A condition with a named assumption can be read with another value."""
    condition = (traffic.peak_tps > LIMIT) & ((traffic.burst_ratio > 2) | exists(traffic))
    assert not holds(condition, Traffic(peak_tps=3000))
    assert holds(condition.assume({"high_tps": 2000}), Traffic(peak_tps=3000))
    assert repr(condition.assume({"high_tps": 2000})) == repr(condition)
