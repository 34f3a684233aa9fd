"""The catalog as facts that rules can match: always known, before anything is stated."""

from __future__ import annotations

from attrs import frozen


@frozen(cache_hash=True)
class Lack:
    """A capability that a pattern does not provide.

    Attributes:
        pattern: The pattern's id.
        capability: The capability's id.
    """

    pattern: str
    capability: str


@frozen(cache_hash=True)
class MatrixRow:
    """A row of the strategy page's summary matrix.

    Attributes:
        requirement: The primary requirement, as in a requirements file.
        label: What the page calls it.
        pattern: The id of the pattern it recommends.
    """

    requirement: str
    label: str
    pattern: str


MATRIX = (
    MatrixRow("simplicity", "Simplicity (Dev/Test)", "P0"),
    MatrixRow("basic-ha", "Basic HA (Small Prod)", "P1"),
    MatrixRow("balanced-gateway-scaling", "Balanced Gateway Scaling", "P2"),
    MatrixRow("standard-production", "Standard Production", "P3"),
    MatrixRow("ultimate-isolation", "Ultimate Scalability & Isolation", "P4"),
    MatrixRow("targeted-gateway-identity", "Targeted Scaling for Gateway & Identity", "P5"),
)
