"""What the description of the API says of itself; `make api` holds the server to it."""

from __future__ import annotations

import json
from typing import Any

import jsonschema

from wso2_strategy import Knowledge
from wso2_strategy.web.openapi import openapi
from wso2_strategy.web.questions import QUESTIONS

DESCRIBED = openapi(Knowledge.installed())


def test_every_question_is_described() -> None:
    """And its references lead somewhere."""
    paths = {path.removeprefix("/api/v1/") for path in DESCRIBED["paths"]}
    assert set(QUESTIONS) < paths
    for words in json.dumps(DESCRIBED).split('"$ref": "#/')[1:]:
        found: Any = DESCRIBED
        for key in words.partition('"')[0].split("/"):
            found = found[key]


def test_the_schema_of_requirements_is_one_of_the_dialect_of_openapi() -> None:
    """It is written for editors in an older one, and read here in the newest."""
    jsonschema.Draft202012Validator.check_schema(DESCRIBED["components"]["schemas"]["Requirements"])


def test_the_server_serves_its_description(served: Any) -> None:
    """The same for who asks and who imports."""
    _, _, content = served.ask("/api/v1/openapi.json")
    assert json.loads(content) == DESCRIBED
