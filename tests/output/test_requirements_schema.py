"""The JSON Schema of requirements files, and the file to fill in, against the reader."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from attrs import frozen
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from random_requirements import requirements as random_requirements

from wso2_strategy import Knowledge, Pack, Requirements, RequirementsError
from wso2_strategy.advice.consult import check_current_pattern
from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.advice.formats import plain_data
from wso2_strategy.domain.facts import stated
from wso2_strategy.domain.kinds import Flag, Words, checked
from wso2_strategy.output.blank_requirements import blank_requirements
from wso2_strategy.output.requirements_schema import requirements_schema
from wso2_strategy.space.fields import form

KNOWLEDGE = Knowledge.installed()
SCHEMA = requirements_schema(KNOWLEDGE)
PATHS = [each.path for each in form(tuple(KNOWLEDGE.fact_classes)).fields]

VALUES = [
    *(None, True, False, 0, 1, -1, 0.5, 2, 12, 100, 121, 1e400, 10**13, "25%", "99.95%", "abc%"),
    *("", "  ", "a", "a" * 201, "two\nlines", "\x1b[31m", "P1", "P9", "jwt", "none", "mysql"),
    *([], ["http"], ["http", "grpc"], ["gdpr", "gdpr"], {}, {"a": 1}, [1]),
]


@frozen(field_transformer=checked)
class CostCentre:
    """A fact class of a pack."""

    is_paid: Annotated[bool | None, Flag(), Words("payment", "Is it paid?")] = None


def accepted(data: Any) -> bool:
    return bool(Draft7Validator(SCHEMA).is_valid(data))


def read(data: Any) -> bool:
    try:
        found = structure_requirements(data, fact_classes=KNOWLEDGE.fact_classes)
        check_current_pattern(found, KNOWLEDGE.catalog, "file")
    except RequirementsError:
        return False
    return True


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


@settings(max_examples=tries(60))
@given(random_requirements)
def test_what_can_be_stated_is_accepted(requirements: Requirements) -> None:
    data = json.loads(json.dumps(stated(requirements)))
    assert read(data)
    assert accepted(data)


def test_the_examples_are_accepted(examples: Path) -> None:
    for path in sorted(examples.glob("*.*")):
        if path.suffix in (".yaml", ".toml", ".json"):
            data = plain_data(path.read_text(encoding="utf-8"), path.suffix[1:])  # type: ignore[arg-type]
            assert accepted(data), path


@pytest.mark.parametrize("path", PATHS)
def test_a_value_is_accepted_where_it_is_read(path: str) -> None:
    """But for whole numbers written with a point, and how large a percentage is."""
    section, _, name = path.rpartition(".")
    for value in VALUES:
        data = {section: {name: value}} if section else {name: value}
        beyond = isinstance(value, str) and value.endswith("%")
        if not beyond or read(data):
            assert accepted(data) == read(data), data


@pytest.mark.parametrize(
    "data",
    [[], "text", {"trafic": {}}, {"traffic": []}, {"traffic": {"peak_tsp": 1}}, {"extensions": []}],
)
def test_other_shapes_are_refused(data: Any) -> None:
    assert not read(data)
    assert not accepted(data)


def test_sections_of_packs_are_part_of_it() -> None:
    knowledge = Knowledge.installed(
        Pack("costs", "1.0", "Whether it is paid.", fact_classes=[CostCentre])
    )
    section = requirements_schema(knowledge)["properties"]["cost_centre"]["properties"]
    assert section["is_paid"]["type"] == ["boolean", "null"]
    assert "cost_centre:\n\n  # Is it paid?\n" in blank_requirements(knowledge)


def test_the_file_to_fill_in_states_nothing() -> None:
    """Any YAML reader finds sections without anything in them."""
    text = blank_requirements(KNOWLEDGE)
    data = yaml.safe_load(text)
    assert read(data)
    assert set(data.values()) == {None}
    assert structure_requirements(data) == Requirements()


@given(st.sampled_from(PATHS))
def test_every_question_is_in_it_and_can_be_answered(path: str) -> None:
    """Without the mark a line is the key of its section."""
    section, _, name = path.rpartition(".")
    text = blank_requirements(KNOWLEDGE)
    (place,) = [
        found.start()
        for found in re.finditer(rf"^ *#{name}:$", text, re.MULTILINE)
        if section == (re.findall(r"^(\w+):$", text[: found.start()], re.MULTILINE) or [""])[-1]
    ]
    mark = text.index("#", place)
    data = yaml.safe_load(f"{text[:mark]}{text[mark + 1 :]}".replace(f"{name}:", f"{name}: 7", 1))
    assert (data[section] if section else data)[name] == 7
