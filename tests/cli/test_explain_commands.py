"""The commands why, why-not, what-if and ask; the interview in a real terminal too."""

from __future__ import annotations

import json
import os
import re
import signal
from pathlib import Path

import pexpect
import pytest
from program import PROGRAM, run, started

from wso2_strategy import load_requirements


def test_why(examples: Path) -> None:
    """The reasons of the answer, or of one fact."""
    done = run("why", examples / "retail.yaml")
    assert done.returncode == 0
    assert done.stdout.startswith("Why P3 on Kubernetes for Retail APIs\n")
    one = run("why", examples / "retail.yaml", "need:redundancy", "--complete")
    assert one.stdout.startswith("Needed: redundancy of every component\n")
    assert "environment.production-needs-redundancy" in one.stdout


@pytest.mark.parametrize(
    ("drawing", "start"), [("dot", "digraph justification {"), ("svg", "<?xml")]
)
def test_why_as_a_picture(examples: Path, drawing: str, start: str) -> None:
    """The reasons are drawn on demand."""
    done = run("why", examples / "retail.yaml", "--draw", drawing)
    assert done.stdout.startswith(start)


def test_diff(examples: Path, tmp_path: Path) -> None:
    """What changed between two files; status 1 if another decision is taken."""
    old = tmp_path / "old.yaml"
    old.write_text("traffic: {peak_tps: 800}")
    same = run("diff", old, "-", stdin="traffic: {peak_tps: 900}")
    assert same.returncode == 0
    assert "peak load: 900 requests/s; before: 800 requests/s" in same.stdout
    other = run("diff", old, examples / "retail.yaml", "--format", "json")
    assert other.returncode == 1
    assert json.loads(other.stdout)["differences"] == ["pattern", "platform"]
    twice = run("diff", "-", "-")
    assert (twice.returncode, twice.stdout) == (2, "")
    assert "only one of them can be -" in twice.stderr


def test_why_not(examples: Path) -> None:
    """What stands against a pattern and what would help; status 1 where nothing would."""
    done = run("why-not", examples / "retail.yaml", "P2")
    assert done.returncode == 0
    assert (
        "peak load: at least 900 and at most 2,130 requests/s instead of 3,800 requests/s"
        in done.stdout
    )
    unknown = run("why-not", examples / "retail.yaml", "P9")
    assert unknown.returncode == 2
    assert unknown.stderr.startswith("error: unknown pattern or platform 'P9'. Known: P0,")
    assert "Traceback" not in unknown.stderr


def test_what_if(examples: Path) -> None:
    """Fields are set and unset; the difference is shown."""
    done = run(
        "what-if",
        examples / "retail.yaml",
        *("--set", "traffic.peak_tps=9000", "--set", "compliance.isolate_all=true"),
        *("--unset", "traffic.average_tps", "--set", "availability.target=99.9%"),
        *("--set", "compliance.regimes=[gdpr]", "--format", "json"),
    )
    record = json.loads(done.stdout)
    assert record["after"]["pattern"] == "P4"
    assert {each["path"]: each["after"] for each in record["restatements"]} == {
        "traffic.peak_tps": 9000.0,
        "traffic.average_tps": None,
        "availability.target": 0.999,
        "compliance.isolate_all": True,
        "compliance.regimes": ["gdpr"],
    }


def test_what_would_change_it(examples: Path) -> None:
    """Without changes, everything that could change the answer is shown."""
    done = run("what-if", examples / "startup.yaml")
    assert done.stdout.startswith("What would change the recommendation\n")
    for head in ("How robust", "at most 500 requests/s: P1, as it is now", "What is still open"):
        assert head in done.stdout
    complete = run("what-if", examples / "startup.yaml", "--complete")
    assert "How far each number may move" in complete.stdout


def test_what_counts_as_another_answer(examples: Path) -> None:
    """Redundancy and the layout over regions count on demand."""
    file = examples / "gateway-and-identity.yaml"
    plain = run("what-if", file)
    assert "Changed alone, these do not change the pattern or the platform" in plain.stdout
    wide = run("what-if", file, "--aspect", "redundancy")
    assert "development, testing, training or staging: redundancy of" in wide.stdout
    assert run("what-if", file, "--aspect", "size").returncode == 2


