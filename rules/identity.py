"""What the identity provider asks for."""

from __future__ import annotations

from wso2_strategy import Compliance, Need, Requirements, Rule, fact, sources

compliance = fact(Compliance)
requirements = fact(Requirements)

RULES = (
    Rule(
        id="identity.central-provider",
        when=(compliance.identity_provider == "external")
        & requirements.environment.one_of("production", "staging"),
        then=Need("central-identity-provider"),
        because="Identities are held by a central corporate identity provider, for which the "
        "strategy page names full distribution.",
        source=sources.STRATEGY,
        basis="stated",
    ),
    Rule(
        id="identity.wso2-identity-server",
        when=compliance.identity_provider == "wso2-is",
        then=Need("wso2-identity-server"),
        because="WSO2 Identity Server is to issue the tokens.",
        source=sources.PATTERNS,
        basis="stated",
    ),
)
