"""What a user states: immutable facts about traffic, availability, compliance and operations.

Every field may be left out, which means "not stated" and differs from false or
zero. The field names are the keys of a requirements file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal, get_args

from attrs import Attribute, field, fields, frozen, has

from wso2_strategy.domain.kinds import Choice, Choices, Flag, Number, Share, Text, checked, path_of
from wso2_strategy.errors import RequirementsError

Environment = Literal["development", "testing", "training", "staging", "production"]
PrimaryRequirement = Literal[
    "simplicity",
    "basic-ha",
    "balanced-gateway-scaling",
    "standard-production",
    "ultimate-isolation",
    "targeted-gateway-identity",
]
TokenFormat = Literal["jwt", "opaque"]
Protocol = Literal["http", "graphql", "websocket", "websub", "sse"]
RedundancyScope = Literal["none", "gateway", "all"]
RegionMode = Literal["active-active", "central-control-plane"]
IdentityProvider = Literal["none", "external", "wso2-is"]
Regime = Literal["pci-dss", "gdpr", "hipaa", "psd2", "fapi", "iso-27001", "soc-2"]
Skill = Literal["none", "basic", "proficient", "expert"]
Workflow = Literal["traditional", "cloud-native"]
ExistingPlatform = Literal[
    "data-center", "iaas", "managed-kubernetes", "self-managed-kubernetes", "openshift"
]
PlatformId = Literal["virtual-machines", "kubernetes", "openshift"]


def _exactly(section: type) -> Callable[[object, Attribute[Any], object], None]:
    """Return a validator for a section; rules match facts of exactly this class."""

    def validate(_owner: object, attribute: Attribute[Any], value: object) -> None:
        if type(value) is not section:
            problem = (
                f"{attribute.name}: {value!r} is not allowed; allowed: a {section.__name__}, "
                "no subclass of it"
            )
            raise RequirementsError("Requirements", [problem])

    return validate


def _by_section(facts: Iterable[object]) -> tuple[object, ...]:
    return tuple(sorted(facts, key=lambda fact: path_of(type(fact))))


_Flag = Annotated[bool, Flag()]
_Tps = Annotated[float, Number(low=0, unit="requests/s")]


@frozen(field_transformer=checked, cache_hash=True)
class Traffic:
    """The load through the gateways, now and over time.

    Attributes:
        peak_tps: Sustained peak, in requests/s.
        average_tps: Average, in requests/s; at most `peak_tps`.
        burst_ratio: A sudden spike, as a multiple of `peak_tps`.
        annual_growth: Growth per year as a fraction, compounding; 0.25 is +25 %.
        horizon_months: How long the deployment must carry the growth, in months.
        message_bytes: Typical payload, in bytes.
        mediation: Whether the gateway transforms payloads.
        backend_latency_ms: Time the backends take, in milliseconds.
        token_requests_per_second: Tokens issued at the Key Manager, per second.
        token_format: ``jwt`` or ``opaque``.
        protocols: Kinds of APIs served.
        exact_rate_limits: Whether limits must hold across all gateways together.

    >>> Traffic(peak_tps=800).peak_tps
    800.0
    >>> Traffic(peak_tps=-1)
    Traceback (most recent call last):
    wso2_strategy.errors.RequirementsError: Traffic: 1 problem
      traffic.peak_tps: -1 is not allowed; allowed: a number >= 0 (requests/s)
    """

    peak_tps: _Tps | None = None
    average_tps: _Tps | None = None
    burst_ratio: Annotated[float, Number(low=1, unit="times the peak")] | None = None
    annual_growth: Annotated[float, Number(above=-1, unit="fraction per year")] | None = None
    horizon_months: Annotated[int, Number(low=0, high=120, whole=True, unit="months")] | None = None
    message_bytes: Annotated[int, Number(low=1, high=10**12, whole=True, unit="bytes")] | None = (
        None
    )
    mediation: _Flag | None = None
    backend_latency_ms: Annotated[float, Number(low=0, unit="ms")] | None = None
    token_requests_per_second: Annotated[float, Number(low=0, unit="tokens/s")] | None = None
    token_format: Annotated[TokenFormat, Choice(get_args(TokenFormat))] | None = None
    protocols: Annotated[frozenset[Protocol], Choices(get_args(Protocol))] | None = None
    exact_rate_limits: _Flag | None = None

    def __attrs_post_init__(self) -> None:
        if (
            self.average_tps is not None
            and self.peak_tps is not None
            and self.average_tps > self.peak_tps
        ):
            raise RequirementsError(
                "Traffic",
                [
                    f"traffic.average_tps: {self.average_tps:g} is not allowed; allowed: at most "
                    f"traffic.peak_tps, which is {self.peak_tps:g}"
                ],
            )


@frozen(field_transformer=checked, cache_hash=True)
class Availability:
    """How much downtime is bearable, and where the deployment runs.

    Attributes:
        target: Availability of API traffic per year, as a share of 1.
        tolerates_downtime: Whether outages are acceptable.
        automatic_failover: Whether a failure must be survived without people.
        redundancy: Which components must run more than once.
        regions: Number of regions or data centres.
        region_mode: How regions relate.
    """

    target: Annotated[float, Share()] | None = None
    tolerates_downtime: _Flag | None = None
    automatic_failover: _Flag | None = None
    redundancy: Annotated[RedundancyScope, Choice(get_args(RedundancyScope))] | None = None
    regions: Annotated[int, Number(low=1, high=100, whole=True, unit="regions")] | None = None
    region_mode: Annotated[RegionMode, Choice(get_args(RegionMode))] | None = None


@frozen(field_transformer=checked, cache_hash=True)
class Compliance:
    """Security and regulatory demands.

    Attributes:
        isolate_gateway: Whether the gateway must be apart from the rest.
        isolate_traffic_manager: Whether the Traffic Manager must be.
        isolate_key_manager: Whether the Key Manager must be.
        isolate_all: Whether every component must be.
        internet_facing: Whether API calls come from the internet.
        identity_provider: Who holds identities; a central corporate one is ``external``.
        regimes: Rules the deployment is subject to.
        data_residency: Whether data must stay in a territory.
        full_infrastructure_control: Whether policy demands control of hardware and system.
        multi_tenant: Whether several tenants share the deployment.
    """

    isolate_gateway: _Flag | None = None
    isolate_traffic_manager: _Flag | None = None
    isolate_key_manager: _Flag | None = None
    isolate_all: _Flag | None = None
    internet_facing: _Flag | None = None
    identity_provider: Annotated[IdentityProvider, Choice(get_args(IdentityProvider))] | None = None
    regimes: Annotated[frozenset[Regime], Choices(get_args(Regime))] | None = None
    data_residency: _Flag | None = None
    full_infrastructure_control: _Flag | None = None
    multi_tenant: _Flag | None = None


@frozen(field_transformer=checked, cache_hash=True)
class Operations:
    """The team that runs it, and what it has.

    Attributes:
        vm_skill: Skill with virtual machines and classic operations.
        kubernetes_skill: Skill with Kubernetes.
        workflow: How the team works.
        existing_platforms: What is already there.
        autoscaling: Whether capacity must follow load without people.
        ci_cd: Whether deployments are automated.
        complex_network: Whether the network has zones and routes out of the ordinary.
    """

    vm_skill: Annotated[Skill, Choice(get_args(Skill))] | None = None
    kubernetes_skill: Annotated[Skill, Choice(get_args(Skill))] | None = None
    workflow: Annotated[Workflow, Choice(get_args(Workflow))] | None = None
    existing_platforms: (
        Annotated[frozenset[ExistingPlatform], Choices(get_args(ExistingPlatform))] | None
    ) = None
    autoscaling: _Flag | None = None
    ci_cd: _Flag | None = None
    complex_network: _Flag | None = None


@frozen(field_transformer=checked, cache_hash=True)
class Constraints:
    """What others have already decided.

    Attributes:
        max_nodes: The most WSO2 runtimes there may be, over all tiers.
        platform: The platform, if it is not open.
    """

    max_nodes: Annotated[int, Number(low=1, high=10**6, whole=True, unit="nodes")] | None = None
    platform: Annotated[PlatformId, Choice(get_args(PlatformId))] | None = None


@frozen(field_transformer=checked, cache_hash=True)
class Requirements:
    """Everything stated about one deployment.

    Attributes:
        name: A label for the deployment.
        environment: What it is for.
        primary_requirement: A row of the strategy page's summary matrix, for those who know it.
        traffic: The load.
        availability: Bearable downtime and regions.
        compliance: Security and regulatory demands.
        operations: The team and what it has.
        constraints: What others have decided.
        extensions: Facts of classes that packs declare, one of a class, in the order of
            their sections' names.

    >>> Requirements(name="Shop", traffic=Traffic(peak_tps=800)).environment
    'production'
    """

    name: Annotated[str, Text()] | None = None
    environment: Annotated[Environment, Choice(get_args(Environment))] = "production"
    primary_requirement: (
        Annotated[PrimaryRequirement, Choice(get_args(PrimaryRequirement))] | None
    ) = None
    traffic: Traffic = field(factory=Traffic, validator=_exactly(Traffic))
    availability: Availability = field(factory=Availability, validator=_exactly(Availability))
    compliance: Compliance = field(factory=Compliance, validator=_exactly(Compliance))
    operations: Operations = field(factory=Operations, validator=_exactly(Operations))
    constraints: Constraints = field(factory=Constraints, validator=_exactly(Constraints))
    extensions: tuple[object, ...] = field(default=(), converter=_by_section)

    def __attrs_post_init__(self) -> None:
        sections = [path_of(type(each)) for each in self.extensions]
        twice = [each for each in dict.fromkeys(sections) if sections.count(each) > 1]
        if twice:
            problems = [f"{each}: two facts of one class are stated" for each in twice]
            raise RequirementsError("Requirements", problems)


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
        plain = stated(value) if has(type(value)) else _plain(value)
        if plain not in (None, {}):
            found[attribute.name] = plain
    return found


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, frozenset) else value
