"""Gateway groups from the file to the answer: what is refused, what follows, and where it shows."""

from __future__ import annotations

import json

import pytest
from attrs import evolve
from depth import tries
from hypothesis import given, settings

from tests.support.random_requirements import grouped_requirements
from wso2_strategy import (
    Advisor,
    Compliance,
    GatewayGroup,
    Requirements,
    RequirementsError,
    Traffic,
    load_requirements,
)
from wso2_strategy.advice.files import parse_requirements
from wso2_strategy.advice.strict_yaml import write
from wso2_strategy.domain.facts import stated

INSIDE = GatewayGroup("internal", share=0.6, internet_facing=False)
PARTNERS = GatewayGroup("partners", internet_facing=True, own_traffic_manager=True)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("yaml", "gateway_groups: [{name: a, share: 25%}, {name: b, serves: sandbox}]"),
        (
            "json",
            '{"gateway_groups": [{"name": "a", "share": 0.25},'
            ' {"name": "b", "serves": "sandbox"}]}',
        ),
        (
            "toml",
            '[[gateway_groups]]\nname = "a"\nshare = "25%"\n'
            '[[gateway_groups]]\nname = "b"\nserves = "sandbox"\n',
        ),
    ],
)
def test_groups_are_read_from_every_format(form: str, text: str) -> None:
    read = parse_requirements(text, format=form)  # type: ignore[arg-type]
    assert read.gateway_groups == (
        GatewayGroup("a", share=0.25),
        GatewayGroup("b", serves="sandbox"),
    )
    assert parse_requirements(write(stated(read))) == read


_SHARES = "[{{name: a, share: {}}}, {{name: b, share: {}}}{}]"


@pytest.mark.parametrize(
    ("groups", "problem"),
    [
        (
            _SHARES.format(0.7, 0.6, ""),
            "gateway_groups: the shares add up to 130%; allowed: at most 100% of the load together",
        ),
        (
            _SHARES.format(0.7, 0.3, ", {name: c}"),
            "gateway_groups: the shares add up to 100%, so nothing is left for c; leave a part of"
            " the load to each group",
        ),
        (
            _SHARES.format(0.5, 0.3, ""),
            "gateway_groups: the shares add up to 80%, so 20% of the load is in no group; allowed:"
            " 100% together, or a group without a share, which takes the rest",
        ),
        (
            "[{name: a}, {name: a}]",
            "gateway_groups[1].name: 'a' is the name of another group; allowed: a name of its own"
            " for each group",
        ),
        ("[{name: a, share: 0}]", "gateway_groups[0].share: 0 is not allowed"),
        ("[{name: a, share: 60}]", 'write 60 percent as "60%"'),
        ("[{name: a, serves: prod}]", "gateway_groups[0].serves: 'prod' is not allowed"),
        ("[{name: a, facing: true}]", "gateway_groups[0].facing: unknown key."),
        ("[{share: 0.5}]", "gateway_groups[0].name: is missing"),
        ("[7]", "gateway_groups[0]: 7 is not allowed; allowed: a mapping with name, share"),
        ("inner", "gateway_groups: 'inner' is not allowed; allowed: a list of at most 20 groups"),
        ("{name: a}", "gateway_groups: {'name': 'a'} is not allowed"),
    ],
)
def test_groups_that_make_no_sense_are_refused(groups: str, problem: str) -> None:
    """With path, value, what is allowed, and what to do."""
    with pytest.raises(RequirementsError) as refused:
        parse_requirements(f"gateway_groups: {groups}")
    assert any(problem in each for each in refused.value.problems)


@pytest.mark.parametrize(
    "name",
    ["", "A", "a b", "<b>", "a-1", "1a", "-a", "a--b", "\x1b[31m", "\u202ea", "a\u200bb", "a" * 31],
)
def test_names_that_other_programs_would_not_take_are_refused(name: str) -> None:
    with pytest.raises(RequirementsError, match="name"):
        Requirements(gateway_groups=[GatewayGroup(name)])
    with pytest.raises(RequirementsError, match="name"):
        parse_requirements(json.dumps({"gateway_groups": [{"name": name}]}), format="json")


def test_all_problems_of_a_file_are_listed_together() -> None:
    with pytest.raises(RequirementsError) as refused:
        parse_requirements("traffic: {peak_tps: -1}\ngateway_groups: [{name: A}, {nam: b}]")
    assert len(refused.value.problems) == 4


@pytest.mark.parametrize("name", ["startup.yaml", "retail.yaml", "two-regions.yaml"])
@pytest.mark.parametrize("group", [GatewayGroup("all"), GatewayGroup("all", share=1.0)])
def test_one_group_with_everything_is_no_group(
    advisor: Advisor, name: str, group: GatewayGroup
) -> None:
    """The same design, size, availability, advice and graph."""
    plain = load_requirements(f"examples/{name}")
    one, none = (advisor.advise(each) for each in (evolve(plain, gateway_groups=[group]), plain))
    assert one.sizing == none.sizing
    assert one.availability == none.availability
    assert one.advice == none.advice
    assert one.topology() == none.topology()
    assert one.platform == none.platform


