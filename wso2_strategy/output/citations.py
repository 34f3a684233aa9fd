"""What a document rests on: each statement's basis, and its sources by number."""

from __future__ import annotations

from collections.abc import Iterable

from wso2_strategy.advice.answer import Reason
from wso2_strategy.advice.evidence import used_basis
from wso2_strategy.advice.packs import BUILT_IN, LIBRARY
from wso2_strategy.document.blocks import Links, Section
from wso2_strategy.inference import Source
from wso2_strategy.inference.provenance import Assumption


class Citations:
    """The sources of one document, numbered in the order in which they are first cited."""

    def __init__(self) -> None:
        self._numbers: dict[Source, int] = {}

    def cited(self, reason: Reason) -> str:
        """Return a reason's sentence with its basis, the number of its source and its pack."""
        return f"{reason.sentence} {self.mark(reason)}"

    def mark(self, reason: Reason) -> str:
        """Return the basis of a reason, the number of its source and its pack."""
        own = reason.pack.split(" ")[0] in (BUILT_IN, LIBRARY)
        pack = "" if own else f", {reason.pack}"
        return f"[{reason.basis}, {self.number(reason.source)}{pack}]"

    def marks(self, reasons: Iterable[Reason]) -> str:
        """Return the marks of some reasons, each once."""
        return " ".join(dict.fromkeys(map(self.mark, reasons)))

    def assumed(self, number: Assumption) -> str:
        """Return the basis of a named number, and the number of its source."""
        return f"[{used_basis(number)}, {self.number(number.source)}]"

    def number(self, source: Source) -> int:
        """Return the number of a source."""
        return self._numbers.setdefault(source, len(self._numbers) + 1)

    def section(self) -> Section:
        """Return the list of sources; this project's own assumptions have no address."""
        links = tuple(
            f"{number}. {source.title}" + (f": {source.url}" if source.url else "")
            for source, number in self._numbers.items()
        )
        return Section("Sources", (Links(links),))
