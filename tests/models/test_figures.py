"""Every number of a result can be traced: the written formula gives the number."""

import math
from collections.abc import Iterator
from typing import Any

import pytest
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st

from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.domain.facts import Requirements, Traffic
from wso2_strategy.domain.wording import computed
from wso2_strategy.inference import Assumption, Source
from wso2_strategy.models.availability.flow_availability import availability
from wso2_strategy.models.availability.use import Use
from wso2_strategy.models.figure import Figure, explained
from wso2_strategy.models.load.demand import demand
from wso2_strategy.models.sizing.design import Design
from wso2_strategy.models.sizing.node_groups import NodeGroup
from wso2_strategy.models.sizing.node_sizes import sizing

PATTERNS = [pattern.id for pattern in CATALOG.arrangements("pattern")]
REDUNDANCY = st.sampled_from(["none", "gateway", "all"])
FUNCTIONS = {name: getattr(math, name) for name in ("ceil", "comb", "exp")}
FUNCTIONS |= {"max": max, "min": min, "sum": sum, "range": range}

TRAFFIC = st.builds(
    Traffic,
    peak_tps=st.floats(0, 200_000),
    annual_growth=st.floats(-0.5, 3),
    horizon_months=st.integers(0, 120),
    burst_ratio=st.floats(1, 5),
    message_bytes=st.integers(1, 200_000),
    mediation=st.booleans(),
    protocols=st.sampled_from([None, frozenset({"graphql"})]),
    token_requests_per_second=st.none() | st.floats(0, 3_000),
    token_format=st.sampled_from(["jwt", "opaque"]),
)


def steps(figures: tuple[Figure, ...]) -> Iterator[Figure | Assumption]:
    for figure in figures:
        yield from figure.steps()


def recomputed(figure: Figure) -> float:
    values = {each.id: each.value for each in figure.inputs}
    return eval(figure.formula, {"__builtins__": {}, **FUNCTIONS, **values})  # type: ignore[no-any-return]  # noqa: S307


@settings(max_examples=tries(150))
@given(
    st.sampled_from(PATTERNS),
    REDUNDANCY,
    st.sampled_from([(1, None), (3, "MDC1"), (4, "MDC2")]),
    st.sampled_from([None, "documented", "measured"]),
    st.none() | TRAFFIC,
)
def test_every_formula_of_a_sizing_gives_its_number(
    pattern: str,
    redundancy: Any,
    where: tuple[int, str | None],
    calibration: Any,
    traffic: Traffic | None,
) -> None:
    """Formulas are Python over the names of their inputs, so they can be run."""
    design = Design.named(pattern, redundancy, regions=where[0], layout=where[1])
    demanded = demand(Requirements(traffic=traffic)) if traffic else None
    size = sizing(design, demanded, calibration=calibration)
    *tiers, total = size.figures()
    assert [figure.value for figure in tiers] == [tier.nodes for tier in size.tiers]
    assert total.value == size.total_nodes
    for step in steps((total,)):
        if isinstance(step, Figure) and step.formula:
            assert recomputed(step) == pytest.approx(step.value, rel=1e-9), step


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("token_format", ["jwt", "opaque"])
@pytest.mark.parametrize("where", [(1, None), (3, "MDC1"), (3, "MDC2")])
def test_every_formula_of_an_availability_gives_its_number(
    pattern: str, token_format: Any, where: tuple[int, str | None]
) -> None:
    """Also where a thing stands in several places and the cases are split on it."""
    design = Design.named(pattern, "all", regions=where[0], layout=where[1])
    for use in (
        Use(token_format=token_format),
        Use("token"),
        Use(
            nodes=((design.pattern.call_component, 5),),
            groups=((design.pattern.call_component, (NodeGroup(2, 5, 4), NodeGroup(1, 3, 2))),),
        ),
    ):
        figure = availability(design, use=use).figure()
        for step in steps((figure,)):
            if isinstance(step, Figure):
                assert recomputed(step) == pytest.approx(step.value, abs=1e-15)


