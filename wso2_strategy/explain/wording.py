"""What stated fields are called, and how their values are said, for people.

Numbers are rounded so that what is said stays true: a lower limit up, an upper
limit down.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from attrs import frozen

from wso2_strategy.domain.kinds import Number, Share
from wso2_strategy.domain.wording import series, shown
from wso2_strategy.space.cells import Span
from wso2_strategy.space.fields import StatedField
from wso2_strategy.space.threshold import after, before

_ONE = ("1", "at least 1", "at most 1")

GROWTH = "traffic.annual_growth"
"""A share that may exceed 1, so it is a number; it is said in percent."""

_DIGITS, _FEW_DIGITS = 6, 3
_NARROW = 0.05
"""Of a span that is narrower than this share, few digits would leave too little."""


@frozen
class Words:
    """How a field is spoken of.

    Attributes:
        noun: What it is, for a sentence.
        question: How it is asked for.
    """

    noun: str
    question: str


WORDS: Mapping[str, Words] = {
    "name": Words("name", "What is the deployment called?"),
    "environment": Words("environment", "What is the deployment for?"),
    "primary_requirement": Words(
        "primary requirement", "Which row of WSO2's summary matrix comes closest to your goal?"
    ),
    "traffic.peak_tps": Words("peak load", "How many requests per second arrive at the peak?"),
    "traffic.average_tps": Words("average load", "How many requests per second arrive on average?"),
    "traffic.burst_ratio": Words(
        "size of sudden spikes", "How many times the sustained peak do sudden spikes reach?"
    ),
    "traffic.annual_growth": Words(
        "growth of the load", "By how much does the load grow each year?"
    ),
    "traffic.horizon_months": Words(
        "planning horizon", "For how many months must the deployment keep up with the growth?"
    ),
    "traffic.message_bytes": Words("payload", "How large is a typical message, in bytes?"),
    "traffic.mediation": Words(
        "transformation of payloads", "Does the gateway transform payloads on the way?"
    ),
    "traffic.backend_latency_ms": Words(
        "time the backends take", "How long do the backends take to answer, in milliseconds?"
    ),
    "traffic.token_requests_per_second": Words(
        "token load", "How many tokens are issued per second at the peak?"
    ),
    "traffic.token_format": Words("token format", "Which kind of access token do clients present?"),
    "traffic.protocols": Words("kinds of APIs", "Which kinds of APIs are served?"),
    "traffic.exact_rate_limits": Words(
        "exact rate limits", "Must rate limits hold exactly across all gateways?"
    ),
    "availability.target": Words(
        "availability target", "Which availability of API traffic is promised per year?"
    ),
    "availability.tolerates_downtime": Words(
        "tolerance of downtime", "Is downtime acceptable, for maintenance and after failures?"
    ),
    "availability.automatic_failover": Words(
        "failover without people", "Must failures be overcome without people stepping in?"
    ),
    "availability.redundancy": Words("scope of redundancy", "Which components must be redundant?"),
    "availability.regions": Words(
        "number of regions", "In how many regions must the deployment run?"
    ),
    "availability.region_mode": Words(
        "relation of the regions",
        "Should each region manage itself, or one control plane manage all regions?",
    ),
    "compliance.isolate_gateway": Words(
        "isolation of the gateway", "Must the gateway be isolated from the other components?"
    ),
    "compliance.isolate_traffic_manager": Words(
        "isolation of the Traffic Manager",
        "Must the Traffic Manager be isolated from the other components?",
    ),
    "compliance.isolate_key_manager": Words(
        "isolation of the Key Manager",
        "Must the Key Manager be isolated from the other components?",
    ),
    "compliance.isolate_all": Words(
        "isolation of every component", "Must every component be isolated from all others?"
    ),
    "compliance.internet_facing": Words(
        "calls from the internet", "Do API calls come from the internet?"
    ),
    "compliance.identity_provider": Words(
        "identity provider",
        "Who manages the identities: API Manager itself (none), a central provider (external)"
        " or WSO2 Identity Server?",
    ),
    "compliance.regimes": Words(
        "regulatory regimes", "Which regulations or standards apply to the deployment?"
    ),
    "compliance.data_residency": Words("data residency", "Must data stay within a territory?"),
    "compliance.full_infrastructure_control": Words(
        "full control of the infrastructure",
        "Does policy demand full control of hardware, network and operating system?",
    ),
    "compliance.multi_tenant": Words("several tenants", "Do several tenants share the deployment?"),
    "operations.vm_skill": Words(
        "skill with virtual machines", "How skilled is the team with virtual machines?"
    ),
    "operations.kubernetes_skill": Words(
        "skill with Kubernetes", "How skilled is the team with Kubernetes?"
    ),
    "operations.workflow": Words(
        "way of working", "Does the team work in the traditional or the cloud-native way?"
    ),
    "operations.existing_platforms": Words(
        "platforms already there", "Which platforms does the organisation already have?"
    ),
    "operations.autoscaling": Words(
        "automatic scaling", "Must capacity follow the load automatically?"
    ),
    "operations.ci_cd": Words("automated deployment", "Are deployments automated (CI/CD)?"),
    "operations.complex_network": Words(
        "complex network", "Is the network complex, with unusual zones or routes?"
    ),
    "constraints.max_nodes": Words("limit on nodes", "How many WSO2 nodes may there be at most?"),
    "constraints.platform": Words(
        "decided platform", "Which platform has been decided on already, if any?"
    ),
}


def words_for(field: StatedField) -> Words:
    """Return how a field is spoken of; fields of packs go by their names."""
    if field.path in WORDS:
        return WORDS[field.path]
    noun = field.name.replace("_", " ")
    return Words(noun, f"What is the {noun}?")


def said(field: StatedField, value: Any) -> str:
    """Return a value with its unit.

    >>> from wso2_strategy.space.fields import form
    >>> said(form().field("traffic.peak_tps"), 3800.0)
    '3,800 requests/s'
    >>> said(form().field("availability.target"), 0.9995)
    '99.95%'
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, frozenset) and value:
        return series(sorted(value))
    if value is None or not field.is_number:
        return shown(value)
    return _united(field, _rounded(field, value, ROUND_HALF_EVEN))