def test_ranges(examples: Path) -> None:
    """A range shows each answer, and which one is likely."""
    done = run("what-if", examples / "startup.yaml", "--range", "traffic.peak_tps=0:300:5000")
    assert "at most 500 requests/s: P1; this has the most likely value" in done.stdout


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--set", "traffic.peak=1"], "traffic.peak: unknown key. Did you mean 'peak_tps'?"),
        (["--set", "traffic"], "'traffic' is not allowed; allowed: field=value"),
        (["--set", "name=[:"], "'name=[:' is not allowed; allowed: field=value"),
        (["--range", "traffic.peak_tps=1:2"], "allowed: field=low:likely:high"),
        (["--range", "traffic.peak_tps=a:2:3"], "traffic.peak_tps: 'a' is not allowed"),
        (["--set", "environment=prod"], "environment: 'prod' is not allowed"),
    ],
)
def test_wrong_changes(examples: Path, options: list[str], message: str) -> None:
    """Bad input is an error with what is allowed, never a traceback."""
    done = run("what-if", examples / "startup.yaml", *options)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["why", "bank.yaml", "--draw", "dot"],
        ["why-not", "contradictions.yaml", "P1"],
        ["what-if", "openshift.json"],
        ["what-if", "bank.yaml", "--set", "compliance.regimes=[hipaa, fapi]", "--complete"],
    ],
)
def test_same_bytes_for_any_hash_seed_and_engine(examples: Path, arguments: list[str]) -> None:
    """The same input gives the same output."""
    command, name, *options = arguments
    outputs = {
        started(command, examples / name, *options, "--engine", engine, hash_seed=seed).stdout
        for engine, seed in (("durable", "0"), ("python", "4242"))
    }
    assert len(outputs) == 1
    assert outputs != {""}


def test_text_is_never_markup(tmp_path: Path) -> None:
    """What a user wrote shows as it is, also where it looks like Rich markup or Markdown."""
    file = tmp_path / "evil.yaml"
    file.write_text("name: '[red]*x*[/red] <b>'\n")
    assert "[red]*x*[/red] <b>" in run("why", file).stdout
    assert r"\[red\]\*x\*\[/red\] &lt;b&gt;" in run("why", file, "--format", "markdown").stdout


def test_ask_from_a_script(tmp_path: Path) -> None:
    """Lines of standard input are the answers; the rest stays open, and the file is written."""
    output = tmp_path / "answers.yaml"
    done = run("ask", "--output", output, stdin="production\n3,000\nnonsense\n\n")
    assert done.returncode == 0
    assert "What is the deployment for?" in done.stdout
    assert "development, testing, training or staging: P0 instead of P1" in done.stdout
    assert "Further answers could still change this." in done.stdout
    requirements = load_requirements(output)
    assert requirements.environment == "production"
    assert requirements.traffic.peak_tps == 3000


def test_ask_until_nothing_is_left(tmp_path: Path) -> None:
    """Someone who knows little is asked everything that matters once, and gets an answer."""
    done = run("ask", "-o", "-", stdin="production\n" + "\n" * 60, cwd=tmp_path)
    assert done.stdout == "environment: production\n"
    assert "Nothing else can change this, apart from what you did not know." in done.stderr
    questions = re.findall(r"^\d+\. (.*)", done.stderr, re.MULTILINE)
    assert len(questions) == len(set(questions)) > 10


def test_ask_goes_on_from_a_file(examples: Path, tmp_path: Path) -> None:
    """Known facts are not asked again; where nothing is open nothing is asked."""
    output = tmp_path / "bank.yaml"
    done = run("ask", examples / "bank.yaml", "-o", output)
    assert "Nothing else can change this." in done.stdout
    assert "?" not in done.stdout
    assert load_requirements(output) == load_requirements(examples / "bank.yaml")


def test_ask_replaces_nothing_unasked(tmp_path: Path) -> None:
    """A file that exists is kept unless it is to be replaced."""
    output = tmp_path / "mine.yaml"
    output.write_text("environment: testing\n")
    refused = run("ask", "-o", output, stdin="done\n")
    assert refused.returncode == 2
    assert "exists already; choose another --output, or replace it with --force" in refused.stderr
    assert output.read_text() == "environment: testing\n"
    assert run("ask", "-o", output, "--force", stdin="staging\ndone\n").returncode == 0
    assert load_requirements(output).environment == "staging"
    silent = run("ask", "-o", tmp_path / "silent.yaml", stdin="")
    assert silent.returncode == 2
    assert "ended before the first answer" in silent.stderr
    assert not (tmp_path / "silent.yaml").exists()
    nowhere = run("ask", "-o", tmp_path / "missing" / "file.yaml", stdin="done\n")
    assert nowhere.returncode == 2
    assert "cannot be written" in nowhere.stderr


