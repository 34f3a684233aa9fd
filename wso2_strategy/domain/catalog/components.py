"""The WSO2 runtimes that patterns are built from."""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.domain.catalog.vocabulary import Component

COMPONENTS = (
    Component(
        id="all-in-one",
        name="All-in-One",
        distribution="wso2am",
        contains=("control-plane", "gateway", "traffic-manager", "key-manager"),
        source=sources.PATTERNS,
    ),
    Component(
        id="control-plane",
        name="API Control Plane",
        distribution="wso2am-acp",
        contains=("control-plane", "key-manager"),
        source=sources.PATTERNS,
    ),
    Component(
        id="gateway",
        name="Universal Gateway",
        synonyms=("Classic Gateway (Universal)", "Classic Gateway"),
        distribution="wso2am-universal-gw",
        contains=("gateway",),
        source=sources.PATTERNS,
    ),
    Component(
        id="traffic-manager",
        name="Traffic Manager",
        distribution="wso2am-tm",
        contains=("traffic-manager",),
        source=sources.PATTERNS,
    ),
    Component(
        id="key-manager",
        name="Key Manager",
        distribution="wso2am-acp",
        contains=("key-manager",),
        source=sources.KEY_MANAGER_SEPARATED,
    ),
    Component(
        id="identity-server",
        name="WSO2 Identity Server",
        distribution="wso2is",
        contains=("key-manager",),
        source=sources.KUBERNETES_P6,
    ),
)
