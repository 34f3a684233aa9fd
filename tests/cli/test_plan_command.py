"""``wso2-strategy plan``: the plan of a requirements file, as text, Markdown and JSON."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from wso2_strategy.cli import application
from wso2_strategy.errors import RequirementsError, UnknownNameError

EXAMPLES = Path(__file__).parents[2] / "examples"


def run(*words: str, width: int = 400) -> Any:
    result = CliRunner().invoke(application, ["plan", *words], env={"COLUMNS": str(width)})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture(scope="module")
def startup() -> str:
    return str(EXAMPLES / "startup.yaml")


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("plan") / "growing.yaml"
    file.write_text(
        "traffic: {peak_tps: 300, annual_growth: 1.0, horizon_months: 40, burst_ratio: 3}\n",
        "utf-8",
    )
    return str(file)


def test_the_plan_of_the_start_up_says_when_it_outgrows_its_pattern(startup: str) -> None:
    """The pair is outgrown at 1,000 requests/s: after 12 x log2(10/3) = 20.8 months."""
    output = run(startup, "--complete").output
    assert "P1 is outgrown in month 21; from then on the recommendation is P2." in output
    assert "21      P2 Simple Scalable Deployment instead of P1 All-in-One" in output
    assert "21      Universal Gateway nodes: 2, none before." in output
    assert "Nothing changes before month 21." in output
    assert "Nothing changes after month 21 up to month 24, the last looked at." in output
    assert "design_tps = sustained_tps * burst_ratio = 600 * 1 = 600 requests/s" in output


def test_the_answer_for_the_horizon_is_told_from_that_for_today(growing: str) -> None:
    """Months are looked at to the end of the horizon; today less would do."""
    output = run(growing).output
    assert "on Kubernetes" in output
    assert "For the load of today the recommendation is P1" in output
    assert "Loads are in requests/s. What is to be carried is the highest peak so far" in output
    assert "40      3,024   9,071" in output
    assert [
        month["month"] for month in json.loads(run(growing, "--format", "json").output)["months"]
    ] == list(range(41))


def test_nodes_that_are_added_later_are_not_needed_today() -> None:
    """The retailer's tenth node carries the load of month 24."""
    output = run(str(EXAMPLES / "retail.yaml")).output
    assert "That carries the load of month 24; for the load of today 8 nodes would do." in output
    assert "P3 stays the answer for the 24 months looked at." in output
    assert "By WSO2's stated figures alone it would be 8 nodes, by measurement alone 10." in output


def test_a_plan_for_today_looks_at_today_only(startup: str) -> None:
    """With nothing to say about changes."""
    output = run(startup, "--months", "0").output
    assert "Only the load of today is looked at." in output
    assert "stays the answer" not in output


def test_overridden_assumptions_move_the_month(startup: str) -> None:
    """A pair that is taken to carry 2,000 requests/s lasts a year longer."""
    words = ("--months", "40", "--format", "json")
    mine = ("--assume", "all_in_one_pair_tps=2000", "--assume", "all_in_one_tps=1000")
    assert json.loads(run(startup, *words, *mine).output)["lasts_until"] == 33


def test_months_beyond_ten_years_are_bad_usage(startup: str) -> None:
    """As horizons are."""
    for months in ("121", "-1"):
        with pytest.raises(RequirementsError, match=r"months: .* a whole number >= 0 and <= 120"):
            run(startup, "--months", months)
    assert run(startup, "--months", "1_0").exit_code == 2


def test_what_it_says_carries_its_basis_and_source(startup: str) -> None:
    """The size, and every uncertain number; the sources are listed by number."""
    (size,) = re.findall(r"2 WSO2 nodes\. (\[derived, \d\])", run(startup).output)
    listed = run(startup, "--format", "markdown").output
    uncertain = listed.split("## Uncertain numbers")[1].split("## ")[0]
    statements = re.findall(r"^- .*", uncertain, re.MULTILINE)
    assert statements
    assert all(re.search(r"\\?\[assumed, \d\\?\]$", each) for each in statements)
    assert "This project's own assumption" in listed.split("## Sources")[1]
    assert size


def test_markdown_has_a_heading_per_section_and_well_formed_tables(startup: str) -> None:
    """Every row of a table has as many cells as its head; options are not spoken of."""
    output = run(startup, "--months", "3", "--format", "markdown").output
    headings = [line for line in output.splitlines() if line.startswith("#")]
    assert headings[:2] == ["# Plan for Start-up", "## Answer"]
    for block in output.split("\n\n"):
        if block.startswith("|"):
            cells = {line.count(" | ") for line in block.splitlines()}
            assert len(cells) == 1
    assert "--" not in output.replace("---", "")


