"""Topologies that are hard to write down: with everything in them, and with hostile names."""

from hypothesis import strategies as st

from wso2_strategy.domain.catalog import CATALOG
from wso2_strategy.topology import Connection, Tier, Topology, topology

PATTERNS = tuple(pattern.id for pattern in CATALOG.patterns)
ONE_DATABASE = {"am-database": 1, "shared-database": 1, "identity-database": 1}
EVERYTHING: dict[str, object] = {
    "redundancy": "all",
    "platform": "kubernetes",
    "protocols": {"http", "websocket", "websub"},
    "identity_provider": "external",
    "analytics": "moesif",
    "user_store": "ldap",
    "multi_tenant": True,
    "exact_rate_limits": True,
    "shared_file_system": True,
    "transaction_counter": True,
}

HOSTILE = '"]; } --> <b>&amp; ${x} \\N `*_ #35; | end'

NAMES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).filter(
    lambda text: text.isprintable() and bool(text.strip())
)


def built(pattern: str) -> Topology:
    return topology(pattern, **EVERYTHING)


def hostile(name: str = HOSTILE) -> Topology:
    """A topology in which a user's tier and connection are called something unfortunate."""
    return (
        topology("P2", redundancy="all")
        .with_tier(Tier(name, kind="store", zone=name))
        .with_connection(Connection("U1", "gateway", name, name, "tcp"))
    )
