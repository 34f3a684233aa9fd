"""What an advice claims: the things it takes to be in the answer, and what it proposes.

The claims stand in the text itself, as references, so that nothing can be said
that is not declared: ``{tier:gateway}`` becomes the component's name and claims
that the answer has such a tier. Verification holds the claims against the answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, get_args

from attrs import frozen

from wso2_strategy.domain.catalog import Catalog, Component, Pattern, Platform
from wso2_strategy.errors import UnknownNameError

ClaimKind = Literal["tier", "platform", "pattern", "propose", "ask", "mention"]
"""``tier``, ``platform`` and ``pattern`` are in the answer; ``propose`` names a pattern that
nothing excludes; ``ask`` a field that is not stated; ``mention`` names a pattern, a component or a
platform and claims nothing."""

_REFERENCE = re.compile(r"\{(\w+):([^{}]*)\}")


@frozen
class Claim:
    """One reference in a text.

    Attributes:
        kind: What is claimed of it.
        name: The id of a component, platform or pattern, or the path of a field.
    """

    kind: ClaimKind
    name: str

    def named(self, catalog: Catalog) -> Component | Pattern | Platform:
        """Return what is referred to, which is no field.

        Raises:
            UnknownNameError: The catalog lacks it.
        """
        if self.kind == "tier":
            return catalog.component(self.name)
        if self.kind == "platform":
            return catalog.platform(self.name)
        if self.kind == "mention":
            several: tuple[Component | Platform, ...] = (*catalog.components, *catalog.platforms)
            for each in several:
                if each.id == self.name:
                    return each
        return catalog.pattern(self.name)

    def __str__(self) -> str:
        return f"{{{self.kind}:{self.name}}}"


def claims(text: str) -> Iterator[Claim]:
    """Yield the claims of a text, in order.

    Raises:
        UnknownNameError: A reference is of no known kind.

    >>> list(claims("Add nodes to {tier:gateway}, or choose {propose:P3}."))
    [Claim(kind='tier', name='gateway'), Claim(kind='propose', name='P3')]
    """
    for kind, name in _REFERENCE.findall(text):
        if kind not in get_args(ClaimKind):
            raise UnknownNameError("reference", kind, get_args(ClaimKind))
        yield Claim(kind, name)


def worded(text: str, catalog: Catalog) -> str:
    """Return a text with its references as words.

    Raises:
        UnknownNameError: A reference is of no known kind, or the catalog lacks its name.

    >>> from wso2_strategy.domain.catalog import CATALOG
    >>> worded("Add nodes to the {tier:control-plane}; state {ask:traffic.peak_tps}.", CATALOG)
    'Add nodes to the API Control Plane; state traffic.peak_tps.'
    """

    def word(found: re.Match[str]) -> str:
        (claim,) = claims(found.group())
        if claim.kind == "ask":
            return claim.name
        named = claim.named(catalog)
        if isinstance(named, Pattern):
            return named.id
        return named.called if isinstance(named, Platform) else named.name

    return _REFERENCE.sub(word, text)


def unreferenced(text: str) -> str:
    """Return a text without its references.

    >>> unreferenced("Add nodes to {tier:gateway}.")
    'Add nodes to .'
    """
    return _REFERENCE.sub("", text)
