"""Writes docs/reference/commands.md: what each command says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

PAGE = Path(__file__).parent / "reference" / "commands.md"

HEAD = """# Commands

`FILE` is a requirements file in YAML, TOML or JSON; `-` reads JSON or YAML from standard input.
Commands that write a file replace one that exists only with `--force`. An option means the same in
every command that has it, and `-h` is short for `--help`.

The exit status is 0 when done, 1 when the question has no answer or a check failed, 2 for bad
usage, bad input or an output that cannot be written, and 130 when interrupted. Errors and notes go
to standard error. A reader that closes a pipe early changes nothing.
"""


def pages() -> dict[Path, str]:
    """Return the page."""
    return {PAGE: HEAD + "".join(_sections())}


def _sections() -> Iterator[str]:
    from click.testing import CliRunner

    from wso2_strategy.cli import COMMANDS, application

    for name in COMMANDS:
        said = CliRunner().invoke(application, [name, "--help"], env={"COLUMNS": "88"}).output
        lines = [line.rstrip() for line in said.splitlines()]
        yield f"\n## {name}\n\n```text\n" + "\n".join(lines).strip() + "\n```\n"
