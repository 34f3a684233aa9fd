"""Whatever is typed, piped or closed: a clear end, and nothing that harms a terminal or a file."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wso2_strategy import load_requirements
from wso2_strategy.cli import application
from wso2_strategy.cli.program.answers import write_json
from wso2_strategy.cli.program.shared_options import EngineName, advisor
from wso2_strategy.cli.program.strict_command import refuse_unseen
from wso2_strategy.document.saving import save
from wso2_strategy.errors import RequirementsError

PROGRAM = shlex.quote(str(Path(sysconfig.get_path("scripts")) / "wso2-strategy"))


def run(*words: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(application, words, input=stdin)


@pytest.fixture(name="stated")
def _stated(tmp_path: Path) -> str:
    (tmp_path / "stated.yaml").write_text("name: Shop")
    return str(tmp_path / "stated.yaml")


@pytest.mark.parametrize("word", ["\x1b[31mx", "x=1\nerror: forged", "\u202ex", "\x9bx", "a\tb"])
def test_no_argument_commands_the_terminal(word: str) -> None:
    """File names, options and their values alike; the message shows it harmlessly."""
    with pytest.raises(RequirementsError) as caught:
        refuse_unseen(["advise", word])
    assert len(str(caught.value).splitlines()) == 2
    assert str(caught.value).replace("\n", "").isprintable()


def test_names_of_files_may_be_in_any_language() -> None:
    """Also in an encoding other than UTF-8."""
    refuse_unseen(["caf\udce9.yaml", "👩\u200d👧.yaml", "mon\u00a0site.yaml"])


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("advise - --format json --format text", "'--format': is given more than once"),
        ("topology P3 --ha --ha", "'--ha': is given more than once"),
        ("topology P3 --flow ''", "'--flow': has an empty value"),
        ("topology P3 --impact ''", "'--impact': has an empty value"),
        ("topology P3 -o ''", "'--output' / '-o': has an empty value"),
        ("topology ''", "'TARGET': has an empty value"),
        ("rules --text ''", "'--text': has an empty value"),
        ("topology P3 --regions 1_0", "'1_0' is no whole number"),
        ("plan - --months 0x1", "'0x1' is no whole number"),
    ],
)
def test_nothing_typed_counts_for_nothing(words: str, problem: str) -> None:
    """What would be left out silently is bad usage."""
    result = run(*shlex.split(words))
    assert result.exit_code == 2
    assert problem in result.stderr


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ("--set 'traffic={peak_tps: 5, peak_tps: 6}'", "allowed: field=value"),
        ("--set 'traffic={peak_tps: 5}' --set traffic.peak_tps=9", "is given twice"),
        ("--set traffic=5 --set traffic.peak_tps=9", "is given twice"),
        ("--set traffic.peak_tps=5 --unset traffic.peak_tps", "is given twice"),
        ("--unset traffic --unset traffic.peak_tps", "is given twice"),
        ("--set traffic.peak_tps=", "allowed: field=value"),
        ("--set =5", "allowed: field=value"),
        ("--set recommendation=5", "recommendation: unknown key"),
        ("--set self=5", "self: unknown key"),
        ("--set traffic.peak_tps=1:30", "'1:30' is not allowed"),
        ("--set traffic.peak_tps=0100", "without the zeros it is 100"),
        ("--set traffic.peak_tps=1_000", "written together it is 1000"),
        ("--set name=" + "[" * 5_000, "allowed: field=value"),
        ("--set traffic.peak_tps=2026-13-45", "'2026-13-45' is not allowed"),
        ("--range traffic.peak_tps=01:02:03", "without the zeros it is 1"),
        ("--range traffic.peak_tps=1_0:2:3", "'1_0' is not allowed"),
        ("--range traffic.peak_tps=1:2:inf", "'inf' is not allowed"),
        ("--range traffic.peak_tps=\u0663:4:5", "'\u0663' is not allowed"),
        ("--assume distributed_tps=1_000", "allowed: name=number"),
        ("--assume distributed_tps=inf", "allowed: name=number"),
        ("--assume distributed_tps=1 --assume distributed_tps=2", "is given twice"),
    ],
)
def test_options_are_read_as_files_are(stated: str, options: str, problem: str) -> None:
    """One reading of numbers and one refusal of what stands twice."""
    raised = run("what-if", stated, *shlex.split(options)).exception
    assert isinstance(raised, RequirementsError)
    assert problem in str(raised)


@pytest.mark.parametrize(
    "words", ["topology P3 --nodes gateway=2 --nodes gateway=3", "plan - --price gateway=1_0"]
)
def test_counts_and_prices_are_read_so_too(words: str) -> None:
    """Twice and with separators they are errors."""
    assert isinstance(run(*words.split(), stdin="name: a").exception, RequirementsError)


def test_percentages_are_read_wherever_a_share_or_growth_is_meant(stated: str) -> None:
    """In options as in files."""
    changed = run("what-if", stated, "--set", "traffic.annual_growth=25%", "--format", "json")
    assert '"after": 0.25' in changed.stdout
    ranged = run("what-if", stated, "--range", "traffic.annual_growth=0%:25%:50%")
    assert "from 0% a year to 50% a year" in ranged.stdout
    assumed = advisor(EngineName.auto, ["target_utilisation=70%"]).assumptions
    assert assumed.value("target_utilisation") == 0.7


@pytest.mark.parametrize(
    "words", ["topology P1 -o {}/p1.svg --format dot", "rules --graph {}/rules.dot"]
)
def test_a_file_is_replaced_on_demand_only(tmp_path: Path, words: str) -> None:
    """By every command that writes one, and before it does any work."""
    command = words.format(tmp_path).split()
    assert run(*command).exit_code == 0
    (written,) = tmp_path.iterdir()
    text = written.read_text()
    written.write_text("mine")
    refused = run(*command).exception
    assert isinstance(refused, RequirementsError)
    assert "exists already" in str(refused)
    assert written.read_text() == "mine"
    assert run(*command, "--force").exit_code == 0
    assert written.read_text() == text
    assert list(tmp_path.iterdir()) == [written]


def test_a_file_that_cannot_be_written_whole_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk loses nothing, and leaves nothing."""
    file, link = tmp_path / "file", tmp_path / "link"
    file.write_text("old")
    file.chmod(0o640)
    link.symlink_to(file)

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="No space"):
            save("new", link, replace=True)
    assert file.read_text() == "old"
    save("new", link, replace=True)
    assert (file.read_text(), file.stat().st_mode & 0o777) == ("new", 0o640)
    assert link.is_symlink()
    assert sorted(tmp_path.iterdir()) == [file, link]
    save("nobody reads it", Path(os.devnull), replace=False)


