"""Topologies of every pattern and option, as hypothesis draws them."""

from __future__ import annotations

from typing import Any, get_args

from hypothesis import strategies as st

from wso2_strategy.domain.catalog.vocabulary import Redundancy
from wso2_strategy.domain.facts import Database, IdentityProvider, Protocol, TokenFormat
from wso2_strategy.topology import Topology, topology

PATTERNS = ("P0", "P1", "P2", "P3", "P4", "P5", "P6")

_FLAGS = (
    "multi_tenant",
    "exact_rate_limits",
    "clear_text",
    "shared_file_system",
    "distributed_throttling",
    "transaction_counter",
)


@st.composite
def topologies(draw: st.DrawFn, platforms: tuple[str, ...]) -> Topology:
    """Draw a pattern on one of some platforms, with any options, sizes and regions."""
    pattern = draw(st.sampled_from(PATTERNS))
    options: dict[str, Any] = {
        "platform": draw(st.sampled_from(platforms)),
        "redundancy": draw(st.sampled_from(get_args(Redundancy))),
        "region_layout": draw(st.sampled_from((None, None, None, "MDC1", "MDC2"))),
        "protocols": draw(st.frozensets(st.sampled_from(get_args(Protocol)), min_size=1)),
        "token_format": draw(st.sampled_from(get_args(TokenFormat))),
        "identity_provider": draw(st.sampled_from(get_args(IdentityProvider))),
        "database": draw(st.sampled_from((None, *get_args(Database)))),
        "user_store": draw(st.sampled_from(("jdbc", "ldap"))),
        "analytics": draw(st.sampled_from(("none", "moesif", "datadog", "elk"))),
        **{name: draw(st.booleans()) for name in _FLAGS},
    }
    if draw(st.booleans()):
        return topology(pattern, **options)
    tiers = {each.component for each in topology(pattern, **options).components}
    nodes = {each: draw(st.integers(1, 12 if each == "gateway" else 4)) for each in sorted(tiers)}
    if pattern in ("P3", "P4") and draw(st.booleans()):
        del nodes["gateway"]
        options["gateway_clusters"] = draw(st.lists(st.integers(1, 9), min_size=2, max_size=3))
    return topology(pattern, nodes=nodes, **options)
