"""Knowledge with rules to be tried, and what is found in it."""

from __future__ import annotations

from typing import Annotated, Any

from attrs import evolve, frozen

from wso2_strategy import (
    Availability,
    Compliance,
    Knowledge,
    Need,
    Operations,
    Pack,
    Requirements,
    Rule,
    Selection,
    Source,
    Traffic,
    fact,
)
from wso2_strategy.domain.kinds import Flag, Number, checked
from wso2_strategy.models.fitness import PatternFitness
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.verification import (
    Finding,
    Kind,
    verify,
)

traffic = fact(Traffic)
availability = fact(Availability)
compliance = fact(Compliance)
operations = fact(Operations)
need = fact(Need)
requirements = fact(Requirements)
pattern = fact(Selection, "pattern")
demand = fact(Demand)
fitness = fact(PatternFitness)
BUILT_IN = Knowledge.installed()


def rule(when: Any, then: Any, rule_id: str = "test.rule", because: str = "It is so.") -> Rule:
    return Rule(
        id=rule_id,
        when=when,
        then=then,
        because=because,
        source=Source("A test", "https://example.org/"),
        basis="assumed",
    )


def knowledge(*rules: Rule, **parts: Any) -> Knowledge:
    pack = Pack(name="test", version="1.0", summary="A test.", rules=rules, **parts)
    return Knowledge.installed(pack)


def unchecked(*rules: Rule) -> Knowledge:
    """Return knowledge with rules that a pack could not bring."""
    return evolve(BUILT_IN, base=BUILT_IN.base.extended(*rules))


def found(known: Knowledge, kind: Kind, *ids: str) -> Finding:
    """Return the one finding of a kind that concerns some rules."""
    about = [each.id for each in known.base.rules if each.id.startswith("test.")]
    report = verify(known, about=about or None, kinds=[kind])
    matching = [
        each for each in report.findings if each.kind == kind and set(ids) <= set(each.rules)
    ]
    assert len(matching) == 1, report.findings
    return matching[0]


@frozen(field_transformer=checked)
class Custody:
    """A section of which one field is read."""

    days: Annotated[int, Number(low=1, whole=True)] | None = None
    audited: Annotated[bool, Flag()] | None = None


@frozen
class Note:
    """A class that rules of a pack conclude for each other."""

    word: str
