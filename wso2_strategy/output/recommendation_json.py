"""The recommendation as JSON-ready values.

Keys are a contract: they are added to, but not renamed or removed, without a
new `SCHEMA`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from wso2_strategy.advice.answer_topology import migration_for
from wso2_strategy.advice.evidence import statements_of
from wso2_strategy.advice.outcome import SCHEMA, Outcome
from wso2_strategy.document.json_values import JsonKeys, json_ready, json_record, same
from wso2_strategy.domain.facts import stated
from wso2_strategy.errors import RequirementsError
from wso2_strategy.models.planning.cost import with_resources

_NAMED = same("id", "name")

_TIER: JsonKeys = same(
    "component",
    "nodes",
    "vcpu_per_node",
    "memory_mib",
    "heap_mib",
    "binding",
    "documented_nodes",
    "measured_nodes",
)

_GROUP: JsonKeys = same(
    "name",
    "share",
    "design_tps",
    "nodes",
    "nodes_per_region",
    "needed_per_region",
    "clusters",
)

_SIZING: JsonKeys = {
    "nodes": "total_nodes",
    "vcpu": "total_vcpu",
    "memory_mib": "total_memory_mib",
    **same("feasible", "reasons", "notes"),
}

_ASSUMPTION = same("id", "value", "unit", "meaning", "basis", "source", "overridden")


def recommendation_record(recommendation: Outcome) -> dict[str, Any]:
    """Return a recommendation as dicts, lists, strings, numbers and booleans."""
    pattern, layout = recommendation.pattern, recommendation.region_layout
    sizing = recommendation.sizing
    several = [json_record(each, _GROUP) for each in sizing.gateway_groups]
    groups = {"gateway_groups": several} if several else {}
    return {
        "schema": SCHEMA,
        "engine": recommendation.engine,
        "engine_note": recommendation.note,
        "knowledge": [
            json_record(each, same("name", "version")) for each in recommendation.knowledge.packs
        ],
        "requirements": stated(recommendation.requirements),
        "pattern": {**json_record(pattern, _NAMED), "redundancy": recommendation.redundancy},
        "regions": {
            "count": recommendation.regions,
            "layout": json_record(layout, _NAMED) if layout else None,
        },
        "platform": json_record(recommendation.platform, _NAMED),
        "platforms": json_ready(recommendation.platforms),
        "needs": json_ready(recommendation.needs),
        "conflicts": json_ready(recommendation.conflicts),
        "advice": json_ready(recommendation.advice),
        "alternatives": json_ready(recommendation.alternatives),
        "sizing": with_resources(
            {
                "tiers": [json_record(each, _TIER) for each in sizing.tiers],
                **json_record(sizing, _SIZING),
                **groups,
            },
            recommendation.platform.id,
            recommendation.assumptions,
        ),
        "availability": recommendation.availability.to_dict(),
        **_migration(recommendation),
        "assumptions": [json_record(each, _ASSUMPTION) for each in recommendation.used_assumptions],
        "firings": list(_firings(recommendation)),
    }


def _migration(recommendation: Outcome) -> dict[str, Any]:
    """Return the way from what runs today where that is stated; None if it cannot be drawn."""
    today = recommendation.requirements.operations.current_pattern
    if today is None:
        return {}
    try:
        found = migration_for(recommendation)
    except RequirementsError:
        found = None
    return {"migration": {"from": today, "steps": json_ready(found.steps) if found else None}}


def _firings(recommendation: Outcome) -> Iterator[dict[str, Any]]:
    inference = recommendation.inference
    names = inference.names
    for step, firing in zip(inference.steps, inference.firings, strict=True):
        reason = firing.reason
        yield {
            "rule": reason.id,
            "premises": [names[number] for number in step.premises],
            "statements": [json_record(each) for each in statements_of(inference, firing)],
            "conclusions": [names[number] for number in step.conclusions],
            "because": firing.because,
            "basis": reason.basis,
            "pack": recommendation.knowledge.origin(reason.id),
            "source": json_record(reason.source),
        }
