"""The sources of a document, by number: what stands behind a statement, and the list at the end."""

from __future__ import annotations

from wso2_strategy.document.blocks import Links, Section
from wso2_strategy.inference.provenance import Basis, Source

_ANCHOR = "source"


class SourceNumbers:
    """The sources of one document, numbered in the order in which they are first cited.

    Attributes:
        anchors: The marks that were made, each with the anchor of its source in HTML.

    >>> from wso2_strategy.domain import sources
    >>> cited = SourceNumbers()
    >>> cited.mark("stated", sources.STRATEGY), cited.mark("derived", sources.STRATEGY)
    ('[stated, 1]', '[derived, 1]')
    """

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}
        self.anchors: dict[str, str] = {}

    def mark(self, basis: Basis, source: Source, *others: str) -> str:
        """Return a basis, the number of the source, and what else is to be known of it."""
        number = self.number(source)
        mark = f"[{', '.join((basis, str(number), *others))}]"
        self.anchors[mark] = f"{_ANCHOR}-{number}"
        return mark

    def after(self, basis: Basis, source: Source | None) -> str:
        """Return what a sentence ends with: a blank and a mark, or nothing without a source."""
        return "" if source is None else f" {self.mark(basis, source)}"

    def number(self, source: Source) -> int:
        """Return the number of a source."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def section(self) -> Section:
        """Return the list of sources; this project's own assumptions have no address."""
        return Section("Sources", (Links(tuple(self.lines()), _ANCHOR),))

    def lines(self) -> list[str]:
        """Return the list of sources, a line for each."""
        return [
            f"{number}. {source.title}" + (f": {source.url}" if source.url else "")
            for source, number in self._numbers.items()
        ]
