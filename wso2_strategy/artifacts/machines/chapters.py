"""The chapters of the runbook on virtual machines."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from wso2_strategy.artifacts.databases import (
    ENGINES,
    WITH_DATABASES,
    assumed_product,
    product_of,
    replication_steps,
    scripts_of,
)
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.machines.balancers import Balancer
from wso2_strategy.artifacts.machines.machine import Machine
from wso2_strategy.document.blocks import Listing, Paragraph, Run, Section, Table
from wso2_strategy.domain.wording import series

_VARIABLES = MappingProxyType(
    {
        "NODE_IP": "the address of the machine itself",
        "WSO2_ADMIN_PASSWORD": "the administrator's password; the same on all nodes of all regions",
        "WSO2_ENCRYPTION_KEY": "64 hexadecimal digits, the same on all nodes; see the steps above",
        "WSO2_APIM_DB_PASSWORD": "who opens the API Manager's schema",
        "WSO2_SHARED_DB_PASSWORD": "who opens the shared schema",
        "WSO2_PRIMARY_KEYSTORE_PASSWORD": "primary.jks",
        "WSO2_PRIMARY_KEYSTORE_KEY_PASSWORD": "the same as of primary.jks",
        "WSO2_TLS_KEYSTORE_PASSWORD": "tls.jks",
        "WSO2_TLS_KEYSTORE_KEY_PASSWORD": "the same as of tls.jks",
        "WSO2_INTERNAL_KEYSTORE_PASSWORD": "internal.jks",
        "WSO2_INTERNAL_KEYSTORE_KEY_PASSWORD": "the same as of internal.jks",
        "WSO2_TRUSTSTORE_PASSWORD": "client-truststore.jks",
        "WSO2_REDIS_PASSWORD": "Redis",
    }
)

_CHECKS = MappingProxyType(
    {
        "all-in-one": "https://{host}:9443/api/am/gateway/v2/server-startup-healthcheck answers"
        " 200",
        "gateway": "https://{host}:9443/api/am/gateway/v2/server-startup-healthcheck answers 200",
        "control-plane": "http://{host}:9763/services/Version answers 200",
        "key-manager": "http://{host}:9763/services/Version answers 200",
        "traffic-manager": "ports 5672 and 9611 of {host} are open",
    }
)
"""By component, when the next node may be started, as WSO2's page on health checks has it."""


def chapters(
    deployment: Deployment, machines: tuple[Machine, ...], balancers: tuple[Balancer, ...]
) -> Iterator[Section]:
    """Yield the chapters, in the order in which they are worked through."""
    yield _before(deployment, machines)
    yield _machines(machines)
    if balancers:
        yield _inner_addresses(balancers)
    yield _entries(deployment)
    yield _start(machines)
    yield _way_back()


def _before(deployment: Deployment, machines: tuple[Machine, ...]) -> Section:
    databases = deployment.settings.databases
    engine = ENGINES[product_of(deployment)]
    own, shared = scripts_of(deployment)
    storing = series(sorted({each.name for each in machines if each.component in WITH_DATABASES}))
    steps: list[Paragraph] = [
        f"Make the schemas {databases.api_manager} and {databases.shared} on {databases.host}, and"
        f" run {own} in the first and {shared} in the second.{assumed_product(deployment)} Clocks"
        " run in UTC"
        + (
            "; MySQL needs a case-sensitive collation such as utf8mb4_bin."
            if engine.type == "mysql"
            else "."
        ),
        *replication_steps(deployment),
        f"Put the JDBC driver {engine.driver} into repository/components/lib on {storing}.",
        "Make the key stores primary.jks, tls.jks and internal.jks, each with the alias wso2carbon,"
        " and put them into repository/resources/security on every node. They may be copies of one"
        " store. The certificate for TLS holds the names of the node, of its tier's inner address"
        " and of its public host. client-truststore.jks trusts it, and on gateways holds the"
        " certificate that tokens are signed with as gateway_certificate_alias.",
        (
            "Make the encryption key once, with ",
            Run("openssl rand -hex 32", "code"),
            ", before any node is started for the first time. Every node gets the same; a node"
            " without it makes one of its own and cannot read what the others wrote. Keep it"
            " safe, and never change it."
            + (
                " It is the same in all regions, as is the administrator's password: make both"
                " only for the region that is started first."
                if deployment.has_other_regions
                else ""
            ),
        ),
        "Set these environment variables for the user that runs the product. No file here holds"
        " their values.",
    ]
    named = sorted({name for each in machines for name in each.environment})
    rows = tuple((name, _VARIABLES[name]) for name in named)
    return Section(
        "Before the first start",
        (Listing(tuple(steps), mark="1."), Table(("Variable", "What it holds"), rows)),
    )