def test_formulas_follow_overridden_assumptions() -> None:
    """A share of transformed payloads, and throttling that is switched off."""
    mine = ASSUMPTIONS.assume({"default_mediated_share": 0.25, "events_per_request": 0.0})
    requirements = Requirements(traffic=Traffic(peak_tps=90_000))
    size = sizing(Design.named("P3", "all"), demand(requirements, mine), mine)
    formulas = {step.id: step for step in steps(size.figures()) if isinstance(step, Figure)}
    assert "default_mediated_share" in formulas["gateway_cpu_ms"].formula
    assert "cluster_tps" not in formulas
    for step in formulas.values():
        assert not step.formula or recomputed(step) == pytest.approx(step.value)


def test_requests_in_flight_are_traced_to_the_backend_and_the_benchmark() -> None:
    """Where a backend latency is stated; else they are not known."""
    waiting = Requirements(traffic=Traffic(peak_tps=1000, backend_latency_ms=50))
    figure = sizing(Design.named("P3"), demand(waiting)).concurrency_figure()
    assert figure is not None
    for step in steps((figure,)):
        if isinstance(step, Figure) and step.formula:
            assert recomputed(step) == pytest.approx(step.value)
    unknown = demand(Requirements(traffic=Traffic(peak_tps=1000)))
    assert sizing(Design.named("P3"), unknown).concurrency_figure() is None
    assert sizing(Design.named("P3")).concurrency_figure() is None


def test_names_are_unambiguous_within_a_result() -> None:
    """One name stands for one number."""
    design = Design.named("P4", "all", regions=3, layout="MDC2")
    busy = Traffic(peak_tps=90_000, token_format="opaque", token_requests_per_second=90)  # noqa: S106
    size = sizing(design, demand(Requirements(traffic=busy)))
    values: dict[str, float] = {}
    for step in steps(size.figures()):
        assert values.setdefault(step.id, step.value) == step.value


def test_every_step_names_its_source_and_basis() -> None:
    """In Python, in JSON and in text."""
    size = sizing(Design.named("P3"), demand(Requirements(traffic=Traffic(peak_tps=9000))))
    for step in steps(size.figures()):
        assert step.basis in ("stated", "derived", "assumed")
        assert step.source.title in explained(step)
    for figure in size.to_dict()["figures"]:
        assert figure["source"]
        assert figure["url"]
        assert figure["basis"]


def test_a_step_is_one_line_that_can_be_checked_by_hand() -> None:
    """Name, formula, formula with numbers, value with unit, basis and source."""
    size = sizing(Design.named("P1"), demand(Requirements(traffic=Traffic(peak_tps=800))))
    lines = [explained(step) for step in steps(size.figures())]
    assert "all_in_one_tps = 500 requests/s [stated: WSO2 API Manager 4.7.0: " in lines[9]
    assert lines[10] == (
        "call_nodes = design_tps / all_in_one_tps = 800 / 500 = 1.6 nodes [derived: Sizing model]"
    )


def test_an_overridden_assumption_is_marked() -> None:
    """A reader must see what is the user's own number."""
    source = Source("Somewhere", "https://example.org/")
    number = Assumption("spare_nodes", 1, "nodes", "Spare.", source, "assumed")
    line = explained(number.assume({"spare_nodes": 3}))
    assert line == "spare_nodes = 3 nodes [assumed: Somewhere, overridden]"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (2.0, "2"),
        (0.65, "0.65"),
        (1 / 3, "0.333333"),
        (1234567.5, "1.23457e+06"),
        (0.9999, "0.9999"),
        (0.99997501, "0.99997501"),
        (1e22, "1e+22"),
    ],
)
def test_numbers_are_shown_as_people_write_them(value: float, text: str) -> None:
    """Whole numbers without a point, availabilities with all their nines."""
    assert computed(value) == text
