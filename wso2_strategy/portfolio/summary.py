"""What many answers are together: how many of what, for a terminal, a program or a page."""

from __future__ import annotations

from typing import Any, ClassVar

from attrs import field, frozen

from wso2_strategy.document.document import Answer, Document
from wso2_strategy.domain.catalog import Catalog
from wso2_strategy.portfolio.tally import Tally


@frozen
class Summary(Answer):
    """What the answers to many requirements are together.

    Attributes:
        tally: The counts.
        catalog: What the patterns and platforms are called.
    """

    tally: Tally
    catalog: Catalog = field(repr=False)

    schema: ClassVar[str] = "wso2-strategy/portfolio/1"

    @property
    def answered(self) -> int:
        """The rows with an answer."""
        return self.tally.total("pattern")

    @property
    def failed(self) -> int:
        """The rows without one."""
        return self.tally.failed

    def document(self, *, complete: bool = False) -> Document:
        """Return the summary as a document; a complete one is the same."""
        from wso2_strategy.portfolio.summary_document import summary_document

        del complete
        return summary_document(self.tally, self.catalog)

    def to_dict(self) -> dict[str, Any]:
        """Return the counts as JSON-ready values, the largest of each first."""
        tally = self.tally
        return {
            "schema": self.schema,
            "rows": self.answered + self.failed,
            "answered": self.answered,
            "failed": self.failed,
            "nodes": tally.total("nodes"),
            "patterns": tally.count("pattern"),
            "layouts": tally.count("layout"),
            "platforms": tally.count("platform"),
            "redundancy": tally.count("redundancy"),
            "conflicts": tally.count("conflicts"),
            "targets": {
                "stated": tally.total("stated_targets"),
                "missed": tally.total("missed_targets"),
                "missed_by_pattern": tally.count("missed_targets"),
            },
            "first_failures": [{"row": row, "error": error} for row, error in tally.failures],
        }
