"""Acme's rules, and the built-in rules it sees differently."""

from __future__ import annotations

from acme_strategy.catalog import HANDBOOK
from acme_strategy.facts import Hosting, KeyCustody
from wso2_strategy import (
    Assumption,
    Availability,
    Need,
    Preference,
    Rule,
    fact,
)

custody = fact(KeyCustody)
hosting = fact(Hosting)
availability = fact(Availability)

SHORT_ROTATION_DAYS = Assumption(
    id="short_rotation_days",
    value=90,
    unit="days",
    meaning="Keys that change more often must be changed by the hardware security module.",
    source=HANDBOOK,
    basis="assumed",
)

RULES = (
    Rule(
        id="acme.keys-in-custody",
        when=(custody.hardware_module == True) & (custody.rotation_days < SHORT_ROTATION_DAYS),
        then=Need("key-custody"),
        because="Keys change every {key_custody.rotation_days} days, more often than every"
        " {short_rotation_days}, and the hardware security module must do it.",
        source=HANDBOOK,
        basis="stated",
    ),
    Rule(
        id="acme.nomad",
        when=hosting.nomad == True,
        then=Preference("nomad", 3, "Acme's scheduler"),
        because="A Nomad cluster is there already.",
        source=HANDBOOK,
        basis="stated",
    ),
)

OVERRIDES = (
    Rule(
        id="availability.redundancy-of-gateway",
        when=availability.redundancy == "gateway",
        then=Need("redundancy"),
        because="Acme always makes everything redundant where the gateway is.",
        source=HANDBOOK,
        basis="stated",
    ),
)
