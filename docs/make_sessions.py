"""Runs the commands that pages show, and writes below each what it prints.

A command is a block of `console`, and a block of `text` behind it is its output; what is only to
be read stands in other languages, such as `sh`. A comment before the output may keep some of its
lines: ``<!-- lines 1-12 -->``, or ``<!-- from Size to Notes -->`` for those from one that begins so
up to one that does. A block after ``<!-- file: shop.yaml -->`` is a file that the commands below it
find. Each page is run in a folder of its own, with the examples of the project.
"""

from __future__ import annotations

import os
import re
import shlex
import sys
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
WIDTH = "88"
PAGES = (
    ROOT / "README.md",
    *(
        ROOT / "docs" / name
        for name in (
            "tutorial/first-recommendation.md",
            "how-to/continuous-integration.md",
            "how-to/defend-the-decision.md",
            "how-to/draw.md",
            "how-to/editors-and-shells.md",
            "how-to/migrate.md",
        )
    ),
)

BLOCK = re.compile(
    r"<!-- file: (?P<name>\S+) -->\n```\w+\n(?P<content>.*?)```\n"
    r"|```console\n(?P<commands>[^`]*?)```\n"
    r"(?P<shown>\n(?P<mark><!-- (?:lines (?P<first>\d+)-(?P<last>\d+)"
    r"|from (?P<start>.+?) to (?P<end>.+?)) -->\n)?"
    r"```text\n(?P<output>.*?)```\n)?",
    re.DOTALL,
)


def output_of(command: str) -> str:
    """Return what a command prints, without the spaces that fill its lines."""
    from click.testing import CliRunner

    from wso2_strategy.cli import application
    from wso2_strategy.errors import StrategyError

    answers, _, called = command.rpartition(" | ")
    stdin = "".join(f"{each}\n" for each in shlex.split(answers)[2:]) if answers else ""
    program, *arguments = shlex.split(called)
    assert program == "wso2-strategy"
    # What commands suggest to type has the name by which they are found.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    shell = {"COLUMNS": WIDTH, "PATH": path}
    done = CliRunner().invoke(application, arguments, input=stdin, env=shell)
    output = done.output
    if isinstance(done.exception, StrategyError):
        output += f"error: {done.exception}\n"
    else:
        assert done.exit_code in (0, 1), done.output
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines())


def current(match: re.Match[str]) -> str:
    """Return a block with what it shows brought up to date, or write the file that it is."""
    if match["name"]:
        Path(match["name"]).write_text(match["content"], encoding="utf-8")
        return match[0]
    commands = match["commands"].replace("\\\n", "").strip().splitlines()
    lines = [line for each in commands for line in output_of(each).splitlines(keepends=True)]
    if match["shown"] is None:
        assert not any(line.startswith("error: ") for line in lines), lines
        return match[0]
    if match["mark"]:
        lines = _kept(lines, match)
    mark = match["mark"] or ""
    return f"```console\n{match['commands']}```\n\n{mark}```text\n{''.join(lines)}```\n"


def _kept(lines: list[str], match: re.Match[str]) -> list[str]:
    """Return some of the lines, with points where others are left out."""
    if match["start"]:
        first = next(n for n, line in enumerate(lines) if line.startswith(match["start"]))
        last = next(n for n, line in enumerate(lines) if line.startswith(match["end"]))
    else:
        first, last = int(match["first"]) - 1, int(match["last"])
    while not lines[last - 1].strip():
        last -= 1
    more = ["...\n"] if last < len(lines) else []
    return [*(["...\n"] if first else []), *lines[first:last], *more]


def pages() -> dict[Path, str]:
    """Return each page with the output of every command brought up to date."""
    found = {}
    for page in PAGES:
        written = page.read_text(encoding="utf-8")
        assert BLOCK.search(written) is not None, page
        with TemporaryDirectory() as folder, chdir(folder):
            Path("examples").symlink_to(ROOT / "examples")
            found[page] = BLOCK.sub(current, written)
    return found
