"""Recommends how to deploy WSO2 API Manager, and says why.

>>> from wso2_strategy import Advisor, Requirements, Traffic
>>> recommendation = Advisor().advise(Requirements(traffic=Traffic(peak_tps=9000)))
>>> recommendation.pattern.id, recommendation.platform.id
('P3', 'kubernetes')
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wso2_strategy._version import __version__

if TYPE_CHECKING:
    from wso2_strategy.advice.pack import Pack
    from wso2_strategy.advice.packs import Knowledge
    from wso2_strategy.api import Advisor, Recommendation, load_requirements
    from wso2_strategy.domain import sources
    from wso2_strategy.domain.assumptions import ASSUMPTIONS
    from wso2_strategy.domain.catalog import CATALOG, Catalog, Lack, MatrixRow
    from wso2_strategy.domain.conclusions import (
        Advice,
        Contradiction,
        Exclusion,
        LayoutExclusion,
        LayoutNeed,
        Need,
        PassedOver,
        Preference,
        RedundancyNeed,
        Selection,
        Size,
        SizedTier,
    )
    from wso2_strategy.domain.facts import (
        Availability,
        Compliance,
        Constraints,
        GatewayGroup,
        Operations,
        Requirements,
        Traffic,
    )
    from wso2_strategy.errors import RequirementsError, StrategyError
    from wso2_strategy.inference import (
        Assumption,
        Derivation,
        KnowledgeBase,
        KnownFacts,
        Procedure,
        Rule,
        Source,
        conclude,
        exists,
        fact,
    )
    from wso2_strategy.models.fitness import LayoutFitness, PatternFitness
    from wso2_strategy.models.load.demand import Demand
    from wso2_strategy.models.load.group_shares import GroupShare

__all__ = [
    "ASSUMPTIONS",
    "CATALOG",
    "Advice",
    "Advisor",
    "Assumption",
    "Availability",
    "Catalog",
    "Compliance",
    "Constraints",
    "Contradiction",
    "Demand",
    "Derivation",
    "Exclusion",
    "GatewayGroup",
    "GroupShare",
    "Knowledge",
    "KnowledgeBase",
    "KnownFacts",
    "Lack",
    "LayoutExclusion",
    "LayoutFitness",
    "LayoutNeed",
    "MatrixRow",
    "Need",
    "Operations",
    "Pack",
    "PassedOver",
    "PatternFitness",
    "Preference",
    "Procedure",
    "Recommendation",
    "RedundancyNeed",
    "Requirements",
    "RequirementsError",
    "Rule",
    "Selection",
    "Size",
    "SizedTier",
    "Source",
    "StrategyError",
    "Traffic",
    "__version__",
    "conclude",
    "exists",
    "fact",
    "load_requirements",
    "sources",
]

_HOMES = (
    "errors",
    "domain.facts",
    "domain.conclusions",
    "domain.assumptions",
    "domain.catalog",
    "domain",
    "inference",
    "models.load.demand",
    "models.load.group_shares",
    "models.fitness",
    "advice.pack",
    "advice.packs",
    "api",
)


def __getattr__(name: str) -> Any:
    # What is not asked for is not loaded: loading all takes longer than most answers.
    for home in _HOMES if name in __all__ else ():
        module = import_module(f"{__name__}.{home}")
        if hasattr(module, name):
            return globals().setdefault(name, getattr(module, name))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
