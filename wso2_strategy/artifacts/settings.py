"""What only the user knows of an installation: hosts, networks, images, databases.

Every default is visibly a placeholder: names end in ``example.com``, networks lie in 192.0.2.0/24.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import attrs
from attrs import field, frozen

from wso2_strategy.advice.files import file_text, parsed, structure
from wso2_strategy.artifacts.addresses import (
    CHART_VERSION,
    OBJECT_NAME,
    REGISTRY,
    REPOSITORY,
    TAG,
    Host,
    Name,
    Network,
    Ports,
)
from wso2_strategy.artifacts.defects import TESTED_CHARTS
from wso2_strategy.domain.kinds import Number, checked, path_of
from wso2_strategy.errors import RequirementsError

_Host = Annotated[str, Host()]
_HostOrAddress = Annotated[str, Host(or_address=True)]
_Network = Annotated[str, Network()]
_Image = Annotated[str, REPOSITORY]
_Port = Annotated[int | None, Number(low=1, high=65_535, whole=True)]


def _refuse_same(section: Any, *names: str) -> None:
    """Refuse fields of a section that must differ and do not."""
    first: dict[str, str] = {}
    problems = []
    for name in names:
        value = getattr(section, name)
        other = first.setdefault(value, name)
        if other != name:
            problem = f"{value!r} is that of {other} too; allowed: a name of its own"
            problems.append(f"{path_of(type(section), name)}: {problem}")
    if problems:
        raise RequirementsError(type(section).__name__, problems)


@frozen(field_transformer=checked)
class Hosts:
    """Host names by which the outside, and other regions, reach a region.

    Attributes:
        management: Portals and the control plane.
        gateway: API calls.
        websocket: WebSocket APIs.
        websub: WebSub callbacks.
        key_manager: The Key Manager's token endpoint.
        domain: Where single nodes and inner addresses have their names, such as
            ``gateway-1.internal.example.com``.
    """

    management: _Host = "am.example.com"
    gateway: _Host = "gw.example.com"
    websocket: _Host = "websocket.example.com"
    websub: _Host = "websub.example.com"
    key_manager: _Host = "km.example.com"
    domain: _Host = "internal.example.com"

    def __attrs_post_init__(self) -> None:
        _refuse_same(self, *(each.name for each in attrs.fields(type(self))))


@frozen(field_transformer=checked)
class Images:
    """Container images, one for each component; all have the same tag."""

    registry: Annotated[str, REGISTRY] = "registry.example.com"
    all_in_one: _Image = "wso2am"
    control_plane: _Image = "wso2am-acp"
    traffic_manager: _Image = "wso2am-tm"
    gateway: _Image = "wso2am-universal-gw"
    tag: Annotated[str, TAG] = "4.7.0"
    pull_secret: Annotated[str, OBJECT_NAME] = "registry-credentials"  # noqa: S105  # a name


@frozen(field_transformer=checked)
class Databases:
    """The databases: where they are, and who opens them.

    Attributes:
        host: Their host.
        network: The network they stand in.
        port: Their port; by default the vendor's.
        api_manager: The API Manager's schema; of Oracle, both schemas are services.
        shared: The schema of users and the registry.
        username: Who opens both.
    """

    host: _HostOrAddress = "db.example.com"
    network: _Network = "192.0.2.0/28"
    port: _Port = None
    api_manager: Annotated[str, Name("_")] = "apim_db"
    shared: Annotated[str, Name("_")] = "shared_db"
    username: Annotated[str, Name("_")] = "apim"

    def __attrs_post_init__(self) -> None:
        _refuse_same(self, "api_manager", "shared")


@frozen(field_transformer=checked)
class Networks:
    """What else is reached over the network, or reaches in.

    Attributes:
        backends: The network of the services behind the APIs.
        backend_ports: Their ports.
        redis_host: Redis or Valkey for shared counters.
        redis: The network it stands in.
        identity: The network of the identity provider, or of WSO2 Identity Server.
        identity_host: Its host.
        directory: The network of the user directory.
        directory_host: Its host.
        other_regions: The network of the other regions.
    """

    backends: _Network = "192.0.2.16/28"
    backend_ports: Annotated[tuple[int, ...], Ports()] = (443,)
    redis_host: _HostOrAddress = "redis.example.com"
    redis: _Network = "192.0.2.32/28"
    identity_host: _HostOrAddress = "is.example.com"
    identity: _Network = "192.0.2.48/28"
    directory_host: _HostOrAddress = "ldap.example.com"
    directory: _Network = "192.0.2.64/28"
    other_regions: _Network = "192.0.2.80/28"


@frozen(field_transformer=checked)
class Cluster:
    """The cluster that runs the pods.

    Attributes:
        gateway_class: The class of the Gateway API that routes from outside.
        controller_namespace: Where the proxy pods of that controller run.
        chart_version: The version of the charts.
        extra_gateways: Gateways that the autoscaler may add to those of the answer.
    """

    gateway_class: Annotated[str, OBJECT_NAME] = "eg"
    controller_namespace: Annotated[str, Name()] = "envoy-gateway-system"
    chart_version: Annotated[str, CHART_VERSION] = TESTED_CHARTS
    extra_gateways: Annotated[int, Number(low=0, high=1_000, whole=True, unit="gateways")] = 0


@frozen(field_transformer=checked)
class ArtifactSettings:
    """Everything that files of a region need and requirements do not say."""

    hosts: Hosts = field(factory=Hosts)
    images: Images = field(factory=Images)
    databases: Databases = field(factory=Databases)
    networks: Networks = field(factory=Networks)
    cluster: Cluster = field(factory=Cluster)

    @classmethod
    def of(cls, data: Any, *, origin: str = "<data>") -> ArtifactSettings:
        """Return the settings that plain data, as a parser returns it, says.

        Raises:
            RequirementsError: The data holds anything that is not allowed.
        """
        return structure(data, cls, origin=origin)

    def to_yaml(self) -> str:
        """Return the settings as a file that `load_settings` reads as the same."""
        from wso2_strategy.advice.strict_yaml import write

        sections = attrs.asdict(self, filter=lambda _, value: value is not None)
        plain = {
            section: {
                name: list(value) if isinstance(value, tuple) else value
                for name, value in values.items()
            }
            for section, values in sections.items()
        }
        return write(plain)

    def placeholders(self) -> Iterator[tuple[str, str]]:
        """Yield the path and value of every setting that must be replaced before use.

        >>> next(ArtifactSettings().placeholders())
        ('hosts.management', 'am.example.com')
        """
        for section in attrs.fields(type(self)):
            values = getattr(self, section.name)
            for each in attrs.fields(type(values)):
                value = getattr(values, each.name)
                if is_placeholder(value):
                    yield path_of(type(values), each.name), value


def is_placeholder(value: Any) -> bool:
    """Return whether a setting is one of the names or networks reserved for examples."""
    if not isinstance(value, str):
        return False
    return f".{value}".endswith(".example.com") or value.startswith("192.0.2.")


def load_settings(path: str | Path) -> ArtifactSettings:
    """Read a settings file in YAML, TOML or JSON; ``-`` reads YAML or JSON from standard input.

    Raises:
        RequirementsError: The file cannot be read, or holds anything that is not allowed;
            all problems are listed.
    """
    text, form, origin = file_text(path)
    return ArtifactSettings.of(parsed(text, form, origin) or {}, origin=origin)
