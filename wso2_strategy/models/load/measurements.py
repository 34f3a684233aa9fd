"""The published performance measurements, as committed in ``measurements.csv``.

Every row names the branch or page it was read from. Runs with failed requests
are left out of the table: their throughput means nothing.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from attrs import frozen

VCPU = {"c5.large": 2, "c5.xlarge": 4}
"""vCPU of the instance types that the benchmarks ran on."""


@frozen
class Measurement:
    """One run of one benchmark.

    Attributes:
        version: The product's version.
        scenario: ``Passthrough``, ``Transformation``, ``GraphQL-query1`` to ``3``, or
            ``TokenEndpoint-`` with grant and persistence.
        concurrent_users: Requests in flight.
        message_bytes: Payload, or None for tokens.
        backend_delay_ms: Time the backend waits before it answers, or None for tokens.
        throughput_rps: Requests or tokens per second.
        avg_ms: Mean response time, or None where none is published.
        p99_ms: 99th percentile, or None.
        vcpu: Size of the machine.
        source: Where the row was read.
    """

    version: str
    scenario: str
    concurrent_users: int
    message_bytes: int | None
    backend_delay_ms: float | None
    throughput_rps: float
    avg_ms: float | None
    p99_ms: float | None
    vcpu: int
    source: str

    @property
    def vcpu_ms_per_request(self) -> float:
        """CPU time that the machine had per request, in vCPU-ms."""
        return self.vcpu * 1000 / self.throughput_rps


@cache
def measurements() -> tuple[Measurement, ...]:
    """Return all rows of the committed table.

    >>> len(measurements())
    325
    """
    table = resources.files("wso2_strategy.models.load").joinpath("measurements.csv")
    lines = table.read_text(encoding="utf-8").splitlines()
    return tuple(_row(row) for row in csv.DictReader(lines))


def _row(row: dict[str, str]) -> Measurement:
    size = row["message_bytes"]
    return Measurement(
        version=row["version"],
        scenario=row["scenario"],
        concurrent_users=int(row["concurrent_users"]),
        message_bytes=int(size) if size else None,
        backend_delay_ms=_number(row["backend_delay_ms"]),
        throughput_rps=float(row["throughput_rps"]),
        avg_ms=_number(row["avg_ms"]),
        p99_ms=_number(row["p99_ms"]),
        vcpu=VCPU[row["instance_type"]],
        source=row["source"],
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