def _machines(machines: tuple[Machine, ...]) -> Section:
    columns = ("Node", "Host", "Pack", "Start", "JVM_MEM_OPTS")
    rows = tuple(
        (each.name, each.host, each.distribution, each.start, each.java_options)
        for each in machines
    )
    said: tuple[Paragraph, ...] = (
        "Unpack the pack of each node on its machine and put nodes/<node>/deployment.toml into"
        " repository/conf, in the place of the file that is there.",
    )
    if any(each.component == "key-manager" for each in machines):
        said += (
            (
                "A Key Manager is a pack of the control plane with a profile: run ",
                Run("bin/profileSetup.sh -Dprofile=key-manager", "code"),
                " once, before its deployment.toml is put there, because the script replaces"
                " that file.",
            ),
        )
    return Section("Nodes", (*said, Table(columns, rows)))


def _inner_addresses(balancers: tuple[Balancer, ...]) -> Section:
    rows = tuple(
        (each.host, ", ".join(map(str, each.ports)), ", ".join(each.nodes)) for each in balancers
    )
    return Section(
        "Inner addresses",
        (
            "These names lead to a load balancer before the nodes of a tier. balancers/ has its"
            " configuration for NGINX and for HAProxy; use one of them. Where firewall.csv lets a"
            " tier reach another, it reaches this name, and the balancer the nodes at that port."
            " Ports 5672, 9611 and 9711 never go through it: brokers and receivers are addressed"
            " node by node.",
            Table(("Name", "Ports", "Nodes"), rows),
        ),
    )


def _entries(deployment: Deployment) -> Section:
    """Return which entry of the public load balancer leads where."""
    outside = {
        (each.id, each.protocol): each.port
        for each in deployment.topology.connections()
        if deployment.topology.tier(each.target).kind == "proxy"
    }
    rows = [
        (
            each.purpose,
            str(outside.get((each.id, each.protocol), "")),
            f"{tier.id}:{each.port} {each.protocol}",
            " ".join(each.blocked_paths),
        )
        for tier in deployment.tiers
        for each, opener in deployment.incoming(tier)
        if opener.kind == "proxy"
    ]
    said = (
        "The public load balancer hands these on. The management console on two nodes needs"
        " sessions that stay on one node."
    )
    return Section(
        "Entry from outside", (said, Table(("For", "Port", "To", "Refused paths"), tuple(rows)))
    )


def _start(machines: tuple[Machine, ...]) -> Section:
    steps: list[Paragraph] = [
        (
            f"On {each.host}: ",
            Run(f'JVM_MEM_OPTS="{each.java_options}" {each.start}', "code"),
            f". Go on when {_CHECKS[each.component].format(host=each.host)}.",
        )
        for each in machines
    ]
    steps.append(
        "Deploy an API in the Publisher and call it through the public name; its deployment must"
        " be reported by every gateway."
    )
    return Section("Start, in this order", (Listing(tuple(steps), mark="1."),))


def _way_back() -> Section:
    steps = (
        "Keep the deployment.toml that was there, and a copy of both schemas, before the first"
        " start.",
        "To go back, stop the nodes in the opposite order, put the old files and schemas back,"
        " and start them in order again. The encryption key stays.",
    )
    return Section("Way back", (Listing(steps, mark="1."),))
