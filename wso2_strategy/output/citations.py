"""What a document rests on: each statement's basis, and its sources by number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from wso2_strategy.advice.answer import Reason
from wso2_strategy.advice.evidence import used_basis
from wso2_strategy.advice.packs import BUILT_IN, LIBRARY
from wso2_strategy.document.blocks import Section
from wso2_strategy.domain.source_numbers import SourceNumbers
from wso2_strategy.domain.wording import shown
from wso2_strategy.inference.provenance import Assumption


def valued(number: Assumption) -> str:
    """Return the value of a named number for people: a share in percent, all else with its unit."""
    if number.unit == "share":
        return f"{100 * number.value:.10g}%"
    return f"{shown(number.value)} {number.unit}"


class Citations:
    """How the reasons and the named numbers of one document are cited.

    Attributes:
        sources: The sources, by number.
    """

    def __init__(self) -> None:
        self.sources = SourceNumbers()

    def cited(self, reason: Reason) -> str:
        """Return a reason's sentence with its basis, the number of its source and its pack."""
        return f"{reason.sentence} {self.mark(reason)}"

    def mark(self, reason: Reason) -> str:
        """Return the basis of a reason, the number of its source and its pack."""
        own = reason.pack.split(" ")[0] in (BUILT_IN, LIBRARY)
        return self.sources.mark(reason.basis, reason.source, *(() if own else (reason.pack,)))

    def marks(self, reasons: Iterable[Reason]) -> str:
        """Return the marks of some reasons, each once."""
        return " ".join(dict.fromkeys(map(self.mark, reasons)))

    def assumed(self, number: Assumption) -> str:
        """Return the basis of a named number, and the number of its source."""
        return self.sources.mark(used_basis(number), number.source)

    def remarked(self, number: Assumption) -> str:
        """Return what else a named number means, with its basis and the number of its source."""
        return " ".join(filter(None, (number.remark, self.assumed(number))))

    @property
    def anchors(self) -> Mapping[str, str]:
        """The marks that were made, each with the anchor of its source in HTML."""
        return self.sources.anchors

    def section(self) -> Section:
        """Return the list of sources."""
        return self.sources.section()
