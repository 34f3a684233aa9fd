"""What Acme knows about deploying WSO2 API Manager, as a pack."""

from __future__ import annotations

from acme_strategy import catalog, facts, rules
from wso2_strategy import Pack

PACK = Pack(
    name="acme",
    version="1.0.0",
    summary="Key custody, WSO2 Identity Server beside separate gateways, and Nomad.",
    rules=rules.RULES,
    overrides=rules.OVERRIDES,
    switched_off=["advice.websocket-ports-on-machines"],
    assumptions={"all_in_one_pair_tps": 800.0},
    fact_classes=[facts.KeyCustody, facts.Hosting],
    capabilities=catalog.CAPABILITIES,
    patterns=catalog.PATTERNS,
    platforms=catalog.PLATFORMS,
)
