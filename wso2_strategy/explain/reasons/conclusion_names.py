"""What facts of a consultation are called, for people."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from wso2_strategy.domain.catalog import Catalog, Lack, MatrixRow
from wso2_strategy.domain.conclusions import (
    Advice,
    Contradiction,
    Exclusion,
    LayoutExclusion,
    LayoutNeed,
    Need,
    Preference,
    RedundancyNeed,
    Selection,
    Size,
)
from wso2_strategy.domain.wording import counted, series
from wso2_strategy.errors import UnknownNameError, require
from wso2_strategy.inference.justification import Inference, fact_name
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.load.group_shares import GroupShare

_STRENGTHS = {1: "slight", 2: "clear"}


def title_of(fact: Any, catalog: Catalog) -> str:
    """Return a short phrase that says what a fact is.

    >>> from wso2_strategy.domain.catalog import CATALOG
    >>> title_of(Need("independent-gateway"), CATALOG)
    'Needed: a gateway tier of its own'
    >>> title_of(Selection("pattern", "P2", "all"), CATALOG)
    'Pattern P2 Simple Scalable Deployment'
    """
    say = _TITLES.get(type(fact))
    return fact_name(fact) if say is None else say(fact, catalog)


def _selection(fact: Selection, catalog: Catalog) -> str:
    if fact.subject == "platform":
        return f"Platform {catalog.platform(fact.id).name}"
    noun = "Pattern" if fact.subject == "pattern" else "Layout over regions"
    return f"{noun} {fact.id} {catalog.pattern(fact.id).name}"


def _exclusion(fact: Exclusion | LayoutExclusion, catalog: Catalog) -> str:
    over = f" over {fact.layout}" if isinstance(fact, LayoutExclusion) else ""
    if fact.capability is None:
        return f"{fact.pattern}{over} is no answer: {fact.limit}"
    return f"{fact.pattern} {catalog.capability(fact.capability).lacking}"


def _need(fact: Need | LayoutNeed | RedundancyNeed, catalog: Catalog) -> str:
    of = f" of {fact.pattern}" if isinstance(fact, RedundancyNeed) else ""
    layout = None if isinstance(fact, Need) else fact.layout
    over = f" over {layout}" if layout else ""
    return f"Needed{of}{over}: {catalog.capability(fact.capability).name}"


def _preference(fact: Preference, catalog: Catalog) -> str:
    strength = _STRENGTHS.get(fact.weight, "strong")
    return f"A {strength} reason for {catalog.platform(fact.platform).called}"


def _demand(fact: Demand, _catalog: Catalog) -> str:
    if fact.design_tps is None:
        return "Load of tokens"
    return f"Load to carry: {fact.design_tps:,.0f} requests/s"


def _size(fact: Size, _catalog: Catalog) -> str:
    return f"Size: {counted(fact.nodes, 'WSO2 node')}"


_TITLES: dict[type, Callable[[Any, Catalog], str]] = {
    Selection: _selection,
    Need: _need,
    LayoutNeed: _need,
    RedundancyNeed: _need,
    Exclusion: _exclusion,
    LayoutExclusion: _exclusion,
    Preference: _preference,
    Advice: lambda fact, _catalog: f"Advice: {fact.text}",
    Contradiction: lambda fact, _catalog: f"Conflict: {fact.resolution}",
    Demand: _demand,
    GroupShare: lambda fact, _catalog: f"Share of group {fact.name}: {100 * fact.share:.6g}%",
    Size: _size,
    Lack: lambda fact, catalog: f"{fact.pattern} {catalog.capability(fact.capability).lacking}",
    MatrixRow: lambda fact, _catalog: f"WSO2's summary matrix: {fact.label} is {fact.pattern}",
}


def find(inference: Inference, catalog: Catalog, name: str) -> Any:
    """Return the fact that a name means.

    It may be the fact's own name, its kind where there is only one of it, a pattern,
    platform or capability that was found, or the file key of something stated.

    Raises:
        UnknownNameError: Nothing that was stated or concluded goes by this name.
    """
    require(name, str)
    if name in inference.names:
        return inference.named(name)
    wanted = name.strip().casefold()
    common = _common_names(inference, catalog)
    if wanted in common:
        return common[wanted]
    section, _, key = wanted.partition(".")
    if key and hasattr(common.get(section), key):
        return common[section]
    asked_for = [
        inference.names[inference.number(fact)]
        for kind in (Selection, Need, Contradiction)
        for fact in inference.of(kind)
    ]
    own = inference.names[inference.background_count :]
    hint = _not_chosen(catalog, name) or _contains(asked_for, wanted)
    raise UnknownNameError("fact", name, asked_for, candidates=[*own, *common], hint=hint)


def _contains(names: Iterable[str], word: str) -> str:
    """Return a hint at the names that a word is part of."""
    found = [repr(each) for each in names if word and word in each.casefold()]
    return f"Did you mean {series(found, 'or')}?" if found else ""


def _not_chosen(catalog: Catalog, name: str) -> str:
    """Return what to ask instead where a name is a pattern or platform that was not chosen."""
    for look_up in (catalog.pattern, catalog.platform):
        try:
            found = look_up(name)
        except UnknownNameError:
            continue
        return f"{found.name} is not recommended; ask why not."
    return ""


def _common_names(inference: Inference, catalog: Catalog) -> dict[str, Any]:
    """Return other names of facts, in lower case."""
    own = zip(
        inference.names[inference.background_count :],
        inference.facts[inference.background_count :],
        strict=True,
    )
    by_kind: dict[str, list[Any]] = {}
    for known, fact in own:
        by_kind.setdefault(known.partition(":")[0], []).append(fact)
    names = {kind: facts[0] for kind, facts in by_kind.items() if len(facts) == 1}
    for need in inference.of(Need):
        for each in (need.capability, catalog.capability(need.capability).name):
            names[each.casefold()] = need
    for choice in inference.of(Selection):
        is_platform = choice.subject == "platform"
        chosen = catalog.platform(choice.id) if is_platform else catalog.pattern(choice.id)
        for each in (chosen.id, chosen.name, choice.subject):
            names[each.casefold()] = choice
    return names
