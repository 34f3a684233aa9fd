"""The documented patterns P0 to P6.

The order of operational complexity is derived from the number of component
types and of links between them; no WSO2 page ranks the patterns.
"""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.domain.catalog.vocabulary import Guide, Limit, Pattern, PatternTier
from wso2_strategy.inference.provenance import Source

_VM, _KUBERNETES, _OPENSHIFT = "virtual-machines", "kubernetes", "openshift"
SETUP = "install-and-setup/setup/"

_ALL_IN_ONE = PatternTier("all-in-one", max_nodes=2)
_CONTROL_PLANE = PatternTier("control-plane", max_nodes=2)
GATEWAY = PatternTier("gateway", autoscales=True)
TRAFFIC_MANAGER = PatternTier("traffic-manager", max_nodes=2)
_KEY_MANAGER = PatternTier("key-manager")
_IDENTITY_SERVER = PatternTier("identity-server")


def guides(
    vm_path: str | None, kubernetes_page: str | None, *, openshift: bool = True
) -> tuple[Guide, ...]:
    """Return the pages that tell how to build a pattern, with None where there is none."""
    vm = sources.docs_page("guide for virtual machines", vm_path) if vm_path else None
    kubernetes: Source | None = None
    if kubernetes_page:
        path = f"{SETUP}kubernetes-deployment/kubernetes/{kubernetes_page}"
        kubernetes = sources.docs_page("guide for Kubernetes", path)
    return (
        Guide(_VM, vm),
        Guide(_KUBERNETES, kubernetes),
        Guide(_OPENSHIFT, sources.OPENSHIFT if openshift else None),
    )


P0 = Pattern(
    id="P0",
    name="Single Node",
    synonyms=("Pattern 0", "All-in-One", "All-in-One Setup"),
    summary="The whole platform runs as one process on one server.",
    suits="development, testing and training",
    tiers=(PatternTier("all-in-one", redundant_nodes=1, max_nodes=1),),
    provides=frozenset(),
    complexity=0,
    platform_order=(_VM, _KUBERNETES),
    guides=guides(f"{SETUP}single-node/configuring-a-single-node", "am-pattern-0-all-in-one"),
    limits=(
        Limit("A single point of failure; not for production.", sources.PATTERNS, "stated"),
        Limit(
            "In a DMZ the All-in-One needs a reverse proxy in front.", sources.ALL_IN_ONE, "stated"
        ),
    ),
    source=sources.PATTERNS,
    max_redundancy="none",
)

P1 = Pattern(
    id="P1",
    name="All-in-One High Availability (HA)",
    synonyms=("Pattern 1", "All-in-One HA", "Active-Active deployment"),
    summary="Two identical All-in-One nodes work side by side behind a load balancer.",
    suits="small production with low to moderate traffic that must survive the loss of a node",
    tiers=(_ALL_IN_ONE,),
    provides=frozenset({"multiple-nodes", "redundancy"}),
    complexity=1,
    platform_order=(_VM, _KUBERNETES),
    guides=guides(
        f"{SETUP}single-node/configuring-an-active-active-deployment",
        "am-pattern-1-all-in-one-ha",
    ),
    limits=(
        Limit("Grows only by whole nodes, and the chart stops at two.", sources.HELM, "derived"),
        Limit("Stated for up to 1,000 calls/s.", sources.ALL_IN_ONE, "stated"),
        Limit(
            "In a DMZ the All-in-One needs a reverse proxy in front.", sources.ALL_IN_ONE, "stated"
        ),
    ),
    source=sources.PATTERNS,
    min_redundancy="all",
)

P2 = Pattern(
    id="P2",
    name="Simple Scalable Deployment",
    synonyms=(
        "Pattern 2",
        "Simple Scalable",
        "Simple Scalable Setup",
        "All-in-one + GW",
        "Control Plane + Gateway",
    ),
    summary="The gateway is a tier of its own; an All-in-One does everything else.",
    suits="API traffic that outgrows one pair of nodes while management stays simple",
    tiers=(_ALL_IN_ONE, GATEWAY),
    provides=frozenset(
        {"multiple-nodes", "redundancy", "independent-gateway", "wso2-identity-server"}
    ),
    complexity=3,
    platform_order=(_VM, _KUBERNETES),
    guides=guides(
        f"{SETUP}distributed-deployment/deploying-wso2-api-m-in-a-simple-scalable-setup",
        "am-pattern-2-all-in-one-gw",
    ),
    limits=(
        Limit(
            "Traffic Manager and Key Manager cannot be scaled apart from the All-in-One.",
            sources.PATTERNS,
            "derived",
        ),
        Limit(
            "On Kubernetes the All-in-One is a single pod unless high availability is switched on.",
            sources.HELM,
            "derived",
        ),
    ),
    source=sources.PATTERNS,
)

