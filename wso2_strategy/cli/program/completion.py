"""Completion in a shell: what prints it, and what installs it for a user."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from click.shell_completion import BashComplete, FishComplete, ZshComplete

from wso2_strategy.errors import RequirementsError

_PROGRAM = "wso2-strategy"
_VARIABLE = "_WSO2_STRATEGY_COMPLETE"
_ZSH_FOLDER = "~/.zfunc"

_KINDS = {"bash": BashComplete, "zsh": ZshComplete, "fish": FishComplete}
_PLACES = {
    "bash": f"~/.bash_completions/{_PROGRAM}.sh",
    "zsh": f"{_ZSH_FOLDER}/_{_PROGRAM}",
    "fish": f"~/.config/fish/completions/{_PROGRAM}.fish",
}
"""Where each shell's script goes."""

_READS = {
    "bash": ("~/.bashrc", f"source {_PLACES['bash']}"),
    "zsh": ("~/.zshrc", f"fpath+={_ZSH_FOLDER}; autoload -Uz compinit; compinit"),
}
"""What a shell's own file must say for the script to be read; fish finds it."""


def completion_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that print the completion of the user's shell, and install it."""
    for option, act, words in (
        ("--show-completion", _show, "Show completion for the current shell, to copy it."),
        ("--install-completion", _install, "Install completion for the current shell."),
    ):
        command = click.option(
            option, is_flag=True, expose_value=False, is_eager=True, callback=act, help=words
        )(command)
    return command


def read_spelling() -> None:
    """Read ``source_bash``, as it was spelled before click, like click's ``bash_source``."""
    asked = os.environ.get(_VARIABLE, "")
    if asked.startswith("source_"):
        os.environ[_VARIABLE] = f"{asked.removeprefix('source_')}_source"


def _show(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked:
        click.echo(_script(ctx, _shell()))
        ctx.exit()


def _install(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked:
        return
    shell = _shell()
    place = Path(_PLACES[shell]).expanduser()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(_script(ctx, shell) + "\n", encoding="utf-8")
        if shell in _READS:
            file, line = _READS[shell]
            _say_once(Path(file).expanduser(), line.encode())
    except OSError as error:
        problem = f"--install-completion: {error.filename} cannot be written: {error.strerror}"
        raise RequirementsError("command line", [problem]) from error
    click.echo(f"{shell} completion is installed in {place}. It counts from the next session on.")
    ctx.exit()


def _shell() -> str:
    name = Path(os.environ.get("SHELL", "")).name
    if name not in _PLACES:
        problem = f"the shell in SHELL, {name!r}, is none of {', '.join(_PLACES)}"
        raise RequirementsError("command line", [f"{problem}; say it, as in SHELL=bash"])
    return name


def _script(ctx: click.Context, shell: str) -> str:
    return _KINDS[shell](ctx.command, {}, _PROGRAM, _VARIABLE).source()


def _say_once(file: Path, line: bytes) -> None:
    said = file.read_bytes() if file.exists() else b""
    if line not in said.splitlines():
        with file.open("ab") as end:
            end.write((b"\n" if said and not said.endswith(b"\n") else b"") + line + b"\n")
