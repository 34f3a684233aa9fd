"""``wso2-strategy ask``: an interview that ends in a requirements file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated

import typer

from wso2_strategy.cli.options import AssumeOption, Engine, EngineOption, advisor
from wso2_strategy.errors import RequirementsError
from wso2_strategy.io import load_requirements

if TYPE_CHECKING:
    from rich.console import Console

    from wso2_strategy.explain.interview import Interview, Question

START = (
    "Only what can change the answer is asked. Press Enter where you do not know,"
    " and answer 'done' to stop."
)

INDENT = "   "

StartArgument = Annotated[
    str | None, typer.Argument(metavar="[FILE]", help="Requirements to start from.")
]
OutputOption = Annotated[
    str,
    typer.Option("--output", "-o", metavar="FILE", help="Where to write; - writes to stdout."),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]


def ask_command(
    file: StartArgument = None,
    output: OutputOption = "requirements.yaml",
    force: ForceOption = False,  # noqa: FBT002 - typer reads it so
    engine: EngineOption = Engine.auto,
    assume: AssumeOption = [],  # noqa: B006 - typer copies it
) -> None:
    """Ask what can still change the answer, and write a requirements file."""
    if output not in ("-", file) and not force and Path(output).exists():
        problem = "exists already; choose another --output, or replace it with --force"
        raise RequirementsError(output, [problem])
    from wso2_strategy.explain.interview import Interview

    asker = advisor(engine, assume)
    interview = Interview.new(asker)
    if file is not None:
        interview = Interview(asker, load_requirements(file))
    from rich.console import Console

    console = Console(highlight=False, stderr=output == "-")
    finished = _hold(interview, console, _reader(console))
    _conclude(finished, console)
    _write(finished, output, console)


def _hold(interview: Interview, console: Console, read: Callable[[], str | None]) -> Interview:
    """Ask until nothing is left to ask or the answers end.

    Raises:
        RequirementsError: The answers end before the first one.
    """
    from rich.text import Text

    console.print(Text(START, style="dim"))
    for number in count(1):
        question = interview.question()
        if question is None:
            break
        _pose(question, number, interview, console)
        answered = _answered(question, interview, console, read)
        if answered is None and number == 1:
            problem = "ended before the first answer, so nothing is written; 'done' is an answer"
            raise RequirementsError("standard input", [problem])
        if answered is None or answered is interview:
            break
        interview = answered
    return interview


def _answered(
    question: Question, interview: Interview, console: Console, read: Callable[[], str | None]
) -> Interview | None:
    """Return the interview after an allowed answer, itself after 'done', None at the end of all."""
    from rich.text import Text

    while (words := read()) is not None:
        if words.strip().casefold() == "done":
            return interview
        try:
            return interview.answered(question, words)
        except RequirementsError as error:
            for problem in error.problems:
                console.print(Text(problem, style="red"))
    return None


def _pose(question: Question, number: int, interview: Interview, console: Console) -> None:
    from rich.text import Text

    now = interview.recommendation
    facts = "1 fact" if question.open_count == 1 else f"{question.open_count} facts"
    so_far = f"So far: {now.pattern.id} on {now.platform.name}. {facts} can still change that."
    console.print()
    console.print(Text(so_far, style="dim"))
    console.print(Text(f"{number}. {question.text}", style="bold"))
    for line in (*question.reasons, f"Allowed: {question.allowed}"):
        indented = fill(line, console.width, initial_indent=INDENT, subsequent_indent=INDENT)
        console.print(Text(indented, style="dim"))


def _reader(console: Console) -> Callable[[], str | None]:
    """Return what reads one answer: from the terminal, or else from lines of standard input."""
    from rich.text import Text

    def ask() -> str | None:
        try:
            return console.input("> ")
        except EOFError:
            return None

    def read() -> str | None:
        line = sys.stdin.readline()
        if not line:
            return None
        console.print(Text(f"> {line}".rstrip()))
        return line.rstrip("\n")

    return ask if sys.stdin.isatty() else read


def _conclude(interview: Interview, console: Console) -> None:
    from rich.text import Text

    found = interview.recommendation
    settled = interview.question() is None
    console.print()
    answer = f"{found.pattern.id} {found.pattern.name} on {found.platform.name}."
    console.print(Text(answer, style="bold"))
    if settled and interview.skipped:
        end = "Nothing else can change this, apart from what you did not know."
    elif settled:
        end = "Nothing else can change this."
    else:
        end = "Further answers could still change this."
    console.print(Text(end))


def _write(interview: Interview, output: str, console: Console) -> None:
    from rich.text import Text

    if output == "-":
        typer.echo(interview.to_yaml(), nl=False)
        return
    try:
        Path(output).write_text(interview.to_yaml(), encoding="utf-8")
    except OSError as error:
        reason = error.strerror or str(error)
        raise RequirementsError(output, [f"cannot be written: {reason}"]) from error
    console.print(Text(f"Written to {output}."))
