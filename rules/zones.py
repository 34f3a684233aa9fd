"""What availability zones of a region mean for the answer."""

from __future__ import annotations

from wso2_strategy import Availability, Rule, Selection, fact, sources

from .advice import ON_CLUSTER, ON_MACHINES, advise
from .environment import PRODUCTION

availability = fact(Availability)
pattern = fact(Selection, "pattern")

SEVERAL = availability.zones > 1
REDUNDANT = pattern.redundancy == "all"

RULES: tuple[Rule, ...] = (
    advise(
        "one-zone",
        "caution",
        (availability.zones == 1) & REDUNDANT,
        "All nodes stand in one availability zone, so two of a kind survive the loss of a node and "
        "not that of the zone.",
        "Spread them over two zones or more, or accept the loss of the zone in writing.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "zones-without-second-nodes",
        "warning",
        PRODUCTION & SEVERAL & pattern.redundancy.one_of("none", "gateway"),
        "Several availability zones are stated, but not every component has a second node; what "
        "has one node is lost with its zone.",
        "Make every component redundant, or do not count on the zones.",
        sources.GAP,
        "derived",
    ),
    advise(
        "zones-on-machines",
        "caution",
        SEVERAL & REDUNDANT & ON_MACHINES,
        "Nodes survive a zone only where they stand in different ones.",
        "Place the nodes of each tier, and those of the load balancer with its failover address, "
        "in turn over the zones, and let no address of a tier be bound to one of them.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "zones-on-a-cluster",
        "caution",
        SEVERAL & REDUNDANT & ON_CLUSTER,
        "WSO2's charts 4.7.0-1 know node selectors and no topology spread constraints, so both "
        "nodes of a pair may run in one zone.",
        "Add topology spread constraints over the zone label of the cluster's nodes to every "
        "deployment, such as with a post-renderer of Helm, and check after each update where "
        "pods run.",
        sources.HELM,
        "derived",
    ),
    advise(
        "zones-and-databases",
        "caution",
        SEVERAL & REDUNDANT,
        "The expected availability counts a database whose standby runs in another zone and takes "
        "over by itself.",
        "Replicate synchronously between two zones, keep one address for both, and test the "
        "failover; a database in one zone takes portals and tokens with it.",
        sources.GAP,
        "assumed",
    ),
    advise(
        "pairs-in-two-of-the-zones",
        "note",
        (availability.zones > 2) & REDUNDANT,
        "Tiers of two nodes stand in two of {availability.zones} zones.",
        "Let pairs stand in different zones, so that no zone holds a node of all of them.",
        sources.GAP,
        "derived",
    ),
)
