"""What the identity provider asks for, and what to know about it."""

from __future__ import annotations

from wso2_strategy import (
    Compliance,
    Exclusion,
    Need,
    Requirements,
    Rule,
    Traffic,
    fact,
    sources,
)

from .advice import ON_CLUSTER, advise, pattern, tier

compliance = fact(Compliance)
requirements = fact(Requirements)
traffic = fact(Traffic)

RULES = (
    Rule(
        id="identity.central-provider",
        when=(compliance.identity_provider == "external")
        & (
            requirements.environment.absent()
            | requirements.environment.one_of("production", "staging")
        ),
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
    Rule(
        id="identity.no-unasked-identity-server",
        when=compliance.identity_provider.absent()
        | compliance.identity_provider.one_of("none", "external"),
        then=Exclusion("P6", limit="no WSO2 Identity Server is stated"),
        because="P6 works with WSO2 Identity Server, which is not stated as the identity provider.",
        source=sources.KUBERNETES_P6,
        basis="derived",
    ),
    advise(
        "external-identity-provider",
        "note",
        (pattern.id == "P4") & (compliance.identity_provider == "external"),
        "An external identity provider can also be registered as a third-party Key Manager in the "
        "Admin Portal, without a Key Manager tier.",
        "If nothing else asks for a {tier:key-manager} tier, register the provider and see what is "
        "recommended when compliance.identity_provider is none.",
        sources.ARCHITECTURE,
        "derived",
    ),
    advise(
        "identity-outside-production",
        "note",
        (compliance.identity_provider == "external")
        & requirements.environment.one_of("development", "testing", "training"),
        "Outside production an external identity provider asks for no pattern of its own.",
        "Register it as a third-party {mention:key-manager} in the Admin Portal.",
        sources.ARCHITECTURE,
        "derived",
    ),
    advise(
        "opaque-tokens",
        "note",
        traffic.token_format == "opaque",
        "WSO2 recommends JWTs, which gateways check themselves: for an opaque token the gateway "
        "asks the Key Manager, and trusts the answer for 15 minutes.",
        "Keep opaque tokens only where clients need them.",
        sources.TOKEN_PERSISTENCE,
        "stated",
    ),
    advise(
        "identity-server-as-third-party",
        "caution",
        compliance.identity_provider == "wso2-is",
        "WSO2 Identity Server 7.x cannot be the resident Key Manager, which 6.0 and 6.1 can.",
        "Register Identity Server 7.x as a third-party {mention:key-manager} in the Admin Portal: "
        "start it first and exchange certificates.",
        sources.IDENTITY_SERVER_AS_KEY_MANAGER,
        "stated",
    ),
    advise(
        "isolated-by-identity-server",
        "note",
        (compliance.isolate_key_manager == True) & (tier.component == "identity-server"),
        "WSO2 Identity Server issues the tokens on nodes of its own, so the Key Manager is apart "
        "from the rest without a pattern for it.",
        "Draw the zone of the {mention:key-manager} around the {tier:identity-server} tier.",
        sources.PATTERNS,
        "derived",
    ),
    advise(
        "key-manager-beside-identity-server",
        "caution",
        (tier.component == "key-manager") & (compliance.identity_provider == "wso2-is"),
        "WSO2 Identity Server issues the tokens on nodes of its own, so a Key Manager tier beside "
        "it has none to issue.",
        "Ask whether the {mention:key-manager} tier is wanted beside {mention:identity-server}; "
        "{mention:P3} keeps every other component apart without it.",
        sources.IDENTITY_SERVER_AS_KEY_MANAGER,
        "derived",
    ),
    advise(
        "identity-server-chart",
        "caution",
        ON_CLUSTER & (pattern.id == "P6"),
        "The chart's iskm switch would make Identity Server the resident Key Manager.",
        "Leave iskm off with Identity Server 7.x.",
        sources.KUBERNETES_P6,
        "stated",
    ),
    advise(
        "tenants-with-identity-server",
        "caution",
        ON_CLUSTER & (pattern.id == "P6") & (compliance.multi_tenant == True),
        "The Kubernetes page says that tenancy is not supported with Identity Server, another "
        "page that tenant sharing must be configured.",
        "Verify tenant sharing in a test before relying on it.",
        sources.KUBERNETES_P6,
        "stated",
    ),
)
