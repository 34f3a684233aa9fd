"""The capabilities that needs ask for and patterns provide."""

from __future__ import annotations

from wso2_strategy.domain.catalog.vocabulary import Capability

CAPABILITIES = (
    Capability(
        id="multiple-nodes",
        name="several nodes for API calls",
        meaning="API calls are served by at least two nodes.",
        lacking="serves every API call from one node",
    ),
    Capability(
        id="redundancy",
        name="redundancy of every component",
        meaning="Every component runs on at least two nodes, so the loss of one stops nothing.",
        lacking="stops when its only node stops",
    ),
    Capability(
        id="independent-gateway",
        name="a gateway tier of its own",
        meaning="The gateway scales, fails and is protected apart from everything else.",
        lacking="runs the gateway inside the All-in-One node",
    ),
    Capability(
        id="independent-traffic-manager",
        name="a Traffic Manager tier of its own",
        meaning="Rate-limiting decisions run apart from the portals and the gateway.",
        lacking="runs the Traffic Manager inside the All-in-One node",
    ),
    Capability(
        id="independent-key-manager",
        name="a Key Manager tier of its own",
        meaning="Tokens are issued and checked apart from the portals and the gateway.",
        lacking="runs the Key Manager inside the node that carries the portals",
    ),
    Capability(
        id="full-isolation",
        name="isolation of every component",
        meaning="Control plane, gateway, Traffic Manager and Key Manager each have nodes "
        "of their own.",
        lacking="shares nodes between at least two components",
    ),
    Capability(
        id="central-identity-provider",
        name="integration with a central identity provider",
        meaning="The arrangement that the strategy page names for a central corporate "
        "identity provider.",
        lacking="is not the pattern that WSO2 names for a central corporate identity provider",
    ),
    Capability(
        id="wso2-identity-server",
        name="WSO2 Identity Server as Key Manager",
        meaning="WSO2 Identity Server issues the tokens, as a third-party Key Manager.",
        lacking="is not described with WSO2 Identity Server as its Key Manager",
    ),
    Capability(
        id="several-regions",
        name="several regions",
        meaning="API calls are served from more than one data centre or region.",
        lacking="serves API calls from one region at a time",
        dimension="regions",
    ),
    Capability(
        id="autonomous-regions",
        name="regions that work on their own",
        meaning="Every region has a control plane and databases of its own.",
        lacking="needs the main region for every management task",
        dimension="regions",
    ),
    Capability(
        id="regional-data-planes",
        name="regional data planes under one control plane",
        meaning="Further regions run gateways and Traffic Managers only; one region manages all.",
        lacking="runs a full control plane in every region",
        dimension="regions",
    ),
    Capability(
        id="standby-region",
        name="a region that stands by",
        meaning="One region serves; another holds a copy of it and takes over when people say so.",
        lacking="has no region that waits without serving",
        dimension="regions",
    ),
)
