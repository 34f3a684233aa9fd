"""The recommendation as a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from wso2_strategy.advice.answer import GivenAdvice, Reason
from wso2_strategy.advice.answer_topology import migration_for
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.blocks import Links, Listing, Section, Table
from wso2_strategy.document.document import Document
from wso2_strategy.domain.catalog import REDUNDANCY, Pattern
from wso2_strategy.domain.conclusions import Selection, Size
from wso2_strategy.domain.sources import GAP, IDENTITY_SERVER_AS_KEY_MANAGER
from wso2_strategy.domain.wording import counted, said, shown
from wso2_strategy.errors import RequirementsError
from wso2_strategy.inference.provenance import Basis
from wso2_strategy.models.load.demand import Demand
from wso2_strategy.models.planning.cost import Resources, resources
from wso2_strategy.models.sizing.node_sizes import TierSizing
from wso2_strategy.output.availability_wording import beside_the_figure
from wso2_strategy.output.citations import Citations
from wso2_strategy.output.group_table import group_blocks
from wso2_strategy.space.fields import form
from wso2_strategy.topology.migration import ORDERED, ORDERED_BY

_ISSUER = "identity-server"
_URGENT = {"warning": "Warning: "}


def recommendation_document(recommendation: Outcome) -> Document:
    """Return the document that a recommendation is for people."""
    name = recommendation.requirements.name
    title = f"Recommendation for {name}" if name else "Recommendation"
    citations = Citations()
    return Document(title, tuple(_sections(recommendation, citations)), marks=citations.anchors)


def _sections(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    yield answer(recommendation, citations)
    yield from conflicts(recommendation, citations)
    yield needs(recommendation, citations)
    yield platforms(recommendation, citations)
    yield sizing(recommendation, citations)
    yield from migration(recommendation, citations)
    yield from cautions_and_notes(recommendation, citations)
    yield alternatives(recommendation, citations)
    yield from numbers(recommendation, citations)
    yield origin(recommendation)
    yield citations.section()


def answer(recommendation: Outcome, citations: Citations) -> Section:
    """Return what is recommended, how available it is, and where WSO2 says how to build it."""
    pattern, platform = recommendation.pattern, recommendation.platform
    marks = chosen_marks(recommendation, citations)
    stated = citations.sources.mark
    redundancy = REDUNDANCY[recommendation.redundancy]
    lines = [
        f"{pattern.id} {pattern.name}, on {platform.called}: {redundancy},"
        f" {counted(recommendation.sizing.total_nodes, 'WSO2 node')}. {marks['pattern']}",
        f"{pattern.summary} {defined(pattern, citations)}",
    ]
    own = {tier.component for tier in pattern.tiers}
    if _ISSUER not in own and _ISSUER in recommendation.sizing.nodes():
        issuer = recommendation.knowledge.catalog.component(_ISSUER).name
        tokens = f"{issuer} issues the tokens, on nodes of its own beside these."
        lines.append(f"{tokens} {stated('derived', IDENTITY_SERVER_AS_KEY_MANAGER)}")
    layout = recommendation.region_layout
    if layout is not None:
        lines.append(
            f"Over {recommendation.regions} regions as {layout.id} {layout.name}: {layout.summary}"
            f" {defined(layout, citations)}"
        )
    assumed = citations.assumed(recommendation.assumptions["node_availability"])
    said = recommendation.availability.sentence, *beside_the_figure(recommendation)
    lines += [f"{each} {assumed}" for each in said]
    guide = recommendation.platforms[0].guide
    if guide is None:
        searched = defined(layout or pattern, citations, "derived")
        lines.append(f"WSO2 publishes no guide for this combination. {searched}")
        return Section("Answer", tuple(lines))
    return Section("Answer", (*lines, "WSO2's guide for it:", Links((guide.url,))))


def defined(pattern: Pattern, citations: Citations, basis: Basis = "stated") -> str:
    """Return the mark of what a pattern is: of what no page of WSO2 has, that it is assumed."""
    return citations.sources.mark("assumed" if pattern.source == GAP else basis, pattern.source)


def chosen_marks(recommendation: Outcome, citations: Citations) -> dict[str, str]:
    """Return the marks of what each choice rests on, by its subject."""
    return {
        each.subject: citations.marks(recommendation.reasons_for(each))
        for each in recommendation.inference.of(Selection)
    }


def needs(recommendation: Outcome, citations: Citations) -> Section:
    """Return the needed capabilities, and why they are needed."""
    marks = chosen_marks(recommendation, citations)
    if not recommendation.needs:
        simplest = min(recommendation.knowledge.catalog.patterns, key=lambda each: each.complexity)
        nothing = "Nothing stated asks for more than a single node."
        if recommendation.pattern is not simplest:
            nothing = "Nothing stated asks for a capability, but simpler patterns break a limit."
        return Section("What is needed", (f"{nothing} {marks['pattern']}",))
    rows = tuple(
        row
        for need in recommendation.needs
        for row in _grouped(need.capability.name, map(citations.cited, need.reasons))
    )
    return Section("What is needed, and why", (Table(("Need", "Because"), rows),))


def platforms(recommendation: Outcome, citations: Citations) -> Section:
    """Return the platforms in order of preference, and what speaks for each."""
    is_decided = recommendation.requirements.constraints.platform is not None
    marks = chosen_marks(recommendation, citations)["platform"]
    decided = [f"It is decided already. {marks}"] if is_decided else []
    rows = tuple(
        row
        for number, rank in enumerate(recommendation.platforms, 1)
        for row in _grouped(
            f"{number}. {rank.name}",
            [*decided, *map(citations.cited, rank.reasons)]
            or [_no_reason(recommendation, number, marks)],
        )
    )
    table = Table(("Platform", "Because"), rows)
    return Section("Platforms, in order of preference", (table,))


def _no_reason(recommendation: Outcome, number: int, marks: str) -> str:
    if number == 1:
        return (
            f"Nothing stated prefers another; WSO2 names it first for {recommendation.pattern.id}."
            f" {marks}"
        )
    return "Nothing stated prefers it."


def sizing(recommendation: Outcome, citations: Citations) -> Section:
    """Return the nodes of every component, and what decides them."""
    size = recommendation.sizing
    catalog = recommendation.knowledge.catalog
    rows = tuple(
        (
            catalog.component(tier.component).name,
            f"{tier.nodes:,}",
            _each(recommendation, tier),
            tier.binding,
            f"{tier.documented_nodes:,}",
            f"{tier.measured_nodes:,}",
        )
        for tier in size.tiers
    )
    columns = (
        "Component",
        "Nodes",
        "Each",
        "Decided by",
        "By WSO2's figures",
        "By measurement",
    )
    loads = recommendation.inference.of(Demand)
    load = [
        citations.cited(reason) for each in loads for reason in recommendation.reasons_for(each)
    ]
    (chosen,) = recommendation.inference.of(Size)
    marks = citations.marks(recommendation.reasons_for(chosen))
    total = (
        f"{counted(size.total_nodes, 'WSO2 node')}, {_total(recommendation)};"
        f" databases, load balancers and caches come on top. {marks}"
    )
    problems = tuple(f"The load is not carried: {reason}. {marks}" for reason in size.reasons)
    notes = tuple(f"{note} {marks}" for note in size.notes)
    tables = (Table(columns, rows), *group_blocks(size, marks))
    return Section("Size", (*load, total, *problems, *notes, *tables))


def _total(recommendation: Outcome) -> str:
    taken = _taken(recommendation, recommendation.sizing.nodes())
    said = f"{taken.request_vcpu:,.10g} vCPU and {taken.request_mib / 1024:,.6g} GiB in all"
    return said if _on_machines(recommendation) else f"pods that request {said}"


def _each(recommendation: Outcome, tier: TierSizing) -> str:
    """Return the size of a node: of a machine, or of a pod as the charts ask for it."""
    taken = _taken(recommendation, {tier.component: 1})
    said = f"{taken.request_vcpu:g} vCPU, {taken.request_mib / 1024:g} GiB"
    if _on_machines(recommendation):
        return said
    return f"requests {said}; limit {taken.limit_vcpu:g} vCPU, {taken.limit_mib / 1024:g} GiB"


def _taken(recommendation: Outcome, nodes: Mapping[str, int]) -> Resources:
    return resources(nodes, recommendation.platform.id, recommendation.assumptions)


def _on_machines(recommendation: Outcome) -> bool:
    return recommendation.platform.id == "virtual-machines"


def advised(advice: Iterable[GivenAdvice], citations: Citations) -> tuple[str, ...]:
    """Return each piece of advice in a sentence, after what it is given for."""
    return tuple(
        f"{_URGENT.get(each.advice.severity, '')}{_because(each.reasons)} {each.text}"
        f" {citations.marks(each.reasons)}"
        for each in advice
    )


def cautions_and_notes(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    """Yield what to watch, and below it what warns of nothing."""
    for title, is_note in (("Cautions", False), ("Notes", True)):
        found = [each for each in recommendation.advice if each.is_note is is_note]
        if found:
            yield Section(title, (Listing(advised(found, citations)),))


def alternatives(recommendation: Outcome, citations: Citations) -> Section:
    """Return every other pattern with the one reason why it was not chosen."""
    others = tuple(
        (f"{each.pattern.id} {each.pattern.name}", f"{each.reason} {citations.marks(each.reasons)}")
        for each in recommendation.alternatives
    )
    return Section("Why not another pattern", (Table(("Pattern", "Reason"), others),))


def conflicts(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    """Yield what is stated and cannot be honoured together, if there is any."""
    if recommendation.conflicts:
        listed = Listing(tuple(_conflicts(recommendation, citations)))
        yield Section("What cannot be had together", (listed,))


def migration(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    """Yield the way from what runs today, where that is stated and something changes."""
    today = recommendation.requirements.operations.current_pattern
    title = f"Migration from {today}"
    try:
        found = migration_for(recommendation)
    except RequirementsError as error:
        yield Section(title, (f"The steps cannot be listed: {'; '.join(error.problems)}.",))
        return
    if found is not None and found.steps:
        redundancy = REDUNDANCY[found.difference.before.options.redundancy]
        taken = (
            f"{today} is taken to run in one region, on the platform of this answer, {redundancy}."
            f" {citations.sources.mark('assumed', GAP)} {ORDERED}"
            f" {citations.sources.mark(*ORDERED_BY)}"
        )
        steps = Listing(tuple(step.text for step in found.steps), mark="1.")
        yield Section(title, (taken, steps))


def _conflicts(recommendation: Outcome, citations: Citations) -> Iterator[str]:
    stated = form(tuple(recommendation.knowledge.fact_classes))
    for conflict in recommendation.conflicts:
        fields = ((stated.spoken(each.path), each.value) for each in conflict.sides)
        sides = "; ".join(
            f"{field.words.noun}: {'not stated' if value is None else said(field.kind, value)}"
            for field, value in fields
        )
        marks = citations.marks(conflict.reasons)
        yield f"{_because(conflict.reasons)} ({sides}.) {conflict.resolution} {marks}"


def numbers(recommendation: Outcome, citations: Citations) -> Iterator[Section]:
    """Yield the named numbers: what those mean that rules compare, and the others in few lines."""
    compared = {each.id for rule in recommendation.base.rules for each in rule.assumptions}
    rows, others = [], defaultdict(list)
    for each in recommendation.used_assumptions:
        mark = citations.assumed(each)
        if each.id in compared:
            rows.append((each.id, f"{shown(each.value)} {each.unit}", f"{each.meaning} {mark}"))
        else:
            others[mark].append(f"{each.id} {shown(each.value)}")
    parts: list[Table | Listing | str] = []
    if rows:
        parts.append(Table(("Compared by rules", "Value", "Meaning"), tuple(rows)))
    if others:
        listed = tuple(f"{', '.join(names)} {mark}" for mark, names in others.items())
        parts += ["Read by models:", Listing(listed)]
    if parts:
        yield Section("Numbers it was worked out with, open to be overridden", tuple(parts))


def origin(recommendation: Outcome) -> Section:
    """Return what the recommendation was made by."""
    packs = ", ".join(f"{pack.name} {pack.version}" for pack in recommendation.knowledge.packs)
    fired = len(recommendation.inference.steps)
    lines = [
        f"{fired} rules and models fired; knowledge: {packs}; engine: {recommendation.engine}."
    ]
    if len(recommendation.knowledge.packs) > 1:
        lines.append("Reasons that name no pack are built-in.")
    if recommendation.note:
        lines.append(recommendation.note)
    return Section("Origin", tuple(lines))


def _because(reasons: Iterable[Reason]) -> str:
    return " ".join(reason.sentence for reason in reasons)


def _grouped(label: str, sentences: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield a row for each sentence, the first of them with the label."""
    for number, sentence in enumerate(sentences):
        yield "" if number else label, sentence
