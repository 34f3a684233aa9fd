"""The commands ``verify`` and ``rules``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wso2_strategy import Knowledge
from wso2_strategy.cli import application
from wso2_strategy.errors import RequirementsError, UnknownNameError

FAULTY = """
from wso2_strategy import Need, Pack, Rule, Source, Traffic, fact
PACK = Pack(
    name="faulty", version="1.0", summary="It has a defect.",
    rules=[Rule(
        id="faulty.high-volume", when=fact(Traffic).peak_tps < 0, then=Need("full-isolation"),
        because="Never [bold]so[/bold].", source=Source("Nobody", "https://example.org/"),
        basis="assumed")])
"""


@pytest.fixture(name="run", scope="module")
def _run() -> Any:
    def run(*arguments: str) -> Any:
        return CliRunner().invoke(application, list(arguments))

    return run


@pytest.fixture(name="faulty")
def _faulty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "faulty_pack.py").write_text(FAULTY)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "faulty_pack:PACK"
    sys.modules.pop("faulty_pack", None)


class TestVerify:
    def test_the_built_in_rules_are_clean(self, run: Any) -> None:
        done = run("verify")
        assert done.exit_code == 0, done.output
        assert "nothing to report" in done.stdout
        assert "proven" in done.stdout
        assert done.stderr == ""

    def test_a_finding_ends_with_status_1(self, run: Any, faulty: str) -> None:
        done = run("verify", faulty)
        assert done.exit_code == 1
        assert "unreachable: faulty.high-volume" in done.stdout
        assert "No facts meet all of its conditions." in done.stdout

    def test_json_has_the_same(self, run: Any, faulty: str) -> None:
        done = run("verify", faulty, "--format", "json")
        record = json.loads(done.stdout)
        assert (done.exit_code, record["clean"]) == (1, False)
        assert record["schema"] == "wso2-strategy/verification/1"
        (finding,) = record["findings"]
        assert (finding["kind"], finding["rules"]) == ("unreachable", ["faulty.high-volume"])
        assert {each["method"] for each in record["evidence"]} == {"proven", "shown by example"}

    def test_requirements_that_show_a_finding_are_printed(
        self, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        late = FAULTY.replace("peak_tps < 0", "mediation == False").replace(
            'Need("full-isolation")', 'Need("independent-key-manager")'
        )
        (tmp_path / "late_pack.py").write_text(late)
        monkeypatch.syspath_prepend(str(tmp_path))
        for form in ("text", "markdown"):
            done = run("verify", "late_pack:PACK", "--format", form)
            assert done.exit_code == 1
            assert "not-monotonic: faulty.high-volume" in done.stdout
            assert "  mediation: true" in done.stdout
        assert done.stdout.startswith("# Verification\n")
        assert "| --- | --- | ---: | ---: | --- |" in done.stdout
        sys.modules.pop("late_pack")

    def test_an_unknown_pack_is_an_error(self, run: Any) -> None:
        done = run("verify", "no-such-pack")
        assert isinstance(done.exception, UnknownNameError)


class TestRules:
    def test_all_are_listed(self, run: Any) -> None:
        done = run("rules")
        count = len(Knowledge.installed().base.rules)
        assert done.stdout.endswith(f"{count} rules\n")

    def test_no_sentence_shows_how_it_is_written(self, run: Any) -> None:
        for form in ("text", "markdown"):
            listed = run("rules", "--format", form).stdout
            assert "{" not in listed.replace("\\", "")
        (rule,) = json.loads(run("rules", "regions.several", "--format", "json").stdout)
        assert rule["because"] == "The deployment spans {availability.regions} regions."
        assert rule["sentence"] == "The deployment spans [number of regions] regions."

    def test_an_address_is_not_broken(self, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("COLUMNS", "40")
        shown = run("rules", "traffic.high-volume").stdout
        (rule,) = json.loads(run("rules", "traffic.high-volume", "--format", "json").stdout)
        assert rule["source"]["url"] in shown

    def test_one_is_shown_with_all_it_rests_on(self, run: Any) -> None:
        shown = run("rules", "traffic.high-volume").stdout
        for word in (
            "demand.region_tps > distributed_tps",
            "Need(capability='independent-gateway')",
            "assumed",
            "Choosing Your Deployment Strategy",
            "distributed_tps = 5,000 requests/s",
            "[load to carry] requests/s[ in each region] are high traffic (above 5,000)",
        ):
            assert word in " ".join(shown.split())

    @pytest.mark.parametrize(
        ("options", "some", "other"),
        [
            (["--topic", "regions"], "regions.several", "traffic.high-volume"),
            (["--reads", "Traffic"], "advice.websub-hosts-on-clusters", "regions.several"),
            (["--reads", "demand.region_tps"], "traffic.high-volume", "traffic.token-load"),
            (["--capability", "full-isolation"], "compliance.isolate-all", "regions.several"),
            (["--basis", "assumed"], "traffic.high-volume", "traffic.outgrows-pair"),
            (["--text", "WEBSUB"], "advice.websub-hosts-on-clusters", "regions.several"),
            (["--pack", "built-in", "--topic", "identity"], "identity.central-provider", "advice."),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_they_are_filtered(self, run: Any, options: list[str], some: str, other: str) -> None:
        listed = run("rules", *options, "--format", "json")
        ids = [each["id"] for each in json.loads(listed.stdout)]
        assert some in ids
        assert not [each for each in ids if each.startswith(other)]

    def test_nothing_found_ends_with_status_1(self, run: Any) -> None:
        done = run("rules", "--reads", "name")
        assert (done.exit_code, done.stdout) == (1, "No rule meets all these conditions.\n")

    @pytest.mark.parametrize(
        ("option", "mistyped", "meant"),
        [
            ("--topic", "trafic", "traffic"),
            ("--reads", "traffic.peak_tsp", "traffic.peak_tps"),
            ("--reads", "Trafic", "Traffic"),
            ("--capability", "redundncy", "redundancy"),
            ("--pack", "builtin", "built-in"),
            ("--basis", "statd", "stated"),
        ],
    )
    def test_what_was_meant_is_suggested(
        self, run: Any, option: str, mistyped: str, meant: str
    ) -> None:
        done = run("rules", option, mistyped)
        said = str(done.exception) + done.stderr
        assert f"id you mean '{meant}'?" in said.replace("\n", " ")

    @pytest.mark.parametrize("place", [["traffic.high-volume"], ["--graph", "rules.dot"]])
    def test_what_chooses_from_the_list_stands_without_a_rule_or_a_graph(
        self, run: Any, place: list[str]
    ) -> None:
        done = run("rules", *place, "--topic", "traffic")
        assert done.exit_code == 2
        assert "--topic" in done.stderr

    def test_markdown_is_the_catalogue(self, run: Any) -> None:
        done = run("rules", "traffic.high-volume", "--format", "markdown")
        assert done.stdout.startswith("## Traffic\n\n### traffic.high-volume\n")

    def test_an_unknown_rule_or_capability_is_an_error(self, run: Any) -> None:
        assert isinstance(run("rules", "traffic.hi").exception, UnknownNameError)
        assert isinstance(run("rules", "--capability", "speed").exception, UnknownNameError)

    def test_the_graph_is_written(self, run: Any, tmp_path: Path) -> None:
        whole, part = tmp_path / "all.dot", tmp_path / "one.dot"
        assert run("rules", "--graph", str(whole)).exit_code == 0
        assert run("rules", "advice.opaque-tokens", "--graph", str(part)).exit_code == 0
        assert '"rule:traffic.high-volume" -> "need:independent-gateway"' in whole.read_text()
        assert part.read_text() == (
            "digraph rules {\n"
            "  graph [rankdir=LR]\n"
            '  node [fontname="Helvetica" fontsize=11]\n'
            '  "advice:opaque-tokens/note" [label="advice:opaque-tokens/note" shape=hexagon]\n'
            '  "field:traffic.token_format" [label="traffic.token_format" shape=oval]\n'
            '  "rule:advice.opaque-tokens" [label="advice.opaque-tokens" shape=box]\n'
            '  "field:traffic.token_format" -> "rule:advice.opaque-tokens"\n'
            '  "rule:advice.opaque-tokens" -> "advice:opaque-tokens/note"\n'
            "}\n"
        )

    def test_the_graph_is_drawn(self, run: Any, tmp_path: Path) -> None:
        pytest.importorskip("pygraphviz")
        target = tmp_path / "one.svg"
        assert run("rules", "advice.opaque-tokens", "--graph", str(target)).exit_code == 0
        assert "</svg>" in target.read_text()

    def test_another_ending_or_place_is_refused(self, run: Any, tmp_path: Path) -> None:
        for target in ("rules.png", str(tmp_path / "nowhere" / "rules.dot")):
            assert isinstance(run("rules", "--graph", target).exception, RequirementsError)
