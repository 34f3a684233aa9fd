"""``wso2-strategy init``: a requirements file to fill in."""

from __future__ import annotations

import click

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.cli.program.answers import check_output, next_steps, write_file
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import (
    force_option,
    requirements_output_option,
    yaml_target,
)
from wso2_strategy.output.blank_requirements import blank_requirements


@click.command("init", cls=WorkingCommand)
@requirements_output_option
@force_option
def init_command(output: str, force: bool) -> None:
    """Write a requirements file that asks every question in a comment and states nothing yet."""
    target = yaml_target(output)
    check_output(target, "--output", force=force)
    write_file(blank_requirements(Knowledge.installed()), target, "--output", force=force)
    if target is not None:
        click.echo(f"Written to {target}. Fill it in, and ask:", err=True)
        click.echo(next_steps(target), err=True)