def span_said(span: Span, *, roughly: bool = False) -> str:
    """Return the values of a span in words; each value that fits the words is in the span.

    Args:
        span: The values.
        roughly: Whether limits that are not round may be said with few digits.

    >>> from wso2_strategy.space.fields import form
    >>> low = Span(form().field("traffic.peak_tps"), 0.0, 2133.3333333333335)
    >>> span_said(low), span_said(low, roughly=True)
    ('at most 2,133.33 requests/s', 'at most 2,130 requests/s')
    >>> span_said(Span(form().field("availability.regions"), 2, 100))
    'at least 2 regions'
    """
    if span.field.field.type == "set of text" and len(span.words) > 1:
        return f"for instance {said(span.field, span.words[0])}"
    if span.words:
        return series([said(span.field, each) for each in span.words], "or")
    assert span.low is not None and span.high is not None  # noqa: S101, PT018 - a span of numbers
    if span.low == span.high:
        return f"exactly {said(span.field, span.low)}"
    whole = 1 - span.low if isinstance(span.field.kind, Share) else abs(span.high)
    narrow = span.high - span.low < _NARROW * whole
    digits = _FEW_DIGITS if roughly and not narrow else _DIGITS
    parts = []
    if not span.reaches_bottom:
        parts.append(_from(span.field, span.low, digits))
    if not span.reaches_top:
        parts.append(_up_to(span.field, span.high, digits))
    return _united(span.field, " and ".join(parts)) if parts else "any value"


def _from(field: StatedField, low: float, digits: int) -> str:
    below = before(low, whole=_whole(field))
    if not (_whole(field) or _is_short(field, low)) and _is_short(field, below):
        return f"more than {_rounded(field, below, ROUND_HALF_EVEN)}"
    return f"at least {_rounded(field, low, ROUND_CEILING, digits)}"


def _up_to(field: StatedField, high: float, digits: int) -> str:
    above = after(high, whole=_whole(field))
    if not _whole(field) and _is_short(field, above) and not _is_short(field, high):
        return f"less than {_rounded(field, above, ROUND_HALF_EVEN)}"
    return f"at most {_rounded(field, high, ROUND_FLOOR, digits)}"


def _whole(field: StatedField) -> bool:
    return field.field.type == "whole number"


def _scale(field: StatedField) -> int:
    percent = isinstance(field.kind, Share) or field.path == GROWTH
    return 100 if percent else 1


def _exact(field: StatedField, value: float) -> Decimal:
    """Return the decimal that a number was most likely meant to be, on the scale it is said in."""
    return Decimal(repr(value)) * _scale(field)


def _is_short(field: StatedField, value: float) -> bool:
    digits = _exact(field, value).normalize().as_tuple().digits
    return len(digits) <= _DIGITS


def _rounded(field: StatedField, value: float, rounding: str, digits: int = _DIGITS) -> str:
    exact = _exact(field, value)
    if not (_whole(field) or _is_short(field, value)):
        # Of a share near 1 the rest counts: 99.9775% leaves 0.0225%.
        base = 100 if isinstance(field.kind, Share) else 0
        exact = base + Context(prec=digits, rounding=rounding).plus(exact - base)
    return f"{exact.normalize():,f}"


def _united(field: StatedField, number: str) -> str:
    if isinstance(field.kind, Share):
        return f"{number}%"
    if field.path == GROWTH:
        return f"{number}% a year"
    unit = field.kind.unit if isinstance(field.kind, Number) else ""
    return f"{number} {unit.removesuffix('s') if number in _ONE else unit}".rstrip()
