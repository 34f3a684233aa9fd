"""The advisor: requirements in, a justified recommendation out."""

from __future__ import annotations

import gc
import json
import pickle
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from attrs import evolve
from hypothesis import given
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Constraints,
    Operations,
    Recommendation,
    Requirements,
    RequirementsError,
    Traffic,
    load_requirements,
    sources,
)
from wso2_strategy.errors import UnknownNameError

# Every example: pattern, redundancy, layout over regions, order of platforms.
EXAMPLES: dict[str, tuple[str, str, str | None, list[str]]] = {
    "bank.yaml": ("P4", "all", None, ["virtual-machines"]),
    "contradictions.yaml": ("P4", "all", "MDC2", ["virtual-machines", "kubernetes"]),
    "development.yaml": ("P0", "none", None, ["virtual-machines", "kubernetes"]),
    "full-isolation.yaml": ("P4", "all", None, ["kubernetes", "virtual-machines"]),
    "gateway-and-identity.yaml": ("P5", "all", None, ["kubernetes", "virtual-machines"]),
    "gateway-scaling.yaml": ("P2", "all", None, ["virtual-machines", "kubernetes"]),
    "identity-server.yaml": ("P6", "all", None, ["virtual-machines", "kubernetes"]),
    "openshift.json": ("P3", "all", None, ["openshift", "kubernetes", "virtual-machines"]),
    "fifty_thousand.yaml": ("P3", "all", None, ["kubernetes", "virtual-machines"]),
    "bank_gateway_groups.yaml": (
        "P3",
        "all",
        None,
        ["openshift", "kubernetes", "virtual-machines"],
    ),
    "postgresql-three-zones.yaml": ("P2", "all", None, ["kubernetes", "virtual-machines"]),
    "regional-data-planes.yaml": ("P3", "all", "MDC2", ["virtual-machines", "kubernetes"]),
    "retail.yaml": ("P3", "all", None, ["kubernetes", "virtual-machines"]),
    "small-production.toml": ("P1", "all", None, ["virtual-machines", "kubernetes"]),
    "standard-production.yaml": ("P3", "all", None, ["kubernetes", "virtual-machines"]),
    "startup.yaml": ("P1", "all", None, ["kubernetes", "virtual-machines"]),
    "standby-region.yaml": ("P2", "all", "DR1", ["virtual-machines", "kubernetes"]),
    "two-regions.yaml": ("P3", "all", "MDC1", ["virtual-machines", "kubernetes"]),
}


def test_examples_are_all_expected(examples: Path) -> None:
    """No example file goes untested."""
    files = {path.name for path in examples.iterdir() if path.suffix in (".yaml", ".toml", ".json")}
    assert files == EXAMPLES.keys()


@pytest.mark.parametrize("name", EXAMPLES)
def test_example(advisor: Advisor, examples: Path, name: str) -> None:
    """Each example gets the answer an architect expects."""
    recommendation = advisor.advise(load_requirements(examples / name))
    layout = recommendation.region_layout
    assert (
        recommendation.pattern.id,
        recommendation.redundancy,
        layout.id if layout else None,
        [rank.id for rank in recommendation.platforms],
    ) == EXAMPLES[name]


def test_tenants_do_not_decide_the_layout_over_regions(advisor: Advisor) -> None:
    """Since 4.6 tenants work under a central control plane, so MDC2 stays, with a caution."""
    stated = Requirements(
        traffic=Traffic(peak_tps=12_000),
        availability=Availability(regions=2),
        compliance=Compliance(multi_tenant=True),
    )
    recommendation = advisor.advise(stated)
    assert recommendation.region_layout is not None
    assert recommendation.region_layout.id == "MDC2"
    assert "tenants-over-regions" in {each.id for each in recommendation.advice}


def test_failover_over_regions_asks_for_regions_that_survive_alone(advisor: Advisor) -> None:
    """The layout follows from failover, and the answer says that the mode was not stated."""
    stated = Requirements(availability=Availability(regions=2, automatic_failover=True))
    recommendation = advisor.advise(stated)
    assert recommendation.region_layout is not None
    assert recommendation.region_layout.id == "MDC1"
    assert "region-mode-not-stated" in {each.id for each in recommendation.advice}


@pytest.mark.parametrize(
    ("peak_tps", "pattern"), [(None, "P6"), (1000, "P6"), (2000, "P2"), (6000, "P3")]
)
def test_wso2_identity_server_goes_with_the_pattern_that_the_load_asks_for(
    advisor: Advisor, peak_tps: float | None, pattern: str
) -> None:
    stated = Requirements(
        traffic=Traffic(peak_tps=peak_tps), compliance=Compliance(identity_provider="wso2-is")
    )
    assert advisor.advise(stated).pattern.id == pattern


