"""``wso2-strategy schema``: the requirements file as a JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path

import click

from wso2_strategy.advice.packs import Knowledge
from wso2_strategy.cli.program.answers import check_output, write_file
from wso2_strategy.cli.program.progress import WorkingCommand
from wso2_strategy.cli.program.shared_options import force_option, output_option
from wso2_strategy.output.requirements_schema import requirements_schema


@click.command("schema", cls=WorkingCommand)
@output_option
@force_option
def schema_command(output: Path | None, force: bool) -> None:
    """Write the JSON Schema of requirements files, with which editors complete and check them."""
    check_output(output, "--output", force=force)
    schema = requirements_schema(Knowledge.installed())
    text = json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
    write_file(text, output, "--output", force=force)
