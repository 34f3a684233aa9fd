"""The recommendation as JSON-ready values.

Keys are a contract: they are added to, but not renamed or removed, without a
new `SCHEMA`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from wso2_strategy.advice.evidence import statements_of
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.domain.facts import stated
from wso2_strategy.inference import Source

if TYPE_CHECKING:
    from wso2_strategy.advice.answer import Reason

SCHEMA = "wso2-strategy/recommendation/1"


def record(recommendation: Outcome) -> dict[str, Any]:
    """Return a recommendation as dicts, lists, strings, numbers and booleans."""
    sizing = recommendation.sizing
    layout = recommendation.region_layout
    return {
        "schema": SCHEMA,
        "engine": recommendation.engine,
        "engine_note": recommendation.note,
        "knowledge": [
            {"name": pack.name, "version": pack.version} for pack in recommendation.knowledge.packs
        ],
        "requirements": stated(recommendation.requirements),
        "pattern": {
            "id": recommendation.pattern.id,
            "name": recommendation.pattern.name,
            "redundancy": recommendation.redundancy,
        },
        "regions": {
            "count": recommendation.regions,
            "layout": {"id": layout.id, "name": layout.name} if layout else None,
        },
        "platform": {
            "id": recommendation.platform.id,
            "name": recommendation.platform.name,
        },
        "platforms": [
            {
                "id": rank.id,
                "name": rank.name,
                "weight": rank.weight,
                "reasons": _reasons(rank.reasons),
                "guide": _source(rank.guide),
            }
            for rank in recommendation.platforms
        ],
        "needs": [
            {
                "capability": need.capability.id,
                "name": need.capability.name,
                "reasons": _reasons(need.reasons),
            }
            for need in recommendation.needs
        ],
        "conflicts": [
            {
                "id": conflict.id,
                "sides": [
                    {"path": side.path, "value": _plain(side.value)} for side in conflict.sides
                ],
                "reasons": _reasons(conflict.reasons),
                "resolution": conflict.resolution,
            }
            for conflict in recommendation.conflicts
        ],
        "advice": [
            {
                "id": given.id,
                "severity": given.advice.severity,
                "text": given.advice.text,
                "reasons": _reasons(given.reasons),
            }
            for given in recommendation.advice
        ],
        "alternatives": [
            {
                "pattern": alternative.pattern.id,
                "name": alternative.pattern.name,
                "verdict": alternative.verdict,
                "reason": alternative.reason,
            }
            for alternative in recommendation.alternatives
        ],
        "sizing": {
            "tiers": [
                {
                    "component": tier.component,
                    "nodes": tier.nodes,
                    "vcpu_per_node": tier.vcpu_per_node,
                    "memory_mib": tier.memory_mib,
                    "heap_mib": tier.heap_mib,
                    "binding": tier.binding,
                    "documented_nodes": tier.documented_nodes,
                    "measured_nodes": tier.measured_nodes,
                }
                for tier in sizing.tiers
            ],
            "nodes": sizing.total_nodes,
            "vcpu": sizing.total_vcpu,
            "memory_mib": sizing.total_memory_mib,
            "feasible": sizing.feasible,
            "reasons": list(sizing.reasons),
            "notes": list(sizing.notes),
        },
        "assumptions": [
            {
                "id": assumption.id,
                "value": assumption.value,
                "unit": assumption.unit,
                "meaning": assumption.meaning,
                "basis": assumption.basis,
                "source": _source(assumption.source),
                "overridden": assumption.overridden,
            }
            for assumption in recommendation.used_assumptions
        ],
        "firings": _firings(recommendation),
    }


def _firings(recommendation: Outcome) -> list[dict[str, Any]]:
    inference = recommendation.inference
    names = inference.names
    return [
        {
            "rule": firing.reason.id,
            "premises": [names[number] for number in step.premises],
            "statements": [
                {"path": each.path, "value": _plain(each.value)}
                for each in statements_of(inference, firing)
            ],
            "conclusions": [names[number] for number in step.conclusions],
            "because": firing.because,
            "basis": firing.reason.basis,
            "pack": recommendation.knowledge.origin(firing.reason.id),
            "source": _source(firing.reason.source),
        }
        for step, firing in zip(inference.steps, inference.firings, strict=True)
    ]


def _reasons(reasons: Iterable[Reason]) -> list[dict[str, Any]]:
    return [
        {
            "sentence": reason.sentence,
            "rule": reason.rule,
            "basis": reason.basis,
            "pack": reason.pack,
            "source": _source(reason.source),
        }
        for reason in reasons
    ]


def _source(source: Source | None) -> dict[str, str] | None:
    return None if source is None else {"title": source.title, "url": source.url}


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
