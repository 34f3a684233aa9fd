"""Knowledge: packs, found where they are installed, and merged.

Packs are registered in the entry-point group ``wso2_strategy.rules``, the
built-in one like any other.
"""

from __future__ import annotations

from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from wso2_strategy.advice.pack import Pack, origins
from wso2_strategy.advice.pack_check import problems_beside
from wso2_strategy.domain.catalog import (
    CATALOG,
    Catalog,
    known_facts,
)
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import PackError, RuleError, UnknownNameError
from wso2_strategy.inference import KnowledgeBase, Procedure

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


GROUP = "wso2_strategy.rules"
BUILT_IN = "built-in"
LIBRARY = "wso2-strategy"


@frozen(repr=False)
class Knowledge:
    """Everything an advisor knows: packs, merged into one catalog and one knowledge base.

    Attributes:
        packs: The packs, in the order in which they were merged.
        catalog: What there is to choose from.
        base: The rules, and the catalog as background facts.
        assumptions: Values that packs put in the place of named assumptions, by id.
        procedures: The packs' procedures, in the order in which they run.
    """

    packs: tuple[Pack, ...]
    catalog: Catalog
    base: KnowledgeBase
    assumptions: tuple[tuple[str, float], ...] = ()
    procedures: tuple[Procedure, ...] = ()

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
            base, assumptions = known.base, dict(known.assumptions)
            problems = list(
                problems_beside(pack, known.packs, known.catalog, base.rules, assumptions)
            )
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
        points = _sorted_entry_points()
        return cls.of(*map(_loaded, points), *more) if more else _merged(points)

    @property
    def fact_classes(self) -> tuple[type, ...]:
        """The classes of stated facts that the packs add."""
        return tuple(each for pack in self.packs for each in pack.fact_classes)

    def origin(self, reason_id: str) -> str:
        """Return name and version of the pack that a rule or procedure comes from.

        What is of no pack, such as a numeric model, is the library's own.
        """
        return self._origins.get(reason_id, LIBRARY)

    @cached_property
    def _origins(self) -> dict[str, str]:
        return origins(self.packs)

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
        procedures = (*self.procedures, *pack.procedures)
        return Knowledge(packs, catalog, base, tuple(values.items()), procedures)


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
    return tuple(map(_loaded, _sorted_entry_points()))


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


def _sorted_entry_points() -> tuple[EntryPoint, ...]:
    points = _entry_points()
    return tuple(sorted(points, key=lambda point: (point.name != BUILT_IN, point.name)))


@lru_cache(maxsize=1)  # what is installed seldom changes, and checking it takes longer than asking
def _merged(points: tuple[EntryPoint, ...]) -> Knowledge:
    return Knowledge.of(*map(_loaded, points))


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
