"""Random requirements: every field stated or not, with values on both sides of the limits."""

from __future__ import annotations

from typing import Any, get_args, get_type_hints

from attrs import evolve
from hypothesis import strategies as st

from wso2_strategy import (
    CATALOG,
    Availability,
    Compliance,
    Constraints,
    GatewayGroup,
    Operations,
    Requirements,
    Traffic,
)
from wso2_strategy.domain import facts
from wso2_strategy.domain.kinds import Choice, Choices, Flag, Kind, kind_of


def words(literal: Any) -> st.SearchStrategy[str]:
    """Draw a word of a Literal type."""
    return st.sampled_from(get_args(literal))


def stated(fact_class: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a fact with any of its fields left out."""
    return st.fixed_dictionaries({}, optional=fields).map(lambda values: fact_class(**values))


loads = st.sampled_from([0, 500, 500.5, 1000, 1001, 5000, 5001, 21_000]) | st.floats(0, 1e6)


def section(
    fact_class: Any, *, never: tuple[str, ...] = (), **numbers: st.SearchStrategy[Any]
) -> st.SearchStrategy[Any]:
    """Draw a section: flags and words as their annotations allow, numbers as they are given.

    Args:
        fact_class: The section.
        never: The fields that are not stated.
        numbers: What to draw for fields that are neither flags nor words.
    """
    hints = get_type_hints(fact_class, include_extras=True)
    kinds = {name: kind_of(hint) for name, hint in hints.items() if name not in never}
    return stated(
        fact_class,
        **{name: numbers[name] if name in numbers else drawn(kind) for name, kind in kinds.items()},
    )


def drawn(kind: Kind | None) -> st.SearchStrategy[Any]:
    """Draw a value of a kind that has few."""
    if isinstance(kind, Flag):
        return st.booleans()
    if isinstance(kind, Choice):
        return st.sampled_from(kind.words)
    assert isinstance(kind, Choices), f"say below which to draw of {kind}"
    return st.frozensets(st.sampled_from(kind.words))


traffic = section(
    Traffic,
    never=("average_tps",),  # which may not exceed the peak
    peak_tps=loads,
    burst_ratio=st.floats(1, 5),
    annual_growth=st.floats(-0.5, 2),
    horizon_months=st.integers(0, 120),
    message_bytes=st.integers(1, 10**6),
    backend_latency_ms=st.floats(0, 5000),
    token_requests_per_second=st.floats(0, 5000),
)
availability = section(
    Availability,
    target=st.sampled_from([0.9, 0.99, 0.995, 0.999, 0.9999, 0.99999]),
    regions=st.integers(1, 5),
    zones=st.integers(1, 6),
)
compliance = section(Compliance)
operations = section(
    Operations,
    current_pattern=st.sampled_from([each.id for each in CATALOG.arrangements("pattern")]),
)
constraints = section(Constraints, max_nodes=st.integers(1, 50))

requirements: st.SearchStrategy[Requirements] = stated(
    Requirements,
    environment=words(facts.Environment),
    primary_requirement=words(facts.PrimaryRequirement),
    traffic=traffic,
    availability=availability,
    compliance=compliance,
    operations=operations,
    constraints=constraints,
)

_GROUP = {
    "internet_facing": st.none() | st.booleans(),
    "serves": st.none() | words(facts.Serves),
    "own_traffic_manager": st.none() | st.booleans(),
}


@st.composite
def gateway_groups(draw: st.DrawFn) -> tuple[GatewayGroup, ...]:
    """Draw some gateway groups; the last one takes what the shares of the others leave."""
    names = [f"group-{letter}" for letter in "abcd"[: draw(st.integers(1, 4))]]
    shares = [draw(st.none() | st.floats(0.01, 0.3)) for _ in names[1:]]
    described = [draw(st.fixed_dictionaries(_GROUP)) for _ in names]
    return tuple(
        GatewayGroup(name, share=share, **fields)
        for name, share, fields in zip(names, [*shares, None], described, strict=True)
    )


grouped_requirements: st.SearchStrategy[Requirements] = st.builds(
    lambda plain, groups: evolve(plain, gateway_groups=groups), requirements, gateway_groups()
)
