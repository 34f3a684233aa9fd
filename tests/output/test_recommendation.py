"""The recommendation's views: what it says over time, as a graph, and as documents."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings
from hypothesis import strategies as st
from random_requirements import requirements as random_requirements

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Constraints,
    Requirements,
    Traffic,
    load_requirements,
)
from wso2_strategy.document.blocks import Listing, Section, Table
from wso2_strategy.document.document import Document
from wso2_strategy.document.markdown import escaped
from wso2_strategy.errors import RequirementsError
from wso2_strategy.topology.options import MOST_CLUSTERS

growing = st.builds(
    lambda stated, peak_tps, growth: evolve(
        stated,
        traffic=evolve(stated.traffic, peak_tps=peak_tps, annual_growth=growth, average_tps=None),
    ),
    random_requirements,
    st.floats(1, 20_000),
    st.floats(-0.5, 4),
)


@settings(max_examples=tries(40))
@given(stated=growing)
def test_the_timeline_agrees_with_asking_every_month(
    advisor: Advisor, stated: Requirements
) -> None:
    """The exact months of change are those that a month-by-month run of the advisor finds."""
    timeline = advisor.advise(stated).timeline(36)
    traffic = stated.traffic
    assert traffic.peak_tps is not None
    assert traffic.annual_growth is not None
    for month in timeline.months:
        # Where a load shrinks, what was built for its largest stays.
        factor = max(1.0, (1 + traffic.annual_growth) ** (month.month / 12))
        then = evolve(
            stated,
            traffic=evolve(
                traffic, peak_tps=traffic.peak_tps * factor, annual_growth=None, horizon_months=None
            ),
        )
        assert month.pattern == advisor.advise(then).pattern.id


def test_the_start_up_outgrows_its_pattern(advisor: Advisor) -> None:
    """From 300 requests/s, doubling every year, 1,000 are passed in month 21."""
    stated = Requirements(traffic=Traffic(peak_tps=300, annual_growth=1.0))
    timeline = advisor.advise(stated).timeline(24)
    assert timeline.lasts_until == 21
    assert (timeline.months[20].pattern, timeline.months[21].pattern) == ("P1", "P2")


@settings(max_examples=tries(40))
@given(stated=random_requirements)
def test_every_recommendation_has_a_topology(advisor: Advisor, stated: Requirements) -> None:
    """The graph has the recommended components, with the nodes of the size."""
    recommendation = advisor.advise(stated)
    if recommendation.sizing.clusters > MOST_CLUSTERS:
        with pytest.raises(RequirementsError, match="clusters"):
            recommendation.topology()
        return
    graph = recommendation.topology().graph
    assert isinstance(graph, nx.MultiDiGraph)
    drawn = {data["component"] for _, data in graph.nodes(data=True)}
    assert {tier.component for tier in recommendation.sizing.tiers} <= drawn


def test_options_add_to_the_topology(advisor: Advisor) -> None:
    """What the requirements file cannot say can be added."""
    recommendation = advisor.advise(Requirements(traffic=Traffic(peak_tps=9000)))
    plain = recommendation.topology()
    secure = recommendation.topology(broker_tls=True)
    assert {each.port for each in plain.connections(between=("gateway", "control-plane"))} >= {5672}
    ports = {each.port for each in secure.connections(between=("gateway", "control-plane"))}
    assert 8672 in ports
    assert 5672 not in ports


@settings(max_examples=tries(40))
@given(stated=random_requirements)
def test_views_are_complete_and_deterministic(advisor: Advisor, stated: Requirements) -> None:
    """Every view renders for any requirements, twice the same, and names the answer."""
    recommendation = advisor.advise(stated)
    again = advisor.advise(stated)
    name = recommendation.pattern.name
    assert name in " ".join(recommendation.to_text(width=1000).split())
    assert escaped(name) in recommendation.to_markdown()
    assert json.loads(json.dumps(recommendation.to_dict()))["pattern"]["name"] == name
    assert recommendation.to_text() == again.to_text()
    assert recommendation.to_markdown() == again.to_markdown()
    assert recommendation.to_dict() == again.to_dict()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_text_fits_the_width(advisor: Advisor, width: int) -> None:
    """No line is wider than asked for but those with an address, which is never cut."""
    recommendation = advisor.advise(Requirements(availability=Availability(regions=3)))
    text = recommendation.to_text(width=width)
    for line in text.splitlines():
        assert len(line) <= width or "https://" in line
        assert line == line.rstrip()
    assert "…" not in text
    guide = recommendation.platforms[0].guide
    assert guide is not None
    assert f" {guide.url}\n" in text


@settings(max_examples=tries(30))
@given(stated=random_requirements)
def test_every_statement_carries_basis_and_source(advisor: Advisor, stated: Requirements) -> None:
    """Cautions, notes, conflicts, alternatives and the size are cited in text and Markdown too."""
    recommendation = advisor.advise(stated)
    text, _, sources = recommendation.to_text(width=None).partition("\nSources\n")
    titles = dict(re.findall(r"(\d+)\. (.*)", sources))
    markdown = recommendation.to_markdown()
    said = [(each.text, each.reasons) for each in recommendation.advice]
    said += [(each.resolution, each.reasons) for each in recommendation.conflicts]
    said += [(each.reason, each.reasons) for each in recommendation.alternatives]
    for words, reasons in said:
        basis, number = re.findall(rf"{re.escape(words)} \[(\w+), (\d+)[,\]]", text)[0]
        assert basis == reasons[0].basis
        assert titles[number].startswith(reasons[0].source.title)
        assert f"{escaped(words)} \\[" in markdown
    assert "databases, load balancers and caches come on top. [derived, " in text


def test_a_single_node_is_not_decided_by_redundancy(advisor: Advisor) -> None:
    """One node is what the pattern has anyway."""
    single = advisor.advise(Requirements(environment="development")).to_dict()
    pair = advisor.advise(Requirements()).to_dict()
    assert [each["binding"] for each in single["sizing"]["tiers"]] == ["pattern"]
    assert [each["binding"] for each in pair["sizing"]["tiers"]] == ["redundancy"]


def test_each_thing_is_said_once(advisor: Advisor) -> None:
    """Of a decided platform that it is decided; of an overruled row what it stands for."""
    answer = advisor.advise(
        Requirements(
            primary_requirement="simplicity",
            traffic=Traffic(peak_tps=20_000),
            availability=Availability(redundancy="none", automatic_failover=True),
            constraints=Constraints(platform="openshift"),
        )
    )
    text = answer.to_text(width=300)
    assert "It is decided already" in text
    assert "OpenShift is demanded" not in text
    assert text.count("The primary requirement Simplicity (Dev/Test) stands for P0") == 1
    assert "The stated redundancy (none) is too little" in text


@pytest.mark.parametrize(
    ("platform", "node", "control_plane"),
    [
        ("virtual-machines", (2, 4096, 2, 4096), (2, 4096, 2, 4096)),
        ("kubernetes", (2, 3072, 3, 3072), (2, 3072, 3, 5120)),
        ("openshift", (2, 3072, 3, 3072), (2, 3072, 3, 5120)),
    ],
)
def test_cpu_and_memory_are_those_of_the_platform(
    advisor: Advisor, platform: Any, node: tuple[int, ...], control_plane: tuple[int, ...]
) -> None:
    """By hand, under the same keys everywhere, and as the text says them; 91 nodes of P3."""
    stated = Requirements(
        traffic=Traffic(peak_tps=142_805),
        availability=Availability(redundancy="all"),
        constraints=Constraints(platform=platform),
    )
    found = advisor.advise(stated)
    keys = ["vcpu", "memory_mib", "vcpu_limit", "memory_limit_mib"]
    each = ["vcpu_per_node", "memory_mib", "vcpu_limit_per_node", "memory_limit_mib"]
    for record in (found.to_dict()["sizing"], found.plan().to_dict()["sizing"]):
        of_one = {tier["component"]: tuple(tier[key] for key in each) for tier in record["tiers"]}
        assert of_one == {
            "control-plane": control_plane,
            "traffic-manager": node,
            "gateway": node,
        }
        in_all = [2 * two + 89 * one for two, one in zip(control_plane, node, strict=True)]
        assert [record[key] for key in keys] == in_all
    said = f"{in_all[0]:,} vCPU and {in_all[1] / 1024:g} GiB in all"
    assert said in found.to_text(width=None)


@pytest.mark.parametrize("name", ["retail", "two-regions", "startup"])
def test_the_assumption_that_weighs_most_is_named(advisor: Advisor, name: str) -> None:
    """Calls lose just the minutes that are said of it when it never fails."""
    found = advisor.advise(load_requirements(f"examples/{name}.yaml"))
    said = re.search(
        r"What weighs most: (.+?) \(.+?, (?:almost all of the )?([\d.]+)(?: each)? ",
        found.to_text(width=None),
    )
    assert said
    part, minutes = said.groups()
    never_fails = {f"{part.replace(' ', '_')}_availability": 1.0}
    without = Advisor(assumptions=never_fails).advise(found.requirements)
    spared = (without.availability.expected - found.availability.expected) * 365 * 24 * 60
    assert spared == pytest.approx(float(minutes), rel=0.02)


_BY_THEMSELVES = ("WSO2's guide for it:", "Nothing stated prefers it.", "Read by models:")
"""Sentences that state nothing but what stands beside them, with its marks."""

_MARKED = re.compile(r"\[(stated|derived|assumed), \d+(, [^\]]+)?\]$")


def _unmarked(document: Document) -> list[str]:
    """Return the sentences of a document that do not end with a basis and a source."""
    said: list[str] = []
    for section in document.blocks:
        if not isinstance(section, Section) or section.title in ("Origin", "Sources"):
            continue
        for block in section.blocks:
            if isinstance(block, str):
                said.append(block)
            elif isinstance(block, Listing) and "Migration" not in section.title:
                said += [each for each in block.items if isinstance(each, str)]
            elif isinstance(block, Table) and block.columns[-1] in ("Because", "Reason"):
                said += [str(row[-1]) for row in block.rows]
    ended = (each for each in said if not each.startswith(_BY_THEMSELVES))
    return [each for each in ended if not _MARKED.search(each)]


@pytest.mark.parametrize("name", sorted(path.name for path in Path("examples").glob("*.yaml")))
def test_each_sentence_of_an_answer_says_what_it_rests_on(advisor: Advisor, name: str) -> None:
    """Headlines, needs, platforms, sizes, cautions, notes and alternatives, in every example."""
    found = advisor.advise(load_requirements(f"examples/{name}"))
    assert _unmarked(found.document()) == []


def test_who_issues_the_tokens_is_said_where_the_pattern_does_not(advisor: Advisor) -> None:
    """P2 says that an All-in-One does everything else; P6 names WSO2 Identity Server itself."""
    for gateway, pattern in ((True, "P2"), (None, "P6")):
        stated = Compliance(identity_provider="wso2-is", isolate_gateway=gateway)
        found = advisor.advise(Requirements(compliance=stated))
        is_said = "WSO2 Identity Server issues the tokens" in found.to_text(width=None)
        assert (found.pattern.id, is_said) == (pattern, pattern == "P2")


@pytest.mark.parametrize("name", sorted(path.name for path in Path("examples").glob("*.yaml")))
def test_nothing_is_stated_by_the_source_that_says_wso2_is_silent(
    advisor: Advisor, name: str
) -> None:
    """What rests on this project's own assumption is assumed, or derived from one."""
    text = advisor.advise(load_requirements(f"examples/{name}")).to_text(width=None)
    numbers = re.findall(r"^ *(\d+)\. This project's own assumption", text, re.MULTILINE)
    bases = {basis for n in numbers for basis in re.findall(rf"\[(\w+), {n}[\],]", text)}
    assert "stated" not in bases