@pytest.mark.parametrize(
    ("output", "problem"),
    [
        ("answers.json", "allowed: a name that ends in .yaml or .yml"),
        ("missing/answers.yaml", "cannot be written: there is no folder"),
    ],
)
def test_ask_refuses_a_file_before_it_asks(tmp_path: Path, output: str, problem: str) -> None:
    """Nobody answers twenty questions to learn that the answers cannot be written."""
    done = run("ask", "-o", tmp_path / output, stdin="production\ndone\n")
    assert done.returncode == 2
    assert problem in done.stderr
    assert "What is the deployment for?" not in done.stdout


def test_ask_takes_answers_back() -> None:
    """'back' returns to the question before; a comma that may be a point is refused."""
    answers = "production\n3,8\n1,000,000\nback\n2,000\ndone\n"
    done = run("ask", "-o", "-", stdin=answers)
    assert "with a point it is 3.8" in done.stderr
    assert done.stdout == "environment: production\ntraffic:\n  peak_tps: 2000.0\n"


def test_ask_names_conflicts(tmp_path: Path) -> None:
    """What cannot be had together is said while asking and at the end."""
    known = tmp_path / "known.yaml"
    known.write_text("compliance: {isolate_all: true}\nconstraints: {max_nodes: 2}\n")
    done = run("ask", known, "-o", "-", stdin="done\n")
    assert "So far: P4 on Kubernetes, with conflicts." in done.stderr
    assert "Conflict: The limit on nodes is 2" in done.stderr


def test_ask_in_a_terminal(tmp_path: Path) -> None:
    """A person at a terminal is asked, corrected, told why, and gets a file."""
    output = tmp_path / "answers.yaml"
    terminal = pexpect.spawn(
        str(PROGRAM),
        ["ask", "--output", str(output)],
        encoding="utf-8",
        timeout=20,
        dimensions=(40, 100),
        env={**os.environ, "TERM": "xterm"},
    )
    terminal.expect("What is the deployment for")
    terminal.expect("> ")
    terminal.sendline("prodution")
    terminal.expect("'prodution' is not allowed")
    terminal.expect("> ")
    terminal.sendline("production")
    terminal.expect(r"So far: P1 on virtual machines\. At least \d+ facts can still change that\.")
    terminal.expect("2. How many requests per second arrive at the peak")
    terminal.expect("more than 5,000 requests/s: P3")
    terminal.expect("> ")
    terminal.sendline("9,000")
    terminal.expect("So far: P3 on Kubernetes")
    terminal.expect("> ")
    terminal.sendline("don't know")
    terminal.expect("4. ")
    terminal.expect("> ")
    terminal.sendline("done")
    terminal.expect("P3 Recommended Distributed Deployment on Kubernetes")
    terminal.expect("Further answers could still change this")
    terminal.expect("Written to")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    assert load_requirements(output).traffic.peak_tps == 9000


def test_leaving_a_terminal_early(tmp_path: Path) -> None:
    """Control-D ends the interview with what is known; Control-C ends it with nothing."""
    for key, written in (("d", True), ("c", False)):
        output = tmp_path / f"{key}.yaml"
        terminal = pexpect.spawn(
            str(PROGRAM),
            ["ask", "-o", str(output)],
            encoding="utf-8",
            timeout=20,
            dimensions=(40, 100),
            # Where the tests run in the background, interrupts are ignored, which is inherited.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        terminal.expect("> ")
        terminal.sendline("production")
        terminal.expect("at the peak")
        terminal.expect("> ")
        terminal.sendcontrol(key)
        terminal.expect(pexpect.EOF)
        terminal.close()
        assert output.exists() is written
        assert (terminal.exitstatus == 0) is written
        assert ("nothing is written" in (terminal.before or "")) is not written
        assert "Traceback" not in (terminal.before or "")
