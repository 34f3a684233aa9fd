"""The command line: thin commands over the library, one module each.

Exit status: 0 done, 1 the question has no answer or a check failed, 2 bad usage
or bad input, or an answer that cannot be written, 130 interrupted. Errors go to
standard error, without a traceback. A reader that goes away changes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from importlib import import_module

import typer

from wso2_strategy._version import __version__
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.standard_streams import fail, settle, to_nowhere
from wso2_strategy.cli.program.strict_command import StrictCommand, refuse_unseen
from wso2_strategy.errors import StrategyError

COMMANDS: dict[str, str] = {
    "advise": "Recommend platform, pattern and size.",
    "why": "Explain a recommendation.",
    "why-not": "Say what stands against an alternative.",
    "what-if": "Show what a changed fact changes.",
    "diff": "Show what changed between two files.",
    "init": "Write a requirements file to fill in.",
    "ask": "Interview, and write a requirements file.",
    "report": "Write the decision for a board.",
    "plan": "Look ahead: growth, spikes, cost.",
    "artifacts": "Write the files that deploy it.",
    "topology": "Draw and query a pattern's graph.",
    "compare": "Compare two patterns or files.",
    "assess": "Say what configuration makes, and its faults.",
    "rules": "List and show the rules.",
    "schema": "Write the JSON Schema of the file.",
    "verify": "Check the knowledge base.",
}
"""What each command does; its module has its name."""

CONVERSATIONS = {"ask"}
"""Commands that write and wait by turns, where nothing else may write to the terminal."""


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """Return the command-line application, with all commands or some."""
    app = typer.Typer(
        name="wso2-strategy",
        help="Recommends how to deploy WSO2 API Manager, and says why.",
        no_args_is_help=True,
        context_settings={"help_option_names": ["--help", "-h"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    for name in names:
        kind = StrictCommand if name in CONVERSATIONS else WorkingCommand
        app.command(name, cls=kind, short_help=COMMANDS[name])(_loaded(name))
    return app


def _loaded(name: str) -> Callable[..., None]:
    module = name.replace("-", "_")
    found: Callable[..., None] = getattr(import_module(f"{__name__}.{module}"), f"{module}_command")
    return found


def asked(words: list[str]) -> list[str]:
    """Return the command that is asked for; all of them where it is not clear which is.

    Loading all takes longer than most answers.

    >>> asked(["advise", "shop.yaml"]), len(asked(["--help"])) == len(COMMANDS)
    (['advise'], True)
    """
    return [*words[:1]] if words[:1] and words[0] in COMMANDS else [*COMMANDS]


def main() -> None:
    """Run the command line; errors of the library end it with a message and status 2."""
    try:
        settle()
        refuse_unseen(sys.argv[1:])
        try:
            application(asked(sys.argv[1:]))()
        finally:
            sys.stdout.flush()
    except StrategyError as error:
        fail(str(error))
    except OSError as error:
        to_nowhere(sys.stdout)
        fail(f"the answer cannot be written: {error.strerror or error}")


def _version(asked: bool) -> None:  # noqa: FBT001 - typer calls it so
    if asked:
        typer.echo(f"wso2-strategy {__version__}")
        raise typer.Exit


def _options(
    version: bool = typer.Option(  # noqa: FBT001 - typer reads it so
        False,  # noqa: FBT003
        "--version",
        help="Show the version and stop.",
        callback=_version,
        is_eager=True,
    ),
) -> None:
    del version
