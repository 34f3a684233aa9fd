"""Random requirements as rows, and random other values for some of their fields."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st
from random_requirements import loads

from wso2_strategy.domain.kinds import Choice, Choices, Flag, Number, Share
from wso2_strategy.space.fields import Form, StatedField, Values, with_values

_NUMBERS: dict[str, st.SearchStrategy[Any]] = {
    "traffic.peak_tps": loads,
    "traffic.average_tps": loads,
    "traffic.burst_ratio": st.floats(1, 20),
    "traffic.annual_growth": st.floats(-0.9, 5),
    "traffic.horizon_months": st.integers(0, 120),
    "traffic.message_bytes": st.integers(1, 10**7),
    "traffic.backend_latency_ms": st.floats(0, 5000),
    "traffic.token_requests_per_second": st.floats(0, 5000),
    "availability.target": st.sampled_from([0.9, 0.995, 0.9951, 0.999, 0.9998, 0.99999]),
    "availability.regions": st.integers(1, 4),
    "availability.zones": st.integers(1, 6),
    "constraints.max_nodes": st.integers(1, 50),
}


def value_of(field: StatedField) -> st.SearchStrategy[Any]:
    """Draw a value that a field may have, or None where it may be left out."""
    kind = field.kind
    values: st.SearchStrategy[Any] = st.just("a name")  # the only free text
    if isinstance(kind, Flag):
        values = st.booleans()
    elif isinstance(kind, Choice):
        values = st.sampled_from(kind.words)
    elif isinstance(kind, Choices):
        values = st.frozensets(st.sampled_from(kind.words))
    elif isinstance(kind, Number | Share):
        values = _NUMBERS[field.path]
    return st.none() | values


@st.composite
def changed(draw: st.DrawFn, values: Values, fields: list[StatedField]) -> Values:
    """Draw a row in which some of the given fields have other values."""
    return with_values(values, {each.index: draw(value_of(each)) for each in fields})


def without_average(form: Form, values: Values) -> Values:
    """Return a row without an average load, which could contradict the peak."""
    return with_values(values, {form.field("traffic.average_tps").index: None})


def without_text(fields: Iterable[StatedField]) -> list[StatedField]:
    """Return the fields other than free text and the average load."""
    left_out = ("name", "traffic.average_tps")
    return [each for each in fields if each.path not in left_out]
