"""``wso2-strategy advise`` as a user meets it: through the installed command."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from program import PROGRAM, run, started
from rich.console import Console

from wso2_strategy import Advisor, load_requirements


@pytest.fixture
def retail(examples: Path) -> str:
    return str(examples / "retail.yaml")


def test_text_names_the_answer_and_its_reasons(retail: str) -> None:
    """The text holds platform, pattern, needs, sources, cautions and the runners-up."""
    finished = run("advise", retail, columns=400)
    assert finished.returncode == 0
    assert finished.stderr == ""
    for words in (
        "Recommendation for Retail APIs",
        "P3 Recommended Distributed Deployment, on Kubernetes",
        "a gateway tier of its own",
        "Platforms, in order of preference",
        "Cautions",
        "Why not another pattern",
        "P2 runs the Traffic Manager inside the All-in-One node.",
        "Sources",
        "https://wso2.com/api-platform/docs/",
    ):
        assert words in finished.stdout


def test_the_migration_from_what_runs_today(retail: str) -> None:
    """By any name that a pattern has; only a pattern of one region can run."""
    finished = run("advise", retail, "--current", "all-in-one high availability (HA)")
    assert "\nMigration from P1\n" in finished.stdout
    for name, problem in (("MDC1", "'MDC1' is not allowed"), ("P9", "unknown pattern 'P9'")):
        refused = run("advise", retail, "--current", name)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert problem in refused.stderr


def test_json_keeps_the_contract(retail: str) -> None:
    """Every key that other programs may rely on is there."""
    finished = run("advise", retail, "--format", "json")
    answer = json.loads(finished.stdout)
    assert answer["schema"] == "wso2-strategy/recommendation/1"
    assert answer["engine"] in ("durable", "python")
    assert answer["pattern"]["id"] == "P3"
    assert answer["pattern"]["name"] == "Recommended Distributed Deployment"
    assert answer["platform"]["id"] == "kubernetes"
    assert [each["id"] for each in answer["platforms"]] == ["kubernetes", "virtual-machines"]
    assert "independent-gateway" in [each["capability"] for each in answer["needs"]]
    assert "encrypt-between-tiers" in [each["id"] for each in answer["advice"]]
    assert answer["conflicts"] == []
    assert "P2" in [each["pattern"] for each in answer["alternatives"]]
    tiers = {each["component"]: each["nodes"] for each in answer["sizing"]["tiers"]}
    assert tiers["control-plane"] == 2
    assert answer["sizing"]["nodes"] == sum(tiers.values())
    assert "traffic.high-volume" in [each["rule"] for each in answer["firings"]]


def test_markdown_is_the_document(retail: str, advisor: Advisor) -> None:
    """The command prints what the library returns."""
    expected = advisor.advise(load_requirements(retail)).to_markdown()
    assert started("advise", retail, "--format", "markdown").stdout == expected


def test_standard_input_is_read(retail: str) -> None:
    """A dash reads YAML, of which JSON is a part."""
    by_name = run("advise", retail, "--format", "json").stdout
    by_stdin = started(
        "advise", "-", "--format", "json", stdin=Path(retail).read_text(encoding="utf-8")
    )
    assert by_stdin.stdout == by_name
    assert run("advise", "-", stdin='{"traffic": {"peak_tps": 9000}}').returncode == 0


@pytest.mark.parametrize("engine", ["durable", "python", "auto"])
def test_the_engine_can_be_chosen(retail: str, engine: str) -> None:
    """The engine that ran is named in the answer."""
    answer = json.loads(run("advise", retail, "--format", "json", "--engine", engine).stdout)
    assert answer["engine"] == engine or engine == "auto"


def test_an_assumption_can_be_replaced(retail: str) -> None:
    """``--assume`` reaches rules and models, and the answer shows it."""
    finished = run("advise", retail, "--format", "json", "--assume", "distributed_tps=20000")
    answer = json.loads(finished.stdout)
    assert answer["pattern"]["id"] == "P2"
    pair = next(each for each in answer["assumptions"] if each["id"] == "all_in_one_pair_tps")
    assert not pair["overridden"]


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (["advise", "missing.yaml"], None, "missing.yaml: 1 problem"),
        (["advise", "-"], "traffic: {peak_tsp: 5}", "Did you mean 'peak_tps'?"),
        (["advise", "-"], "", "is empty"),
        (["advise", "-"], "[" * 50_000, "nested too deeply"),
        (["advise", "-", "--assume", "distributed_tps"], "name: a", "name=number"),
        (["advise", "-", "--assume", "distribted_tps=5"], "name: a", "'distributed_tps'"),
        (["advise", "-", "--format", "pdf"], "name: a", "text"),
        (["advise", "-", "--engine", "prolog"], "name: a", "durable"),
        (["advise"], None, "FILE"),
        (["advice", "-"], "name: a", "advise"),
    ],
)
def test_bad_usage_and_bad_input_end_with_2(
    arguments: list[str], stdin: str | None, message: str
) -> None:
    """The message is for a person and goes to standard error; there is no traceback."""
    finished = run(*arguments, stdin=stdin)
    assert finished.returncode == 2
    assert finished.stdout == ""
    assert message in finished.stderr
    assert "Traceback" not in finished.stderr


def test_markup_in_a_name_is_shown_not_obeyed(examples: Path, advisor: Advisor) -> None:
    """What a user types is neither executed nor rendered."""
    name = "[bold red]x[/] <script>alert(1)</script> |a| `b` {traffic.peak_tps}"
    stdin = json.dumps({"name": name})
    assert name in run("advise", "-", stdin=stdin, columns=200).stdout
    heading = run("advise", "-", "--format", "markdown", stdin=stdin).stdout.splitlines()[0]
    assert "<script>" not in heading
    assert "\\`b\\`" in heading
    console = Console(record=True, width=200, file=io.StringIO())
    recommendation = advisor.advise(load_requirements(examples / "retail.yaml"))
    recommendation.show(console)
    assert "P3 Recommended" in console.export_text()


def test_a_reader_that_goes_away_is_no_error(retail: str) -> None:
    """Piping into ``head`` ends quietly."""
    shell = shutil.which("sh")
    finished = subprocess.run(
        [str(shell), "-c", f"{PROGRAM} advise {retail} --format json | head -c 10"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.stderr == ""
    assert finished.stdout == '{\n  "schem'


def test_help_and_version() -> None:
    """The commands describe themselves."""
    assert "advise" in run("--help").stdout
    assert "FILE" in run("advise", "--help").stdout
    assert run("--version").stdout.startswith("wso2-strategy ")
