"""Answers as commands write them: in the format asked for, as wide as the terminal."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wso2_strategy.cli.program.shared_options import Format
from wso2_strategy.document.json_text import json_text
from wso2_strategy.document.saving import save
from wso2_strategy.errors import RequirementsError, printable_lines

if TYPE_CHECKING:
    from wso2_strategy.document.document import Answer

_PROGRAM = "wso2-strategy"
_STDOUT = (None, Path("-"))
_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
"""What says on Linux that something can be shown."""
_COLOURED = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})
_USUAL_WIDTH = 80


def write_answer(answer: Answer, format: Format, *, complete: bool = False) -> None:  # noqa: A002
    """Write an answer in a format."""
    if format is Format.json:
        write_json(answer.to_dict())
    elif format is Format.markdown:
        write(answer.to_markdown(complete=complete))
    elif _is_plain():
        write(answer.to_text(complete=complete, width=_piped_width()))
    else:
        from rich.console import Console

        answer.show(Console(highlight=False), complete=complete)


def _is_plain() -> bool:
    """Return whether text goes where no colours show, so that loading Rich would be for nothing."""
    is_asked_for = not _COLOURED.isdisjoint(os.environ)
    encoding = sys.stdout.encoding or ""  # text kept in memory has none
    return not (sys.stdout.isatty() or is_asked_for) and encoding.startswith("utf")


def _piped_width() -> int:
    """Return how wide lines are that no terminal folds: as where the command was typed, or 80."""
    if said := terminal_width():
        return said
    for stream in (0, 1, 2):
        try:
            return os.get_terminal_size(stream).columns or _USUAL_WIDTH
        except OSError:
            continue
    return _USUAL_WIDTH


def write(text: str) -> None:
    """Write text to standard output; nothing in it commands a terminal."""
    click.echo(printable_lines(text), nl=False)


def write_json(value: Any) -> None:
    """Write JSON-ready values."""
    write(json_text(value))


def check_output(path: Path | None, option: str, *, force: bool, is_opened: bool = False) -> None:
    """Refuse, before any work, a file that could not or must not be written, or then opened.

    None and - are standard output.

    Raises:
        RequirementsError: It is such a file.
    """
    if path in _STDOUT:
        if is_opened:
            problem = f"--open: shows a file; name one with {option}"
            raise RequirementsError("command line", [problem])
        return
    problem = ""
    if path.is_dir():
        problem = "is a folder"
    elif path.is_file() and not force:
        problem = f"exists already; choose another {option}, or replace it with --force"
    elif not path.absolute().parent.is_dir():
        problem = f"cannot be written: there is no folder {str(path.parent)!r}"
    elif not os.access(path if path.exists() else path.absolute().parent, os.W_OK):
        problem = "cannot be written: Permission denied"
    if problem:
        raise RequirementsError("command line", [f"{option}: {path} {problem}"])


def write_file(content: str | bytes, path: Path | None, option: str, *, force: bool) -> None:
    """Write to the file that an option names, whole or not at all; None and - are stdout."""
    if path in _STDOUT:
        if isinstance(content, str):
            write(content)
        elif sys.stdout.isatty():
            problem = f"{option}: a terminal shows no picture; name a file"
            raise RequirementsError("command line", [problem])
        else:
            click.echo(content, nl=False)
        return
    try:
        save(content, path, replace=force)
    except (OSError, ValueError) as error:  # ValueError: text that no file can hold
        reason = getattr(error, "strerror", None) or error
        problem = f"{option}: {path} cannot be written: {reason}"
        raise RequirementsError("command line", [problem]) from error


def open_file(path: Path) -> None:
    """Show a file in the program that the system has for it.

    Raises:
        RequirementsError: There is none.
    """
    if sys.platform == "linux" and not any(map(os.environ.get, _SCREENS)):
        problem = f"--open: there is no display; {path} is written, open it where there is one"
        raise RequirementsError("command line", [problem])
    click.echo(f"Opening {path}.", err=True)  # for where the system opens nothing and says nothing
    try:
        status = click.launch(str(path.absolute()), wait=False)
    except OSError:
        status = 1
    if status:
        problem = f"--open: no program was found that shows {path}"
        raise RequirementsError("command line", [problem])


def next_steps(file: Path) -> str:
    """Return what to ask of requirements that were written, as it can be typed here."""
    program = _PROGRAM if shutil.which(_PROGRAM) else sys.argv[0]
    return "\n".join(f"  {program} {command} {file}" for command in ("advise", "report"))


def terminal_width() -> int | None:
    """Return how many characters a line holds; None where no terminal reads along."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return int(columns)
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None