def test_no_identity_server_comes_unasked(advisor: Advisor) -> None:
    stated = Requirements(compliance=Compliance(isolate_key_manager=True))
    assert advisor.advise(stated).pattern.id == "P5"


def test_a_platform_constraint_filters(advisor: Advisor) -> None:
    """A platform that others have decided is the only one ranked."""
    stated = Requirements(constraints=Constraints(platform="openshift"))
    assert [rank.id for rank in advisor.advise(stated).platforms] == ["openshift"]


def test_openshift_needs_a_reason(advisor: Advisor) -> None:
    """OpenShift is ranked where it exists, and not elsewhere."""
    exists = Requirements(operations=Operations(existing_platforms={"openshift"}))
    assert advisor.advise(exists).platform.id == "openshift"
    assert "openshift" not in [r.id for r in advisor.advise(Requirements()).platforms]


@given(stated=random_requirements)
def test_the_choice_is_sound(advisor: Advisor, stated: Requirements) -> None:
    """The pattern provides every need, no simpler one does, and every other one has a reason."""
    recommendation = advisor.advise(stated)
    catalog = recommendation.knowledge.catalog
    needed = {
        need.capability.id
        for need in recommendation.needs
        if need.capability.dimension == "pattern"
    }
    assert needed <= recommendation.pattern.provides
    excluded = {each.pattern for each in recommendation.exclusions}
    assert recommendation.pattern.id not in excluded or recommendation.conflicts
    for pattern in catalog.arrangements("pattern"):
        if pattern.complexity < recommendation.pattern.complexity:
            assert pattern.id in excluded
    others = {each.pattern.id for each in recommendation.alternatives}
    base = {pattern.id for pattern in catalog.arrangements("pattern")}
    assert base - others == {recommendation.pattern.id}
    assert all(each.reason for each in recommendation.alternatives)


@given(stated=random_requirements)
def test_every_conclusion_is_justified(advisor: Advisor, stated: Requirements) -> None:
    """The justification is acyclic, and every conclusion follows from what is stated or known."""
    graph = advisor.advise(stated).justification()
    assert nx.is_directed_acyclic_graph(graph)
    for node, data in graph.nodes(data=True):
        if data["kind"] == "concluded":
            assert graph.in_degree(node) > 0
    for data in dict(graph.nodes(data=True)).values():
        if data["kind"] == "firing":
            assert data["because"]
            source = data["reason"].source
            assert source == sources.GAP or source.url.startswith("https://")


@given(stated=random_requirements)
def test_engines_recommend_the_same(advisor: Advisor, stated: Requirements) -> None:
    """Both engines give the same document but for the engine's name."""
    expected = advisor.advise(stated).to_dict()
    actual = REFERENCE.advise(stated).to_dict()
    assert expected.pop("engine") == advisor.engine
    assert actual.pop("engine") == "python"
    assert actual == expected


REFERENCE = Advisor(engine="python")


def test_an_assumption_can_be_overridden(advisor: Advisor) -> None:
    """A threshold and a model's number can be replaced by name, and the answer shows it."""
    stated = Requirements(traffic=Traffic(peak_tps=1500))
    assert advisor.advise(stated).pattern.id == "P2"
    generous = Advisor(assumptions={"all_in_one_pair_tps": 2000, "all_in_one_tps": 1000})
    recommendation = generous.advise(stated)
    assert recommendation.pattern.id == "P1"
    busier = Advisor(assumptions={"target_utilisation": 0.3})
    high = Requirements(traffic=Traffic(peak_tps=9000))
    assert busier.advise(high).sizing.total_nodes > advisor.advise(high).sizing.total_nodes


def test_an_unknown_assumption_is_refused() -> None:
    """A misspelt name is met with the nearest one."""
    with pytest.raises(UnknownNameError, match="Did you mean 'distributed_tps'"):
        Advisor(assumptions={"distribute_tps": 1})


def test_an_impossible_assumption_is_refused() -> None:
    """A value out of range is met with what is allowed."""
    with pytest.raises(RequirementsError, match="target_utilisation: 7 is not allowed"):
        Advisor(assumptions={"target_utilisation": 7})


def test_an_advisor_can_be_pickled(advisor: Advisor) -> None:
    """A copy in another process gives the same answers."""
    copy = pickle.loads(pickle.dumps(advisor))  # noqa: S301 - our own bytes
    stated = Requirements(traffic=Traffic(peak_tps=9000))
    assert copy.advise(stated).to_dict() == advisor.advise(stated).to_dict()


