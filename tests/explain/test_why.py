"""Why: a tree from the answer down to what was stated, short or complete."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import networkx as nx
import pytest
from depth import tries
from hypothesis import given, settings
from random_requirements import requirements as random_requirements

from wso2_strategy import Advisor, Availability, Recommendation, Requirements, Traffic
from wso2_strategy.document.blocks import Block, Line, Tree
from wso2_strategy.domain.conclusions import Selection
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.explain.reasons.reason_tree import Because, Conclusion
from wso2_strategy.explain.why import Why

Advised = Callable[[str], Recommendation]


def conclusions(found: tuple[Conclusion, ...]) -> Iterator[Conclusion]:
    for each in found:
        yield each
        for reason in each.reasons:
            yield from conclusions(reason.premises)


def reasons(answer: Why) -> list[Because]:
    return [reason for each in conclusions(answer.conclusions) for reason in each.reasons]


def lines(blocks: Iterable[Block | Line]) -> Iterator[Line]:
    for each in blocks:
        if isinstance(each, Tree):
            yield from lines(each.lines)
        elif isinstance(each, Line):
            yield each
            yield from lines(each.children)


STRATEGY = "WSO2 API Manager 4.7.0: Choosing Your Deployment Strategy"


def test_the_answer_in_short(advised: Advised) -> None:
    """The short form reads from the answer through needs to statements."""
    assert advised("small-production.toml").why().to_text(width=None) == (
        "Why P1 on virtual machines for Municipal services\n"
        "├── Pattern P1 All-in-One High Availability (HA)\n"
        "│   └── P1 is the simplest that provides redundancy of every component."
        f" [derived, {STRATEGY}]\n"
        "│       └── Needed: redundancy of every component\n"
        "│           ├── Production should survive the loss of a node, unless downtime is accepted."
        " [stated, WSO2 API Manager 4.7.0: Production Deployment Guidelines]\n"
        "│           │   └── Stated: environment: production; tolerance of downtime: no. Not"
        " stated: primary requirement; scope of redundancy\n"
        "│           └── and 2 more reasons\n"
        "└── Platform Virtual machines\n"
        "    └── Nothing stated prefers one platform; WSO2 names virtual machines first for P1."
        f" [derived, {STRATEGY}]\n"
    )


def test_one_fact_by_its_name(advised: Advised) -> None:
    """Any fact can be asked for by its name in the justification."""
    answer = advised("retail.yaml").why("need:independent-traffic-manager")
    assert answer.to_text(width=None) == (
        "Needed: a Traffic Manager tier of its own\n"
        "└── 8,906 requests/s are high traffic (above 5,000), where rate limiting must scale apart"
        f" from management. [assumed, {STRATEGY}]\n"
        "    └── The load to carry is 8,906 requests/s: a peak of 3,800, times 1.56 for growth over"
        f" 24 months, times 1.5 for spikes. [derived, {STRATEGY}]\n"
        "        └── Stated: peak load: 3,800 requests/s; size of sudden spikes: 1.5 times the"
        " peak; growth of the load: 25% a year; planning horizon: 24 months\n"
    )


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("P3", "Pattern P3 Recommended Distributed Deployment"),
        ("platform", "Platform Kubernetes"),
        ("independent-gateway", "Needed: a gateway tier of its own"),
        ("A gateway tier of its own", "Needed: a gateway tier of its own"),
        ("demand", "Load to carry: 8,906 requests/s"),
        ("size", "Size: 10 WSO2 nodes"),
        ("traffic.peak_tps", "traffic"),
    ],
)
def test_one_fact_by_what_people_call_it(advised: Advised, name: str, title: str) -> None:
    """Patterns, platforms, capabilities and kinds of facts are names too."""
    assert advised("retail.yaml").why(name).document().title == title


def test_what_was_stated_has_no_further_reason(advised: Advised) -> None:
    """A section is explained by what it says; the catalog by where it comes from."""
    retail = advised("retail.yaml")
    assert "Stated: skill with virtual machines: proficient" in str(retail.why("operations"))
    assert "always known" in str(retail.why("lack:P1/full-isolation"))


def test_a_name_that_nothing_has(advised: Advised) -> None:
    """An unknown name is an error with the nearest known one."""
    with pytest.raises(UnknownNameError) as caught:
        advised("retail.yaml").why("need:independant-gateway")
    assert caught.value.nearest == "need:independent-gateway"
    assert "Did you mean 'need:independent-gateway'?" in str(caught.value)
    with pytest.raises(UnknownNameError, match=r"Did you mean 'traffic'\?"):
        advised("retail.yaml").why("traffic.peak")


@pytest.mark.parametrize(
    ("name", "known_as"),
    [("P2", "Simple Scalable Deployment"), ("OpenShift", "OpenShift"), ("MDC1", "Geo-Regional")],
)
def test_what_was_not_chosen_has_a_why_not(advised: Advised, name: str, known_as: str) -> None:
    """Who asks why of something that was not chosen is told what to ask instead."""
    with pytest.raises(UnknownNameError, match=rf"{known_as}.* is not recommended; ask why not\."):
        advised("retail.yaml").why(name)


def test_a_limit_that_rules_a_simpler_pattern_out_is_a_reason(advisor: Advisor) -> None:
    """Where a simpler pattern provides all that is needed, the limit that it breaks is told."""
    strict = advisor.advise(Requirements(availability=Availability(target="99.98%")))
    text = strict.why().to_text(width=300)
    assert (
        "P2 is the simplest that provides redundancy of every component within all limits" in text
    )
    assert "P1 is expected to keep 99.977% of calls available at best" in text
    lax = advisor.advise(
        Requirements(environment="staging", availability=Availability(target="99.4%"))
    )
    assert "P1 is the simplest that provides redundancy of every component" in str(lax.why())


def test_what_stands_against_the_closest_pattern_is_a_reason(advisor: Advisor) -> None:
    """Where nothing does all that is needed, the reasons say what the choice does not do."""
    strict = advisor.advise(Requirements(availability=Availability(target=0.9999996)))
    closest = strict.pattern.id
    text = strict.why().to_text(width=300)
    assert f"No choice does everything that is needed; {closest} comes closest." in text
    assert f"{closest} is expected to keep" in text


def test_a_replaced_number_is_an_assumption() -> None:
    """A reason that rests on a number of the user's is no longer stated by WSO2."""
    own = Advisor(assumptions={"all_in_one_tps": 20})
    why = own.advise(Requirements(traffic=Traffic(peak_tps=40))).why("need:multiple-nodes")
    sentence = "40 requests/s are more than the 20 that one All-in-One node is taken to carry."
    text = why.to_text(width=300, complete=True)
    assert f"{sentence} [assumed]" in text
    assert "all_in_one_tps = 20 requests/s [assumed]" in text