P3 = Pattern(
    id="P3",
    name="Recommended Distributed Deployment",
    synonyms=(
        "Pattern 3",
        "Distributed",
        "Distributed Setup",
        "Distributed Setup with Gateway and Traffic Manager separated from the Control Plane",
        "ACP_TM_GW",
    ),
    summary="API Control Plane, Traffic Manager and gateway are tiers of their own.",
    suits="most production environments with high traffic",
    tiers=(_CONTROL_PLANE, TRAFFIC_MANAGER, GATEWAY),
    provides=frozenset(
        {
            "multiple-nodes",
            "redundancy",
            "independent-gateway",
            "independent-traffic-manager",
            "wso2-identity-server",
        }
    ),
    complexity=5,
    platform_order=(_KUBERNETES, _VM),
    guides=guides(
        f"{SETUP}distributed-deployment/deploying-wso2-api-m-in-a-distributed-setup",
        "am-pattern-3-acp-tm-gw",
    ),
    limits=(
        Limit("The Key Manager shares the API Control Plane.", sources.KUBERNETES_P4, "stated"),
        Limit(
            "Ten gateways for one Traffic Manager cluster are recommended, not enforced; 20,000 "
            "events/s are what was tested.",
            sources.SCALING,
            "stated",
        ),
        Limit("The API Control Plane stays at two nodes.", sources.SCALING, "stated"),
    ),
    source=sources.PATTERNS,
)

P4 = Pattern(
    id="P4",
    name="Fully Distributed Deployment with Key Manager Separation",
    synonyms=(
        "Pattern 4",
        "Fully Distributed",
        "Fully Distributed Deployment",
        "Fully Distributed Setup",
        "Distributed Setup with Key Manager Separation",
        "ACP_TM_GW_KM",
    ),
    summary="API Control Plane, Traffic Manager, gateway and Key Manager are tiers of their own.",
    suits="large installations with very high security needs or a central corporate "
    "identity provider",
    tiers=(_CONTROL_PLANE, TRAFFIC_MANAGER, GATEWAY, _KEY_MANAGER),
    provides=frozenset(
        {
            "multiple-nodes",
            "redundancy",
            "independent-gateway",
            "independent-traffic-manager",
            "independent-key-manager",
            "full-isolation",
            "central-identity-provider",
            "wso2-identity-server",
        }
    ),
    complexity=6,
    platform_order=(_KUBERNETES, _VM),
    guides=guides(
        f"{SETUP}distributed-deployment/"
        "deploying-wso2-api-m-in-a-distributed-setup-with-km-separated",
        "am-pattern-4-acp-tm-gw-km",
    ),
    limits=(
        Limit("The most nodes to run of all patterns in one region.", sources.PATTERNS, "derived"),
        Limit(
            "A Key Manager tier pays only for opaque tokens, heavy token issuance or isolation.",
            sources.KEY_MANAGER_OPAQUE_ONLY,
            "derived",
        ),
    ),
    source=sources.PATTERNS,
)

P5 = Pattern(
    id="P5",
    name="Simple Scalable with Key Manager Separation",
    synonyms=(
        "Pattern 5",
        "Simple Scalable Setup with Key Manager",
        "Simple Scalable Setup with Key Manager Separated",
        "all-in-one_GW_KM",
    ),
    summary="Gateway and Key Manager are tiers of their own; an All-in-One does the rest.",
    suits="traffic that must scale together with a Key Manager that is heavily loaded or needs "
    "special protection",
    tiers=(_ALL_IN_ONE, GATEWAY, _KEY_MANAGER),
    provides=frozenset(
        {
            "multiple-nodes",
            "redundancy",
            "independent-gateway",
            "independent-key-manager",
            "wso2-identity-server",
        }
    ),
    complexity=4,
    platform_order=(_KUBERNETES, _VM),
    guides=guides(None, "am-pattern-5-all-in-one-gw-km"),
    limits=(
        Limit("No guide for virtual machines is published.", sources.PATTERNS, "derived"),
        Limit(
            "The All-in-One chart 4.7.0-1 cannot be pointed at the separate Key Manager.",
            sources.ISSUE_5199,
            "stated",
        ),
    ),
    source=sources.PATTERNS,
)

P6 = Pattern(
    id="P6",
    name="API-M Deployment with IS as Key Manager",
    synonyms=("Pattern 6", "All-in-One with WSO2 IS as Key Manager", "IS as Key Manager"),
    summary="An All-in-One works with WSO2 Identity Server as its third-party Key Manager.",
    suits="small installations whose identities live in WSO2 Identity Server",
    tiers=(_ALL_IN_ONE, _IDENTITY_SERVER),
    provides=frozenset(
        {"multiple-nodes", "redundancy", "independent-key-manager", "wso2-identity-server"}
    ),
    complexity=2,
    platform_order=(_VM, _KUBERNETES),
    guides=guides(
        "api-security/key-management/third-party-key-managers/configure-wso2is7-connector",
        "am-pattern-6-all-in-one-is-as-km",
        openshift=False,
    ),
    limits=(
        Limit("The strategy page does not list it.", sources.STRATEGY, "derived"),
        Limit(
            "On Kubernetes tenancy is not supported, and WSO2 IS is not the resident Key Manager.",
            sources.KUBERNETES_P6,
            "stated",
        ),
    ),
    source=sources.PATTERNS,
)

PATTERNS = (P0, P1, P2, P3, P4, P5, P6)
