"""Gateway environments: one for all gateways, or one for each gateway group.

Gateways load what is deployed to the environment whose name is their label.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from wso2_strategy.artifacts.deployment import Deployment
from wso2_strategy.domain.gateway_group import Serves
from wso2_strategy.topology import Tier

ENVIRONMENT = "Default"
"""The only environment, and the label of its gateways, where there are no groups."""


@frozen
class Environment:
    """A gateway environment.

    Attributes:
        name: Its name, which is the label of its gateways.
        serves: The type of tokens that it accepts.
        group: Its gateway group, or None for all gateways.
    """

    name: str
    serves: Serves = "hybrid"
    group: str | None = None

    def host(self, host: str) -> str:
        """Return its own public host name for one that a setting says for all."""
        return group_host(self.group, host)


def environments(deployment: Deployment) -> tuple[Environment, ...]:
    """Return the gateway environments of a region."""
    of_groups = tuple(Environment(each.name, each.serves, each.name) for each in deployment.groups)
    return of_groups or (Environment(ENVIRONMENT),)


def label_of(tier: Tier) -> str:
    """Return the label of a tier's gateways."""
    return tier.group or ENVIRONMENT


def group_host(group: str | None, host: str) -> str:
    """Return a group's own host name below one that a setting says.

    >>> group_host("partners", "gw.example.com"), group_host(None, "gw.example.com")
    ('partners.gw.example.com', 'gw.example.com')
    """
    return f"{group}.{host}" if group else host


def one_edge(deployment: Deployment) -> Iterator[str]:
    """Yield what files leave to people where some groups are called from inside alone."""
    inside = [each.name for each in deployment.groups if each.internet_facing is False]
    if inside:
        yield (
            "One Gateway, or the routers, lead to all groups, each by host names that begin with"
            f" its name. Give {', '.join(inside)} an entrance of its own that is reachable from"
            " inside alone, and let its names lead there."
        )
