"""Options that mean the same in every command."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from wso2_strategy.api import Advisor
from wso2_strategy.errors import RequirementsError


class Engine(StrEnum):
    """The engines a user may ask for."""

    auto = "auto"
    durable = "durable"
    reference = "reference"


class Format(StrEnum):
    """The formats of an answer."""

    text = "text"
    json = "json"
    markdown = "markdown"


FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="Requirements in YAML, TOML or JSON; - reads YAML or JSON from stdin."
    ),
]
FormatOption = Annotated[Format, typer.Option("--format", help="How to write the answer.")]
EngineOption = Annotated[
    Engine, typer.Option("--engine", help="Rule engine; auto is durable where it loads.")
]
AssumeOption = Annotated[
    list[str],
    typer.Option(
        "--assume", metavar="NAME=VALUE", help="Replace a named assumption; may be repeated."
    ),
]


def advisor(engine: Engine, assume: list[str]) -> Advisor:
    """Return the advisor that the options describe.

    Raises:
        RequirementsError: An assumption is not written as ``name=number``.
    """
    return Advisor(engine=engine.value, assumptions=dict(map(_assumption, assume)))


def _assumption(words: str) -> tuple[str, float]:
    name, sign, number = words.partition("=")
    try:
        value = float(number)
    except ValueError:
        sign = ""
    if not sign:
        problem = f"{words!r} is not allowed; allowed: name=number, such as distributed_tps=8000"
        raise RequirementsError("--assume", [problem])
    return name.strip(), int(value) if value.is_integer() else value
