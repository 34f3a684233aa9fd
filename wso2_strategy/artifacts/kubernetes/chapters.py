"""The chapters of the runbook for clusters: what must be there, what to do, how to go back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from wso2_strategy.artifacts.databases import ENGINES, product_of
from wso2_strategy.artifacts.defects import TESTED_CHARTS, defects_of
from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.artifacts.directory import ArtifactFile
from wso2_strategy.artifacts.kubernetes.charts import NAMESPACE, releases
from wso2_strategy.artifacts.kubernetes.exposure import public_hosts
from wso2_strategy.artifacts.kubernetes.secret_names import CA, KEY_STORES, PASSWORDS, SECRETS, TLS
from wso2_strategy.artifacts.kubernetes.values import request_mib
from wso2_strategy.artifacts.outside import externals
from wso2_strategy.document.blocks import Block, Code, Links, Listing, Section, Table

REPOSITORY = "https://helm.wso2.com"


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
        _install(deployment, list(objects)),
        _checks(deployment),
        _back(deployment),
        _size(deployment),
        _network(deployment),
        _defects(deployment),
    )


def _before(deployment: Deployment) -> Section:
    engine = ENGINES[product_of(deployment)]
    stated = deployment.topology.options.database
    assumed = "" if stated else " No database was stated, so MySQL is taken."
    items = [
        "Images of all components in the registry. Those of All-in-One, control plane and Key"
        f" Manager hold the JDBC driver ({engine.driver}) in repository/components/lib.",
        f"Two databases with case-sensitive collation and clocks in UTC: dbscripts/{engine.script}"
        f" in the shared one, dbscripts/apimgt/{engine.script} in that of API Manager, both from"
        f" the pack of the version of the images.{assumed}",
        "A metrics server, which autoscalers ask.",
    ]
    if deployment.platform == "openshift":
        items.append(
            "Images whose folder /home/wso2carbon belongs to group 0 and may be written by it."
        )
    else:
        items.append(
            "A controller of the Gateway API with the class"
            f" {deployment.settings.cluster.gateway_class}, whose proxies run in"
            f" {deployment.settings.cluster.controller_namespace}. Envoy Gateway is the one"
            " that WSO2 documents."
        )
    items.append(
        "A server certificate for these names: "
        + ", ".join(sorted({*public_hosts(deployment).values(), *_services(deployment)}))
        + "."
    )
    return Section("Before the first step", (Listing(tuple(items)),))


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
    secrets: tuple[str, ...] = (
        f"kubectl -n {NAMESPACE} create secret generic {SECRETS} --from-file=./{SECRETS}",
        f"kubectl -n {NAMESPACE} create secret generic {PASSWORDS} --from-file=./{PASSWORDS}",
        f"kubectl -n {NAMESPACE} create secret generic {KEY_STORES} --from-file=./{KEY_STORES}",
        f"kubectl -n {NAMESPACE} create secret docker-registry {pull} --docker-server="
        f"{deployment.settings.images.registry} --docker-username=USER --docker-password=PASSWORD",
    )
    if needed["config_maps"]:
        secrets += (
            f"kubectl -n {NAMESPACE} create secret tls {TLS} --cert=tls.crt --key=tls.key",
            f"kubectl -n {NAMESPACE} create configmap {CA} --from-file=ca.crt",
        )
    blocks: tuple[Block, ...] = (
        "No file here holds a secret. Make these objects first, from files that stand nowhere else:"
        " each key is a file in a folder of the name of the object, without a line break at its"
        " end.",
        Table(("Kind", "Name", "Keys"), tuple(rows)),
        Code("\n".join(secrets), "sh"),
        "encryptionKey is 64 hexadecimal digits (openssl rand -hex 32). Make it once, before the"
        " first start, for all releases and regions, and keep it safe: it is never changed, since"
        " what was encrypted with it could not be read any more.",
        "The three key stores may be copies of one; each password of a key is that of its store.",
    )
    return Section("Secrets", blocks)


def _install(deployment: Deployment, objects: list[ArtifactFile]) -> Section:
    version = deployment.settings.cluster.chart_version
    apply = [f"kubectl apply -f {each.path}" for each in objects]
    helm = [
        f"helm upgrade --install {each.name} wso2/{each.chart.name} --version {version}"
        f" -n {NAMESPACE} -f values/{each.name}.yaml --wait --timeout 15m"
        for each in releases(deployment)
    ]
    blocks: tuple[Block, ...] = (
        "The namespace first, then the secrets above, then the rest in this order. A gateway does"
        " not start without what manages it, so wait until each release is ready.",
        Code("\n".join([*apply, f"helm repo add wso2 {REPOSITORY}", *helm]), "sh"),
        "Never give a password or the encryption key by --set: it would take the place of the"
        " Secret.",
    )
    return Section("Install", blocks)


def _checks(deployment: Deployment) -> Section:
    found = releases(deployment)
    rows = [
        (
            each.name,
            f"kubectl -n {NAMESPACE} get pods -l deployment={each.label}",
            f"{each.nodes} ready, none restarted",
        )
        for each in found
    ]
    rows.append(
        (
            "network policies",
            f"kubectl -n {NAMESPACE} get networkpolicies",
            f"default-deny and {len(found)} more",
        )
    )
    hosts = public_hosts(deployment)
    rows += [
        (
            listener,
            f"curl -sS -o /dev/null -w '%{{http_code}}' https://{host}/",
            "an answer, no 503",
        )
        for listener, host in hosts.items()
    ]
    last = (
        "Then sign in to the portals, publish an API, call it with a token, and revoke the token:"
        " the next call is refused."
    )
    return Section("Check each step", (Table(("Step", "Command", "Expected"), tuple(rows)), last))


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
    items = [
        f"Every pod requests {request_mib(deployment)} MiB: more than its heap and the rest of the"
        " process, so that a target in percent can be met.",
        "Start-up probes allow 90 to 110 seconds; on slow disks raise"
        " wso2.deployment.startupProbe.failureThreshold.",
        "The charts have no keys for spreading pods over zones. Look after each start where they"
        " run (kubectl get pods -o wide).",
    ]
    gateways = [each for each in releases(deployment) if each.tier.component == "gateway"]
    if gateways:
        extra = deployment.settings.cluster.extra_gateways
        most = ", ".join(f"{each.name} {each.nodes} to {each.nodes + extra}" for each in gateways)
        items.insert(
            1,
            f"Gateways: {most} pods. The answer's are the fewest; cluster.extra_gateways says how"
            " many more the autoscaler may add.",
        )
    return Section("Size", (Listing(tuple(items)),))


def _network(deployment: Deployment) -> Section:
    rows = tuple(
        (each.tier, each.host or "-", ", ".join(map(str, each.ports)) or "-", each.network or "-")
        for each in externals(deployment)
    )
    blocks: tuple[Block, ...] = (
        "The policies forbid all that no connection of the topology opens; firewall.csv lists"
        " these. Probes of the kubelet pass with the usual network plug-ins. Monitoring from other"
        " namespaces needs a policy of your own, to 9443 or 9763. A node-local DNS cache needs one"
        " to its address.",
        Table(("Outside", "Host", "Ports", "Network"), rows),
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