@settings(max_examples=tries(20))
@given(random_requirements)
def test_what_is_explained_above_is(advisor: Advisor, requirements: Requirements) -> None:
    """Nothing refers to an explanation that the short form left out."""
    recommendation = advisor.advise(requirements)
    said = {
        "Load to carry": "The load to carry",
        "Load of tokens": "Only a load of tokens",
        "Layout over regions MDC1": "MDC1 is the simplest",
        "Layout over regions MDC2": "MDC2 is the simplest",
    }
    for answer in (recommendation.why(), recommendation.why_not("P0")):
        seen: list[str] = []
        for line in lines(answer.document().blocks):
            title, repeated, _ = line.text.partition(", as explained above")
            begins = (title, *(said[each] for each in said if title.startswith(each)))
            assert not repeated or any(each.startswith(begins) for each in seen), title
            seen.append(line.text)


def test_complete_on_demand(advised: Advised) -> None:
    """The complete form has every reason, rule, source, basis, assumption and file key."""
    text = advised("retail.yaml").why("need:independent-gateway").to_text(complete=True, width=300)
    assert "traffic.outgrows-pair of built-in" in text
    assert "https://wso2.com/" in text
    assert "all_in_one_pair_tps = 1000 requests/s [stated]" in text
    assert "peak load (traffic.peak_tps): 3,800 requests/s" in text
    assert "more reason" not in text


@settings(max_examples=tries(60))
@given(random_requirements)
def test_every_reason_is_one_of_the_justification(
    advisor: Advisor, requirements: Requirements
) -> None:
    """Nothing is made up, nothing rests on itself, and all ends in what was stated or is known."""
    recommendation = advisor.advise(requirements)
    answer = recommendation.why()
    known = set(recommendation.inference.firings)
    for reason in reasons(answer):
        assert reason.firing in known
    explained = [each for each in conclusions(answer.conclusions) if not each.is_repeated]
    assert len(explained) == len({each.name for each in explained})
    assert all(each.reasons for each in explained)
    assert nx.is_directed_acyclic_graph(answer.graph())


def test_the_graph_leads_to_the_answer(advised: Advised) -> None:
    """The graph holds what leads to the choices, and nothing else."""
    answer = advised("retail.yaml").why()
    graph = answer.graph()
    ends = {node for node, degree in graph.out_degree() if degree == 0}
    assert ends <= {each.name for each in answer.conclusions}
    assert "advice:load-test/note" not in graph


def test_pictures(advised: Advised) -> None:
    """The reasons can be drawn; DOT is text, SVG needs the extra."""
    answer = advised("retail.yaml").why("need:independent-gateway")
    dot = answer.to_dot()
    assert dot.startswith("digraph justification {")
    assert 'label="peak load: 3,800 requests/s"' in dot
    assert answer.to_svg().startswith("<?xml")


def test_names_cannot_break_the_picture(advisor: Advisor) -> None:
    """Quotes and backslashes in what is stated stay text."""
    requirements = Requirements(name='"]; evil [label="\\')
    answer = advisor.advise(requirements).why()
    assert "evil" not in answer.to_dot()
    assert answer.to_text(width=200).startswith(
        'Why P1 on virtual machines for "]; evil [label="\\'
    )


def test_as_plain_data(advised: Advised) -> None:
    """The dict is complete and nested like the tree."""
    record: dict[str, Any] = advised("retail.yaml").why().to_dict()
    assert record["schema"] == "wso2-strategy/why/1"
    pattern = record["conclusions"][0]
    assert pattern["name"] == "selection:pattern/P3"
    (reason,) = pattern["reasons"]
    assert reason["rule"] == "resolve.pattern"
    assert {each["name"] for each in reason["premises"]} >= {"need:independent-gateway"}


def test_as_markdown(advised: Advised) -> None:
    """Markdown is a heading and a nested list."""
    lines = advised("small-production.toml").why().to_markdown().splitlines()
    assert lines[0] == "# Why P1 on virtual machines for Municipal services"
    assert lines[2] == "- **Pattern P1 All-in-One High Availability (HA)**"
    assert all(re.match(r" *- ", line) for line in lines[2:])


def test_regions_are_explained_between_pattern_and_platform(advised: Advised) -> None:
    """With several regions the layout is one of the choices."""
    answer = advised("two-regions.yaml").why()
    subjects = [each.fact.subject for each in answer.conclusions if type(each.fact) is Selection]
    assert subjects == ["pattern", "regions", "platform"]
