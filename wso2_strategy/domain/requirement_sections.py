"""The sections of requirements: what a user states about load, downtime, security and the team.

Each field says in its annotation which values it may have and how it is spoken of.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import Annotated, Literal, get_args

from attrs import field, frozen

from wso2_strategy.domain.kinds import (
    Choice,
    Choices,
    Flag,
    Number,
    PatternId,
    Share,
    Words,
    checked,
    in_percent,
)
from wso2_strategy.errors import RequirementsError

TokenFormat = Literal["jwt", "opaque"]
Protocol = Literal["http", "graphql", "websocket", "websub", "sse"]
RedundancyScope = Literal["none", "gateway", "all"]
RegionMode = Literal["active-active", "central-control-plane", "active-passive"]
IdentityProvider = Literal["none", "external", "wso2-is"]
Regime = Literal["pci-dss", "gdpr", "hipaa", "psd2", "fapi", "iso-27001", "soc-2"]
Skill = Literal["none", "basic", "proficient", "expert"]
Workflow = Literal["traditional", "cloud-native"]
ExistingPlatform = Literal[
    "data-center", "iaas", "managed-kubernetes", "self-managed-kubernetes", "openshift"
]
PlatformId = Literal["virtual-machines", "kubernetes", "openshift"]
Database = Literal["mysql", "postgresql", "oracle", "mssql"]

_FASTEST_GROWTH = 10
"""A load that becomes elevenfold within a year is measured anew, not planned for; 25 means 25%."""

_Flag = Annotated[bool | None, Flag()]
_Tps = Annotated[float | None, Number(low=0, unit="requests/s")]


@frozen(field_transformer=checked, cache_hash=True)
class Traffic:
    """The load through the gateways, now and over time.

    Loads are in requests/s, and the average is at most the peak. Growth is a fraction per year,
    compounding: 0.25 is +25 %. Spikes are multiples of the peak.

    >>> Traffic(peak_tps=800).peak_tps
    800.0
    >>> Traffic(peak_tps=-1)
    Traceback (most recent call last):
    wso2_strategy.errors.RequirementsError: Traffic: 1 problem
      traffic.peak_tps: -1 is not allowed; allowed: a number >= 0 (requests/s)
    """

    peak_tps: Annotated[
        _Tps, Words("peak load", "How many requests per second arrive at the peak?")
    ] = None
    average_tps: Annotated[
        _Tps, Words("average load", "How many requests per second arrive on average?")
    ] = None
    burst_ratio: Annotated[
        float | None,
        Number(low=1, unit="times the peak"),
        Words("size of sudden spikes", "How many times the sustained peak do sudden spikes reach?"),
    ] = None
    annual_growth: Annotated[
        float | None,
        Number(above=-1, high=_FASTEST_GROWTH, unit="fraction per year", percent_unit="a year"),
        Words("growth of the load", "By how much does the load grow each year?"),
    ] = field(default=None, converter=in_percent)
    horizon_months: Annotated[
        int | None,
        Number(low=0, high=120, whole=True, unit="months"),
        Words(
            "planning horizon", "For how many months must the deployment keep up with the growth?"
        ),
    ] = None
    message_bytes: Annotated[
        int | None,
        Number(low=1, high=10**12, whole=True, unit="bytes"),
        Words("payload", "How large is a typical message, in bytes?"),
    ] = None
    mediation: Annotated[
        _Flag,
        Words("transformation of payloads", "Does the gateway transform payloads on the way?"),
    ] = None
    backend_latency_ms: Annotated[
        float | None,
        Number(low=0, unit="ms"),
        Words(
            "time the backends take", "How long do the backends take to answer, in milliseconds?"
        ),
    ] = None
    token_requests_per_second: Annotated[
        float | None,
        Number(low=0, unit="tokens/s"),
        Words("token load", "How many tokens are issued per second at the peak?"),
    ] = None
    token_format: Annotated[
        TokenFormat | None,
        Choice(get_args(TokenFormat)),
        Words("token format", "Which kind of access token do clients present?"),
    ] = None
    protocols: Annotated[
        AbstractSet[Protocol] | None,
        Choices(get_args(Protocol)),
        Words("kinds of APIs", "Which kinds of APIs are served?"),
    ] = None
    exact_rate_limits: Annotated[
        _Flag, Words("exact rate limits", "Must rate limits hold exactly across all gateways?")
    ] = None

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

    The target is a share of 1: of API traffic, per year.
    """

    target: Annotated[
        float | None,
        Share(),
        Words("availability target", "Which availability of API traffic is promised per year?"),
    ] = field(default=None, converter=in_percent)
    tolerates_downtime: Annotated[
        _Flag,
        Words(
            "tolerance of downtime", "Is downtime acceptable, for maintenance and after failures?"
        ),
    ] = None
    automatic_failover: Annotated[
        _Flag,
        Words("failover without people", "Must failures be overcome without people stepping in?"),
    ] = None
    full_load_during_failure: Annotated[
        _Flag,
        Words(
            "full load during a failure",
            "Must the whole peak be carried while any one node is down?",
        ),
    ] = None
    redundancy: Annotated[
        RedundancyScope | None,
        Choice(get_args(RedundancyScope)),
        Words("scope of redundancy", "Which components must be redundant?"),
    ] = None
    regions: Annotated[
        int | None,
        Number(low=1, high=100, whole=True, unit="regions"),
        Words("number of regions", "In how many regions must the deployment run?"),
    ] = None
    zones: Annotated[
        int | None,
        Number(low=1, high=6, whole=True, unit="zones"),
        Words(
            "availability zones of a region",
            "Over how many availability zones of a region are nodes spread?",
        ),
    ] = None
    region_mode: Annotated[
        RegionMode | None,
        Choice(get_args(RegionMode)),
        Words(
            "relation of the regions",
            "Should each region manage itself, one control plane manage all regions, or one region"
            " serve while others stand by?",
        ),
    ] = None


