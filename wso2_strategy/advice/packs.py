"""Packs: knowledge that is shipped and found together.

The built-in rules are a pack, registered in the entry-point group
``wso2_strategy.rules`` like any other. A pack adds rules, replaces or switches
off known ones, changes assumptions, and may bring fact classes, capabilities,
components, patterns and platforms of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from wso2_strategy.advice.pack_check import part_problems, problems_beside
from wso2_strategy.domain.catalog import (
    CATALOG,
    Capability,
    Catalog,
    Component,
    Pattern,
    Platform,
    known_facts,
)
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import PackError, RuleError, UnknownNameError
from wso2_strategy.inference import KnowledgeBase, Rule

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


GROUP = "wso2_strategy.rules"
BUILT_IN = "built-in"
LIBRARY = "wso2-strategy"


def _tuple(items: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(items)


def _values(values: Mapping[str, float] | Iterable[tuple[str, float]]) -> tuple[_Value, ...]:
    return tuple(dict(values).items())


def _provisions(
    provisions: Mapping[str, Iterable[str]] | Iterable[tuple[str, Iterable[str]]],
) -> tuple[_Provision, ...]:
    return tuple((pattern, tuple(sorted(added))) for pattern, added in dict(provisions).items())


_Value = tuple[str, float]
_Provision = tuple[str, tuple[str, ...]]


@frozen
class Pack:
    """A named, versioned piece of knowledge.

    Attributes:
        name: The name under which it is listed: lower-case words with hyphens.
        version: Its version.
        summary: What it adds, in one sentence.
        rules: Its rules, each with an id of its own.
        overrides: Rules that take the place of the known rules with their ids.
        switched_off: Ids of known rules that it leaves out.
        assumptions: Values that replace named assumptions, by id.
        fact_classes: Classes of stated facts; each is a section of a requirements file,
            called by the class's name in snake case.
        capabilities: Capabilities it adds to the catalog.
        components: Components it adds.
        patterns: Patterns it adds.
        platforms: Platforms it adds.
        also_provides: Capabilities that known patterns have besides the known ones, by pattern.

    Raises:
        PackError: A part is not what it should be.

    >>> from wso2_strategy import Knowledge
    >>> calm = Pack(
    ...     "calm", "1.0", "No reminders of ports.", switched_off=["advice.websocket-ports"])
    >>> Knowledge.installed(calm).origin("advice.websub-ports")
    'built-in ...'
    """

    name: str
    version: str
    summary: str
    rules: tuple[Rule, ...] = field(default=(), converter=_tuple)
    overrides: tuple[Rule, ...] = field(default=(), converter=_tuple)
    switched_off: tuple[str, ...] = field(default=(), converter=_tuple)
    assumptions: tuple[_Value, ...] = field(default=(), converter=_values)
    fact_classes: tuple[type, ...] = field(default=(), converter=_tuple)
    capabilities: tuple[Capability, ...] = field(default=(), converter=_tuple)
    components: tuple[Component, ...] = field(default=(), converter=_tuple)
    patterns: tuple[Pattern, ...] = field(default=(), converter=_tuple)
    platforms: tuple[Platform, ...] = field(default=(), converter=_tuple)
    also_provides: tuple[_Provision, ...] = field(default=(), converter=_provisions)

    def __attrs_post_init__(self) -> None:
        problems = list(part_problems(self))
        if problems:
            raise PackError(str(self.name), problems)

    @property
    def title(self) -> str:
        """Its name and version, as explanations show them."""
        return f"{self.name} {self.version}"


@frozen(repr=False)
class Knowledge:
    """Everything an advisor knows: packs, merged into one catalog and one knowledge base.

    Attributes:
        packs: The packs, in the order in which they were merged.
        catalog: What there is to choose from.
        base: The rules, and the catalog as background facts.
        assumptions: Values that packs put in the place of named assumptions, by id.
    """

    packs: tuple[Pack, ...]
    catalog: Catalog
    base: KnowledgeBase
    assumptions: tuple[_Value, ...] = ()

    def __repr__(self) -> str:
        packs = " + ".join(pack.title for pack in self.packs)
        return f"<Knowledge: {packs}, {counted(len(self.base.rules), 'rule')}>"

    @classmethod
    def of(cls, *packs: Pack, catalog: Catalog = CATALOG) -> Knowledge:
        """Merge packs; each may refer to those before it.

        Raises:
            PackError: A pack contradicts itself, another pack or the catalog; the message
                names it and every problem.
        """
        known = cls((), catalog, KnowledgeBase("nothing", ()))
        for pack in packs:
            problems = list(problems_beside(known, pack))
            if problems:
                raise PackError(pack.name, problems)
            known = known._with(pack)
        return known

    @classmethod
    def installed(cls, *more: Pack) -> Knowledge:
        """Merge all installed packs, and then some more.

        Raises:
            PackError: An installed pack cannot be loaded, or a pack cannot be used.
        """
        return cls.of(*installed_packs(), *more)

    @property
    def fact_classes(self) -> tuple[type, ...]:
        """The classes of stated facts that the packs add."""
        return tuple(each for pack in self.packs for each in pack.fact_classes)

    def origin(self, reason_id: str) -> str:
        """Return name and version of the pack that a rule comes from.

        What is no rule of a pack, such as a numeric model, is the library's own.
        """
        return self._origins.get(reason_id, LIBRARY)

    @cached_property
    def _origins(self) -> dict[str, str]:
        return {
            rule.id: pack.title for pack in self.packs for rule in (*pack.rules, *pack.overrides)
        }

    def _with(self, pack: Pack) -> Knowledge:
        catalog = _extended(self.catalog, pack)
        replaced = {rule.id: rule for rule in pack.overrides}
        rules = [
            replaced.get(rule.id, rule)
            for rule in self.base.rules
            if rule.id not in pack.switched_off
        ]
        packs = (*self.packs, pack)
        name = " + ".join(each.title for each in packs)
        try:
            base = KnowledgeBase(name, [*rules, *pack.rules], known_facts(catalog))
        except RuleError as error:
            raise PackError(pack.name, [str(error)]) from error
        values = {**dict(self.assumptions), **dict(pack.assumptions)}
        known = {each.id for each in base.assumptions}
        base = base.assuming(**{name: each for name, each in values.items() if name in known})
        return Knowledge(packs, catalog, base, tuple(values.items()))


def _extended(catalog: Catalog, pack: Pack) -> Catalog:
    richer = [
        evolve(pattern, provides=pattern.provides.union(added))
        for name, added in pack.also_provides
        for pattern in [catalog.pattern(name)]
    ]
    return catalog.extended(
        capabilities=pack.capabilities,
        components=pack.components,
        patterns=(*richer, *pack.patterns),
        platforms=pack.platforms,
    )


def installed_packs() -> tuple[Pack, ...]:
    """Return every installed pack, the built-in one first, the others by name.

    Raises:
        PackError: A pack cannot be imported or is no pack; the message names it.
    """
    found = sorted(_entry_points(), key=lambda point: (point.name != BUILT_IN, point.name))
    return tuple(map(_loaded, found))


def installed_pack(name: str) -> Pack:
    """Return one installed pack.

    Raises:
        UnknownNameError: No installed pack has this name.
        PackError: It cannot be imported or is no pack.
    """
    points = _entry_points()
    for point in points:
        if point.name == name:
            return _loaded(point)
    raise UnknownNameError("pack", name, sorted({point.name for point in points}))


def _entry_points() -> list[EntryPoint]:
    """Return each registered pack once; a path that is listed twice finds it twice."""
    from importlib.metadata import entry_points

    return list(dict.fromkeys(entry_points(group=GROUP)))


def find_pack(name: str) -> Pack:
    """Return an installed pack by its name, or any pack by its place, ``module:ATTRIBUTE``.

    Raises:
        UnknownNameError: No installed pack has this name.
        PackError: It cannot be imported or is no pack.
    """
    if ":" not in name:
        return installed_pack(name)
    from importlib.metadata import EntryPoint

    return _imported(EntryPoint(name, name, GROUP))


@cache
def _loaded(point: EntryPoint) -> Pack:
    pack = _imported(point)
    if pack.name != point.name:
        raise PackError(point.name, [f"it calls itself {pack.name!r}; register it by its name"])
    return pack


def _imported(point: EntryPoint) -> Pack:
    try:
        pack = point.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # a pack may also ask the interpreter to stop
        raise PackError(point.name, [f"{point.value} cannot be loaded: {error!r}"]) from error
    if not isinstance(pack, Pack):
        raise PackError(point.name, [f"{point.value} is a {type(pack).__name__}, not a Pack"])
    return pack
