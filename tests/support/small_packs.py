"""Packs of one rule, one procedure or one section, and what is said of those that fail."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from attrs import frozen

from wso2_strategy import (
    Derivation,
    Knowledge,
    KnownFacts,
    Need,
    Pack,
    Procedure,
    Rule,
    Source,
    Traffic,
    fact,
)
from wso2_strategy.domain.kinds import Flag, Number, checked
from wso2_strategy.errors import PackError

HANDBOOK = Source("Handbook", "https://acme.example/")
traffic = fact(Traffic)


def rule(rule_id: str = "acme.one", then: Any = None, **parts: Any) -> Rule:
    """Return a rule that asks for a gateway where payloads are transformed."""
    plain = {
        "when": traffic.mediation == True,  # noqa: E712
        "then": Need("independent-gateway") if then is None else then,
        "because": "Payloads are transformed.",
        "source": HANDBOOK,
        "basis": "assumed",
    }
    return Rule(id=rule_id, **{**plain, **parts})


def pack(name: str = "acme", **parts: Any) -> Pack:
    return Pack(name=name, version="1.0", summary="A test.", **parts)


def problems(*packs: Pack) -> tuple[str, ...]:
    """Return what is wrong with the last of some packs."""
    with pytest.raises(PackError) as caught:
        Knowledge.installed(*packs)
    assert caught.value.pack == packs[-1].name
    return caught.value.problems


@frozen(field_transformer=checked)
class EdgeCaching:
    """A section of a pack."""

    hit_ratio: Annotated[float, Number(low=0, high=1)] | None = None
    wanted: Annotated[bool, Flag()] | None = None


@frozen
class Payload:
    """What a procedure of a pack derives."""

    megabytes_per_second: float


def payload(known: KnownFacts) -> Iterator[Derivation]:
    """Multiply, which rules cannot."""
    for stated in known.of(Traffic):
        if stated.peak_tps is not None and stated.message_bytes is not None:
            volume = stated.peak_tps * stated.message_bytes / 1e6
            reason = f"Up to {volume:,.0f} MB/s pass."
            yield Derivation(Payload(volume), (stated,), reason, ("peak_tps", "message_bytes"))


PAYLOAD = Procedure(
    id="acme.payload",
    run=payload,
    because="What passes is load times size.",
    source=HANDBOOK,
    basis="derived",
    reads=[Traffic],
    derives=[Payload],
)
