"""``wso2-strategy ask``: an interview that ends in a requirements file."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

import click
from click.exceptions import Exit

from wso2_strategy.api import load_requirements
from wso2_strategy.cli.program.answers import check_output, next_steps, write, write_file
from wso2_strategy.cli.program.shared_options import (
    EngineName,
    a_file,
    advisor,
    assume_option,
    engine_option,
    force_option,
    requirements_output_option,
    yaml_target,
)
from wso2_strategy.cli.program.strict_command import StrictCommand
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import RequirementsError, printable_lines

if TYPE_CHECKING:
    from rich.console import Console

    from wso2_strategy.explain.interview import Interview, Question

START = (
    "Only what can change the answer is asked. Press Enter where you do not know;"
    " 'back' returns to the question before, 'done' stops."
)

INDENT = "   "

_INTERRUPTED = 130


@click.command("ask", cls=StrictCommand)  # it waits by turns: no sign of work in between
@click.argument(
    "file",
    required=False,
    shell_complete=a_file,
    help="Requirements to start from.",
)
@requirements_output_option
@force_option
@engine_option
@assume_option
def ask_command(
    file: str | None,
    output: str,
    force: bool,
    engine: EngineName,
    assume: tuple[str, ...],
) -> None:
    """Ask what can still change the answer, and write a requirements file."""
    target = yaml_target(output)
    check_output(target, "--output", force=force)
    from wso2_strategy.explain.interview import Interview

    asker = advisor(engine, assume)
    interview = Interview(asker, load_requirements(file) if file is not None else Requirements())
    from rich.console import Console

    console = Console(highlight=False, stderr=target is None)
    try:
        finished = _hold(interview, console, _reader(console))
    except KeyboardInterrupt:
        console.print()
        console.print("Stopped; nothing is written. 'done' would have written the answers so far.")
        raise Exit(_INTERRUPTED) from None
    _conclude(finished, console)
    _write(finished, target, console, force=force)


def _say(console: Console, words: str, style: str = "") -> None:
    """Print words in which nothing is markup or a command: they quote what was answered."""
    from rich.text import Text

    console.print(Text(printable_lines(words), style=style))


def _hold(interview: Interview, console: Console, read: Callable[[], str | None]) -> Interview:
    """Ask until nothing is left to ask or the answers end."""
    _say(console, START, "dim")
    talks, posed, answered = [interview], False, False
    while (question := talks[-1].question()) is not None:
        if not posed:
            _pose(question, len(talks), talks[-1], console)
        words = read()
        if words is None and not answered:
            problem = "ended before the first answer, so nothing is written; 'done' is an answer"
            raise RequirementsError("standard input", [problem])
        command = "done" if words is None else words.strip().casefold()
        if command == "done":
            break
        if command == "back":
            talks, posed = talks[:-1] or talks, False
            continue
        try:
            talks.append(talks[-1].answered(question, words or ""))
            posed, answered = False, True
        except RequirementsError as error:
            posed = True
            for problem in error.problems:
                _say(console, f"{problem}; or press Enter if you do not know", "red")
    return talks[-1]


def _pose(question: Question, number: int, interview: Interview, console: Console) -> None:
    now = interview.recommendation
    facts = "1 fact" if question.open_count == 1 else f"{question.open_count} facts"
    conflicts = ", with conflicts" if now.conflicts else ""
    so_far = f"So far: {now.pattern.id} on {now.platform.called}{conflicts}."
    so_far += f" At least {facts} can still change that."
    console.print()
    _say(console, so_far, "dim")
    _say(console, f"{number}. {question.text}", "bold")
    for line in (*question.reasons, f"Allowed: {question.allowed}"):
        indented = fill(line, console.width, initial_indent=INDENT, subsequent_indent=INDENT)
        _say(console, indented, "dim")


def _reader(console: Console) -> Callable[[], str | None]:
    """Return what reads one answer: from the terminal, or else from lines of standard input."""

    def ask() -> str | None:
        try:
            return console.input("> ")
        except EOFError:
            return None

    def read() -> str | None:
        line = sys.stdin.readline()
        if not line:
            return None
        _say(console, f"> {line}".rstrip())
        return line.rstrip("\n")

    return ask if sys.stdin.isatty() else read


def _conclude(interview: Interview, console: Console) -> None:
    found = interview.recommendation
    console.print()
    nodes = found.sizing.total_nodes
    answer = f"{found.pattern.id} {found.pattern.name} on {found.platform.called}"
    size = counted(nodes, "WSO2 node")
    _say(console, f"{answer}, {size}.", "bold")
    for conflict in found.conflicts:
        reasons = " ".join(each.sentence for each in conflict.reasons)
        _say(console, f"Conflict: {reasons} {conflict.resolution}")
    if interview.is_settled:
        end = "Nothing else can change this"
        end += ", apart from what you did not know." if interview.skipped else "."
    elif interview.question() is None:
        end = "Further facts may change this together; the search for them gave up."
    else:
        end = "Further answers could still change this."
    _say(console, end)


def _write(interview: Interview, target: Path | None, console: Console, *, force: bool) -> None:
    answers = interview.to_yaml()
    try:
        write_file(answers, target, "--output", force=force)
    except RequirementsError:
        _say(console, "The answers, which cannot be written to the file:")
        write(answers)
        raise
    if target is not None:
        _say(console, f"Written to {target}. Ask:\n{next_steps(target)}")