@frozen(field_transformer=checked, cache_hash=True)
class Compliance:
    """Security and regulatory demands.

    A central corporate provider of identities is ``external``.
    """

    isolate_gateway: Annotated[
        _Flag,
        Words(
            "isolation of the gateway", "Must the gateway be isolated from the other components?"
        ),
    ] = None
    isolate_traffic_manager: Annotated[
        _Flag,
        Words(
            "isolation of the Traffic Manager",
            "Must the Traffic Manager be isolated from the other components?",
        ),
    ] = None
    isolate_key_manager: Annotated[
        _Flag,
        Words(
            "isolation of the Key Manager",
            "Must the Key Manager be isolated from the other components?",
        ),
    ] = None
    isolate_all: Annotated[
        _Flag,
        Words("isolation of every component", "Must every component be isolated from all others?"),
    ] = None
    internet_facing: Annotated[
        _Flag, Words("calls from the internet", "Do API calls come from the internet?")
    ] = None
    identity_provider: Annotated[
        IdentityProvider | None,
        Choice(get_args(IdentityProvider)),
        Words(
            "identity provider",
            "Who manages the identities: API Manager itself (none), a central provider (external)"
            " or WSO2 Identity Server?",
        ),
    ] = None
    regimes: Annotated[
        AbstractSet[Regime] | None,
        Choices(get_args(Regime)),
        Words("regulatory regimes", "Which regulations or standards apply to the deployment?"),
    ] = None
    data_residency: Annotated[
        _Flag, Words("data residency", "Must data stay within a territory?")
    ] = None
    full_infrastructure_control: Annotated[
        _Flag,
        Words(
            "full control of the infrastructure",
            "Does policy demand full control of hardware, network and operating system?",
        ),
    ] = None
    multi_tenant: Annotated[
        _Flag, Words("several tenants", "Do several tenants share the deployment?")
    ] = None


@frozen(field_transformer=checked, cache_hash=True)
class Operations:
    """The team that runs it, and what it has."""

    vm_skill: Annotated[
        Skill | None,
        Choice(get_args(Skill)),
        Words("skill with virtual machines", "How skilled is the team with virtual machines?"),
    ] = None
    kubernetes_skill: Annotated[
        Skill | None,
        Choice(get_args(Skill)),
        Words("skill with Kubernetes", "How skilled is the team with Kubernetes?"),
    ] = None
    workflow: Annotated[
        Workflow | None,
        Choice(get_args(Workflow)),
        Words("way of working", "Does the team work in the traditional or the cloud-native way?"),
    ] = None
    existing_platforms: Annotated[
        AbstractSet[ExistingPlatform] | None,
        Choices(get_args(ExistingPlatform)),
        Words("platforms already there", "Which platforms does the organisation already have?"),
    ] = None
    autoscaling: Annotated[
        _Flag, Words("automatic scaling", "Must capacity follow the load automatically?")
    ] = None
    ci_cd: Annotated[_Flag, Words("automated deployment", "Are deployments automated (CI/CD)?")] = (
        None
    )
    complex_network: Annotated[
        _Flag, Words("complex network", "Is the network complex, with unusual zones or routes?")
    ] = None
    current_pattern: Annotated[
        str | None, PatternId(), Words("pattern in use", "Which pattern runs today, if any?")
    ] = None


@frozen(field_transformer=checked, cache_hash=True)
class Constraints:
    """What others have already decided.

    Nodes are WSO2 runtimes, over all tiers.
    """

    max_nodes: Annotated[
        int | None,
        Number(low=1, high=10**6, whole=True, unit="nodes"),
        Words("limit on nodes", "How many WSO2 nodes may there be at most?"),
    ] = None
    platform: Annotated[
        PlatformId | None,
        Choice(get_args(PlatformId)),
        Words("decided platform", "Which platform has been decided on already, if any?"),
    ] = None
    database: Annotated[
        Database | None,
        Choice(get_args(Database)),
        Words("database product", "Which database product has been decided on, if any?"),
    ] = None
