"""What a folder of configuration makes: its topology, what is wrong with it, and the way on."""

from __future__ import annotations

from wso2_strategy.artifacts.assess.assessment import Assessment, assess
from wso2_strategy.artifacts.assess.findings import Finding

__all__ = ["Assessment", "Finding", "assess"]
