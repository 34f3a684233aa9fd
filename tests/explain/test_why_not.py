"""Why not: what stands against a choice, and the smallest changes that would lead to it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest

from wso2_strategy import (
    Advisor,
    Availability,
    Constraints,
    Exclusion,
    Knowledge,
    Pack,
    Recommendation,
    Requirements,
    Rule,
    Source,
    Traffic,
    exists,
    fact,
    load_requirements,
)
from wso2_strategy.advice.packs import installed_packs
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.space.fields import with_values

Advised = Callable[[str], Recommendation]


def test_what_it_lacks_and_what_would_help(advised: Advised) -> None:
    """A pattern that lacks something: the need behind it, and the smallest change."""
    assert advised("standard-production.yaml").why_not("P5").to_text(width=None) == (
        "Why not P5 Simple Scalable with Key Manager Separation\n"
        "├── What stands against it\n"
        "│   └── It runs the Traffic Manager inside the All-in-One node; needed: a Traffic Manager"
        " tier of its own [derived, WSO2 API Manager 4.7.0: Deployment Patterns]\n"
        "│       ├── The Traffic Manager must be isolated from the rest."
        " [stated, WSO2 API Manager 4.7.0: Deployment Patterns]\n"
        "│       │   └── Stated: isolation of the Traffic Manager: yes\n"
        "│       └── and 1 more reason\n"
        "├── P5 would be recommended with these 3 changes together\n"
        "│   ├── peak load: at least 3,000 and at most 5,000 requests/s instead of 8,000"
        " requests/s\n"
        "│   ├── token load: at least 317 tokens/s (not stated now)\n"
        "│   └── isolation of the Traffic Manager: no instead of yes\n"
        "├── or with these 3\n"
        "│   ├── peak load: at least 3,000 and at most 5,000 requests/s instead of 8,000"
        " requests/s\n"
        "│   ├── isolation of the Traffic Manager: no instead of yes\n"
        "│   └── isolation of the Key Manager: yes (not stated now)\n"
        "└── or with these 3\n"
        "    ├── primary requirement: targeted-gateway-identity (not stated now)\n"
        "    ├── peak load: at least 3,000 and at most 5,000 requests/s instead of 8,000"
        " requests/s\n"
        "    └── isolation of the Traffic Manager: no instead of yes\n"
    )


def test_what_speaks_for_a_platform_carries_its_basis_and_source(advised: Advised) -> None:
    """As all other statements do."""
    shown = advised("two-regions.yaml").why_not("kubernetes").to_text(width=None)
    lines = [line for line in shown.splitlines() if "For virtual machines: " in line]
    assert lines
    assert all("[derived, WSO2 API Manager 4.7.0" in each for each in lines if "guides" in each)


def test_more_than_needed(advised: Advised) -> None:
    """A pattern that could do it too: what it costs more, and what would make it right."""
    answer = advised("gateway-scaling.yaml").why_not("P4")
    assert answer.verdict == "more"
    assert answer.obstacles[0].sentence == (
        "P4 does everything needed too, but is more to operate than P2: 9 nodes instead of 5."
        " [derived, WSO2 API Manager 4.7.0: Choosing Your Deployment Strategy]"
        " What else it can provide is not needed: a Traffic Manager tier of its own, a Key Manager"
        " tier of its own, isolation of every component and integration with a central identity"
        " provider."
    )
    single = [each.changes[0].sentence() for each in answer.changes]
    assert single == [
        "isolation of every component: yes (not stated now)",
        "identity provider: external (not stated now)",
        "primary requirement: ultimate-isolation (not stated now)",
    ]


def test_what_is_recommended_already(advised: Advised) -> None:
    """Asking about the recommendation itself says so."""
    answer = advised("retail.yaml").why_not("Recommended Distributed Deployment")
    assert answer.verdict == "chosen"
    assert str(answer) == "P3 Recommended Distributed Deployment is what is recommended."


def test_what_only_comes_closest(advisor: Advisor) -> None:
    """Where nothing does all that is needed, the recommendation itself has a why-not."""
    strict = Requirements(
        traffic=Traffic(peak_tps=20_000, token_requests_per_second=2000),
        availability=Availability(target="99.99%"),
    )
    answer = advisor.advise(strict).why_not("P4")
    assert answer.verdict == "closest"
    text = str(answer)
    assert text.startswith(
        "Why P4 Fully Distributed Deployment with Key Manager Separation only comes closest\n"
    )
    assert "P4 is expected to keep just under 99.99% of calls available at best" in text
    assert "number of regions: at least 2 and at most 3 regions (not stated now)" in text
    for way in answer.changes:
        changed = advisor.advise(way.requirements)
        assert changed.pattern.id == "P4"
        assert not changed.conflicts


def test_limits_count_as_obstacles(advisor: Advisor) -> None:
    """A pattern that misses the target is out for that reason, with the target in the answer."""
    strict = advisor.advise(Requirements(availability=Availability(target=0.9998)))
    text = strict.why_not("P1").to_text(width=300)
    assert "available at best, and the target is 99.98%. [assumed, " in " ".join(text.split())
    assert "availability target: at most 99.9774% instead of 99.98%" in text


def test_a_limit_is_rounded_so_that_it_stays_true(advisor: Advisor) -> None:
    """The number that is said reaches the goal, and so does the exact one."""
    requirements = Requirements(traffic=Traffic(peak_tps=7000, burst_ratio=1.7))
    (way,) = advisor.advise(requirements).why_not("P2").changes[:1]
    (change,) = way.changes
    assert change.sentence() == (
        "peak load: at least 589 and at most 2,940 requests/s instead of 7,000 requests/s"
    )
    assert "at least 588.236 and at most 2,941.17 requests/s" in change.sentence(complete=True)
    for peak in (588.236, 589, 2940, 2941.17, change.after, change.span.low, change.span.high):
        changed = Requirements(traffic=Traffic(peak_tps=peak, burst_ratio=1.7))
        assert advisor.advise(changed).pattern.id == "P2"
    assert advisor.advise(way.requirements).pattern.id == "P2"


def test_each_limit_names_what_it_comes_from(advisor: Advisor) -> None:
    """A pattern too small for the load is so by the load, one that misses the target by that."""
    strict = Requirements(
        traffic=Traffic(peak_tps=3000), availability=Availability(target="99.99%")
    )
    behind = {
        reason.firing.reason.id: [
            (*(each.path for each in below.statements), *(each.name for each in below.premises))
            for premise in reason.premises
            for below in premise.reasons
        ]
        for obstacle in advisor.advise(strict).why_not("P1").obstacles
        for reason in (obstacle.conclusion.reasons if obstacle.conclusion else ())
    }
    (load,) = behind["traffic.pattern-is-overloaded"]
    assert load == ("demand:4.6.0-prerelease",)
    assert behind["availability.pattern-misses-target"] == [("availability.target",)]


def test_platforms(advised: Advised) -> None:
    """A platform is asked about like a pattern."""
    retail = advised("retail.yaml").why_not("Virtual machines")
    assert retail.verdict == "weaker"
    assert retail.obstacles[0].sentence == (
        "More speaks for Kubernetes than for virtual machines: 9 against 1, where a slight reason"
        " counts 1, a clear one 2 and a strong one 3."
        " [derived, WSO2 API Manager 4.7.0: Choosing Your Deployment Strategy]"
    )
    bank = advised("bank.yaml").why_not("kubernetes")
    assert bank.verdict == "decided"
    assert bank.changes[0].changes[0].after == "kubernetes"
    equal = advised("small-production.toml").why_not("kubernetes")
    assert "WSO2 names virtual machines first for P1" in equal.obstacles[0].sentence
    assert "only where it exists already" in str(advised("retail.yaml").why_not("openshift"))


def test_layouts_over_regions(advised: Advised) -> None:
    """A layout over regions is asked about like a pattern."""
    answer = advised("retail.yaml").why_not("MDC2")
    assert answer.obstacles[0].sentence == "Nothing that is stated asks for several regions."
    changed = answer.changes[0].requirements
    advised_again = answer.recommendation.advisor.advise(changed)
    assert advised_again.region_layout is not None
    assert advised_again.region_layout.id == "MDC2"
    active = advised("two-regions.yaml").why_not("MDC2")
    assert active.verdict == "lacks"


def test_no_change_can_help(examples: Path) -> None:
    """Where nothing leads to a pattern, that is proved and said."""
    hopeless = Rule(
        id="hopeless.no-p5",
        when=exists(fact(Requirements)),
        then=Exclusion("P5", limit="house rule"),
        because="The house does not allow P5.",
        source=Source("a test", "https://example.org/"),
        basis="assumed",
    )
    pack = Pack(name="hopeless", version="1", summary="Rules P5 out.", rules=(hopeless,))
    advisor = Advisor(knowledge=Knowledge.of(*installed_packs(), pack))
    answer = advisor.advise(load_requirements(examples / "retail.yaml")).why_not("P5")
    assert (answer.changes, answer.is_proved) == ((), True)
    assert str(answer).splitlines()[-2:] == [
        "└── No change to what is stated makes it the recommendation: every combination of values"
        " that the",
        "    rules can tell apart is ruled out",
    ]


def test_unknown_names(advised: Advised) -> None:
    """A name that nothing has is an error with the nearest."""
    with pytest.raises(UnknownNameError) as caught:
        advised("retail.yaml").why_not("openshft")
    assert caught.value.nearest == "OpenShift"
    with pytest.raises(UnknownNameError, match=r"unknown pattern or platform 'P9'"):
        advised("retail.yaml").why_not("P9")


def test_as_plain_data(advised: Advised) -> None:
    """The dict carries exact numbers."""
    record = advised("retail.yaml").why_not("P2").to_dict()
    assert record["schema"] == "wso2-strategy/why-not/1"
    assert record["verdict"] == "lacks"
    assert record["proved"] is True
    peak, regions = record["changes"]
    assert peak == [
        {
            "path": "traffic.peak_tps",
            "before": 3800.0,
            "after": 2133.3333333333335,
            "low": 900.0,
            "high": 2133.3333333333335,
        }
    ]
    assert [(each["path"], each["low"]) for each in regions] == [("availability.regions", 3)]


def test_as_markdown(advised: Advised) -> None:
    """Markdown is a heading and a nested list."""
    lines = advised("retail.yaml").why_not("P2").to_markdown().splitlines()
    assert lines[0] == "# Why not P2 Simple Scalable Deployment"
    assert lines[-2:] == [
        "  - peak load: at least 900 and at most 2,130 requests/s instead of 3,800 requests/s",
        "  - number of regions: at least 3 regions (not stated now)",
    ]


@pytest.mark.parametrize("name", ["bank.yaml", "contradictions.yaml", "standard-production.yaml"])
@pytest.mark.parametrize("subject", ["P0", "P1", "P3", "P5", "MDC1", "kubernetes"])
def test_no_proposal_brings_a_conflict(advised: Advised, name: str, subject: str) -> None:
    """Wherever in the proposed spans the values are, nothing contradicts that does not today."""
    recommendation = advised(name)
    known = {each.id for each in recommendation.conflicts}
    form = recommendation.advisor.oracle.form
    for way in recommendation.why_not(subject).changes:
        row = form.values_of(way.requirements)
        for ends in product(*(each.span.ends for each in way.changes)):
            values = dict(zip((each.field.index for each in way.changes), ends, strict=True))
            values[form.field("traffic.average_tps").index] = None  # it follows the peak
            asked = form.filled(with_values(row, values), way.requirements)
            found = recommendation.advisor.advise(asked)
            assert {each.id for each in found.conflicts} <= known


def test_a_statement_that_would_contradict_is_changed_too(advised: Advised) -> None:
    """Every region counts for itself, so exact limits have to go where regions come."""
    answer = advised("standard-production.yaml").why_not("MDC1")
    (way,) = answer.changes
    assert [each.field.path for each in way.changes] == [
        "traffic.exact_rate_limits",
        "availability.region_mode",
    ]


def test_a_span_ends_where_a_limit_on_nodes_is_broken(advisor: Advisor) -> None:
    """Pairs carry 20,000 requests/s over 21 regions, one of them spare; 30 pairs are 60 nodes."""
    stated = Requirements(
        traffic=Traffic(peak_tps=20_000),
        availability=Availability(regions=10, tolerates_downtime=False),
        constraints=Constraints(max_nodes=60),
    )
    found = advisor.advise(stated)
    ways = {
        each.changes[0].field.name: each.changes[0].span for each in found.why_not("P1").changes
    }
    assert (ways["regions"].low, ways["regions"].high) == (21, 30)
    for regions in (20, 21, 30, 31):
        then = found.what_if(availability={"regions": regions}).after
        fits = then.pattern.id == "P1" and then.sizing.total_nodes <= 60
        assert fits == (regions in (21, 30))
