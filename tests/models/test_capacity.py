"""The cost of a request: fitted from the published benchmarks, and checked against them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from residuals import residuals, summaries

from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.models.arithmetic import Arithmetic
from wso2_strategy.models.load.capacity import cost_model, measured_versions
from wso2_strategy.models.load.load_formulas import measured_tps
from wso2_strategy.models.load.measurements import VCPU, measurements

VERSIONS = measured_versions()
SIZES = st.integers(1, 2**40)


def test_the_table_has_every_row_with_its_source() -> None:
    """Rows of failed runs, and rows from nowhere, are not in it."""
    rows = measurements()
    assert len(rows) == 325
    assert all(row.source.startswith("wso2/") for row in rows)
    assert {row.vcpu for row in rows} == set(VCPU.values())
    assert min(row.throughput_rps for row in rows) > 0


@pytest.mark.parametrize(
    ("version", "mediated_share", "message_bytes", "lowest_ms", "highest_ms"),
    [
        # Published rates in requests/s at 100 and 200 users, as 2000 vCPU-ms / rate.
        ("4.5.0", 0.0, 50, 2000 / 3872.09, 2000 / 3823.35),
        ("4.5.0", 0.0, 1024, 2000 / 3800.42, 2000 / 3769.63),
        ("4.5.0", 1.0, 1024, 2000 / 2493.42, 2000 / 2488.99),
        ("4.5.0", 1.0, 102400, 2000 / 100.83, 2000 / 81.53),
        ("4.4.0", 0.0, 10240, 2000 / 2629.11, 2000 / 2594.02),
        ("3.1.0", 0.0, 1024, 2000 / 3178.4, 2000 / 3143.03),
    ],
)
def test_the_cost_lies_between_the_two_rates_it_is_fitted_on(
    version: str, mediated_share: float, message_bytes: int, lowest_ms: float, highest_ms: float
) -> None:
    """The fit is the mean over 100 and 200 users, nothing cleverer."""
    cost_ms = cost_model(version).cpu_ms(message_bytes, mediated_share=mediated_share)
    assert lowest_ms < cost_ms < highest_ms
    assert cost_ms == pytest.approx((lowest_ms + highest_ms) / 2)


def test_by_default_the_newest_measured_version_counts() -> None:
    """It is the slowest of the last two, and nearest to what is published for 4.7.0."""
    assert cost_model().version == "4.6.0-prerelease" == VERSIONS[-1]
    newest, before = cost_model(), cost_model("4.5.0")
    assert newest.cpu_ms(1024, mediated_share=0) > before.cpu_ms(1024, mediated_share=0)


@given(st.sampled_from(VERSIONS), SIZES, SIZES, st.floats(0, 1), st.booleans())
def test_a_larger_message_never_costs_less(
    version: str,
    one: int,
    other: int,
    share: float,
    graphql: bool,  # noqa: FBT001 - drawn by hypothesis
) -> None:
    """Interpolation and extrapolation keep the order of sizes."""
    small, large = sorted((one, other))
    model = cost_model(version)
    assert model.cpu_ms(small, mediated_share=share, graphql=graphql) <= model.cpu_ms(
        large, mediated_share=share, graphql=graphql
    )
    assert model.unloaded_ms(small, mediated_share=share) <= model.unloaded_ms(
        large, mediated_share=share
    )


@given(st.sampled_from(VERSIONS), SIZES, st.floats(0, 1))
def test_mediation_and_graphql_never_make_a_request_cheaper(
    version: str, size: int, share: float
) -> None:
    """A transformed payload costs at least what a plain one does."""
    model = cost_model(version)
    plain = model.cpu_ms(size, mediated_share=0)
    assert 0 < plain <= model.cpu_ms(size, mediated_share=share)
    assert plain <= model.cpu_ms(size, mediated_share=0, graphql=True)


def test_a_payload_outside_the_measured_range_is_known_to_be() -> None:
    """50 bytes to 100 KiB were measured, and GraphQL queries of 157 bytes to 2 KB."""
    model = cost_model()
    assert [model.covers(size) for size in (49, 50, 102400, 102401)] == [False, True, True, False]
    assert [model.covers(size, graphql=True) for size in (156, 157, 2048, 2049)] == [
        False,
        True,
        True,
        False,
    ]


def test_an_unmeasured_version_is_refused() -> None:
    """4.7.0 has no table, only two percentiles on a page."""
    with pytest.raises(UnknownNameError, match=r"unknown measured version '4\.7\.0'"):
        cost_model("4.7.0")


def test_a_vcpu_more_carries_in_proportion() -> None:
    """No benchmark says otherwise; the proportion is assumed."""
    two, four = (
        measured_tps(0.5, Arithmetic(ASSUMPTIONS.assume({"vcpu_per_node": vcpu})))
        for vcpu in (2, 4)
    )
    assert four == pytest.approx(2 * two)


def test_the_model_meets_the_rows_it_was_fitted_on() -> None:
    """At 100 and 200 users without delay the mean residual is next to nothing."""
    found = {summary.group: summary for summary in summaries(residuals())}
    for scenario in ("Passthrough", "Transformation"):
        fitted = found[f"{scenario}, no backend delay, up to 200 users"]
        assert abs(fitted.mean) < 0.005
        assert max(-fitted.lowest, fitted.highest) < 0.16


def test_the_reserve_of_an_intended_node_covers_the_optimism_of_the_model() -> None:
    """At 65 % utilisation a node may be 54 % slower than predicted before it saturates.

    The one payload beyond that is 100 KiB transformed for 1,000 users at a time.
    """
    reserve = 1 / 0.65 - 1
    calls = [each for each in residuals() if each.row.message_bytes is not None]
    beyond = [each.row for each in calls if each.share > reserve]
    assert {(row.scenario, row.message_bytes, row.concurrent_users) for row in beyond} == {
        ("Transformation", 102400, 1000)
    }


def test_littles_law_holds_in_the_measurements() -> None:
    """Requests in flight are throughput times response time: within 1 % up to 10 KiB.

    At 100 KiB requests that had not ended when the test did were lost to the averages.
    """
    for row in measurements():
        if row.avg_ms is not None and row.message_bytes is not None:
            in_flight = row.throughput_rps * row.avg_ms / 1000
            tolerance = 0.01 if row.message_bytes <= 10240 else 0.2
            assert in_flight == pytest.approx(row.concurrent_users, rel=tolerance)
