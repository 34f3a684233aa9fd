"""Values of stated fields, and the requirements that they make."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wso2_strategy.domain.facts import (
    SECTIONS,
    Availability,
    GatewayGroup,
    Requirements,
    Traffic,
)
from wso2_strategy.domain.kinds import path_of

Place = tuple[type, str]
"""A field of a fact class."""

Values = Mapping[Place, Any]

ALL_MODELS_WORK_ON: Values = {
    (Traffic, "peak_tps"): 1000.0,
    (Traffic, "annual_growth"): 1.0,
    (Traffic, "message_bytes"): 1024,
    (Traffic, "token_requests_per_second"): 10.0,
    (Traffic, "token_format"): "opaque",
    (Traffic, "backend_latency_ms"): 10.0,
    (Availability, "target"): 0.999,
    (Availability, "regions"): 2,
}


GROUP_LISTS: tuple[Values, ...] = tuple(
    {(Requirements, "gateway_groups"): groups}
    for groups in (
        (GatewayGroup("inner"), GatewayGroup("outer")),
        (
            GatewayGroup("inner", internet_facing=False),
            GatewayGroup("outer", share=0.25, internet_facing=True),
        ),
        (GatewayGroup("live", serves="production"), GatewayGroup("trial", serves="sandbox")),
        (GatewayGroup("inner"), GatewayGroup("outer", own_traffic_manager=True)),
        (GatewayGroup("outer", internet_facing=True, own_traffic_manager=True),),
    )
)
"""Lists of gateway groups of every kind, beside none at all."""


def built(values: Values) -> Requirements:
    """Return requirements with these stated values.

    Raises:
        RequirementsError: The values contradict each other.
    """
    by_class: dict[type, dict[str, Any]] = {}
    for (fact_class, name), value in values.items():
        by_class.setdefault(fact_class, {})[name] = value
    own = by_class.pop(Requirements, {})
    given: dict[str, Any] = {
        path_of(each): each(**by_class.pop(each)) for each in SECTIONS if each in by_class
    }
    extensions = tuple(each(**fields) for each, fields in by_class.items())
    return Requirements(**own, **given, extensions=extensions)