def test_same_bytes_for_every_hash_seed(examples: Path) -> None:
    """Neither the seed of hashing nor the run changes a byte, in any form."""
    program = (
        "import glob, json\n"
        "from wso2_strategy import Advisor, load_requirements\n"
        "advisor = Advisor()\n"
        f"for path in sorted(glob.glob({str(examples)!r} + '/*.[yjt][aso]*')):\n"
        "    answer = advisor.advise(load_requirements(path))\n"
        "    print(answer.to_text(), json.dumps(answer.to_dict()), answer.to_markdown())\n"
    )
    printed = {_run(program, seed) for seed in ("0", "1", "4711")}
    assert len(printed) == 1
    assert len(printed.pop()) > 30_000


def _run(program: str, seed: str) -> bytes:
    environment: dict[str, Any] = {"PYTHONHASHSEED": seed, "PATH": ""}
    return subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, check=True, env=environment
    ).stdout


def test_answers_are_shown_in_one_line(advisor: Advisor, examples: Path) -> None:
    """In an interactive session, an answer and what it rests on are read at a glance."""
    recommendation = advisor.advise(load_requirements(examples / "retail.yaml"))
    nodes = recommendation.sizing.total_nodes
    assert repr(recommendation) == (
        f"<Recommendation for 'Retail APIs': P3 on kubernetes, {nodes} nodes>"
    )
    rules = len(advisor.knowledge.base.rules)
    assert re.fullmatch(rf"<Knowledge: built-in [\d.]+, {rules} rules>", repr(advisor.knowledge))


def test_answers_are_equal_whoever_gave_them(advisor: Advisor, examples: Path) -> None:
    """Another advisor, or another engine, of the same knowledge gives the same answer."""
    stated = load_requirements(examples / "retail.yaml")
    answer = advisor.advise(stated)
    assert answer == Advisor().advise(stated) == Advisor(engine="python").advise(stated)
    assert answer == pickle.loads(pickle.dumps(answer))  # noqa: S301 - our own bytes
    assert answer != advisor.advise(evolve(stated, name="another"))
    assert answer != Advisor(assumptions={"node_availability": 0.9}).advise(stated)


@pytest.mark.parametrize(
    "stated",
    [
        Requirements(traffic=Traffic(peak_tps=1e308, burst_ratio=1e10, annual_growth=9.0)),
        Requirements(traffic=Traffic(peak_tps=1, burst_ratio=1e308)),
        Requirements(traffic=Traffic(peak_tps=1, token_requests_per_second=1e308)),
        Requirements(traffic=Traffic(peak_tps=1, backend_latency_ms=1e308)),
        Requirements(traffic=Traffic(peak_tps=5e-324, average_tps=5e-324)),
        Requirements(availability=Availability(target=1 - 2**-53)),
        Requirements(availability=Availability(target=5e-324)),
        Requirements(availability=Availability(regions=100, target=0.9999)),
    ],
    ids=["peak", "burst", "tokens", "latency", "no load", "no downtime", "downtime", "regions"],
)
def test_absurd_statements_are_answered_in_time(advisor: Advisor, stated: Requirements) -> None:
    """However large or small the numbers are, in text, JSON, plan and reasons."""
    started = time.process_time()
    answer = advisor.advise(stated)
    assert answer.to_text()
    json.dumps(answer.to_dict(), allow_nan=False)
    assert answer.plan().to_text()
    assert answer.why().to_text()
    assert time.process_time() - started < 2


@pytest.mark.parametrize(("target", "bears"), [(0.99, False), (0.99995, True)])
def test_a_target_is_a_side_of_the_limit_on_nodes_only_where_it_takes_nodes(
    advisor: Advisor,
    target: float,
    bears: bool,  # noqa: FBT001 - from the table above
) -> None:
    """One node of each keeps 99%, so a target of 99% decides nothing beside the load."""
    answer = advisor.advise(
        Requirements(
            traffic=Traffic(peak_tps=9000),
            availability=Availability(target=target),
            constraints=Constraints(max_nodes=3),
        )
    )
    (conflict,) = (each for each in answer.conflicts if each.id == "nodes-over-budget")
    assert ("availability.target" in {side.path for side in conflict.sides}) is bears


def test_an_equal_question_gets_the_answer_that_was_given() -> None:
    """Facts have one form for each value; a pack's facts, which need not, are asked anew."""
    advisor = Advisor()
    asked = [Requirements(traffic=Traffic(peak_tps=tps)) for tps in (300, 300.0, 0.0, -0.0, 301)]
    first, same, none, negative, other = map(advisor.advise, asked)
    assert first is same
    assert none is negative
    assert {first.requirements, none.requirements} == {asked[0], asked[2]}
    assert other.requirements is asked[4]


def test_few_answers_are_kept() -> None:
    """So that a service which is asked for a year needs no more memory than after a day."""
    advisor = Advisor()
    for tps in range(300):
        advisor.advise(Requirements(traffic=Traffic(peak_tps=tps)))
    gc.collect()
    answers = (each for each in gc.get_objects() if isinstance(each, Recommendation))
    assert sum(each.advisor is advisor for each in answers) < 300
