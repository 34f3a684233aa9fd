"""What a user states: immutable facts about traffic, availability, compliance and operations.

Every field may be left out, which means "not stated" and differs from false or
zero. The field names are the keys of a requirements file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any, Literal, get_args

from attrs import Attribute, field, fields, frozen, has

from wso2_strategy.domain.gateway_group import GatewayGroup, GroupList, Serves
from wso2_strategy.domain.kinds import Choice, Text, Words, checked, path_of, refusal
from wso2_strategy.domain.requirement_sections import (
    Availability,
    Compliance,
    Constraints,
    Database,
    ExistingPlatform,
    IdentityProvider,
    Operations,
    PlatformId,
    Protocol,
    RedundancyScope,
    Regime,
    RegionMode,
    Skill,
    TokenFormat,
    Traffic,
    Workflow,
)
from wso2_strategy.errors import RequirementsError

__all__ = [
    "SECTIONS",
    "Availability",
    "Compliance",
    "Constraints",
    "Database",
    "Environment",
    "ExistingPlatform",
    "GatewayGroup",
    "IdentityProvider",
    "Operations",
    "PlatformId",
    "PrimaryRequirement",
    "Protocol",
    "RedundancyScope",
    "Regime",
    "RegionMode",
    "Requirements",
    "Serves",
    "Skill",
    "TokenFormat",
    "Traffic",
    "Workflow",
    "stated",
]

Environment = Literal["development", "testing", "training", "staging", "production"]
PrimaryRequirement = Literal[
    "simplicity",
    "basic-ha",
    "balanced-gateway-scaling",
    "standard-production",
    "ultimate-isolation",
    "targeted-gateway-identity",
]


def _exactly(section: type) -> Callable[[object, Attribute[Any], object], None]:
    """Return a validator for a section; rules match facts of exactly this class."""

    def validate(_owner: object, attribute: Attribute[Any], value: object) -> None:
        if type(value) is not section:
            problem = refusal(value, f"a {section.__name__}, no subclass of it")
            raise RequirementsError("Requirements", [f"{attribute.name}: {problem}"])

    return validate


def _by_section(facts: Iterable[object]) -> tuple[object, ...]:
    return tuple(sorted(facts, key=lambda fact: path_of(type(fact))))


@frozen(field_transformer=checked, cache_hash=True)
class Requirements:
    """Everything stated about one deployment.

    Attributes:
        name: A label for the deployment.
        environment: What it is for; production is taken where nothing is stated.
        primary_requirement: A row of the strategy page's summary matrix, for those who know it.
        traffic: The load.
        availability: Bearable downtime and regions.
        compliance: Security and regulatory demands.
        operations: The team and what it has.
        constraints: What others have decided.
        gateway_groups: Several tiers of gateways under one control plane, in any order of theirs.
        extensions: Facts of classes that packs declare, one of a class, in the order of
            their sections' names.

    >>> Requirements(name="Shop", traffic=Traffic(peak_tps=800)).traffic.peak_tps
    800.0
    """

    name: Annotated[str | None, Text(), Words("name", "What is the deployment called?")] = None
    environment: Annotated[
        Environment | None,
        Choice(get_args(Environment)),
        Words("environment", "What is the deployment for?"),
    ] = None
    primary_requirement: Annotated[
        PrimaryRequirement | None,
        Choice(get_args(PrimaryRequirement)),
        Words(
            "primary requirement", "Which row of WSO2's summary matrix comes closest to your goal?"
        ),
    ] = None
    traffic: Traffic = field(factory=Traffic, validator=_exactly(Traffic))
    availability: Availability = field(factory=Availability, validator=_exactly(Availability))
    compliance: Compliance = field(factory=Compliance, validator=_exactly(Compliance))
    operations: Operations = field(factory=Operations, validator=_exactly(Operations))
    constraints: Constraints = field(factory=Constraints, validator=_exactly(Constraints))
    gateway_groups: Annotated[
        Sequence[GatewayGroup],
        GroupList(),
        Words("gateway groups", "Which groups of gateways share the control plane?"),
    ] = ()
    extensions: tuple[object, ...] = field(default=(), converter=_by_section)

    def __attrs_post_init__(self) -> None:
        sections = [path_of(type(each)) for each in self.extensions]
        twice = [each for each in dict.fromkeys(sections) if sections.count(each) > 1]
        if twice:
            problems = [f"{each}: two facts of one class are stated" for each in twice]
            raise RequirementsError("Requirements", problems)

    def _repr_html_(self) -> str:
        """Return what is stated as a notebook shows it."""
        from wso2_strategy.document.document import Document
        from wso2_strategy.domain.stated_table import stated_table

        table = stated_table(self)
        blocks = (table,) if table.rows else ("Nothing is stated.",)
        return Document(self.name or "Requirements", blocks)._repr_html_()


SECTIONS: tuple[type, ...] = (Traffic, Availability, Compliance, Operations, Constraints)
"""The classes of the sections of requirements, in their order."""


def stated(requirements: Any) -> dict[str, Any]:
    """Return what was stated, in the shape of a requirements file."""
    found: dict[str, Any] = {}
    for attribute in fields(type(requirements)):
        if attribute.name == "extensions":
            sections = {path_of(type(each)): stated(each) for each in requirements.extensions}
            found.update((name, values) for name, values in sections.items() if values)
            continue
        value = getattr(requirements, attribute.name)
        plain = sorted(value) if isinstance(value, frozenset) else value
        if has(type(value)):
            plain = stated(value)
        if isinstance(value, tuple):
            plain = [stated(each) for each in value] or None
        if plain not in (None, {}):
            found[attribute.name] = plain
    return found


def place_of(fact: Any, field_name: str) -> str:
    """Return the place of a field of a stated fact; of one in a list, with its name.

    >>> place_of(GatewayGroup("partners"), "share"), place_of(Traffic(), "peak_tps")
    ('gateway_groups[partners].share', 'traffic.peak_tps')
    """
    if isinstance(fact, GatewayGroup):
        return f"{path_of(GatewayGroup)}[{fact.name}].{field_name}"
    return path_of(type(fact), field_name)
