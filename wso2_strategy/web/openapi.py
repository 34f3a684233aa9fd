"""The API described for other programs, made from the table of questions."""

from __future__ import annotations

from typing import Any

from wso2_strategy._version import __version__
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.output.requirements_schema import requirements_schema
from wso2_strategy.web.question import BODY, REQUIREMENTS, Question
from wso2_strategy.web.questions import QUESTIONS
from wso2_strategy.web.reply import JSON, PROBLEM

API = "/api/v1"
"""Where all questions are asked."""

REFUSALS = {
    400: "The body is no JSON, or the request no HTTP.",
    401: "A token is needed, or another.",
    405: "The path takes another method.",
    406: "The answer has another media type than those accepted.",
    408: "The request came too slowly.",
    413: "The body is too large.",
    415: "The body has another media type than JSON.",
    421: "The request is for another host.",
    422: "Something is not allowed; `errors` has each problem with its path.",
    500: "A rule of a pack failed.",
    501: "An extra is not installed that the answer needs.",
    503: "Too many ask; `Retry-After` says when to ask again.",
    504: "The answer takes too long.",
}
"""What each status of a problem document means."""


def openapi(knowledge: Knowledge) -> dict[str, Any]:
    """Return the description of the API, in OpenAPI 3.1.

    >>> sorted(openapi(Knowledge.installed())["paths"])[0]
    '/api/v1/advise'
    """
    schema = {k: v for k, v in requirements_schema(knowledge).items() if k != "$schema"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "WSO2 API Manager deployment strategy",
            "version": __version__,
            "description": "Recommends how to deploy WSO2 API Manager, and says why.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            **{f"{API}/{each.name}": {"post": _operation(each)} for each in QUESTIONS.values()},
            f"{API}/schema": {"get": _read("schema", "The JSON Schema of requirements.")},
            f"{API}/openapi.json": {"get": _read("openapi", "This description.")},
            "/health": {
                "get": {**_read("health", "Whether questions are answered."), "security": []}
            },
        },
        "components": {
            "schemas": {"Requirements": schema, "Problem": _PROBLEM_SCHEMA},
            "responses": {
                str(status): {
                    "description": said,
                    "content": {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
                }
                for status, said in REFUSALS.items()
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{}, {"token": []}],
    }


def body_schema(question: Question) -> dict[str, Any]:
    """Return the JSON Schema of the body of a question."""
    if not question.beside:
        return REQUIREMENTS
    return {
        "type": "object",
        "properties": {BODY: REQUIREMENTS, **question.beside},
        "required": [BODY, *question.beside],
        "additionalProperties": False,
    }


def _operation(question: Question) -> dict[str, Any]:
    answers = {
        media_type.partition(";")[0]: {"schema": {"type": "object"} if media_type == JSON else {}}
        for media_type in question.media_types.values()
    }
    return {
        "operationId": question.name,
        "summary": question.said,
        "parameters": [
            {
                "name": each.name,
                "in": "query",
                "description": each.said,
                "required": each.is_required,
                "schema": each.schema(),
            }
            for each in question.parameters
        ],
        "requestBody": {"required": True, "content": {JSON: {"schema": body_schema(question)}}},
        "responses": {"200": {"description": question.said, "content": answers}, **_refused()},
    }


def _read(name: str, said: str) -> dict[str, Any]:
    content = {JSON: {"schema": {"type": "object"}}}
    return {
        "operationId": name,
        "summary": said,
        "responses": {"200": {"description": said, "content": content}, **_refused()},
    }


def _refused() -> dict[str, Any]:
    return {str(each): {"$ref": f"#/components/responses/{each}"} for each in REFUSALS}


_PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457.",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "path": {"type": "string", "description": "As in a file, with dots."},
                    "message": {"type": "string"},
                    "value": {"type": "string", "description": "As it was given."},
                    "allowed": {"type": "string"},
                    "hint": {"type": "string", "description": "What was most likely meant."},
                },
                "required": ["path", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail"],
}
