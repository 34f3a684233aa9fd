"""The requirements file as a JSON Schema, for editors and other programs.

It says of a file what the reader says, but for what no schema can: that an average is at most
the peak, and how large a number in percent is.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import Any

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.domain.facts import GatewayGroup, Requirements
from wso2_strategy.domain.gateway_group import (
    LONGEST_NAME,
    MOST_GROUPS,
    NAME,
    GroupList,
    GroupName,
)
from wso2_strategy.domain.kinds import (
    Choice,
    Choices,
    Flag,
    Kind,
    Number,
    PatternId,
    Share,
    Text,
    path_of,
    words_of,
)
from wso2_strategy.domain.written_numbers import FLOAT
from wso2_strategy.space.fields import StatedField, fields_of, form

_DIALECT = "http://json-schema.org/draft-07/schema#"
"""The one that editors know best."""

_PERCENTAGE = {"type": "string", "pattern": rf"^\s*(?:{FLOAT})\s*%\s*$"}


def requirements_schema(knowledge: Knowledge) -> dict[str, Any]:
    """Return the JSON Schema of the files that a knowledge reads, sections of packs included.

    >>> schema = requirements_schema(Knowledge.installed())
    >>> schema["properties"]["traffic"]["properties"]["mediation"]["type"]
    ['boolean', 'null']
    """
    whole = form(tuple(knowledge.fact_classes))
    sections = {
        path_of(each): _mapping(fields, knowledge, "null")
        for each, fields in whole.by_class.items()
        if each is not Requirements
    }
    top = _mapping(whole.by_class[Requirements], knowledge)
    return {
        "$schema": _DIALECT,
        "title": "Requirements of a deployment of WSO2 API Manager",
        "description": "What is left out, or empty, is not stated.",
        **top,
        "properties": {**top["properties"], **sections, path_of(GatewayGroup): _groups(knowledge)},
    }


def _groups(knowledge: Knowledge) -> dict[str, Any]:
    """Return the schema of the gateway groups; how their shares add up is for the reader."""
    group = _mapping(fields_of(GatewayGroup), knowledge)
    group["properties"]["name"]["type"] = "string"
    return {
        "description": f"{words_of(Requirements, path_of(GatewayGroup)).question}"
        f" Allowed: {GroupList.allowed}.",
        "type": ["array", "null"],
        "maxItems": MOST_GROUPS,
        "items": {**group, "required": ["name"]},
    }


def _mapping(fields: Iterable[StatedField], knowledge: Knowledge, *empty: str) -> dict[str, Any]:
    """Return the schema of some fields and no others."""
    return {
        "type": ["object", *empty],
        "properties": {each.name: _field(each, knowledge) for each in fields},
        "additionalProperties": False,
    }


def _field(stated: StatedField, knowledge: Knowledge) -> dict[str, Any]:
    described = {
        "title": stated.words.noun,
        "description": f"{stated.words.question} Allowed: {stated.kind.allowed}.",
        "x-question": stated.words.question,
        **({"x-unit": stated.kind.unit} if isinstance(stated.kind, Number) else {}),
    }
    value = _value(stated.kind, knowledge)
    if "anyOf" in value:
        return {**described, "anyOf": [*value["anyOf"], {"type": "null"}]}
    if "enum" in value:
        return {**described, "enum": [*value["enum"], None]}
    return {**described, **value, **({"type": [value["type"], "null"]} if value else {})}


def _value(  # noqa: PLR0911 - a case for every kind
    kind: Kind, knowledge: Knowledge
) -> dict[str, Any]:
    """Return what a value of a kind may be; of a kind that a pack brings, nothing is known."""
    match kind:
        case Flag():
            return {"type": "boolean"}
        case Share():
            return _or_percentage({"exclusiveMinimum": 0, "exclusiveMaximum": 1})
        case Number():
            limits = {
                "minimum": kind.low,
                "exclusiveMinimum": kind.above,
                "maximum": sys.float_info.max if kind.high is None else kind.high,
            }
            stated = {name: limit for name, limit in limits.items() if limit is not None}
            if kind.percent_unit:
                return _or_percentage(stated)
            return {"type": "integer" if kind.whole else "number", **stated}
        case Text():
            return {
                "type": "string",
                "maxLength": kind.max_length,
                "pattern": r"\S",
                "not": {"type": "string", "pattern": r"[\x00-\x1f\x7f-\x9f\u2028\u2029]"},
            }
        case GroupName():
            return {"type": "string", "maxLength": LONGEST_NAME, "pattern": f"^{NAME}$"}
        case PatternId():
            ids = [each.id for each in knowledge.catalog.patterns if each.dimension == "pattern"]
            return {"enum": ids}
        case Choice():
            return {"enum": [*kind.words]}
        case Choices():
            return {"type": "array", "items": {"enum": [*kind.words]}}
    return {}


def _or_percentage(number: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [{"type": "number", **number}, _PERCENTAGE]}
