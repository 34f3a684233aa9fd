"""What is done with a deployment, whose availability is asked for."""

from __future__ import annotations

from attrs import frozen

from wso2_strategy.domain.facts import TokenFormat
from wso2_strategy.models.sizing.node_groups import NodeGroup


@frozen
class Use:
    """What is done with a deployment, and how much of it that takes.

    Attributes:
        flow: The id of a flow of the topology, such as ``api-call`` or ``token``.
        token_format: What callers present.
        nodes: Nodes per component where there are more than the fewest.
        groups: Groups of nodes per component that must carry their load, all of them: several
            clusters of gateways are several. One of all nodes must work where nothing is said.
        regions: How many regions must serve it.
    """

    flow: str = "api-call"
    token_format: TokenFormat = "jwt"  # noqa: S105  # a format, no secret
    nodes: tuple[tuple[str, int], ...] = ()
    groups: tuple[tuple[str, tuple[NodeGroup, ...]], ...] = ()
    regions: int = 1

    @property
    def name(self) -> str:
        """The flow's id, and whether it is meant at full load."""
        return f"{self.flow} at full load" if self.groups else self.flow

    @property
    def title(self) -> str:
        """The same, for people."""
        from wso2_strategy.topology import FLOWS

        title = FLOWS[self.flow].name if self.flow in FLOWS else self.flow
        return f"{title} at full load" if self.groups else title


CALL = Use()
"""Calling an API with a JSON web token, served by whichever gateways are left."""
