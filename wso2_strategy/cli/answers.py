"""Answers as commands write them: in the format asked for, as wide as the terminal."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from wso2_strategy.cli.shared_options import Format
from wso2_strategy.errors import RequirementsError

if TYPE_CHECKING:
    from wso2_strategy.document.document import Answer


def write_answer(answer: Answer, format: Format, *, complete: bool = False) -> None:  # noqa: A002
    """Write an answer in a format."""
    if format is Format.json:
        write_json(answer.to_dict())
    elif format is Format.markdown:
        typer.echo(answer.to_markdown(complete=complete), nl=False)
    else:
        from rich.console import Console

        answer.show(Console(highlight=False), complete=complete)


def write_json(value: Any) -> None:
    """Write JSON-ready values."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False))


def write_file(text: str, path: Path, option: str) -> None:
    """Write text to the file that an option names."""
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        problem = f"{option}: {path} cannot be written: {error.strerror or error}"
        raise RequirementsError("command line", [problem]) from error


def terminal_width() -> int | None:
    """Return how many characters a line holds; None where no terminal reads along."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
