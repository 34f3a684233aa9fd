"""Options that mean the same in every command."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Any

import click
from attrs import evolve
from click.shell_completion import CompletionItem

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


class OneOf(click.ParamType[StrEnum, str]):
    """One of some words; an error says which one was most likely meant."""

    name = "word"

    def __init__(self, words: type[StrEnum]) -> None:
        self._words = words
        self._kind = Choice(tuple(each.value for each in words))

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Return the words, as help shows them."""
        del param, ctx
        return one_of(self._kind.words)

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> StrEnum:
        """Return the word that was given."""
        try:
            return self._words(self._kind.read(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Return the words that begin so."""
        return completion(lambda: self._kind.words)(ctx, param, incomplete)


def one_of(words: Iterable[str]) -> str:
    """Return how help shows what an option takes."""
    return f"<{'|'.join(words)}>"


def completion(
    names: Callable[[], Iterable[str]],
) -> Callable[[click.Context, click.Parameter, str], list[CompletionItem]]:
    """Return what completes a name in a shell."""

    def completed(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
        found = (each for each in dict.fromkeys(names()) if each.startswith(incomplete))
        return [CompletionItem(each) for each in found]

    return completed


def of_words(names: Iterable[str]) -> dict[str, Any]:
    """Return how help and shells show an option whose words the library checks."""
    known = tuple(names)
    return {"metavar": one_of(known), "shell_complete": completion(lambda: known)}


def pattern_ids() -> list[str]:
    """Return the ids of all patterns, for completion."""
    return [each.id for each in Knowledge.installed().catalog.patterns]


def a_file(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Let the shell complete the name of a file."""
    return [CompletionItem(incomplete, type="file")]


file_argument = click.argument(
    "file",
    metavar="FILE",
    shell_complete=a_file,
    help="Requirements in YAML, TOML or JSON; - reads JSON or YAML from stdin.",
)
format_option = click.option(
    "--format", type=OneOf(Format), default=Format.text, help="How to write the answer."
)
complete_option = click.option(
    "--complete",
    is_flag=True,
    help="Leave nothing out: every reason and month, rule, source, file key and calculation.",
)
engine_option = click.option(
    "--engine",
    type=OneOf(EngineName),
    default=EngineName.auto,
    help="Rule engine; auto is durable where it loads.",
)
assume_option = click.option(
    "--assume",
    multiple=True,
    metavar="NAME=VALUE",
    help="Replace a named assumption; may be repeated.",
)
current_option = click.option(
    "--current",
    metavar="PATTERN",
    shell_complete=completion(pattern_ids),
    help="What runs today, instead of operations.current_pattern in the file.",
)
output_option = click.option(
    "--output",
    "-o",
    type=Path,
    metavar="FILE",
    help="A file; without one or with -, standard output.",
)
requirements_output_option = click.option(
    "--output",
    "-o",
    default="requirements.yaml",
    metavar="FILE",
    help="Where to write; - writes to stdout.",
)
force_option = click.option("--force", is_flag=True, help="Replace a file that exists.")


def advisor(engine: EngineName, assume: Iterable[str]) -> Advisor:
    """Return the advisor that the options describe."""
    allowed = "name=number, such as distributed_tps=8000"
    assumptions = named_values("--assume", assume, allowed, _assumption)
    return Advisor(engine=engine.value, assumptions=assumptions)


def recommendation(
    file: str, engine: EngineName, assume: Iterable[str], current: str | None = None
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
        raise click.BadParameter(f"{words!r} is no whole number")
    return number


_MOST_SECONDS = 3600


def _seconds(_context: click.Context, _option: click.Parameter, number: int) -> int:
    if not 1 <= number <= _MOST_SECONDS:
        raise refused("--seconds", str(number), f"a whole number from 1 to {_MOST_SECONDS}")
    return number


seconds_option = click.option(
    "--seconds",
    type=whole_number,
    callback=_seconds,
    default="30",
    metavar="N",
    help="How long an answer may take.",
)


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
