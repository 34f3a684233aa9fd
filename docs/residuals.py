"""How well the fitted model meets every row of the table it was fitted on."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import fmean

from attrs import frozen

from wso2_strategy.domain.assumptions import ASSUMPTIONS
from wso2_strategy.models.load.capacity import GRAPHQL_VERSION, CostModel, cost_model
from wso2_strategy.models.load.measurements import Measurement, measurements

_FEW_USERS = 200
_TOKENS = "TokenEndpoint"
_GRAPHQL = "GraphQL"


@frozen
class Residual:
    """A measured row and what the model says of it.

    Attributes:
        row: The measurement.
        predicted_rps: The throughput that the model predicts.
    """

    row: Measurement
    predicted_rps: float

    @property
    def share(self) -> float:
        """Predicted minus measured throughput, as a share of the measured."""
        return self.predicted_rps / self.row.throughput_rps - 1

    @property
    def group(self) -> str:
        """The kind of row, as the documentation lists them."""
        row = self.row
        if row.scenario.startswith(_TOKENS):
            return "token endpoint"
        if row.scenario.startswith(_GRAPHQL):
            return f"GraphQL, {_users(row)}"
        delay = "no backend delay" if not row.backend_delay_ms else "backend delay"
        return f"{row.scenario}, {delay}, {_users(row)}"


@frozen
class Summary:
    """The residuals of one kind of row, as shares of the measured throughput.

    Attributes:
        group: The kind of row.
        rows: How many rows there are.
        mean: The mean residual; positive where the model promises too much.
        lowest: The most cautious residual.
        highest: The most optimistic residual.
    """

    group: str
    rows: int
    mean: float
    lowest: float
    highest: float


def residuals() -> tuple[Residual, ...]:
    """Return the residual of every row of the table.

    >>> len(residuals())
    325
    """
    return tuple(Residual(row, predicted_rps(row)) for row in measurements())


def predicted_rps(row: Measurement) -> float:
    """Return the throughput that the model predicts for a row.

    A closed loop of N users cannot exceed N requests per response time (Little's
    law), and a node cannot exceed its saturation: the smaller decides.
    """
    if row.message_bytes is None:
        stored = "stored_" if row.scenario.endswith("persistence-on") else ""
        return ASSUMPTIONS.value(f"{stored}tokens_per_second_per_vcpu") * row.vcpu
    if row.scenario.startswith(_GRAPHQL):
        cost_ms = cost_model(GRAPHQL_VERSION).graphql.at(row.message_bytes)
        return row.vcpu * 1000 / cost_ms
    return _closed_loop_rps(row, cost_model(row.version), row.message_bytes)


def summaries(found: Iterable[Residual]) -> tuple[Summary, ...]:
    """Return the residuals by kind of row."""
    by_group: dict[str, list[float]] = {}
    for residual in found:
        by_group.setdefault(residual.group, []).append(residual.share)
    return tuple(
        Summary(group, len(shares), fmean(shares), min(shares), max(shares))
        for group, shares in sorted(by_group.items())
    )


def _closed_loop_rps(row: Measurement, model: CostModel, message_bytes: int) -> float:
    mediated_share = float(row.scenario == "Transformation")
    unloaded_ms = model.unloaded_ms(message_bytes, mediated_share=mediated_share)
    response_ms = unloaded_ms + (row.backend_delay_ms or 0.0)
    return min(
        row.concurrent_users * 1000 / response_ms,
        row.vcpu * 1000 / model.cpu_ms(message_bytes, mediated_share=mediated_share),
    )


def _users(row: Measurement) -> str:
    few = row.concurrent_users <= _FEW_USERS
    return f"up to {_FEW_USERS} users" if few else f"more than {_FEW_USERS} users"
