"""Packs: knowledge that is shipped and found together.

The built-in rules are a pack, registered in the entry-point group
``wso2_strategy.rules`` like any other. A pack may also bring capabilities,
components, patterns and platforms of its own.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points

from attrs import field, frozen, validators

from wso2_strategy.catalog import CATALOG, Capability, Catalog, Component, Pattern, Platform
from wso2_strategy.catalog import known_facts as _known_facts
from wso2_strategy.errors import KnowledgeError, UnknownNameError
from wso2_strategy.inference import KnowledgeBase, Rule

GROUP = "wso2_strategy.rules"
BUILT_IN = "built-in"


@frozen
class Pack:
    """A named, versioned piece of knowledge.

    Attributes:
        name: The name under which it is listed.
        version: Its version.
        summary: What it adds, in one sentence.
        rules: Its rules.
        capabilities: Capabilities it adds to the catalog.
        components: Components it adds.
        patterns: Patterns it adds.
        platforms: Platforms it adds.
    """

    name: str = field(validator=validators.matches_re(r"[a-z0-9]+(-[a-z0-9]+)*"))
    version: str
    summary: str
    rules: tuple[Rule, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    components: tuple[Component, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    platforms: tuple[Platform, ...] = ()


@frozen
class Knowledge:
    """Everything an advisor knows: packs, merged into one catalog and one knowledge base.

    Attributes:
        packs: The packs, in the order in which they were merged.
        catalog: What there is to choose from.
        base: The rules, and the catalog as background facts.
    """

    packs: tuple[Pack, ...]
    catalog: Catalog
    base: KnowledgeBase

    @classmethod
    def of(cls, *packs: Pack, catalog: Catalog = CATALOG) -> Knowledge:
        """Merge packs.

        Raises:
            RuleError: Two packs have a rule with the same id, or a rule is not safe.
        """
        for pack in packs:
            catalog = catalog.extended(
                capabilities=pack.capabilities,
                components=pack.components,
                patterns=pack.patterns,
                platforms=pack.platforms,
            )
        name = " + ".join(f"{pack.name} {pack.version}" for pack in packs)
        rules = [rule for pack in packs for rule in pack.rules]
        return cls(packs, catalog, KnowledgeBase(name, rules, _known_facts(catalog)))


def installed_packs() -> tuple[Pack, ...]:
    """Return every installed pack, the built-in one first, the others by name.

    Raises:
        KnowledgeError: A pack cannot be imported or is no pack; the message names it.
    """
    found = sorted(
        entry_points(group=GROUP), key=lambda point: (point.name != BUILT_IN, point.name)
    )
    return tuple(map(_loaded, dict.fromkeys(found)))


def installed_pack(name: str) -> Pack:
    """Return one installed pack.

    Raises:
        UnknownNameError: No installed pack has this name.
        KnowledgeError: It cannot be imported or is no pack.
    """
    points = entry_points(group=GROUP)
    for point in points:
        if point.name == name:
            return _loaded(point)
    raise UnknownNameError("pack", name, sorted(point.name for point in points))


@cache
def _loaded(point: EntryPoint) -> Pack:
    try:
        pack = point.load()
    except Exception as error:
        raise KnowledgeError(
            f"pack {point.name!r} ({point.value}) cannot be loaded: {error!r}"
        ) from error
    if not isinstance(pack, Pack):
        raise KnowledgeError(
            f"pack {point.name!r} ({point.value}) is a {type(pack).__name__}, not a Pack"
        )
    return pack
