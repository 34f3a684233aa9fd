"""Component graphs of the patterns, and the questions they answer."""

from __future__ import annotations

from wso2_strategy.topology.builder import topology
from wso2_strategy.topology.difference import Difference, compare
from wso2_strategy.topology.flow import FLOWS, Flow, Step
from wso2_strategy.topology.flow_graph import CutSet, Dependency, FlowGraph
from wso2_strategy.topology.migration import MigrationStep, migration_steps
from wso2_strategy.topology.options import Options
from wso2_strategy.topology.queries import Topology
from wso2_strategy.topology.symptoms import Symptom
from wso2_strategy.topology.tiers import Connection, Port, Tier

__all__ = [
    "FLOWS",
    "Connection",
    "CutSet",
    "Dependency",
    "Difference",
    "Flow",
    "FlowGraph",
    "MigrationStep",
    "Options",
    "Port",
    "Step",
    "Symptom",
    "Tier",
    "Topology",
    "compare",
    "migration_steps",
    "topology",
]
