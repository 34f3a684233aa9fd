"""The numbers that the models rest on, each with its meaning, its source and its basis."""

from __future__ import annotations

from wso2_strategy.domain import sources
from wso2_strategy.inference.provenance import Assumption

_LOAD = (
    Assumption(
        "all_in_one_tps",
        500.0,
        "requests/s",
        "What one All-in-One node carries, portals and token service included.",
        sources.ALL_IN_ONE,
        "stated",
    ),
    Assumption(
        "gateway_tps",
        3000.0,
        "requests/s",
        "What one gateway node carries, by the documentation.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "traffic_manager_events_per_second",
        20000.0,
        "events/s",
        "What one Traffic Manager decides on; a redundant pair carries no more, because both "
        "receive every event. Distributed throttling (since 4.6, with Redis or Valkey) lets "
        "several count together; it is not counted on here.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "gateways_per_traffic_manager",
        10,
        "gateways",
        "The most gateways that share one Traffic Manager, as WSO2 recommends without making it a "
        "limit; beyond them a further cluster begins.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "events_per_request",
        1.0,
        "events per request",
        "How many throttling events one request causes.",
        sources.GAP,
        "assumed",
        low=0,
    ),
    Assumption(
        "key_manager_validations_per_second",
        500.0,
        "validations/s",
        "How many opaque tokens one Key Manager node validates.",
        sources.SCALING,
        "stated",
    ),
    Assumption(
        "introspected_share",
        1 / 12,
        "share",
        "The share of requests with opaque tokens that the gateway's cache does not answer: two "
        "gateways of 3,000 requests/s are stated for one Key Manager of 500 validations/s.",
        sources.SCALING,
        "derived",
        low=0,
    ),
    Assumption(
        "tokens_per_second_per_vcpu",
        243.25,
        "tokens/s per vCPU",
        "JSON web tokens issued by client credentials and not stored, as is the default since 4.7: "
        "973 a second were measured on 4 vCPU. Other grants are slower: 368 for passwords and 415 "
        "for refreshing.",
        sources.TOKEN_PERFORMANCE,
        "derived",
    ),
    Assumption(
        "stored_tokens_per_second_per_vcpu",
        191.0,
        "tokens/s per vCPU",
        "Opaque tokens issued by client credentials, which are stored: 764 a second were measured "
        "on 4 vCPU. Other grants are slower: 434 for passwords and 333 for refreshing.",
        sources.TOKEN_PERFORMANCE,
        "derived",
    ),
)

_UNCERTAIN = (
    Assumption(
        "measured_throughput_share",
        1.0,
        "share",
        "The share of the measured throughput that is counted on. Measurements repeat badly: of "
        "the last partial runs one gave 3,570 requests/s, as before, and seven 1,900 to 2,200.",
        sources.BENCHMARKS,
        "assumed",
        tried=0.53,
    ),
)

_UNSTATED = (
    Assumption(
        "default_horizon_months",
        12,
        "months",
        "How long the deployment must carry a growth that is stated without a horizon.",
        sources.GAP,
        "assumed",
        high=120,
    ),
    Assumption(
        "default_message_bytes",
        1024,
        "bytes",
        "The payload where none is stated: the size that the performance page highlights.",
        sources.PERFORMANCE,
        "assumed",
    ),
    Assumption(
        "default_mediated_share",
        0.0,
        "share",
        "The share of requests whose payload the gateway transforms, where nothing is stated.",
        sources.GAP,
        "assumed",
        low=0,
    ),
)