def test_answers_survive_a_file_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are printed, as they would have been written."""

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wso2_strategy.cli.program.answers.save", full)
    result = run("ask", "-o", str(tmp_path / "a.yaml"), stdin="production\ndone\n")
    assert isinstance(result.exception, RequirementsError)
    assert result.stdout.endswith("file:\nenvironment: production\n")


def test_answers_with_escapes_are_shown_without(tmp_path: Path) -> None:
    """What is piped into an interview comes back harmless."""
    result = run("ask", "-o", str(tmp_path / "a.yaml"), stdin="\x1b[31m\ndone\n")
    assert "\x1b" not in result.stdout
    assert "> \\u001b[31m" in result.stdout


def test_json_on_a_terminal_is_harmless_and_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """What JSON need not escape is escaped where it would command a terminal."""
    write_json({"name": "a\x9b31m\u202eb é"})
    assert capsys.readouterr().out == '{\n  "name": "a\\u009b31m\\u202eb é"\n}\n'


STREAMS = {
    "advise {} >&-": (2, "error: standard output is closed"),
    "advise {}no 2>&-": (2, ""),
    "advise {}no 2>/dev/full": (2, ""),
    "advise {} >/dev/full": (2, "error: the answer cannot be written: No space left"),
    "topology P3 --format json >/dev/full": (2, "error: the answer cannot be written"),
    "ask -o - <&-": (2, "ended before the first answer"),
    "advise {} | true": (0, ""),
    "plan {} --price gateway=1e-99999999999999999999": (2, "allowed: component=amount"),
    "topology P3 --format json | head -c 1 >&2": (0, "{"),
}


def test_streams_that_are_closed_full_or_gone(stated: str) -> None:
    """Status 2 where nobody gets the answer, 0 where the reader has enough; no traceback."""
    running = [
        subprocess.Popen(
            ["bash", "-c", f"COLUMNS=² {PROGRAM} {words.format(stated)}; exit ${{PIPESTATUS[0]}}"],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        for words in STREAMS
    ]
    ends = [(each.communicate()[1], each.returncode) for each in running]
    for (words, (status, message)), (error, found) in zip(STREAMS.items(), ends, strict=True):
        assert found == status, words
        assert message in error, words
        assert bool(message) is bool(error), words
        assert "Traceback" not in error


@pytest.mark.parametrize("delay_s", [0.1, 0.5])
def test_an_interrupt_ends_a_command_at_any_time(delay_s: float) -> None:
    """With status 130 and no traceback, while it loads and while it waits for its input."""
    # Where the tests run in the background, interrupts are ignored, which is inherited.
    heeded = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    start = f"{heeded}; from wso2_strategy_command import main; print(flush=True); main()"
    with subprocess.Popen(
        [sys.executable, "-c", start, "advise", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as running:
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(delay_s)
        running.send_signal(signal.SIGINT)
        _, error = running.communicate()
    assert (running.returncode, error) == (130, "")


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    """Names that need quotes in YAML come back as they were stated."""
    (tmp_path / "a.json").write_text(
        '{"name": "0100: - #\\u00a0\\ud83d\\udc69\\u200d\\ud83d\\udc67"}'
    )
    written = tmp_path / "b.yaml"
    assert run("ask", str(tmp_path / "a.json"), "-o", str(written), stdin="done\n").exit_code == 0
    assert load_requirements(written) == load_requirements(tmp_path / "a.json")
