"""What a request costs in CPU time and in waiting, fitted from the published measurements.

A saturated node of two vCPU that completes X requests a second spends
``2000 / X`` vCPU-ms on each. That cost is nearly a constant plus an amount per
byte, so it is interpolated linearly between the measured payload sizes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from statistics import fmean

from attrs import frozen

from wso2_strategy.domain import sources
from wso2_strategy.errors import UnknownNameError
from wso2_strategy.inference.provenance import Source
from wso2_strategy.models.arithmetic import PLAIN, Arithmetic
from wso2_strategy.models.load.measurements import Measurement, measurements

MEASURED_VERSION = "4.6.0-prerelease"
"""The version that sizing uses: the newest with a table, slower than 4.5.0 before it, and the
one whose latencies are like the few that are published for 4.7.0."""

DELAY_VERSION = "3.1.0"
"""The only version that was measured with slow backends."""

GRAPHQL_VERSION = "4.4.0"
"""The only version whose GraphQL queries were measured."""

_FITTED_USERS = (100, 200)
_QUIET_USERS = 50
_LONG_DELAY_MS = 500


@frozen
class Curve:
    """A quantity that is measured at a few payload sizes and linear between them.

    Attributes:
        points: Payload in bytes and the quantity there, by size.
        name: What figures of it are called.
        version: The measured version.

    >>> curve = Curve(((1024, 0.5), (2048, 1.5)))
    >>> curve.at(1536), curve.at(4096), curve.covers(4096)
    (1.0, 3.5, False)
    """

    points: tuple[tuple[int, float], ...]
    name: str = ""
    version: str = ""

    def at(self, message_bytes: float, numbers: Arithmetic = PLAIN) -> float:
        """Return the quantity for a payload; outside the range the last line goes on."""
        segments = list(pairwise(self.points))
        inside = (pair for pair in segments if message_bytes <= pair[1][0])
        measured = next(inside, segments[-1])
        source = benchmark(self.version)
        (low_size, low), (high_size, high) = (
            (
                numbers.literal(size),
                numbers.given(f"{self.name}_at_{size}", cost, "vCPU-ms", source, "derived"),
            )
            for size, cost in measured
        )
        slope = (high - low) * (message_bytes - low_size) / (high_size - low_size)
        return numbers.named(self.name, low + slope, "vCPU-ms", source)

    def covers(self, message_bytes: int) -> bool:
        """Whether the payload lies within the measured range."""
        return self.points[0][0] <= message_bytes <= self.points[-1][0]


@frozen
class CostModel:
    """The CPU time and the time in the gateway that one request takes.

    Attributes:
        version: The measured version.
        passthrough: vCPU-ms per request without mediation.
        transformation: vCPU-ms per request whose payload is transformed.
        graphql: vCPU-ms per GraphQL query, over the size of the query.
        passthrough_ms: Milliseconds in an idle gateway without mediation.
        transformation_ms: Milliseconds in an idle gateway with mediation.

    >>> model = cost_model("4.5.0")
    >>> round(model.cpu_ms(1024, mediated_share=0.0), 3)
    0.528
    """

    version: str
    passthrough: Curve
    transformation: Curve
    graphql: Curve
    passthrough_ms: Curve
    transformation_ms: Curve

    @property
    def cpu_curves(self) -> tuple[Curve, ...]:
        """The curves of vCPU-ms per request."""
        return self.passthrough, self.transformation, self.graphql

    def cpu_ms(
        self,
        message_bytes: float,
        *,
        mediated_share: float,
        graphql: bool = False,
        numbers: Arithmetic = PLAIN,
    ) -> float:
        """Return vCPU-ms per request; with GraphQL the dearer kind decides."""
        curves = self.passthrough, self.transformation
        cost = _mixed(*curves, message_bytes, mediated_share, numbers)
        return numbers.largest(cost, self.graphql.at(message_bytes, numbers)) if graphql else cost

    def unloaded_ms(self, message_bytes: float, *, mediated_share: float) -> float:
        """Return the milliseconds that a request spends in a gateway with nothing else to do.

        Only 3.1.0 was measured with slow backends, which is what shows this time.
        """
        return _mixed(self.passthrough_ms, self.transformation_ms, message_bytes, mediated_share)

    def covers(self, message_bytes: int, *, graphql: bool = False) -> bool:
        """Whether the payload lies in the range that was measured."""
        return (self.graphql if graphql else self.passthrough).covers(message_bytes)


def _mixed(
    plain: Curve,
    mediated: Curve,
    message_bytes: float,
    mediated_share: float,
    numbers: Arithmetic = PLAIN,
) -> float:
    if mediated_share in (0, 1):
        return (mediated if mediated_share else plain).at(message_bytes, numbers)
    one, other = plain.at(message_bytes, numbers), mediated.at(message_bytes, numbers)
    return (1 - mediated_share) * one + mediated_share * other


@cache
def cost_model(version: str = MEASURED_VERSION) -> CostModel:
    """Return the cost model fitted from one version's measurements.

    Raises:
        UnknownNameError: No such version was measured.
    """
    if version not in measured_versions():
        raise UnknownNameError("measured version", version, measured_versions())
    return CostModel(
        version=version,
        passthrough=_cost_curve(version, "Passthrough"),
        transformation=_cost_curve(version, "Transformation"),
        graphql=_cost_curve(GRAPHQL_VERSION, "GraphQL"),
        passthrough_ms=_unloaded_curve("Passthrough"),
        transformation_ms=_unloaded_curve("Transformation"),
    )


@cache
def measured_versions() -> tuple[str, ...]:
    """Return the versions with a table for plain and for transformed payloads, oldest first.

    >>> measured_versions()
    ('3.1.0', '4.4.0', '4.5.0', '4.6.0-prerelease')
    """
    return tuple(
        sorted({row.version for row in measurements() if row.scenario == "Transformation"})
    )


def _cost_curve(version: str, scenario: str) -> Curve:
    fitted = [
        row
        for row in measurements()
        if row.version == version
        and row.scenario.startswith(scenario)
        and row.backend_delay_ms == 0
        and row.concurrent_users in _FITTED_USERS
    ]
    points = _means((row, row.vcpu_ms_per_request) for row in fitted)
    return Curve(points, f"{scenario.lower()}_cpu_ms", version)


def _unloaded_curve(scenario: str) -> Curve:
    quiet = [
        (row, row.avg_ms - row.backend_delay_ms)
        for row in measurements()
        if row.version == DELAY_VERSION
        and row.scenario == scenario
        and row.concurrent_users == _QUIET_USERS
        and row.avg_ms is not None
        and row.backend_delay_ms is not None
        and row.backend_delay_ms >= _LONG_DELAY_MS
    ]
    return Curve(_means(quiet), f"{scenario.lower()}_ms", DELAY_VERSION)


def _means(samples: Iterable[tuple[Measurement, float]]) -> tuple[tuple[int, float], ...]:
    by_size: dict[int, list[float]] = {}
    for row, quantity in samples:
        by_size.setdefault(row.message_bytes or 0, []).append(quantity)
    return tuple((size, fmean(by_size[size])) for size in sorted(by_size))


@cache
def benchmark(version: str) -> Source:
    """Return where the measurements of a version are published."""
    return Source(f"Benchmark of {version}", sources.BENCHMARKS.url)
