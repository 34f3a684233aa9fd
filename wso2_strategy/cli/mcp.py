"""``wso2-strategy mcp``: tools for assistants on standard input and output."""

from __future__ import annotations

import click

from wso2_strategy.cli.program.shared_options import (
    EngineName,
    advisor,
    assume_option,
    engine_option,
)
from wso2_strategy.cli.program.strict_command import StrictCommand

_SECONDS = 60.0
"""An answer may take so long; a report with all its pictures takes a few."""


@click.command("mcp", cls=StrictCommand)
@engine_option
@assume_option
def mcp_command(engine: EngineName, assume: tuple[str, ...]) -> None:
    """Serve tools for assistants over the Model Context Protocol, on stdin and stdout.

    An assistant starts this command itself, and speaks with it.
    """
    from wso2_strategy.web.assistants import serve_assistants

    serve_assistants(advisor(engine, assume), seconds=_SECONDS)
