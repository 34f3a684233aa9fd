"""``wso2-strategy bulk``: rows in, answers out, a summary; killed and started again."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sysconfig
import time
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result

from wso2_strategy import Advisor, Requirements, Traffic
from wso2_strategy.cli import application
from wso2_strategy.errors import RequirementsError

PROGRAM = str(Path(sysconfig.get_path("scripts")) / "wso2-strategy")
GOOD = '{"name": "Shop", "traffic.peak_tps": 3000}\n{"availability.target": "99.999%"}\n'
BAD = '{"traffic": {"peak_tsp": 1}}\n'


def run(*words: str) -> Result:
    return CliRunner().invoke(application, ["bulk", *words])


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.jsonl").write_text(GOOD, encoding="utf-8")
    Path("bad.jsonl").write_text(GOOD + BAD, encoding="utf-8")


def test_decisions_are_what_advise_gives(advisor: Advisor) -> None:
    """In columns; the summary goes to standard output, where it went to standard error."""
    done = run("good.jsonl", "-o", "out.csv")
    assert done.exit_code == 0
    assert done.stderr == "Written to out.csv.\n"
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        first, second = csv.DictReader(file)
    found = advisor.advise(Requirements(name="Shop", traffic=Traffic(peak_tps=3000)))
    assert first["name"] == "Shop"
    assert first["pattern"] == found.pattern.id
    assert first["platform"] == found.platform.id
    assert int(first["nodes"]) == found.sizing.total_nodes
    assert float(first["availability"]) == found.availability.expected
    assert (second["meets_target"], second["conflicts"]) == ("false", "target-missed")
    assert "2 rows: 2 answered, 0 without an answer." in done.stdout
    assert "1 stated, 1 missed" in done.stdout


def test_whole_answers_are_those_of_advise(advisor: Advisor) -> None:
    """With the number of the row before them."""
    assert run("good.jsonl", "-o", "out.jsonl", "--full").exit_code == 0
    first = json.loads(Path("out.jsonl").read_text(encoding="utf-8").splitlines()[0])
    found = advisor.advise(Requirements(name="Shop", traffic=Traffic(peak_tps=3000)))
    assert first == {"row": 1, **json.loads(json.dumps(found.to_dict()))}


def test_a_bad_row_is_answered_with_its_error_and_said_at_the_end() -> None:
    """The others are answered; the status is that of a failed check."""
    done = run("bad.jsonl", "-o", "out.jsonl", "--format", "json")
    assert done.exit_code == 1
    record = json.loads(Path("out.jsonl").read_text(encoding="utf-8").splitlines()[2])
    error = "traffic.peak_tsp: unknown key. Did you mean 'peak_tps'?"
    assert (record["row"], record["error"]) == (3, error)
    summary = json.loads(done.stdout)
    assert (summary["rows"], summary["failed"]) == (3, 1)
    assert summary["first_failures"] == [{"row": 3, "error": error}]


def test_the_page_shows_the_summary_with_its_charts() -> None:
    """The same counts, each as a bar and in a table; what was typed is harmless."""
    Path("bad.jsonl").write_text(f'{GOOD}{{"<script>": 1}}\n', encoding="utf-8")
    assert run("bad.jsonl", "-o", "out.csv", "--report", "page.html").exit_code == 1
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "Answers by pattern, in rows." in page
    assert page.count("<svg") == 4
    assert "<script" not in page
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("good.jsonl -o out.txt", "has the ending '.txt'"),
        ("good.jsonl -o out.csv --full", "allowed for whole answers: .jsonl"),
        ("good.jsonl -o out.csv --report page.pdf", "allowed: a name that ends in .html"),
        ("good.jsonl -o out.csv --jobs 0", "allowed: a whole number from 1 to 256"),
        ("good.jsonl -o out.csv --jobs 2 --dask tcp://a:1", "leave out --jobs or --dask"),
        ("good.jsonl -o no/out.csv", "there is no folder 'no'"),
        ("good.jsonl -o good.jsonl --force", "is the input too"),
        ("none.jsonl -o out.csv", "cannot be read: No such file"),
        (". -o out.csv", "has the ending ''"),
        ("/dev/null -o out.csv", "has the ending ''"),
    ],
)
def test_what_cannot_be_is_refused(words: str, problem: str) -> None:
    """With what is allowed, and nothing is written."""
    before = sorted(Path().iterdir())
    refused = run(*words.split())
    assert isinstance(refused.exception, RequirementsError)
    assert problem in str(refused.exception)
    assert sorted(Path().iterdir()) == before


def test_an_output_is_replaced_on_demand_only() -> None:
    """As with every command that writes."""
    Path("out.csv").write_text("mine")
    refused = run("good.jsonl", "-o", "out.csv")
    assert "exists already" in str(refused.exception)
    assert Path("out.csv").read_text() == "mine"
    assert run("good.jsonl", "-o", "out.csv", "--force").exit_code == 0
    assert Path("out.csv").read_text().startswith("row,name,")


def test_killed_and_started_again_it_loses_and_doubles_nothing() -> None:
    """Whatever was written when it was killed; the same command goes on."""
    rows = "".join(f'{{"name": "{number}"}}\n' for number in range(3000))
    Path("many.jsonl").write_text(rows, encoding="utf-8")
    command = ["bulk", "many.jsonl", "-o", "out.csv"]
    assert run(*command[1:3], "whole.csv").exit_code == 0
    with subprocess.Popen([PROGRAM, *command], stderr=subprocess.DEVNULL) as first:
        while not Path("out.csv.part.json").exists():
            time.sleep(0.01)
        first.kill()
    assert first.returncode == -signal.SIGKILL
    assert not Path("out.csv").exists()
    again = subprocess.run([PROGRAM, *command], capture_output=True, text=True, check=True)
    assert again.stderr.startswith("Going on after row ")
    assert Path("out.csv").read_bytes() == Path("whole.csv").read_bytes()
    assert {each.name for each in Path().glob("out*")} == {"out.csv"}


def test_on_a_terminal_it_shows_how_far_it_is_and_may_be_interrupted() -> None:
    """Control-C leaves what the same command goes on with."""
    rows = "".join(f'{{"name": "{number}"}}\n' for number in range(40_000))
    Path("many.jsonl").write_text(rows, encoding="utf-8")
    words = ["bulk", "many.jsonl", "-o", "out.csv"]
    terminal = pexpect.spawn(PROGRAM, words, encoding="utf-8", timeout=30, dimensions=(24, 80))
    terminal.expect(r"\d rows")
    terminal.sendintr()
    terminal.expect("Stopped. The same command goes on where this one stopped.")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 130
    assert Path("out.csv.part.json").exists()
    assert not Path("out.csv").exists()
