"""The models, asked about what is only partly fixed, claim nothing that is not so."""

from __future__ import annotations

from typing import Any

import attrs
from changed_rows import without_average
from depth import tries
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import Availability, Demand, Requirements, Traffic
from wso2_strategy.domain.tolerance import TOLERANCE
from wso2_strategy.models.fitness import fitness, layout_fitness
from wso2_strategy.models.load.demand import demand
from wso2_strategy.space.cells import limits
from wso2_strategy.space.fields import form, with_values
from wso2_strategy.space.levels.fit_cases import KNOWN_FIELDS, Case
from wso2_strategy.space.levels.load_levels import GROWING, LOWEST
from wso2_strategy.space.oracle import Oracle
from wso2_strategy.space.row_decider import ClauseDecider
from wso2_strategy.space.threshold import crossing

FORM = form()
DRIVERS = [each for each in FORM.by_class[Traffic] if each.name in LOWEST]


def decider(asked: Oracle) -> ClauseDecider:
    assert isinstance(asked._decider, ClauseDecider)
    return asked._decider


def number(load: Demand | None, name: str) -> float:
    value = None if load is None else getattr(load, name)
    return -1.0 if value is None else float(value)


def greater(field: Any, value: Any) -> st.SearchStrategy[Any]:
    """Draw a value of a driver that is at least as large."""
    if field.name == "token_format":
        return st.sampled_from([value, "opaque"])
    if field.name == "mediation":
        return st.sampled_from([value, True])
    if field.name == "protocols":
        return st.sampled_from([value, (value or frozenset()) | {"graphql"}])
    low = (
        value
        if value is not None
        else {"burst_ratio": 1, "message_bytes": 100_000, "horizon_months": 12}.get(field.name, 0)
    )
    high = max(low, min(limits(field)[1], 10**9))
    return st.integers(low, high) if field.is_whole else st.floats(low, high)


@settings(max_examples=tries(150))
@given(random_requirements, st.data())
def test_loads_grow_with_what_drives_them(requirements: Requirements, data: st.DataObject) -> None:
    """No driver, made larger, makes a field of Demand smaller that is said to grow."""
    values = without_average(FORM, FORM.values_of(requirements))
    field = data.draw(st.sampled_from(DRIVERS))
    larger = data.draw(greater(field, values[field.index]))
    before = demand(FORM.filled(values, requirements))
    after = demand(FORM.filled(with_values(values, {field.index: larger}), requirements))
    for name in GROWING:
        assert number(before, name) <= number(after, name) or before is None, name


@settings(max_examples=tries(150))
@given(random_requirements, st.data())
def test_loads_depend_on_nothing_else(requirements: Requirements, data: st.DataObject) -> None:
    """A field of Demand stays the same when only fields change that it is not said to follow."""
    values = without_average(FORM, FORM.values_of(requirements))
    other = data.draw(random_requirements)
    name = data.draw(st.sampled_from(sorted(GROWING)))
    kept = {*GROWING[name], "peak_tps", "token_requests_per_second"}
    row = FORM.values_of(other)
    mixed = tuple(
        values[each.index]
        if each.fact_class in (Traffic, Availability)
        and (each.name in kept or each.name == "average_tps")
        else row[each.index]
        for each in FORM.fields
    )
    before, after = (demand(FORM.filled(each, requirements)) for each in (values, mixed))
    assume(before is not None)
    assert number(before, name) == number(after, name)


@settings(max_examples=tries(200))
@given(random_requirements)
def test_fits_are_those_of_the_model(asked: Oracle, requirements: Requirements) -> None:
    """What is said of one pattern is what the fitness model says."""
    values = FORM.values_of(requirements)
    load = demand(requirements)
    fits = decider(asked).fits
    model = layout_fitness if fits.spans(values)[0] else fitness
    for fit in model(requirements, load):
        layout = getattr(fit, "layout", None)
        found = fits.fit(fit.pattern, load, fits.setting(values, layout))
        asked_for = KNOWN_FIELDS - {"pattern", "layout"}
        for name in asked_for:
            assert getattr(found, name) == getattr(fit, name), (name, fit, found.setting)
        assert fit.availability in (None, 1 - fits.down(found))
        assert (fits.fullness(found) > 1 + TOLERANCE) is (fit.carries_load is False)


@settings(max_examples=tries(100), deadline=None)
@given(random_requirements)
def test_patterns_with_equal_diagrams_are_as_available(
    asked: Oracle, requirements: Requirements
) -> None:
    """Whatever the zones and regions, calls that go the same way are down for the same time."""
    shared, values = decider(asked).shared, FORM.values_of(requirements)
    (way,) = shared.ways(values, 0)
    model = layout_fitness if decider(asked).fits.spans(values)[0] else fitness
    known: dict[Any, float | None] = {}
    fits = model(requirements)
    for fit in fits:
        case = Case(fit.pattern, getattr(fit, "layout", None))
        key = case.layout, shared.diagrams(case, way)
        assert known.setdefault(key, fit.availability) == fit.availability
    assert len(known) < len(fits)  # a Traffic Manager of its own serves no call


@settings(max_examples=tries(100), deadline=None)
@given(
    random_requirements,
    st.integers(2, 6),
    st.integers(0, 4),
    st.sampled_from([None, "MDC1", "MDC2", "DR1"]),
)
def test_more_regions_never_hurt(
    asked: Oracle, requirements: Requirements, regions: int, more: int, layout: str | None
) -> None:
    """From two regions on, a further one neither loses load nor availability."""
    values = FORM.values_of(requirements)
    place = FORM.field("availability.regions").index
    fits, load = decider(asked).fits, demand(requirements)
    few = fits.setting(with_values(values, {place: regions}), layout)
    many = fits.setting(with_values(values, {place: regions + more}), layout)
    for pattern in fits.patterns:
        one, other = fits.fit(pattern, load, few), fits.fit(pattern, load, many)
        assert not (one.carries_load is True and other.carries_load is False)
        for down in (fits.down, fits.plain_down):
            assert down(other) <= down(one) * (1 + TOLERANCE / 1000)


@settings(max_examples=tries(200))
@given(
    st.floats(1, 1e5),
    st.floats(1, 5),
    st.floats(0, 2),
    st.integers(1, 60),
    st.floats(10, 1e6),
    st.sampled_from(["peak_tps", "burst_ratio"]),
)
def test_a_load_is_brought_to_a_limit(
    peak: float, burst: float, growth: float, months: int, limit: float, unknown: str
) -> None:
    """The guess at a number with which a load grows in a line is right at once."""
    traffic = Traffic(peak_tps=peak, burst_ratio=burst, annual_growth=growth, horizon_months=months)

    def load(number: float) -> float:
        found = demand(Requirements(traffic=attrs.evolve(traffic, **{unknown: number})))
        assert found is not None
        assert found.design_tps is not None
        return found.design_tps

    low = 1.0 if unknown == "burst_ratio" else 0.0
    assume(load(low) <= limit)
    found = crossing(load, limit, low)
    assert found is not None
    assert abs(load(found) - limit) <= 1e-6 * limit