_NODES = (
    Assumption(
        "target_utilisation",
        0.65,
        "share",
        "How busy a node may be at the design load; the rest is for jitter, garbage collection "
        "and policies that the benchmark lacks.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "spike_utilisation",
        0.9,
        "share",
        "How busy nodes may be while a spike lasts that they are not sized for.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "spare_nodes",
        1,
        "nodes",
        "Nodes beyond what the load needs in a redundant tier that can grow, so that the loss of "
        "one costs no capacity.",
        sources.GAP,
        "assumed",
        low=0,
    ),
    Assumption(
        "spare_regions",
        1,
        "regions",
        "Regions whose load the others take over when every component is redundant.",
        sources.GAP,
        "assumed",
        low=0,
    ),
    Assumption(
        "vcpu_per_node",
        2,
        "vCPU",
        "Size of a node; the published benchmarks ran on this size, others scale in proportion.",
        sources.PREREQUISITES,
        "stated",
    ),
    Assumption(
        "heap_mib_per_node", 2048, "MiB", "Java heap of every runtime.", sources.HELM, "stated"
    ),
    Assumption(
        "memory_mib_per_node",
        4096,
        "MiB",
        "Memory of a machine that runs one runtime: the heap and as much again.",
        sources.PREREQUISITES,
        "stated",
    ),
)

_CHART = (
    Assumption(
        "pod_request_vcpu", 2.0, "vCPU", "CPU request of every pod.", sources.HELM, "stated"
    ),
    Assumption("pod_limit_vcpu", 3.0, "vCPU", "CPU limit of every pod.", sources.HELM, "stated"),
    Assumption(
        "pod_request_mib", 2048, "MiB", "Memory request of every pod.", sources.HELM, "stated"
    ),
    Assumption("pod_limit_mib", 3072, "MiB", "Memory limit of most pods.", sources.HELM, "stated"),
    Assumption(
        "control_plane_pod_limit_mib",
        5120,
        "MiB",
        "Memory limit of control plane pods in the files for P3 and P4.",
        sources.HELM,
        "stated",
    ),
)

_AVAILABILITY = (
    Assumption(
        "node_availability",
        0.995,
        "share",
        "A single machine with its runtime, failures and restarts for patches counted.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "load_balancer_node_availability",
        0.999,
        "share",
        "One node of a load balancer, or one pod of an ingress.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "database_availability",
        0.9999,
        "share",
        "A database server with a standby that takes over by itself; it holds all databases.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "single_database_availability",
        0.999,
        "share",
        "A database server without a standby; it holds all databases.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "site_availability",
        0.9999,
        "share",
        "A data centre or region as a whole: power, network, cooling.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "global_load_balancer_availability",
        0.99999,
        "share",
        "What sends callers to a region that works.",
        sources.GAP,
        "assumed",
    ),
    Assumption(
        "all_in_one_database_share",
        1.0,
        "share",
        "The share of an outage of the database in which an All-in-One fails calls with JSON web "
        "tokens; a gateway of its own needs no database for them.",
        sources.GAP,
        "assumed",
        low=0,
        tried=0.0,
    ),
    Assumption(
        "common_cause_share",
        0.0,
        "share",
        "The share of a node's time down that takes the other nodes of its tier in its region "
        "down too, such as by a bad release or a full disk.",
        sources.GAP,
        "assumed",
        low=0,
        tried=0.1,
    ),
    Assumption(
        "planned_restart_minutes_per_year",
        0.0,
        "minutes a year",
        "How long every WSO2 node is stopped on purpose, one after the other, beyond what its "
        "availability counts already.",
        sources.GAP,
        "assumed",
        low=0,
        high=525_600,
        tried=60.0,
    ),
    Assumption(
        "failover_detection_seconds",
        0.0,
        "seconds",
        "How long calls go on to a node that has failed while others of its tier work.",
        sources.GAP,
        "assumed",
        low=0,
        tried=30.0,
    ),
    Assumption(
        "token_cache_minutes",
        15.0,
        "minutes",
        "How long a gateway trusts an opaque token without asking the Key Manager again.",
        sources.HELM,
        "stated",
        low=0,
    ),
    Assumption(
        "repair_minutes",
        60.0,
        "minutes",
        "Mean time until what failed works again.",
        sources.GAP,
        "assumed",
    ),
)

NUMBERS = _LOAD + _UNCERTAIN + _UNSTATED + _NODES + _CHART + _AVAILABILITY
