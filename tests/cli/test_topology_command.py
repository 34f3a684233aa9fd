"""``wso2-strategy topology``, as a user types it."""

import csv
import io
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import click
import pytest
from commands import error, output, run

from wso2_strategy import Advisor, load_requirements
from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology import FLOWS, topology
from wso2_strategy.topology.export import FORMATS, export, from_node_link

_OPAQUE = {"token_format": "opaque"}


class TestTopology:
    def test_without_a_format_tiers_and_connections_are_listed(self) -> None:
        """As text."""
        assert output("topology", "P3") == export(topology("P3"), "text")

    @pytest.mark.parametrize("name", FORMATS)
    def test_every_format_goes_to_a_file(self, name: str, tmp_path: Path) -> None:
        """With nothing on standard output."""
        file = tmp_path / "p4"
        assert output("topology", "P4", "--ha", "--format", name, "-o", str(file)) == ""
        drawn: str | bytes = export(topology("P4", high_availability=True), name)
        assert file.read_bytes() == (drawn if isinstance(drawn, bytes) else drawn.encode())

    @pytest.mark.parametrize(
        ("name", "start"), [("p4.png", b"\x89PNG"), ("p4.drawio", b"<mxfile"), ("p4.mmd", b"---")]
    )
    def test_the_ending_of_a_file_says_its_format(
        self, name: str, start: bytes, tmp_path: Path
    ) -> None:
        """Where none is given, and no question asks for text."""
        output("topology", "P4", "-o", str(tmp_path / name))
        assert (tmp_path / name).read_bytes().startswith(start)
        output("topology", "P4", "--firewall", "csv", "-o", str(tmp_path / "rules.csv"))
        assert (tmp_path / "rules.csv").read_text().startswith("source,destination,port")

    def test_an_ending_that_says_no_format_is_refused(self, tmp_path: Path) -> None:
        """Before anything is written."""
        problem = error("topology", "P4", "-o", str(tmp_path / "p4.bmp"))
        assert ".svg, .png, .drawio" in str(problem)
        assert not list(tmp_path.iterdir())

    def test_an_answer_too_large_to_draw_is_an_error_of_the_answer(self, tmp_path: Path) -> None:
        """Not of an option that nobody typed."""
        file = tmp_path / "huge.yaml"
        file.write_text("traffic: {peak_tps: 1.0e+9}")
        assert "\n  options.gateway_clusters: more than" in str(error("topology", str(file)))

    def test_a_file_is_drawn_as_what_is_recommended_for_it(
        self, examples: Path, advisor: Advisor
    ) -> None:
        """With its nodes and its platform; options add to what is stated."""
        file = str(examples / "retail.yaml")
        answer = advisor.advise(load_requirements(file))
        assert output("topology", file) == export(answer.topology(), "text")
        assert "6 nodes" in output("topology", file)
        shared = answer.topology(shared_file_system=True)
        asked = output("topology", file, "--set", "shared_file_system=yes", "--format", "json")
        assert from_node_link(asked) == from_node_link(export(shared, "json"))

    @pytest.mark.parametrize(
        ("words", "name"), [("--open", "topology.svg"), ("--open --firewall csv", "topology.txt")]
    )
    def test_a_picture_is_opened_by_the_system(
        self, words: str, name: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In a file of its own where none is named."""
        opened: list[str] = []
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setattr(click, "launch", lambda path, **_: opened.append(path) or 0)
        output("topology", "P1", *words.split())
        (path,) = map(Path, opened)
        assert path.is_absolute()
        assert path.name == name
        assert path.read_text()

    def test_a_system_without_a_program_for_it_is_said(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The file is there."""
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.setattr(click, "launch", lambda *_, **__: 1)
        file = tmp_path / "p1.svg"
        assert "no program was found" in str(error("topology", "P1", "--open", "-o", str(file)))
        assert file.exists()

    @pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a screen")
    def test_nothing_is_opened_without_a_screen(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """As on a server; the file is there."""
        for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
            monkeypatch.delenv(name, raising=False)
        file = tmp_path / "p1.svg"
        assert "there is no display" in str(error("topology", "P1", "--open", "-o", str(file)))
        assert file.exists()

    def test_the_documented_example_draws_two_regions(self, tmp_path: Path) -> None:
        """An SVG picture of P4 with high availability."""
        file = tmp_path / "p4.svg"
        words = "topology P4 --ha --platform kubernetes --regions 2 --layout MDC1 --format svg -o"
        output(*words.split(), str(file))
        root = ET.fromstring(file.read_text())  # noqa: S314  # our own
        assert root.get("aria-label") == (
            "P4: Kubernetes, every component redundant, 2 regions as MDC1"
        )

    def test_options_arrive_as_the_library_takes_them(self) -> None:
        """Nodes, protocols and settings."""
        words = (
            "topology P3 --redundancy gateway --nodes gateway=3 --protocol websocket "
            "--set token_format=opaque --set multi_tenant=yes --format json"
        )
        assert from_node_link(output(*words.split())) == topology(
            "P3",
            redundancy="gateway",
            nodes={"gateway": 3},
            protocols={"websocket"},
            multi_tenant=True,
            **_OPAQUE,
        )

    def test_a_flow_is_shown_alone(self) -> None:
        """Without what it does not use."""
        shown = output("topology", "P3", "--flow", "token")
        assert "control-plane" in shown
        assert "traffic-manager" not in shown

    def test_nodes_are_shown_one_by_one(self) -> None:
        """On demand."""
        assert "all-in-one#2" in output("topology", "P1", "--instances")

    def test_firewall_rules_are_a_table(self) -> None:
        """As CSV or Markdown."""
        rows = list(csv.DictReader(io.StringIO(output("topology", "P3", "--firewall", "csv"))))
        assert ("gateway", "control-plane", "5672") in {
            (row["source"], row["destination"], row["port"]) for row in rows
        }
        table = output("topology", "P3", "--firewall", "markdown")
        assert table.startswith("| source | destination | port |")

    def test_single_points_of_failure_are_listed_flow_by_flow(self) -> None:
        """None where there is none."""
        single = ("--nodes", "am-database=1", "--nodes", "shared-database=1")
        assert "token: none" in output("topology", "P3", "--ha", "--failures")
        shown = output("topology", "P3", "--ha", "--failures", *single)
        assert shown.splitlines()[:2] == ["api-call: none", "token: am-database, shared-database"]

    @pytest.mark.parametrize("flow", FLOWS)
    def test_the_failures_of_one_flow_are_a_line_of_all(self, flow: str) -> None:
        """Of the whole topology, although the flow uses a part."""
        one = output("topology", "P4", "--flow", flow, "--failures")
        assert one in output("topology", "P4", "--failures")
        assert one.startswith(f"{flow}: ")

    def test_more_control_planes_than_are_documented_are_noted(self) -> None:
        """Two are not; four are drawn, with a note."""
        assert "advised against" in run("topology", "P3", "--nodes", "control-plane=4").stderr
        assert not run("topology", "P3", "--nodes", "control-plane=2").stderr

    def test_the_impact_of_a_loss_comes_with_reasons(self) -> None:
        """Indented below the flow."""
        lines = output("topology", "P3", "--impact", "traffic-manager").splitlines()
        assert lines[0] == "api-call: degrades"
        assert lines[1].startswith("  Rate limits are enforced on the last known decisions")

    def test_a_broken_exposure_rule_is_a_failed_check(self) -> None:
        """Status 1, and 0 without one."""
        kept = run("topology", "P3", "--set", "multi_tenant=yes", "--check")
        assert kept.exit_code == 0
        assert output("topology", "P3", "--check") == (
            f"All {len(topology('P3').connections())} connections keep the 6 exposure rules.\n"
        )

    @pytest.mark.parametrize(
        "words", ["--failures --check", "--check --format json", "--firewall csv --impact gateway"]
    )
    def test_questions_exclude_each_other(self, words: str) -> None:
        """One answer at a time."""
        result = run("topology", "P3", *words.split())
        assert result.exit_code == 2
        assert "exclude each other" in result.stderr

    @pytest.mark.parametrize(
        ("words", "note"),
        [
            (
                "P0 --ha",
                "note: redundancy 'all' is not possible for P0, which is shown with 'none';"
                " allowed: none. The simplest pattern that can have it is P1.\n",
            ),
            (
                "P1 --redundancy none",
                "note: redundancy 'none' is not possible for P1, which is shown with 'all';"
                " allowed: all. The simplest pattern that can have it is P0.\n",
            ),
            ("P3 --ha", ""),
            ("P1", ""),
        ],
    )
    def test_redundancy_that_a_pattern_cannot_have_is_noted(self, words: str, note: str) -> None:
        """Beside the answer, which shows what it can have."""
        pattern, *options = words.split()
        result = run("topology", pattern, *options)
        assert (result.exit_code, result.stderr) == (0, note)
        assert run("compare", pattern, pattern, *options).stderr == note

    @pytest.mark.parametrize("columns", [60, 80, 100])
    @pytest.mark.parametrize("pattern", ["P0", "P3", "MDC2"])
    def test_lines_fit_the_terminal(self, pattern: str, columns: int) -> None:
        """Folded between words, with nothing left out; an address is a word."""
        for words in ([], ["--failures"], ["--impact", "load-balancer"]):
            shown = output("topology", pattern, *words, columns=columns)
            long = [line for line in shown.splitlines() if len(line) > columns]
            assert all(line.strip().startswith("https://") for line in long)
        words = ["compare", "P1", pattern, "--migration"]
        folded = output(*words, columns=columns)
        long = [line for line in folded.splitlines() if len(line) > columns]
        assert all(re.match(r" \d+\. .*: https://", line) for line in long)
        assert folded.split() == output(*words).split()

    def test_a_narrow_terminal_gets_no_columns(self) -> None:
        """Every connection reads as a sentence."""
        shown = output("topology", "P0", columns=60)
        assert "\n  C01 load-balancer -> all-in-one 8243 https: call an API" in shown
        wide = output("topology", "P0", columns=100)
        assert (
            "\n  C01 load-balancer    -> all-in-one       8243 https   call an API [stated, 3]\n"
            in wide
        )

    def test_a_cut_connection_is_told_by_what_people_see(self) -> None:
        """After what it does to each flow, with the sources."""
        shown = output("topology", "P3", "--ha", "--cut", "gateway->traffic-manager:5672")
        flows, _, seen = shown.partition("\nWhat people see\n")
        assert "rate-limit: stops\n" in flows
        assert "\n  Limits are not enforced: calls go through" in f"\n{seen}"
        assert "\nSources\n  1. " in seen
        monitored = output("topology", "P3", "--cut", "C53")
        assert "No symptom is known." in monitored

    def test_a_symptom_is_told_by_the_connections_to_check(self) -> None:
        """Port by port, with known defects; none where nothing could carry it."""
        shown = output("topology", "P1", "--symptom", "limits double", columns=200)
        assert "reported for a pair of Traffic Managers in 3.2.0" in shown
        ports = [line.split()[4] for line in shown.splitlines() if line.startswith("  C2")]
        assert ports == ["9611", "9711", "5672"]
        shown = output("topology", "P0", "--symptom", "limits double")
        assert "No connection between nodes of this topology shows it." in shown
        raised = error("topology", "P1", "--symptom", "too slow")
        assert isinstance(raised, UnknownNameError)
        assert str(raised).startswith("unknown symptom 'too slow'. Known: limits-double")

    def test_a_file_that_cannot_be_written_is_bad_usage(self, tmp_path: Path) -> None:
        """With the reason, and no traceback."""
        raised = error("topology", "P3", "-o", str(tmp_path / "no" / "file"))
        assert isinstance(raised, RequirementsError)
        assert "there is no folder" in str(raised)

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ("topology P33", "unknown pattern 'P33'"),
            ("topology P3 --format svgg", "unknown format 'svgg'. Did you mean 'svg'?"),
            ("topology P3 --firewall cvs", "unknown format 'cvs'. Did you mean 'csv'?"),
            ("topology P3 --flow tokens", "unknown flow 'tokens'. Did you mean 'token'?"),
            (
                "topology P3 --impact gatway",
                "unknown component or connection 'gatway'. Did you mean 'gateway'?",
            ),
            ("topology P3 --set tokenformat=jwt", "Did you mean 'token_format'?"),
            ("topology P3 --set nodes=3", "unknown option 'nodes'"),
        ],
    )
    def test_unknown_names_end_in_an_error_of_the_library(self, words: str, message: str) -> None:
        """Which the program turns into a message and status 2."""
        raised = error(*words.split())
        assert isinstance(raised, UnknownNameError)
        assert message in str(raised)

    @pytest.mark.parametrize(
        ("words", "message"),
        [
            ("--nodes gateway", "--nodes: 'gateway' is not allowed; allowed: COMPONENT=N"),
            ("--nodes gateway=two", "--nodes: 'two' for 'gateway' is not allowed"),
            ("--regions 2", "--layout: 2 regions need a layout"),
            ("--redundancy al", "--redundancy: 'al' is not allowed; allowed: none, gateway, all"),
            ("--protocol htp", "--protocol: 'htp' is not allowed"),
            ("--ha --redundancy none", "--ha: stands for --redundancy all, not 'none'"),
            ("--set multi_tenant=[", "--set: 'multi_tenant=[' is not allowed"),
            ("--set multi_tenant", "--set: 'multi_tenant' is not allowed; allowed: OPTION=VALUE"),
            ("--set multi_tenant=maybe", "--set multi_tenant: 'maybe' is not allowed"),
            ("--set analytics=no", "--set analytics: 'no' is not allowed"),
        ],
    )
    def test_values_that_cannot_be_end_in_an_error_of_the_library(
        self, words: str, message: str
    ) -> None:
        """Which names the option as it was typed, and what is allowed."""
        raised = error("topology", "P3", *words.split())
        assert isinstance(raised, RequirementsError)
        assert str(raised).startswith(f"command line: 1 problem\n  {message}")

    def test_a_layout_over_a_layout_is_refused(self) -> None:
        """One of them would count for nothing."""
        assert "--layout: 'MDC2' is not for MDC1" in str(
            error("topology", "MDC1", "--layout", "MDC2")
        )
