"""Files for virtual machines: a deployment.toml for each node, and load balancers between tiers."""

from __future__ import annotations

from wso2_strategy.artifacts.machines.part import machine_part

__all__ = ["machine_part"]
