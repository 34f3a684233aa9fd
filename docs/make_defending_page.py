"""Runs the commands on the page "Defend the decision", and shows below each what it prints."""

from __future__ import annotations

import re
import shlex
from contextlib import chdir
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "how-to" / "defend-the-decision.md"
WIDTH = "88"

BLOCK = re.compile(r"```console\n(?P<commands>.*?)```\n\n```text\n(?P<output>.*?)```\n", re.DOTALL)


def output_of(command: str) -> str:
    """Return what a command prints, without the spaces that fill its lines."""
    from typer.testing import CliRunner

    from wso2_strategy.cli import application

    answers, _, called = command.rpartition(" | ")
    stdin = "".join(f"{each}\n" for each in shlex.split(answers)[2:]) if answers else ""
    program, *arguments = shlex.split(called)
    assert program == "wso2-strategy"
    done = CliRunner().invoke(application(), arguments, input=stdin, env={"COLUMNS": WIDTH})
    assert done.exit_code in (0, 1), done.output
    return "".join(f"{line.rstrip()}\n" for line in done.output.splitlines())


def pages() -> dict[Path, str]:
    """Return the page with the output of every command brought up to date."""

    def current(match: re.Match[str]) -> str:
        command = match["commands"].replace("\\\n", "").strip()
        return f"```console\n{match['commands']}```\n\n```text\n{output_of(command)}```\n"

    written = PAGE.read_text(encoding="utf-8")
    assert BLOCK.search(written) is not None
    with chdir(ROOT):
        return {PAGE: BLOCK.sub(current, written)}
