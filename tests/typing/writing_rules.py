"""Rules, facts of one's own and packs are written without a cast."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Annotated, Literal, get_args

from attrs import field, frozen

from wso2_strategy import (
    Advice,
    Advisor,
    Assumption,
    Knowledge,
    Need,
    Pack,
    Requirements,
    Rule,
    Source,
    Traffic,
    conclude,
    exists,
    fact,
)
from wso2_strategy.domain.kinds import Choice, Choices, Flag, Number, Share, checked, in_percent
from wso2_strategy.testing import Suite

Custody = Literal["software", "module"]
Audience = Literal["staff", "partners"]


@frozen(field_transformer=checked)
class KeyCustody:
    """A section of requirements files that a pack declares."""

    place: Annotated[Custody, Choice(get_args(Custody))] | None = None
    audience: Annotated[AbstractSet[Audience], Choices(get_args(Audience))] | None = None
    rotation_days: Annotated[int, Number(low=1, whole=True, unit="days")] | None = None
    signed: Annotated[float, Share()] | None = field(default=None, converter=in_percent)
    audited: Annotated[bool, Flag()] | None = None


HANDBOOK = Source("Platform handbook", "https://acme.example/handbook")
SHORT = Assumption(
    id="short_rotation_days",
    value=90,
    unit="days",
    meaning="Keys that change more often are changed by a module.",
    source=HANDBOOK,
    basis="assumed",
)

custody = fact(KeyCustody)
traffic = fact(Traffic)

RULES = [
    Rule(
        id="acme.custody",
        when=(custody.place == "module") & (custody.rotation_days < SHORT),
        then=Need("independent-key-manager"),
        because="Keys change every {key_custody.rotation_days} days.",
        source=HANDBOOK,
        basis="stated",
    ),
    Rule(
        id="acme.partners",
        when=custody.audience.contains("partners") & (traffic.peak_tps >= 100),
        then=[Need("independent-gateway"), Need("redundancy")],
        because="Partners call.",
        source=HANDBOOK,
        basis="assumed",
    ),
    Rule(
        id="acme.needed",
        when=(custody.audited == True) & exists(fact(Need)),
        then=conclude(Advice, id="acme.needed", text="Test the loss of a node."),
        because="Redundancy is needed.",
        source=HANDBOOK,
        basis="derived",
    ),
]

PACK = Pack(
    name="acme",
    version="1.0",
    summary="What Acme adds.",
    rules=RULES,
    fact_classes=[KeyCustody],
    assumptions={"all_in_one_pair_tps": 800},
    switched_off=["advice.websocket-ports-on-machines"],
)


def answer() -> str:
    """An advisor with the pack takes its facts."""
    stated = KeyCustody(place="module", audience={"staff"}, rotation_days=30, signed="50%")
    advisor = Advisor(knowledge=Knowledge.installed(PACK))
    return advisor.advise(Requirements(extensions=[stated])).pattern.id


def tested() -> None:
    """The kit for rule authors chains."""
    suite = Suite(Knowledge.installed(PACK))
    suite.given(Traffic(peak_tps=3000)).fires("traffic.outgrows-pair").recommends("P2")
    suite.coverage.check(pack="acme")
