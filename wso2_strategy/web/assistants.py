"""Tools for assistants, over the Model Context Protocol on standard input and output.

Each question of the table is a tool, so that an assistant asks instead of guessing.
"""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from wso2_strategy._version import __version__
from wso2_strategy.api import Advisor
from wso2_strategy.errors import MissingExtraError, RequirementsError
from wso2_strategy.output.requirements_schema import requirements_schema
from wso2_strategy.web.openapi import body_schema
from wso2_strategy.web.question import BODY, REQUIREMENTS, Question
from wso2_strategy.web.questions import QUESTIONS
from wso2_strategy.web.reply import JSON, RefusedError, Reply, problem
from wso2_strategy.web.workers import Workers

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

_TEXTS = ("text/", JSON, "image/svg+xml", "application/xml")
"""Media types that an assistant reads."""

_INSTRUCTIONS = (
    "Recommends how to deploy WSO2 API Manager: the pattern, the platform and the size, with"
    " reasons and sources. Call advise with what the user stated, and nothing that was not"
    " stated; call open-questions for what is worth asking the user next. Take ports, node counts"
    " and availabilities from the answers."
)


def serve_assistants(advisor: Advisor, *, seconds: float) -> None:
    """Answer on standard input and output until the former ends.

    Raises:
        MissingExtraError: The extra "mcp" is not installed.
    """
    try:
        import mcp  # noqa: F401
    except ImportError:
        raise MissingExtraError("serving tools for assistants", "mcp") from None

    asyncio.run(_serve(advisor, seconds))


async def _serve(advisor: Advisor, seconds: float) -> None:
    from mcp.server.stdio import stdio_server

    async with stdio_server() as (reading, writing):
        workers = Workers(advisor, count=1, seconds=seconds, waiting=16)
        await workers.start()
        try:
            server = server_of(advisor, workers)
            await server.run(reading, writing, server.create_initialization_options())
        finally:
            workers.stop()


def server_of(advisor: Advisor, workers: Workers) -> Server[Any]:
    """Return a server of the tools, for any transport."""
    from mcp import types
    from mcp.server.lowlevel import Server

    requirements = {
        name: value
        for name, value in requirements_schema(advisor.knowledge).items()
        if name != "$schema"
    }
    known = tools_of_assistants()
    tools = [
        types.Tool(
            name=each.name,
            description=each.said,
            input_schema=input_schema(each, requirements),
            annotations=types.ToolAnnotations(
                read_only_hint=True, idempotent_hint=True, open_world_hint=False
            ),
        )
        for each in known.values()
    ]

    async def listed(_: Any, __: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=tools)

    async def called(_: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        reply = await _asked(workers, params.name, params.arguments or {})
        text = reply.content.decode()
        return types.CallToolResult(
            content=[types.TextContent(type="text", text=text)],
            structured_content=json.loads(text) if reply.media_type == JSON else None,
            is_error=reply.status != _DONE,
        )

    return Server(
        "wso2-strategy",
        version=__version__,
        instructions=_INSTRUCTIONS,
        on_list_tools=listed,
        on_call_tool=called,
    )


_DONE = 200


async def _asked(workers: Workers, name: str, arguments: dict[str, Any]) -> Reply:
    known = tools_of_assistants()
    if name not in known:
        return problem(404, f"There is no such tool. Known: {', '.join(known)}.")
    question, stated = known[name], dict(arguments)
    parameters = {each.name for each in question.parameters}
    query = [(key, str(stated.pop(key))) for key in sorted(stated) if key in parameters]
    readable = formats(question)
    if "format" in parameters and not any(key == "format" for key, _ in query):
        query.append(("format", readable[0]))
    if not question.beside and set(stated) - {BODY}:
        unknown = ", ".join(sorted({*stated} - {BODY}))
        return problem(422, f"Unknown arguments: {unknown}.")
    body = stated if question.beside else stated.get(BODY, {})
    try:
        given = question.read(query)
        if given.get("format", readable[0]) not in readable:
            return problem(422, f"Allowed as format: {', '.join(readable)}.")
        return await workers.ask(name, given, json.dumps(body).encode())
    except RequirementsError as error:
        return problem(422, "The arguments cannot be used.", error.problems)
    except RefusedError as error:
        return problem(error.status, error.detail)


def tools_of_assistants() -> dict[str, Question]:
    """Return the questions that are tools, by their names."""
    return {name: each for name, each in QUESTIONS.items() if not each.is_for_page}


def formats(question: Question) -> list[str]:
    """Return the formats of an answer that an assistant can read, JSON first."""
    found = [name for name, kind in question.media_types.items() if kind.startswith(_TEXTS)]
    return sorted(found, key=lambda name: name != "json")


def input_schema(question: Question, requirements: dict[str, Any]) -> dict[str, Any]:
    """Return the JSON Schema of what a tool takes: the body and the query in one."""
    body = body_schema(question)
    properties = {BODY: REQUIREMENTS} if body is REQUIREMENTS else dict(body["properties"])
    for each in question.parameters:
        schema = each.schema()
        if each.name == "format":
            schema["enum"] = formats(question)
        properties[each.name] = {**schema, "description": each.said}
    return {
        "type": "object",
        "properties": _inlined(properties, requirements),
        "required": [
            *(body.get("required") or [BODY]),
            *(each.name for each in question.parameters if each.is_required),
        ],
        "additionalProperties": False,
    }


def _inlined(schema: Any, requirements: dict[str, Any]) -> Any:
    """Return a schema with that of requirements where it is referred to: tools share none."""
    if schema == REQUIREMENTS:
        return requirements
    if isinstance(schema, dict):
        return {name: _inlined(value, requirements) for name, value in schema.items()}
    if isinstance(schema, list):
        return [_inlined(each, requirements) for each in schema]
    return schema
