"""The command line: thin commands over the library, one module each.

Exit status: 0 done, 1 the question has no answer or a check failed, 2 bad usage
or bad input, or an answer that cannot be written, 130 interrupted. Errors go to
standard error, without a traceback. A reader that goes away changes nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from click.exceptions import Exit

from wso2_strategy._version import __version__
from wso2_strategy.cli.program.completion import completion_options, read_spelling
from wso2_strategy.cli.program.standard_streams import fail, settle, to_nowhere
from wso2_strategy.cli.program.strict_command import refuse_unseen
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
    "bulk": "Answer many requirements, a row each.",
    "plan": "Look ahead: growth, spikes, cost.",
    "artifacts": "Write the files that deploy it.",
    "topology": "Draw and query a pattern's graph.",
    "compare": "Compare two patterns or files.",
    "assess": "Say what configuration makes, and its faults.",
    "rules": "List and show the rules.",
    "schema": "Write the JSON Schema of the file.",
    "serve": "Serve a page and an API.",
    "mcp": "Serve tools for assistants.",
    "verify": "Check the knowledge base.",
}
"""What each command does, in the order in which help lists them; its module has its name."""

_INTERRUPTED = 130


class _Later(click.Command):
    """A command that is loaded when it is asked for: loading all takes longer than most answers."""

    def make_context(self, *words: Any, **settings: Any) -> click.Context:
        """Return the context of the command itself."""
        return loaded(str(self.name)).make_context(*words, **settings)


def loaded(name: str) -> click.Command:
    """Return a command, loaded from its module here or in `questions/`."""
    module = name.replace("-", "_")
    in_questions = f"{__name__}.questions.{module}"
    path = in_questions if find_spec(in_questions) else f"{__name__}.{module}"
    found: click.Command = getattr(import_module(path), f"{module}_command")
    return found


class _Program(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of their table; click would sort them."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; click would say that it was aborted, with the status of a failed check."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Exit(_INTERRUPTED) from None


@click.group(
    "wso2-strategy",
    cls=_Program,
    commands={name: _Later(name, short_help=said) for name, said in COMMANDS.items()},
    context_settings={"help_option_names": ["--help", "-h"], "show_default": True},
)
@click.version_option(
    __version__,
    prog_name="wso2-strategy",
    message="%(prog)s %(version)s",
    help="Show the version and stop.",
)
@completion_options
def application() -> None:
    """Recommends how to deploy WSO2 API Manager, and says why."""


def main() -> None:
    """Run the command line; errors of the library end it with a message and status 2."""
    try:
        settle()
        read_spelling()
        refuse_unseen(sys.argv[1:])
        try:
            application()
        finally:
            sys.stdout.flush()
    except StrategyError as error:
        fail(str(error))
    except OSError as error:
        to_nowhere(sys.stdout)
        fail(f"the answer cannot be written: {error.strerror or error}")
