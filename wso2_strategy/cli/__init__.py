"""The command line: thin commands over the library, one module each.

Exit status: 0 done, 1 the question has no answer or a check failed, 2 bad usage
or bad input, or an answer that cannot be written, 130 interrupted. Errors go to
standard error, without a traceback. A reader that goes away changes nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

import typer

from wso2_strategy._version import __version__
from wso2_strategy.cli.advise import advise_command
from wso2_strategy.cli.artifacts import artifacts_command
from wso2_strategy.cli.ask import ask_command
from wso2_strategy.cli.assess import assess_command
from wso2_strategy.cli.compare import compare_command
from wso2_strategy.cli.diff import diff_command
from wso2_strategy.cli.init import init_command
from wso2_strategy.cli.plan import plan_command
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.standard_streams import fail, settle, to_nowhere
from wso2_strategy.cli.program.strict_command import StrictCommand, refuse_unseen
from wso2_strategy.cli.report import report_command
from wso2_strategy.cli.rules import rules_command
from wso2_strategy.cli.schema import schema_command
from wso2_strategy.cli.topology import topology_command
from wso2_strategy.cli.verify import verify_command
from wso2_strategy.cli.what_if import what_if_command
from wso2_strategy.cli.why import why_command
from wso2_strategy.cli.why_not import why_not_command
from wso2_strategy.errors import StrategyError

COMMANDS: dict[str, tuple[str, Callable[..., None]]] = {
    "advise": ("Recommend platform, pattern and size.", advise_command),
    "why": ("Explain a recommendation.", why_command),
    "why-not": ("Say what stands against an alternative.", why_not_command),
    "what-if": ("Show what a changed fact changes.", what_if_command),
    "diff": ("Show what changed between two files.", diff_command),
    "init": ("Write a requirements file to fill in.", init_command),
    "ask": ("Interview, and write a requirements file.", ask_command),
    "report": ("Write the decision for a board.", report_command),
    "plan": ("Look ahead: growth, spikes, cost.", plan_command),
    "artifacts": ("Write the files that deploy it.", artifacts_command),
    "topology": ("Draw and query a pattern's graph.", topology_command),
    "compare": ("Show the way from a pattern to another.", compare_command),
    "assess": ("Say what configuration makes, and its faults.", assess_command),
    "rules": ("List and show the rules.", rules_command),
    "schema": ("Write the JSON Schema of the file.", schema_command),
    "verify": ("Check the knowledge base.", verify_command),
}

CONVERSATIONS = {"ask"}
"""Commands that write and wait by turns, where nothing else may write to the terminal."""


def application() -> typer.Typer:
    """Return the command-line application."""
    app = typer.Typer(
        name="wso2-strategy",
        help="Recommends how to deploy WSO2 API Manager, and says why.",
        no_args_is_help=True,
        context_settings={"help_option_names": ["--help", "-h"]},
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_options)
    for name, (summary, command) in COMMANDS.items():
        kind = StrictCommand if name in CONVERSATIONS else WorkingCommand
        app.command(name, cls=kind, short_help=summary)(command)
    return app


def main() -> None:
    """Run the command line; errors of the library end it with a message and status 2."""
    try:
        settle()
        refuse_unseen(sys.argv[1:])
        try:
            application()()
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
