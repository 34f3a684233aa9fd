"""Topologies with their files, drawn once for all properties that every one of them must have."""

from __future__ import annotations

import pytest
from depth import tries
from hypothesis import HealthCheck, Phase, given, settings
from random_topologies import topologies

from wso2_strategy.artifacts import Artifacts, artifacts_of
from wso2_strategy.topology import Topology


@pytest.fixture(scope="session")
def many() -> list[tuple[Topology, Artifacts]]:
    """Return topologies of all patterns and options on clusters, each with its files."""
    found = []

    @settings(
        max_examples=tries(30),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(topologies(("kubernetes", "openshift")))
    def collect(drawn: Topology) -> None:
        found.append((drawn, artifacts_of(drawn)))

    collect()
    return found
