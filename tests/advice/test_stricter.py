"""More load, a stricter target or more isolation never gives fewer nodes or a worse design."""

from __future__ import annotations

from typing import Any

from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Requirements

MORE: dict[str, tuple[str, Any]] = {
    "peak_tps": ("traffic", st.floats(0, 1e6)),
    "annual_growth": ("traffic", st.floats(-0.5, 10)),
    "burst_ratio": ("traffic", st.floats(1, 20)),
    "message_bytes": ("traffic", st.integers(1, 10**6)),
    "mediation": ("traffic", st.booleans()),
    "token_requests_per_second": ("traffic", st.floats(0, 5000)),
    "target": ("availability", st.floats(0.9, 0.9999999)),
    "isolate_gateway": ("compliance", st.booleans()),
    "isolate_traffic_manager": ("compliance", st.booleans()),
    "isolate_key_manager": ("compliance", st.booleans()),
    "isolate_all": ("compliance", st.booleans()),
}


def stated(requirements: Requirements, name: str, value: Any) -> Requirements:
    section, _ = MORE[name]
    changed = evolve(getattr(requirements, section), **{name: value})
    return evolve(requirements, **{section: changed})


@settings(max_examples=tries(150))
@given(random_requirements, st.sampled_from(sorted(MORE)), st.data())
def test_more_never_gives_less(
    advisor: Advisor, requirements: Requirements, name: str, data: st.DataObject
) -> None:
    """Each of load, payload, mediation, target and isolation, made larger alone.

    Opaque tokens are the exception: what asks about them is one more thing that can fail, as a
    tier of its own without redundancy, or as the main region of several.
    """
    low, high = sorted(data.draw(st.tuples(MORE[name][1], MORE[name][1])))
    before, after = (advisor.advise(stated(requirements, name, each)) for each in (low, high))
    assert before.sizing.total_nodes <= after.sizing.total_nodes
    if requirements.traffic.token_format != "opaque":  # noqa: S105 - a format, no secret
        assert after.availability.down <= before.availability.down * (1 + 1e-9)
