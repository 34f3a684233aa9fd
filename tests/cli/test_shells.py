"""The command line in a shell: completion, help, and a sign of life on the terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from pathlib import Path

import click
import pexpect
import pytest

from wso2_strategy import Knowledge
from wso2_strategy.cli import COMMANDS, loaded
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.output.rule_catalogue import chosen_rules

FOLDER = Path(sysconfig.get_path("scripts"))
PROGRAM = FOLDER / "wso2-strategy"
ENVIRONMENT = {**os.environ, "PATH": f"{FOLDER}{os.pathsep}{os.environ.get('PATH', '')}"}

BASH = """
source <(_WSO2_STRATEGY_COMPLETE=source_bash wso2-strategy)
COMP_WORDS=({words}) COMP_CWORD=$(({count} - 1))
$(complete -p wso2-strategy | sed 's/.*-F \\([^ ]*\\).*/\\1/') wso2-strategy
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
ZSH = """
compdef() {{ :; }}
compadd() {{ print -r -- $completions; }}
eval "$(_WSO2_STRATEGY_COMPLETE=source_zsh wso2-strategy)"
words=({words}) CURRENT={count}
_wso2_strategy_completion
"""
FISH = """
_WSO2_STRATEGY_COMPLETE=source_fish wso2-strategy | source
complete -C"{words}"
"""


@pytest.mark.parametrize(
    ("shell", "typed", "completed"),
    [
        ("bash", "wso2-strategy why-n", "why-not"),
        ("bash", "wso2-strategy advise --format mark", "markdown"),
        ("bash", "wso2-strategy rules --reads traffic.pea", "traffic.peak_tps"),
        ("zsh", "wso2-strategy advise --format mark", "markdown"),
        ("fish", "wso2-strategy advise --format mark", "markdown"),
    ],
)
def test_a_shell_completes(shell: str, typed: str, completed: str) -> None:
    """Commands, words of options, and names that the library knows."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    script = {"bash": BASH, "zsh": ZSH, "fish": FISH}[shell]
    done = subprocess.run(
        [shell, "-c", script.format(words=typed, count=len(typed.split()))],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    assert completed in done.stdout, done.stderr


@pytest.mark.parametrize("arguments", [[], ["topology"]])
def test_help_has_a_short_name(arguments: list[str]) -> None:
    short, long = (
        subprocess.run([PROGRAM, *arguments, name], capture_output=True, text=True, check=True)
        for name in ("-h", "--help")
    )
    assert short.stdout == long.stdout
    assert "-h, --help" in short.stdout.replace("--help, -h", "-h, --help")


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["advise", "-", "--format", "jsn"], "json"),
        (["advise", "-", "--engine", "referense"], "reference"),
        (["what-if", "-", "--aspect", "patern"], "pattern"),
        (["why", "-", "--draw", "sgv"], "svg"),
    ],
)
def test_what_was_meant_is_suggested(arguments: list[str], meant: str) -> None:
    done = subprocess.run(
        [PROGRAM, *arguments], capture_output=True, text=True, input="{}", check=False
    )
    assert done.returncode == 2
    assert f"did you mean '{meant}'?" in " ".join(done.stderr.split())


def test_work_shows_on_a_terminal_and_goes_before_the_answer(tmp_path: Path) -> None:
    """After a second of silence; the line is cleared again."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    slow = f"cat '{pipe}' | '{PROGRAM}' advise -"
    terminal = pexpect.spawn("bash", ["-c", slow], encoding="utf-8", timeout=30)
    terminal.expect_exact("working, 1 s")
    pipe.write_text("{}")
    terminal.expect(r"\r\x1b\[K(\x1b\[[0-9;]*m)*Recommendation")
    terminal.expect(pexpect.EOF)
    assert "working" not in terminal.before


def test_help_says_what_every_option_takes() -> None:
    """Its words, or what stands for them; never only that it is text."""
    commands = {name: loaded(name) for name in COMMANDS}
    silent = [
        f"{name} {option.opts[0]}"
        for name, command in commands.items()
        for option in command.params
        if option.make_metavar(click.Context(command)) in {"TEXT", "INTEGER", "PATH"}
    ]
    assert silent == []


def test_of_many_names_the_likeliest_are_listed() -> None:
    """A mistyped name is answered in a line that is read."""
    with pytest.raises(UnknownNameError) as caught:
        chosen_rules(Knowledge.installed(), reads="peak")
    known = str(caught.value).partition("Known: ")[2]
    assert known.startswith("traffic.peak_tps, ")
    assert known.endswith(f" and {len(caught.value.known) - 5} more")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_installed_once(shell: str, tmp_path: Path) -> None:
    """The shell's own file keeps what it says, in any encoding, and reads the script once."""
    own = tmp_path / f".{shell}rc"
    own.write_bytes(b"# caf\xe9")
    home = ENVIRONMENT | {"HOME": str(tmp_path), "SHELL": f"/bin/{shell}"}
    for _ in range(2):
        subprocess.run([PROGRAM, "--install-completion"], env=home, capture_output=True, check=True)
    shown = subprocess.run(
        [PROGRAM, "--show-completion"], env=home, capture_output=True, text=True, check=True
    ).stdout
    scripts = [each for each in tmp_path.rglob("*wso2-strategy*") if each.is_file()]
    assert [each.read_text() for each in scripts] == [shown]
    added = own.read_bytes().splitlines()[1:]
    assert len(added) == (0 if shell == "fish" else 1)


def test_a_shell_without_completion_is_refused() -> None:
    """It is not known what such a shell reads."""
    unknown = {**ENVIRONMENT, "SHELL": "/bin/tcsh"}
    done = subprocess.run(
        [PROGRAM, "--install-completion"], env=unknown, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "none of bash, zsh, fish" in done.stderr
