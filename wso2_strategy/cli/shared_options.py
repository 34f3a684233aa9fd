"""Options that mean the same in every command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from attrs import evolve

from wso2_strategy.advice.formats import plain_data
from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.api import Advisor, Recommendation, load_requirements
from wso2_strategy.domain.kinds import Choice
from wso2_strategy.domain.written_numbers import number_in, percentage_in
from wso2_strategy.errors import RequirementsError, shown


class EngineName(StrEnum):
    """The engines a user may ask for."""

    auto = "auto"
    durable = "durable"
    python = "python"
    reference = "reference"


class Format(StrEnum):
    """The formats of an answer."""

    text = "text"
    json = "json"
    markdown = "markdown"


def one_of(words: type[StrEnum], option: str, help: str) -> Any:  # noqa: A002 - typer's name
    """Return an option that takes one of some words, and says which one was most likely meant."""
    kind = Choice(tuple(each.value for each in words))

    def read(value: str) -> StrEnum:
        try:
            return words(kind.read(value))
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None

    return words_of(kind.words, option, help, parser=read)


def words_of(words: Iterable[str], option: str, help: str, **more: Any) -> Any:  # noqa: A002
    """Return an option whose help and completion say its words; what it is given to checks it."""
    known = tuple(words)
    metavar = f"<{'|'.join(known)}>"
    completed = completion(lambda: known)
    return typer.Option(option, autocompletion=completed, metavar=metavar, help=help, **more)


def completion(names: Callable[[], Iterable[str]]) -> Callable[[str], list[str]]:
    """Return what completes a name in a shell."""

    def completed(incomplete: str) -> list[str]:
        return [each for each in dict.fromkeys(names()) if each.startswith(incomplete)]

    return completed


def pattern_ids() -> list[str]:
    """Return the ids of all patterns, for completion."""
    return [each.id for each in Knowledge.installed().catalog.patterns]


FileArgument = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="Requirements in YAML, TOML or JSON; - reads JSON or YAML from stdin."
    ),
]
FormatOption = Annotated[Format, one_of(Format, "--format", "How to write the answer.")]
CompleteOption = Annotated[
    bool,
    typer.Option(
        "--complete",
        help="Leave nothing out: every reason and month, rule, source, file key and calculation.",
    ),
]
EngineOption = Annotated[
    EngineName, one_of(EngineName, "--engine", "Rule engine; auto is durable where it loads.")
]
AssumeOption = Annotated[
    list[str],
    typer.Option(
        "--assume", metavar="NAME=VALUE", help="Replace a named assumption; may be repeated."
    ),
]
CurrentOption = Annotated[
    str | None,
    typer.Option(
        "--current",
        metavar="PATTERN",
        autocompletion=completion(pattern_ids),
        help="What runs today, instead of operations.current_pattern in the file.",
    ),
]
OutputOption = Annotated[
    Path | None,
    typer.Option(
        "--output", "-o", metavar="FILE", help="A file; without one or with -, standard output."
    ),
]
RequirementsOutputOption = Annotated[
    str,
    typer.Option("--output", "-o", metavar="FILE", help="Where to write; - writes to stdout."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]


def advisor(engine: EngineName, assume: list[str]) -> Advisor:
    """Return the advisor that the options describe."""
    allowed = "name=number, such as distributed_tps=8000"
    assumptions = named_values("--assume", assume, allowed, _assumption)
    return Advisor(engine=engine.value, assumptions=assumptions)


def recommendation(
    file: str, engine: EngineName, assume: list[str], current: str | None = None
) -> Recommendation:
    """Return what the advisor recommends for the requirements in a file."""
    asked, stated = advisor(engine, assume), load_requirements(file)
    if current is not None:
        today = asked.knowledge.catalog.pattern(current).id
        stated = evolve(stated, operations=evolve(stated.operations, current_pattern=today))
    return asked.advise(stated)


def named_values(
    option: str, given: Iterable[str], allowed: str, read: Callable[[str], Any]
) -> dict[str, Any]:
    """Return the values of an option that is repeated and written as ``name=value``, by name.

    Args:
        option: The option.
        given: What was given for it.
        allowed: What is allowed, for errors.
        read: What reads a value, or raises a `ValueError`.

    Raises:
        RequirementsError: A name or value is missing, cannot be read or is given twice.
    """
    found: dict[str, Any] = {}
    for words in given:
        name, _, value = map(str.strip, words.partition("="))
        if not (name and value):
            raise refused(option, words, allowed)
        if name in found:
            raise RequirementsError("command line", [f"{option}: {name} is given twice"])
        try:
            found[name] = read(value)
        except ValueError:
            raise refused(option, words, allowed) from None
    return found


def typed(words: str) -> Any:
    """Return a value as a requirements file in YAML would hold it.

    Raises:
        ValueError: It is no YAML.
    """
    return plain_data(words, "yaml")


def whole_number(words: str) -> int:
    """Return a whole number as typed for an option.

    Raises:
        BadParameter: It is none.
    """
    number = number_in(words)
    if not isinstance(number, int):
        raise typer.BadParameter(f"{words!r} is no whole number")
    return number


def yaml_target(output: str) -> Path | None:
    """Return where requirements are to be written as YAML; None is standard output.

    Raises:
        RequirementsError: It is a file that would not be read as YAML again.
    """
    if output == "-":
        return None
    if Path(output).suffix not in (".yaml", ".yml"):
        raise refused("--output", output, "a name that ends in .yaml or .yml, or - for stdout")
    return Path(output)


def refused(option: str, words: str, allowed: str) -> RequirementsError:
    """Return the error for an option's value that cannot be used."""
    problem = f"{option}: {shown(words, 60)} is not allowed; allowed: {allowed}"
    return RequirementsError("command line", [problem])


def _assumption(words: str) -> float:
    number = percentage_in(words) if words.endswith("%") else number_in(words)
    if number is None:
        raise ValueError(words)
    return int(number) if number % 1 == 0 else number
