"""A capability, the pattern that provides it, and a platform."""

from __future__ import annotations

from wso2_strategy import CATALOG, Source
from wso2_strategy.domain.catalog import Capability, Pattern, PatternTier, Platform

HANDBOOK = Source("Acme platform handbook", "https://acme.example/handbook")

CUSTODY = Capability(
    id="key-custody",
    name="keys in Acme's custody",
    meaning="Tokens are signed by a server that reaches the hardware security module.",
    lacking="signs tokens where no hardware security module is reached",
)

# A pattern names its components; tiers and connections of its topology follow from their roles.
BESIDE = Pattern(
    id="A1",
    name="Distributed Deployment with Identity Server",
    synonyms=(),
    summary="The tiers of P3, with WSO2 Identity Server as a Key Manager tier.",
    suits="installations that sign tokens in their own custody",
    tiers=(*CATALOG.pattern("P3").tiers, PatternTier("identity-server")),
    provides=CATALOG.pattern("P4").provides | {"key-custody"},
    complexity=7,
    platform_order=("kubernetes", "virtual-machines", "nomad"),
    guides=(),
    limits=(),
    source=HANDBOOK,
)

# Ranked only where a rule prefers it, so nobody else is bothered with it.
NOMAD = Platform(
    id="nomad",
    name="Nomad",
    summary="Containers under Acme's own scheduler.",
    source=HANDBOOK,
    on_demand=True,
)

CAPABILITIES = (CUSTODY,)
PATTERNS = (BESIDE,)
PLATFORMS = (NOMAD,)
