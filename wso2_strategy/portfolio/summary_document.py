"""The summary of many answers as a document, with a bar for each count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wso2_strategy.document.blocks import Block, Figures, Listing, Picture, Section, Table
from wso2_strategy.document.chart import Scale, Sheet, width_of
from wso2_strategy.document.document import Document
from wso2_strategy.document.palette import ACCENT, STEPS
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.domain.wording import counted
from wso2_strategy.errors import printable
from wso2_strategy.portfolio.tally import Tally

_ROW, _WIDTH = 24, 400
_BOLD = 1.15  # how much wider bold words are
_LONGEST_ERROR = 300  # characters; the output has all


def summary_document(tally: Tally, catalog: Catalog) -> Document:
    """Return the document that the counts of many answers are for people."""
    return Document("Portfolio", tuple(_sections(tally, catalog)))


def _sections(tally: Tally, catalog: Catalog) -> Iterator[Section]:
    answered = tally.total("pattern")
    patterns = {each.id: f"{each.id} {each.name}" for each in catalog.patterns}
    yield Section("Summary", tuple(_first(tally, answered)))
    if answered:
        yield Section("Patterns", tuple(_patterns(tally, patterns)))
        names = {each.id: each.name for each in catalog.platforms}
        platforms = {names[each]: count for each, count in tally.count("platform").items()}
        yield _counts("Platforms", "Platform", platforms, answered, {})
    for title, noun, aspect in (
        ("Layouts over regions", "Layout", "layout"),
        ("Conflicts between statements", "Conflict", "conflicts"),
    ):
        if counts := tally.count(aspect):
            yield _counts(title, noun, counts, answered, patterns)
    if tally.failures:
        yield Section("Rows without an answer", tuple(_failures(tally)))


def _first(tally: Tally, answered: int) -> Iterator[Block]:
    rows, nodes = answered + tally.failed, tally.total("nodes")
    stated, missed = tally.total("stated_targets"), tally.total("missed_targets")
    yield (
        f"{counted(rows, 'row')}: {answered:,} answered, {tally.failed:,} without an answer."
        f" The answers take {counted(nodes, 'WSO2 node')} together."
    )
    if stated:
        yield f"Targets for the availability: {stated:,} stated, {missed:,} missed by the answer."
    figures = (
        (f"{answered:,}", "answers"),
        (f"{nodes:,}", "WSO2 nodes"),
        (f"{missed:,}", "missed targets"),
        (f"{tally.failed:,}", "rows without an answer"),
    )
    yield Section("", (Figures(figures),), medium="html")


def _patterns(tally: Tally, names: Mapping[str, str]) -> Iterator[Block]:
    counts, nodes = tally.count("pattern"), tally.counts["nodes"]
    stated, missed = tally.counts["stated_targets"], tally.counts["missed_targets"]
    rows = tuple(
        (
            names[each],
            f"{number:,}",
            _share(number, sum(counts.values())),
            f"{nodes.get(each, 0):,}",
            f"{missed.get(each, 0):,} of {stated.get(each, 0):,}",
        )
        for each, number in counts.items()
    )
    heads = ("Pattern", "Rows", "Share", "Nodes", "Missed targets")
    yield from _drawn("Answers by pattern", counts, Table(heads, rows, heads[1:]))
    if missing := tally.count("missed_targets"):
        bars = Picture("Missed targets by pattern, in rows.", bar_chart("Missed targets", missing))
        yield Section("", (bars,), medium="html")


def _counts(
    title: str, noun: str, counts: Mapping[str, int], of: int, names: Mapping[str, str]
) -> Section:
    rows = tuple(
        (names.get(each, each), f"{number:,}", _share(number, of))
        for each, number in counts.items()
    )
    table = Table((noun, "Rows", "Share"), rows, ("Rows", "Share"))
    return Section(title, tuple(_drawn(title, counts, table)))


def _drawn(caption: str, counts: Mapping[str, int], table: Table) -> Iterator[Block]:
    """Yield a table, on a page with its bars above it."""
    yield Section("", (Picture(f"{caption}, in rows.", bar_chart(caption, counts)),), medium="html")
    yield table


def bar_chart(title: str, counts: Mapping[str, int]) -> str:
    """Return counts as horizontal bars, the first one standing out.

    >>> bar_chart("Ships", {"Argo": 3, "Fram": 1}).count("<rect")
    2
    """
    described = " ".join(f"{word}: {number:,}." for word, number in counts.items())
    left = min(_BOLD * max(map(width_of, counts)) + 10, _WIDTH / 2)
    sheet = Sheet(_WIDTH, _ROW * len(counts) + 4, title, described)
    room = width_of(f"{max(counts.values()):,}") + 10
    widths = Scale(0, max(counts.values()), left, _WIDTH - room)
    for number, (word, count) in enumerate(counts.items()):
        middle, end = _ROW * number + _ROW / 2, widths.place(count)
        sheet.words((0, middle + 4), word, bold=not number)
        sheet.box((left, middle - 7), (end, middle + 7), STEPS[3] if number else ACCENT)
        sheet.words((end + 5, middle + 4), f"{count:,}", bold=not number)
    return sheet.svg()


def _failures(tally: Tally) -> Iterator[Block]:
    yield Listing(
        tuple(f"Row {row}: {printable(error, _LONGEST_ERROR)}" for row, error in tally.failures)
    )
    if more := tally.failed - len(tally.failures):
        yield f"And {more:,} more, which the output names."


def _share(number: int, of: int) -> str:
    return f"{100 * number / of:.1f}%"
