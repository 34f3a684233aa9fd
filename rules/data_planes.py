"""Other gateways under the same control plane: when they are an alternative, and what they lack.

They are advice only: nothing here sizes them or chooses one.
"""

from __future__ import annotations

from wso2_strategy import Operations, Rule, Traffic, fact, sources

from .advice import ON_CLUSTER, WITH_GATEWAY_TIER, advise

operations = fact(Operations)
traffic = fact(Traffic)

CLOUD_NATIVE = operations.workflow == "cloud-native"

RULES: tuple[Rule, ...] = (
    advise(
        "platform-gateway",
        "note",
        WITH_GATEWAY_TIER & CLOUD_NATIVE,
        "Since 4.7 the Platform Gateway, a runtime of its own near the services, can be registered "
        "beside or instead of the classic one; it needs a link to the control plane at 9443 only.",
        "Consider it for REST APIs made from scratch or from OpenAPI, on {mention:kubernetes} 1.32 "
        "or later or with Docker: it serves no WebSocket, GraphQL, MCP or AI APIs, takes its "
        "policies from the Policy Hub, and is not sized here.",
        sources.PLATFORM_GATEWAY,
        "stated",
    ),
    advise(
        "platform-gateway-cannot",
        "note",
        WITH_GATEWAY_TIER
        & CLOUD_NATIVE
        & (traffic.protocols.contains("graphql") | traffic.protocols.contains("websocket")),
        "GraphQL or WebSocket APIs are stated, which the Platform Gateway of 4.7 does not serve.",
        "Keep the {tier:gateway} tier for them, whatever else is registered beside it.",
        sources.PLATFORM_GATEWAY,
        "stated",
    ),
    advise(
        "kubernetes-gateway",
        "note",
        WITH_GATEWAY_TIER & CLOUD_NATIVE & ON_CLUSTER,
        "WSO2's gateway that is made of a cluster's own objects can take APIs from the same "
        "control plane, through an agent that hears its events; the pages for 4.5 describe it.",
        "Consider it where teams deploy APIs as objects of the cluster: it takes REST and GraphQL "
        "APIs only, needs that agent, and is not sized here; ask WSO2 which version suits 4.7.",
        sources.KUBERNETES_GATEWAY,
        "stated",
    ),
    advise(
        "federated-gateways",
        "note",
        WITH_GATEWAY_TIER & CLOUD_NATIVE & operations.existing_platforms.contains("iaas"),
        "The control plane can also manage gateways of others: it deploys to those of AWS and "
        "Azure, and finds APIs on Kong and Envoy Gateway.",
        "Consider it for APIs that already run there; what enforces limits and policies is then "
        "that gateway, so check each policy, and it is not sized here.",
        sources.FEDERATED_GATEWAYS,
        "derived",
    ),
)
