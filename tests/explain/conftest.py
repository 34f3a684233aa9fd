"""What the tests of explanations share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from wso2_strategy import Advisor, Recommendation, load_requirements
from wso2_strategy.explain.oracle import Oracle

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def asked(advisor: Advisor) -> Oracle:
    """Return the advisor with built-in knowledge, made ready for many questions."""
    return advisor.oracle


@pytest.fixture(scope="session")
def advised(advisor: Advisor, examples: Path) -> Callable[[str], Recommendation]:
    """Return a function that recommends for an example file."""
    return lambda name: advisor.advise(load_requirements(examples / name))
