"""The commands of explanations as a program of their own, for tests in a real terminal."""

from __future__ import annotations

import sys

import typer

from wso2_strategy.cli.ask import ask_command
from wso2_strategy.cli.what_if import what_if_command
from wso2_strategy.cli.why import why_command
from wso2_strategy.cli.why_not import why_not_command
from wso2_strategy.errors import StrategyError


def application() -> typer.Typer:
    """Return an application with these commands alone."""
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
    app.command("why")(why_command)
    app.command("why-not")(why_not_command)
    app.command("what-if")(what_if_command)
    app.command("ask")(ask_command)
    return app


if __name__ == "__main__":
    try:
        application()()
    except StrategyError as error:
        sys.stderr.write(f"error: {error}\n")
        sys.exit(2)