def test_without_a_load_a_plan_has_nodes_and_availability(tmp_path: Path) -> None:
    """Redundancy alone decides, and nothing ever changes."""
    file = tmp_path / "quiet.yaml"
    file.write_text("availability:\n  redundancy: all\n", "utf-8")
    output = run(str(file), "--months", "2").output
    assert output.startswith("Plan\n\nAnswer\n P1 All-in-One High Availability (HA), on ")
    assert "P1 stays the answer for the 2 months looked at." in output
    assert "Nothing changes in the 2 months looked at: no growth of the load is stated." in output
    assert "at full load" not in output
    assert "requests/s" not in output


def test_a_spike_and_a_latency_are_said_in_the_answer(tmp_path: Path) -> None:
    """What covers the one, and how much of the other is the gateway's."""
    file = tmp_path / "sale.yaml"
    traffic = "traffic:\n  peak_tps: 4000\n  burst_ratio: 3\n  backend_latency_ms: 93\n"
    file.write_text(traffic, "utf-8")
    output = run(str(file), "--months", "0", "--complete").output
    assert "A request takes about 100 ms, 7.0 ms of it in the gateway; 1,200 requests" in output
    assert "12000 * (7.02857 + 93) / 1000 = 1200.34 requests in flight" in output
    assert "automatic scaling: the Universal Gateway grows from 3 to 7 nodes while 3" in output


def test_json_holds_target_and_verdicts(startup: str) -> None:
    """Calls at full load miss what calls in general meet; no target is stated for other uses."""
    plan = json.loads(run(startup, "--format", "json").output)
    assert plan["target"] == 0.999
    assert {each["flow"]: each["meets_target"] for each in plan["availability"]} == {
        "api-call": True,
        "api-call at full load": False,
        "token": None,
        "publish": None,
    }


# Programs.


def test_json_holds_every_month_event_phase_and_figure(startup: str) -> None:
    """With the version of its schema; the same bytes every time."""
    words = (startup, "--months", "24", "--format", "json")
    plan = json.loads(run(*words).output)
    assert plan["schema"] == "wso2-strategy/plan/1"
    assert (plan["pattern"], plan["lasts_until"]) == ("P1", 21)
    assert [month["month"] for month in plan["months"]] == list(range(25))
    assert plan["months"][24]["nodes"] == {"all-in-one": 2, "gateway": 2}
    assert plan["events"][0]["month"] == 21
    assert [(each["first"], each["last"], each["pattern"]) for each in plan["phases"]] == [
        (0, 20, "P1"),
        (21, 24, "P2"),
    ]
    assert {tier["component"]: tier["nodes"] for tier in plan["sizing"]["tiers"]} == {
        "all-in-one": 2
    }
    assert {figure["id"] for figure in plan["sizing"]["figures"]} >= {"design_tps", "total_nodes"}
    assert run(*words).output == run(*words).output


# What every pattern takes.


def test_prices_turn_nodes_into_money(startup: str) -> None:
    """Patterns with an unpriced component get no price."""
    words = ("--price", "all-in-one=60.50", "--price", "gateway=40")
    data = json.loads(run(startup, "--format", "json", *words).output)
    costs = {each["pattern"]: each for each in data["costs"]}
    assert costs["P1"]["per_month"] == "121.00"
    assert costs["P2"]["per_month"] == "201.00"
    assert costs["P3"]["per_month"] is None
    assert costs["P3"]["unpriced"] == ["control-plane", "traffic-manager"]
    output = run(startup, *words).output
    assert "Price a month" in output
    assert "No price is given for API Control Plane, Traffic Manager" in output
    assert "--price" not in output


def test_without_prices_the_option_is_named(startup: str) -> None:
    """And the column is left out."""
    output = run(startup).output
    assert "--price all-in-one=AMOUNT" in output
    assert "Price a month" not in output


def test_pods_are_counted_as_the_charts_ask_for_them(startup: str) -> None:
    """On Kubernetes the plan shows the same sum as the recommendation."""
    cells = [line.split() for line in run(startup).output.splitlines()]
    assert ["P1", "yes", "2", "4", "6", "99.977%", "99%"] in cells
    assert "vCPU requested" not in run(str(EXAMPLES / "bank.yaml")).output


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


@pytest.mark.parametrize(
    ("spikes", "said"), [("", "so far."), (", burst_ratio: 3", "so far, with spikes.")]
)
def test_spikes_are_named_only_where_they_are_stated(
    tmp_path: Path, spikes: str, said: str
) -> None:
    """Where the load shrinks, its highest peak is to be carried without any spike, too."""
    file = tmp_path / "shrinking.yaml"
    file.write_text(f"traffic: {{peak_tps: 450, annual_growth: -0.2{spikes}}}\n")
    assert f"carried is the highest peak {said}" in run(str(file)).output
