"""Options that mean the same in every command."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from wso2_strategy.api import Advisor, Recommendation, load_requirements
from wso2_strategy.errors import RequirementsError


class EngineName(StrEnum):
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
CompleteOption = Annotated[
    bool,
    typer.Option(
        "--complete",
        help="Leave nothing out: every reason and month, rule, source, file key and calculation.",
    ),
]
EngineOption = Annotated[
    EngineName, typer.Option("--engine", help="Rule engine; auto is durable where it loads.")
]
AssumeOption = Annotated[
    list[str],
    typer.Option(
        "--assume", metavar="NAME=VALUE", help="Replace a named assumption; may be repeated."
    ),
]


def advisor(engine: EngineName, assume: list[str]) -> Advisor:
    """Return the advisor that the options describe."""
    return Advisor(engine=engine.value, assumptions=dict(map(_assumption, assume)))


def recommendation(file: str, engine: EngineName, assume: list[str]) -> Recommendation:
    """Return what the advisor recommends for the requirements in a file."""
    return advisor(engine, assume).advise(load_requirements(file))


def setting(option: str, words: str, allowed: str) -> tuple[str, str]:
    """Return the name and the value of an option written as ``name=value``."""
    name, sign, value = words.partition("=")
    if not sign:
        raise refused(option, words, allowed)
    return name.strip(), value.strip()


def refused(option: str, words: str, allowed: str) -> RequirementsError:
    """Return the error for an option's value that cannot be used."""
    problem = f"{option}: {words!r} is not allowed; allowed: {allowed}"
    return RequirementsError("command line", [problem])


def _assumption(words: str) -> tuple[str, float]:
    allowed = "name=number, such as distributed_tps=8000"
    name, number = setting("--assume", words, allowed)
    try:
        value = float(number)
    except ValueError:
        raise refused("--assume", words, allowed) from None
    return name, int(value) if value.is_integer() else value
