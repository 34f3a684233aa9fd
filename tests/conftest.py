"""What all tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from wso2_strategy import Advisor

settings.register_profile(
    "project", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
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