def test_two_groups_need_a_gateway_tier(advisor: Advisor) -> None:
    """However small the load; Traffic Managers of its own need a tier of them too."""
    small = Requirements(traffic=Traffic(peak_tps=50), gateway_groups=[INSIDE, GatewayGroup("b")])
    assert advisor.advise(small).pattern.id == "P2"
    assert advisor.advise(evolve(small, gateway_groups=[INSIDE, PARTNERS])).pattern.id == "P3"


def test_an_internet_facing_group_counts_as_calls_from_the_internet(advisor: Advisor) -> None:
    """With a regime that asks for a gateway apart; and denying it is a conflict."""
    regulated = Compliance(regimes={"pci-dss"}, internet_facing=False)
    found = advisor.advise(
        Requirements(compliance=regulated, gateway_groups=[GatewayGroup("a", internet_facing=True)])
    )
    assert "independent-gateway" in {each.capability.id for each in found.needs}
    (conflict,) = (e for e in found.conflicts if e.id == "internal-but-internet-facing")
    assert [str(side) for side in conflict.sides] == [
        "compliance.internet_facing: false",
        "gateway_groups[a].internet_facing: true",
    ]


@settings(max_examples=tries(40))
@given(grouped_requirements)
def test_nodes_are_the_same_in_every_view(advisor: Advisor, requirements: Requirements) -> None:
    """In the size, the graph of the largest region, JSON, and against the limit on nodes."""
    found = advisor.advise(requirements)
    record = found.to_dict()["sizing"]
    assert record["nodes"] == found.sizing.total_nodes == sum(t["nodes"] for t in record["tiers"])
    groups = {each["name"]: each["nodes"] for each in record.get("gateway_groups", [])}
    if groups:
        assert sum(groups.values()) == found.sizing.nodes()["gateway"]
    if found.regions == 1 and found.sizing.clusters <= 1_000:
        drawn = found.topology().components
        assert sum(tier.replicas for tier in drawn) == found.sizing.total_nodes
        for name, nodes in groups.items():
            own = [t.replicas for t in drawn if t.component == "gateway" and t.group == name]
            assert sum(own) == nodes
    most = requirements.constraints.max_nodes
    over = most is not None and found.sizing.total_nodes > most
    assert over is any(each.id == "nodes-over-budget" for each in found.conflicts)


def test_groups_show_in_answer_plan_why_and_report(advisor: Advisor) -> None:
    """With share, gateways and Traffic Managers of each."""
    found = advisor.advise(load_requirements("examples/bank_gateway_groups.yaml"))
    for said in (str(found), str(found.plan()), found.report().to_html()):
        assert "partners" in said
        assert "Gateway groups do not stand in for each other" in " ".join(said.split())
    assert "Group partners must have Traffic Managers of its own" in " ".join(
        str(found.why()).split()
    )
    rules = found.topology().firewall_rules()
    assert any(rule.source == "gateway-partners" for rule in rules)


def test_artifacts_make_each_group_a_gateway_environment(advisor: Advisor) -> None:
    """A release or machines for each, its name as environment and label, and hosts of its own."""
    second = GatewayGroup("b", internet_facing=True, serves="sandbox")
    small = Requirements(traffic=Traffic(peak_tps=50), gateway_groups=[INSIDE, second])
    for platform, made in {
        "kubernetes": (
            {"values/apim-gw-internal.yaml": "- internal", "values/apim-gw-b.yaml": "- b"},
            {"values/apim.yaml": ["name: b", "type: sandbox", "b.gw.example.com"]},
        ),
        "virtual-machines": (
            {"nodes/gateway-internal-1/deployment.toml": '"internal"'},
            {
                "nodes/all-in-one-1/deployment.toml": [
                    'name = "b"',
                    'type = "sandbox"',
                    "https://b.gw.example.com",
                ]
            },
        ),
    }.items():
        stated_ = evolve(small, constraints=evolve(small.constraints, platform=platform))
        (files,) = advisor.advise(stated_).artifacts().directories
        labels, environments = made
        for path, label in labels.items():
            assert label in files.text(path)
        for path, lines in environments.items():
            assert all(line in files.text(path) for line in lines)


def test_an_internal_group_is_not_led_to_like_the_others(advisor: Advisor) -> None:
    """Each group has a route of its own; that one Gateway leads to all is said."""
    found = advisor.advise(load_requirements("examples/bank_gateway_groups.yaml"))
    on_kubernetes = found.what_if(constraints={"platform": "kubernetes"}).after
    (files,) = advisor.advise(on_kubernetes.requirements).artifacts().directories
    edge = files.text("manifests/10-gateway.yaml")
    assert edge.count("kind: HTTPRoute") == 3  # one of them refuses management paths
    assert "hostname: internal.gw.example.com" in edge
    assert "Give internal an entrance of its own" in " ".join(files.text("RUNBOOK.md").split())


def test_callers_are_led_over_and_not_retired(advisor: Advisor) -> None:
    """On the way from one tier of gateways; whoever only gets a longer name is not changed."""
    plain = load_requirements("examples/bank_gateway_groups.yaml")
    today = evolve(plain, operations=evolve(plain.operations, current_pattern="P3"))
    way = advisor.advise(today).migration()
    assert way is not None
    steps = {step.subject: step.text for step in way.steps if step.action in {"add", "retire"}}
    assert steps["client-partners"].startswith("Lead what the Client application of group partners")
    assert steps["client"] == "Let no Client application call the old addresses any more."
    assert not [step for step in way.steps if step.action == "change"]
