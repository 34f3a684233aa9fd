"""``wso2-strategy plan``: the plan of a requirements file, as text, Markdown and JSON."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from wso2_strategy.cli.plan import plan_command
from wso2_strategy.errors import RequirementsError, UnknownNameError


def run(*words: str) -> Any:
    app = typer.Typer()
    app.command()(plan_command)
    result = CliRunner().invoke(app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def startup() -> str:
    return str(Path(__file__).parents[2] / "examples" / "startup.yaml")


def test_the_plan_of_the_start_up_says_when_it_outgrows_its_pattern(startup: str) -> None:
    """The pair is outgrown at 1,000 requests/s: after 12 x log2(10/3) = 20.8 months."""
    output = run(startup, "--months", "24").output
    assert "What is right now, P1, is outgrown in month 21: then P2 is recommended." in output
    assert "21     recommendation" in output
    assert "design_tps = sustained_tps * burst_ratio = 600 * 1 = 600 requests/s" in output


def test_json_holds_every_month_event_and_figure(startup: str) -> None:
    """With the version of its schema; the same bytes every time."""
    words = (startup, "--months", "24", "--format", "json")
    plan = json.loads(run(*words).output)
    assert plan["schema"] == "wso2-strategy/plan/1"
    assert (plan["pattern"], plan["lasts_until"]) == ("P1", 21)
    assert [month["month"] for month in plan["months"]] == list(range(25))
    assert plan["months"][24]["nodes"] == {"all-in-one": 2, "gateway": 2}
    assert plan["events"][0]["month"] == 21
    assert {tier["component"]: tier["nodes"] for tier in plan["sizing"]["tiers"]} == {
        "all-in-one": 2
    }
    assert {figure["id"] for figure in plan["sizing"]["figures"]} >= {"design_tps", "total_nodes"}
    assert run(*words).output == run(*words).output


def test_markdown_has_a_heading_per_section_and_well_formed_tables(startup: str) -> None:
    """Every row of a table has as many cells as its head."""
    output = run(startup, "--months", "3", "--format", "markdown").output
    headings = [line for line in output.splitlines() if line.startswith("#")]
    assert headings[:2] == ["# Plan for Start-up", "## Answer"]
    for block in output.split("\n\n"):
        if block.startswith("|"):
            cells = {line.count(" | ") for line in block.splitlines()}
            assert len(cells) == 1


def test_prices_turn_nodes_into_money(startup: str) -> None:
    """Patterns with an unpriced component get no price."""
    words = ("--format", "json", "--price", "all-in-one=60.50", "--price", "gateway=40")
    costs = {each["pattern"]: each for each in json.loads(run(startup, *words).output)["costs"]}
    assert costs["P1"]["per_month"] == "121.00"
    assert costs["P2"]["per_month"] == "201.00"
    assert costs["P3"]["per_month"] is None
    assert costs["P3"]["unpriced"] == ["control-plane", "traffic-manager"]


@pytest.mark.parametrize("price", ["gateway", "gateway=", "gateway=-1", "gateway=nan", "=x"])
def test_a_price_that_is_none_is_refused(startup: str, price: str) -> None:
    """With what is allowed."""
    with pytest.raises(RequirementsError, match="allowed: component=amount"):
        run(startup, "--price", price)


def test_a_price_for_an_unknown_component_is_refused(startup: str) -> None:
    """With the nearest known one."""
    with pytest.raises(UnknownNameError) as caught:
        run(startup, "--price", "gatway=1")
    assert caught.value.nearest == "gateway"


def test_overridden_assumptions_move_the_month(startup: str) -> None:
    """A pair that is taken to carry 2,000 requests/s lasts a year longer."""
    words = ("--months", "40", "--format", "json")
    mine = ("--assume", "all_in_one_pair_tps=2000", "--assume", "all_in_one_tps=1000")
    assert json.loads(run(startup, *words, *mine).output)["lasts_until"] == 33


def test_without_a_load_a_plan_has_nodes_and_availability(tmp_path: Path) -> None:
    """Redundancy alone decides, and nothing ever changes."""
    file = tmp_path / "quiet.yaml"
    file.write_text("availability:\n  redundancy: all\n", "utf-8")
    output = run(str(file), "--months", "2").output
    assert output.startswith("Plan\n\nAnswer\n\n  P1 on ")
    assert "What is right now stays right for the 2 months looked at." in output
    assert "Nothing changes." in output
    assert "at full load" not in output


def test_a_spike_and_a_shortfall_are_said_in_the_answer(tmp_path: Path) -> None:
    """What covers the one, and why the other is there."""
    file = tmp_path / "sale.yaml"
    traffic = "traffic:\n  peak_tps: 4000\n  burst_ratio: 3\n  backend_latency_ms: 93\n"
    file.write_text(traffic, "utf-8")
    output = run(str(file), "--months", "0").output
    assert "A request takes about 100 ms, 7.0 ms of it in the gateway; 1,200 requests" in output
    assert "12000 * (7.02857 + 93) / 1000 = 1200.34 requests in flight" in output
    assert "Spikes (autoscaling): The Universal Gateway scales from 3 to 7 nodes" in output


def test_months_beyond_ten_years_are_bad_usage(startup: str) -> None:
    """As horizons are."""
    assert run(startup, "--months", "121").exit_code == 2
