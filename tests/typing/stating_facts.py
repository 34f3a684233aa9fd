"""Facts are stated with plain values: text for shares, sets of words, None for not stated."""

from __future__ import annotations

from wso2_strategy import (
    Advisor,
    Availability,
    Compliance,
    Constraints,
    Operations,
    Requirements,
    Traffic,
    load_requirements,
)


def shop() -> Requirements:
    """Everything that a user may state, in the types that come to hand."""
    return Requirements(
        name="Shop",
        environment="staging",
        traffic=Traffic(peak_tps=800, annual_growth=0.3, protocols={"http", "sse"}),
        availability=Availability(target="99.9%", regions=2, region_mode="active-active"),
        compliance=Compliance(internet_facing=True, regimes=frozenset({"pci-dss"})),
        operations=Operations(existing_platforms={"iaas"}, kubernetes_skill="basic"),
        constraints=Constraints(max_nodes=12, platform=None),
    )


def read_back(requirements: Requirements) -> tuple[float | None, bool]:
    """What was given as text or as a plain set reads as a number and as a set."""
    target: float | None = requirements.availability.target
    platforms = requirements.operations.existing_platforms
    return target, platforms is not None and "iaas" in platforms


def refused() -> None:
    """A type checker sees what the library would refuse."""
    Availability(target=b"99.9%")  # type: ignore[arg-type]
    Operations(existing_platforms={"iass"})  # type: ignore[arg-type]
    Traffic(peek_tps=800)  # type: ignore[call-arg]
    Requirements(environment="prod")  # type: ignore[arg-type]


def from_a_file() -> str:
    """A file becomes the same class."""
    return Advisor().advise(load_requirements("examples/retail.yaml")).pattern.id
