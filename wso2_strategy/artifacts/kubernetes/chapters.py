"""The chapters of the runbook for clusters: what must be there, what to do, how to go back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from wso2_strategy.artifacts.databases import (
    ENGINES,
    WITH_DATABASES,
    assumed_product,
    product_of,
    replication_steps,
    scripts_of,
)
from wso2_strategy.artifacts.defects import TESTED_CHARTS, defects_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.directory import ArtifactFile
from wso2_strategy.artifacts.kubernetes.charts import NAMESPACE, releases
from wso2_strategy.artifacts.kubernetes.edge_objects import blocked_paths
from wso2_strategy.artifacts.kubernetes.exposure import public_hosts
from wso2_strategy.artifacts.kubernetes.objects import WRITTEN_BY_THE_CHART, kept_by_autoscalers
from wso2_strategy.artifacts.kubernetes.secret_names import (
    CA,
    KEY_STORES,
    PASSWORDS,
    SECRETS,
    TLS,
)
from wso2_strategy.artifacts.outside import externals
from wso2_strategy.document.blocks import Block, Code, Links, Listing, Section, Table
from wso2_strategy.domain.wording import counted
from wso2_strategy.models.planning.cost import pod_request_mib, pod_totals

REPOSITORY = "https://helm.wso2.com"

NAMESPACE_FILE = "manifests/00-namespace.yaml"


def chapters(
    deployment: Deployment, objects: Iterable[ArtifactFile], needed: dict[str, list[dict[str, Any]]]
) -> tuple[Section, ...]:
    """Return the chapters on a cluster.

    Args:
        deployment: The region.
        objects: The files of objects beside the charts.
        needed: The Secrets and ConfigMaps that must be there before.
    """
    return (
        _before(deployment),
        _secrets(deployment, needed),
        _install(deployment, [each.path for each in objects]),
        _at_the_end(deployment),
        _back(deployment),
        _size(deployment),
        _network(deployment),
        _defects(deployment),
    )


def _before(deployment: Deployment) -> Section:
    items = ["Images of all components in the registry."]
    if any(each.tier.component in WITH_DATABASES for each in releases(deployment)):
        items += _databases(deployment)
    items.append("A metrics server, which autoscalers ask.")
    if deployment.platform == "openshift":
        items.append(
            "Images whose folder /home/wso2carbon belongs to group 0 and may be written by it."
        )
    else:
        items.append(
            "A controller of the Gateway API with the class"
            f" {deployment.settings.cluster.gateway_class}, whose proxies run in"
            f" {deployment.settings.cluster.controller_namespace}, with the definitions of Gateway"
            " API 1.4 or later, which have BackendTLSPolicy v1. Envoy Gateway is the one that WSO2"
            " documents; the cookie that keeps a user at one of two nodes is of its kind"
            " BackendTrafficPolicy."
        )
    items.append(
        "A server certificate for these names: "
        + ", ".join(sorted({*public_hosts(deployment).values(), *_services(deployment)}))
        + "."
    )
    return Section("Before the first step", (Listing(tuple(items)),))


def _databases(deployment: Deployment) -> Iterator[str]:
    product = product_of(deployment)
    engine = ENGINES[product]
    own, shared = scripts_of(deployment)
    yield (
        f"The JDBC driver ({engine.driver}) in repository/components/lib of the images of"
        " All-in-One, control plane and Key Manager."
    )
    collation = " (utf8mb4_bin)" if product == "mysql" else ""
    yield (
        "Two databases, with clocks in UTC and a collation that tells upper from lower case"
        f"{collation}: run {own} in that of API Manager and {shared} in the shared one, both from"
        f" the pack of the version of the images.{assumed_product(deployment)}"
    )
    yield from replication_steps(deployment)


def _services(deployment: Deployment) -> Iterator[str]:
    for release in releases(deployment):
        yield release.service
        yield from release.node_services


def _secrets(deployment: Deployment, needed: dict[str, list[dict[str, Any]]]) -> Section:
    rows = [
        (kind, each["name"], ", ".join(each["keys"]))
        for kind, name in (("Secret", "secrets"), ("ConfigMap", "config_maps"))
        for each in needed[name]
    ]
    pull = deployment.settings.images.pull_secret
    commands: tuple[str, ...] = (
        f"kubectl apply -f {NAMESPACE_FILE}",
        f"kubectl -n {NAMESPACE} create secret generic {SECRETS} --from-file=./{SECRETS}",
        f"kubectl -n {NAMESPACE} create secret generic {PASSWORDS} --from-file=./{PASSWORDS}",
        f"kubectl -n {NAMESPACE} create secret generic {KEY_STORES} --from-file=./{KEY_STORES}",
        f"kubectl -n {NAMESPACE} create secret docker-registry {pull} --docker-server="
        f"{deployment.settings.images.registry} --docker-username=USER --docker-password=PASSWORD",
    )
    if needed["config_maps"]:
        commands += (
            f"kubectl -n {NAMESPACE} create secret tls {TLS} --cert=tls.crt --key=tls.key",
            f"kubectl -n {NAMESPACE} create configmap {CA} --from-file=ca.crt",
        )
    blocks: tuple[Block, ...] = (
        "No file here holds a secret. Make these objects before anything else, from files that"
        " stand nowhere else: each key is a file in a folder of the name of the object, without a"
        " line break at its end.",
        Table(("Kind", "Name", "Keys"), tuple(rows)),
        Code("\n".join(commands), "sh"),
        "encryptionKey is 64 hexadecimal digits (openssl rand -hex 32). Make it once, before the"
        " first start, for all releases and regions, and keep it safe: it is never changed, since"
        " what was encrypted with it could not be read any more.",
        "The three key stores may be copies of one, with the certificate under the alias"
        " wso2carbon; each password of a key is that of its store. client-truststore.jks holds"
        " the authority that signed the certificate.",
    )
    return Section("Namespace and secrets", blocks)


def _install(deployment: Deployment, objects: list[str]) -> Section:
    version = deployment.settings.cluster.chart_version
    found = releases(deployment)
    lines = [f"kubectl apply -f {each}" for each in objects if each != NAMESPACE_FILE]
    policies = f"default-deny and {', '.join(each.name for each in found)}"
    lines += [
        f"kubectl -n {NAMESPACE} get networkpolicies  # {policies}",
        f"helm repo add wso2 {REPOSITORY}",
    ]
    for each in found:
        lines += [
            f"helm upgrade --install {each.name} wso2/{each.chart.name} --version {version}"
            f" -n {NAMESPACE} -f values/{each.name}.yaml --wait --timeout 15m",
            f"kubectl -n {NAMESPACE} get pods -l deployment={each.label} -o wide"
            f"  # {counted(each.nodes, 'pod')}, ready, none restarted",
        ]
    blocks: tuple[Block, ...] = (
        "In this order. Each check says what is expected: go on when it is so. A gateway does not"
        " start without what manages it.",
        Code("\n".join(lines), "sh"),
        "Never give a password or the encryption key by --set: it would take the place of the"
        " Secret.",
    )
    return Section("Install, and check each step", blocks)


_CURL = r"curl -sS -o /dev/null -w '%{http_code}\n'"
_AGAIN = "With several nodes, do it again while one is down."
_TRIAL_HERE = (
    "Then sign in to the portals, publish an API, call it with a token, and revoke the token: the"
    f" next call is refused. {_AGAIN}"
)
_TRIAL_ELSEWHERE = (
    "Then publish an API in the region that manages this one, and call it here with a token; revoke"
    f" the token, and the next call is refused. {_AGAIN}"
)


def _at_the_end(deployment: Deployment) -> Section:
    manages = any("control-plane" in each.roles for each in deployment.tiers)
    hosts = public_hosts(deployment)
    lines = [
        f"{_CURL} https://{host}/  # not 503, no error of TLS"
        for host in dict.fromkeys(hosts.values())
    ]
    lines += [
        f"{_CURL} https://{hosts[listener]}{path}/  # 404 or 500: refused"
        for listener, paths in blocked_paths(deployment).items()
        for path in paths
    ]
    blocks: tuple[Block, ...] = (
        "Let the names lead to the proxies of the cluster.",
        Code("\n".join(lines), "sh"),
        _TRIAL_HERE if manages else _TRIAL_ELSEWHERE,
    )
    return Section("Check the whole", blocks)


def _back(deployment: Deployment) -> Section:
    names = [each.name for each in reversed(releases(deployment))]
    lines = [f"helm rollback {each} -n {NAMESPACE} --wait" for each in names]
    blocks: tuple[Block, ...] = (
        "An upgrade that fails is taken back in the opposite order. What was installed for the"
        " first time is removed by helm uninstall. The databases are restored from the backup"
        " made before, if scripts have changed them.",
        Code("\n".join(lines), "sh"),
    )
    return Section("Roll back", blocks)


def _size(deployment: Deployment) -> Section:
    nodes = Counter[str]()
    for each in releases(deployment):
        nodes[each.tier.component] += each.nodes
    total = pod_totals(nodes, deployment.assumptions)
    items = [
        f"The cluster needs room for {counted(nodes.total(), 'pod')}, which request"
        f" {total.request_vcpu:g} vCPU and {total.request_mib:,} MiB in all.",
        f"Every pod requests {pod_request_mib(deployment.assumptions):,} MiB: more than its heap"
        " and the rest of the process, so that a target in percent can be met.",
        "Start-up probes allow 90 to 110 seconds; on slow disks raise"
        " wso2.deployment.startupProbe.failureThreshold.",
        "The charts have no keys for spreading pods over zones. Look after each start where they"
        " run (kubectl get pods -o wide).",
    ]
    gateways = [each for each in releases(deployment) if each.tier.component == "gateway"]
    if gateways:
        extra = deployment.settings.cluster.extra_gateways
        fewest = ", ".join(f"{each.name} {counted(each.nodes, 'pod')}" for each in gateways)
        items.insert(
            2,
            f"Gateways: {fewest}, of which the autoscaler takes none away; it may add"
            f" {extra or 'none'}, by the setting cluster.extra_gateways.",
        )
    items += [
        f"The chart of {each.name} writes {WRITTEN_BY_THE_CHART} pods whatever is asked for; the"
        f" autoscaler beside it keeps {each.nodes}, a moment after each upgrade."
        for each in kept_by_autoscalers(deployment)
    ]
    return Section("Size", (Listing(tuple(items)),))


def _network(deployment: Deployment) -> Section:
    rows = tuple(
        (each.tier, each.host or "-", ", ".join(map(str, each.ports)) or "-", each.network or "-")
        for each in externals(deployment)
    )
    sticky: tuple[Block, ...] = ()
    if deployment.platform == "openshift":
        sticky = (
            "Routes pass TLS through, so that the router keeps clients at one pod by their address"
            " alone; the management console needs that where it runs twice.",
        )
    blocks: tuple[Block, ...] = (
        "The policies forbid all that no connection of the topology opens; firewall.csv lists"
        " these. Probes of the kubelet pass with the usual network plug-ins. Monitoring from other"
        " namespaces needs a policy of your own, to 9443 or 9763. A node-local DNS cache needs one"
        " to its address.",
        Table(("Outside", "Host", "Ports", "Network"), rows),
        *sticky,
    )
    return Section("Network", blocks)


def _defects(deployment: Deployment) -> Section:
    version = deployment.settings.cluster.chart_version
    found = defects_of(version, [each.component for each in deployment.tiers]).values()
    rows = tuple((each.id, each.problem, each.remedy, each.source.title) for each in found)
    links = dict.fromkeys(f"{each.source.title} {each.source.url}" for each in found)
    blocks: tuple[Block, ...] = (
        f"Found by rendering the charts at {TESTED_CHARTS}; these files are for {version}.",
        Table(("Id", "Problem", "What these files do", "Source"), rows),
        Links(tuple(links)),
    )
    return Section("Known defects of the charts", blocks)
