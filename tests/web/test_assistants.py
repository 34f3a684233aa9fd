"""Assistants ask over their own protocol, and get what the library says."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import anyio
import pytest

from wso2_strategy import Advisor, Requirements, Traffic
from wso2_strategy.document.json_text import json_text
from wso2_strategy.web.questions import QUESTIONS

pytest.importorskip("mcp", reason="needs the extra mcp")

BUSY = {"traffic": {"peak_tps": 9000}}


def session(*calls: tuple[str, dict[str, Any]]) -> tuple[Any, list[Any]]:
    """Return the tools, and the results of calls, of one session with the command."""
    from mcp import Client, StdioServerParameters
    from mcp.client.stdio import stdio_client

    started = StdioServerParameters(
        command=str(Path(sys.executable).parent / "wso2-strategy"), args=["mcp"]
    )

    async def speak() -> tuple[Any, list[Any]]:
        with anyio.fail_after(120):
            async with Client(stdio_client(started)) as client:
                tools = (await client.list_tools()).tools
                return tools, [await client.call_tool(name, asked) for name, asked in calls]

    return anyio.run(speak)


def test_an_assistant_asks_and_gets_what_the_library_says() -> None:
    """Every question is a tool; answers are the same JSON, and what is wrong is said by path."""
    tools, (advised, drawn, packed, refused, unknown) = session(
        ("advise", {"requirements": BUSY}),
        ("topology", {"requirements": BUSY, "format": "mermaid"}),
        ("artifacts", {"requirements": BUSY}),
        ("why-not", {"requirements": {"traffic": {"peak_tsp": 1}}, "pattern": "P0"}),
        ("plan", {"requirements": BUSY, "month": 3}),
    )
    assert [each.name for each in tools] == [
        name for name, each in QUESTIONS.items() if not each.is_for_page
    ]
    found = Advisor().advise(Requirements(traffic=Traffic(peak_tps=9000)))
    assert advised.content[0].text == json_text(found.to_dict())
    assert advised.structured_content == json.loads(json_text(found.to_dict()))
    assert "flowchart" in drawn.content[0].text
    assert "RUNBOOK.md" in packed.structured_content["files"]
    assert refused.is_error
    assert json.loads(refused.content[0].text)["errors"][0]["hint"] == "peak_tps"
    assert unknown.is_error
    assert "month" in unknown.content[0].text


def test_tools_have_schemas_without_references() -> None:
    """An assistant sees every fact with its question, without looking anything up."""
    from wso2_strategy.output.requirements_schema import requirements_schema
    from wso2_strategy.web.assistants import input_schema

    whole = requirements_schema(Advisor().knowledge)
    for question in QUESTIONS.values():
        schema = input_schema(question, whole)
        assert "$ref" not in json.dumps(schema)
        assert schema["properties"]["requirements"] == whole
