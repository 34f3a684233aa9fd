"""Random requirements: every field stated or not, with values on both sides of the limits."""

from __future__ import annotations

from typing import Any, get_args

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


def words(literal: Any) -> st.SearchStrategy[str]:
    """Draw a word of a Literal type."""
    return st.sampled_from(get_args(literal))


def stated(fact_class: Any, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Draw a fact with any of its fields left out."""
    return st.fixed_dictionaries({}, optional=fields).map(lambda values: fact_class(**values))


loads = st.sampled_from([0, 500, 500.5, 1000, 1001, 5000, 5001, 21_000]) | st.floats(0, 1e6)

traffic = stated(
    Traffic,
    peak_tps=loads,
    burst_ratio=st.floats(1, 5),
    annual_growth=st.floats(-0.5, 2),
    horizon_months=st.integers(0, 120),
    message_bytes=st.integers(1, 10**6),
    mediation=st.booleans(),
    backend_latency_ms=st.floats(0, 5000),
    token_requests_per_second=st.floats(0, 5000),
    token_format=words(facts.TokenFormat),
    protocols=st.frozensets(words(facts.Protocol)),
    exact_rate_limits=st.booleans(),
)
availability = stated(
    Availability,
    target=st.sampled_from([0.9, 0.99, 0.995, 0.999, 0.9999, 0.99999]),
    tolerates_downtime=st.booleans(),
    automatic_failover=st.booleans(),
    full_load_during_failure=st.booleans(),
    redundancy=words(facts.RedundancyScope),
    regions=st.integers(1, 5),
    region_mode=words(facts.RegionMode),
    zones=st.integers(1, 6),
)
compliance = stated(
    Compliance,
    isolate_gateway=st.booleans(),
    isolate_traffic_manager=st.booleans(),
    isolate_key_manager=st.booleans(),
    isolate_all=st.booleans(),
    internet_facing=st.booleans(),
    identity_provider=words(facts.IdentityProvider),
    regimes=st.frozensets(words(facts.Regime)),
    data_residency=st.booleans(),
    full_infrastructure_control=st.booleans(),
    multi_tenant=st.booleans(),
)
operations = stated(
    Operations,
    vm_skill=words(facts.Skill),
    kubernetes_skill=words(facts.Skill),
    workflow=words(facts.Workflow),
    existing_platforms=st.frozensets(words(facts.ExistingPlatform)),
    autoscaling=st.booleans(),
    ci_cd=st.booleans(),
    complex_network=st.booleans(),
    current_pattern=st.sampled_from([each.id for each in CATALOG.arrangements("pattern")]),
)
constraints = stated(
    Constraints,
    max_nodes=st.integers(1, 50),
    platform=words(facts.PlatformId),
    database=words(facts.Database),
)

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
