"""What all tests share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from depth import tries
from hypothesis import HealthCheck, settings

from wso2_strategy import Advisor, Recommendation, load_requirements
from wso2_strategy.space.oracle import Oracle

settings.register_profile(
    "project",
    max_examples=tries(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=True,
)
settings.load_profile("project")


@pytest.fixture(scope="session")
def advisor() -> Advisor:
    """Return an advisor with the built-in knowledge on the default engine."""
    return Advisor()


@pytest.fixture(scope="session")
def examples() -> Path:
    """Return the folder of example requirement files."""
    return Path(__file__).parent.parent / "examples"


@pytest.fixture(scope="session")
def asked(advisor: Advisor) -> Oracle:
    """Return the advisor with built-in knowledge, made ready for many questions."""
    return advisor.oracle


@pytest.fixture(scope="session")
def advised(advisor: Advisor, examples: Path) -> Callable[[str], Recommendation]:
    """Return a function that recommends for an example file."""
    return lambda name: advisor.advise(load_requirements(examples / name))
