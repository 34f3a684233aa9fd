"""The engine room: facts in, conclusions and their justification out.

It knows nothing of WSO2. Rules are written with `fact`, `exists`, `conclude`
and `Rule`, collected in a `KnowledgeBase`, and run by an `Engine`.
"""

from __future__ import annotations

from wso2_strategy.inference.conditions import Condition
from wso2_strategy.inference.engine import ENGINE_NAMES, Engine, EngineName, engine_for
from wso2_strategy.inference.justification import Firing, Inference
from wso2_strategy.inference.knowledge_base import KnowledgeBase
from wso2_strategy.inference.procedure import Derivation, KnownFacts, Procedure
from wso2_strategy.inference.provenance import Assumption, Basis, Source
from wso2_strategy.inference.rule import Rule, conclude
from wso2_strategy.inference.syntax import exists, fact

__all__ = [
    "ENGINE_NAMES",
    "Assumption",
    "Basis",
    "Condition",
    "Derivation",
    "Engine",
    "EngineName",
    "Firing",
    "Inference",
    "KnowledgeBase",
    "KnownFacts",
    "Procedure",
    "Rule",
    "Source",
    "conclude",
    "engine_for",
    "exists",
    "fact",
]
