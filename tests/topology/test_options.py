"""Options of a topology: what they may be called, and what is refused with what is allowed."""

import pytest

from wso2_strategy.errors import RequirementsError, UnknownNameError
from wso2_strategy.topology import Options, compare, topology


def test_absent_and_none_both_mean_not_stated() -> None:
    """An adviser may pass on what nobody stated."""
    unstated = dict.fromkeys(
        ("redundancy", "protocols", "token_format", "multi_tenant", "nodes", "region_layout")
    )
    assert topology("P3", **unstated) == topology("P3")


def test_synonyms_name_patterns_and_platforms() -> None:
    """Look-ups take what WSO2's pages call them."""
    assert topology("Simple Scalable Setup", platform="Kubernetes") == topology(
        "P2", platform="kubernetes"
    )


@pytest.mark.parametrize("pattern", [3, None, ["P3"]])
def test_what_is_no_pattern_is_refused_with_what_is(pattern: object) -> None:
    """By both functions."""
    with pytest.raises(RequirementsError, match="allowed: a pattern, or its id, name or synonym"):
        topology(pattern)  # type: ignore[arg-type]
    with pytest.raises(RequirementsError, match="allowed: a pattern, or its id, name or synonym"):
        compare("P1", pattern)  # type: ignore[arg-type]


def test_a_layout_over_another_layout_is_refused() -> None:
    """One of them would count for nothing."""
    with pytest.raises(RequirementsError, match="'MDC2' is not for MDC1, a layout itself"):
        topology("MDC1", region_layout="MDC2")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("P33", {}), "unknown pattern 'P33'. Did you mean 'P3'?"),
        (("P3", {"platfrom": "kubernetes"}), "unknown option 'platfrom'. Did you mean 'platform'?"),
        (("P3", {"platform": "kubernetis"}), "Did you mean 'Kubernetes'?"),
        (("P3", {"nodes": {"gatway": 2}}), "unknown component 'gatway'. Did you mean 'gateway'?"),
    ],
)
def test_an_unknown_name_comes_with_the_nearest_known_one(
    arguments: tuple[str, dict[str, object]], message: str
) -> None:
    """Whatever was misspelt."""
    pattern, options = arguments
    with pytest.raises(UnknownNameError) as raised:
        topology(pattern, **options)
    assert message.casefold() in str(raised.value).casefold()


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"regions": 2}, "options.region_layout: 2 regions need a layout: MDC1 or MDC2"),
        (
            {"regions": 1, "region_layout": "MDC1"},
            "options.regions: the layout MDC1 needs at least 2 regions",
        ),
        ({"token_format": "saml"}, "options.token_format: 'saml' is not allowed"),
        ({"protocols": {"http", "grpc"}}, "options.protocols: 'grpc' is not allowed"),
        ({"region_layout": "MDC3"}, "options.region_layout: 'MDC3' is not allowed"),
        ({"nodes": 3}, "options.nodes: 3 is not allowed; allowed: numbers of nodes by component"),
        ({"nodes": {"gateway": 0}}, "options.nodes: 0 for 'gateway' is not allowed"),
        ({"nodes": {"gateway": True}}, "options.nodes: True for 'gateway' is not allowed"),
        (
            {"needed": {"gateway": 2}},
            "tier.needed: 2 is not allowed; allowed: at most the 1 replicas there are",
        ),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_its_path(
    options: dict[str, object], problem: str
) -> None:
    """And with what is allowed."""
    with pytest.raises(RequirementsError) as raised:
        topology("P3", **options)
    assert problem in str(raised.value)


def test_options_are_the_same_whatever_order_they_were_given_in() -> None:
    """Sets and mappings have no order that could be seen."""
    one = Options(protocols=["http", "sse"], nodes={"gateway": 2, "redis": 1})
    other = Options(protocols={"sse", "http"}, nodes={"redis": 1, "gateway": 2})
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    ("pattern", "options", "problem"),
    [
        ("P2", {"gateway_clusters": [5, 5]}, "P2 has no gateways and Traffic Managers of their"),
        (
            "P3",
            {"gateway_clusters": [5, 0]},
            "0 for 'cluster 2' is not allowed; allowed: a whole number",
        ),
        ("P3", {"gateway_clusters": 5}, "5 is not allowed; allowed: numbers of gateways"),
        ("P3", {"gateway_clusters": [1] * 1001}, "more than 1000 clusters"),
        ("P3", {"gateway_clusters": [5], "nodes": {"gateway": 2}}, "by gateway_clusters alone"),
    ],
)
def test_clusters_that_cannot_be_are_refused(
    pattern: str, options: dict[str, object], problem: str
) -> None:
    """With the path and what is allowed."""
    with pytest.raises(RequirementsError, match=rf"options\.\w+: .*{problem}"):
        topology(pattern, **options)


def test_nodes_that_cannot_be_told_apart_are_refused() -> None:
    """A billion gateways are one tier, and no list of nodes."""
    built = topology("P2", nodes={"gateway": 10**9})
    assert built.tier("gateway").replicas == 10**9
    with pytest.raises(RequirementsError, match="cannot be told apart"):
        built.instances()
