"""A document with its writers, and what every answer can do because it is one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from attrs import field, frozen

from wso2_strategy.document.blocks import Block, Section
from wso2_strategy.document.json_values import json_record
from wso2_strategy.document.markdown import markdown
from wso2_strategy.document.text import text_lines
from wso2_strategy.errors import require

if TYPE_CHECKING:
    from rich.console import Console

_ASCII = str.maketrans("├└│─", "+`|-")
"""The guides of trees for terminals that know no others."""


@frozen
class Document:
    """What a reader gets.

    Attributes:
        title: The heading of all.
        blocks: What stands below it, the most important first.
        lead: What stands in the title's place in text, where this says it in other words.
        marks: Words that HTML sets small wherever they stand, such as the number of a source,
            each with the anchor that they lead to.

    >>> from wso2_strategy.document.blocks import Section, Table
    >>> fleet = Table(("Ship", "Crew"), (("Argo", "50"), ("Fram", "16")))
    >>> document = Document("Ships", (Section("Famous ones", ("Two of them.", fleet)),))
    >>> print(document.to_text(width=40), end="")
    Ships
    <BLANKLINE>
    Famous ones
     Two of them.
     Ship   Crew
     Argo   50
     Fram   16
    """

    title: str
    blocks: tuple[Block, ...]
    lead: str = ""
    marks: Mapping[str, str] = field(factory=dict)

    def to_text(self, *, width: int | None = 100) -> str:
        """Return the document as plain text of a given width, in characters; None folds nothing."""
        lines = text_lines(self.lead or self.title, self.blocks, width)
        return "".join(f"{line}\n" for line in lines)

    def show(self, console: Console) -> None:
        """Print the document to a Rich console, in its width and colours."""
        from rich.console import Console
        from rich.text import Text

        require(console, Console)
        for line in text_lines(self.lead or self.title, self.blocks, console.width):
            lead = line.lead.translate(_ASCII) if console.options.ascii_only else line.lead
            words = Text.assemble((lead, "dim"), (line.words, line.style))
            words.rstrip()
            console.print(words, soft_wrap=True)

    def to_markdown(self) -> str:
        """Return the document as Markdown; everything in it is escaped."""
        return markdown(self.title, self.blocks)

    def to_html(self) -> str:
        """Return the document as one HTML page; everything in it is escaped."""
        from wso2_strategy.document.page import html_page

        return html_page(self.title, self.blocks, self.marks)

    def _repr_html_(self) -> str:
        """Return the document as a notebook shows it, among others on a page."""
        from wso2_strategy.document.html import HtmlWriter

        writer = HtmlWriter(self.marks, level=3, anchored=False)
        return writer.written((Section(self.title, self.blocks),))


class Answer(ABC):
    """What all answers can do; each says itself what its document is.

    Attributes:
        schema: Names the form of `to_dict`, with its version.
    """

    __slots__ = ()

    schema: ClassVar[str]

    @abstractmethod
    def document(self, *, complete: bool = False) -> Document:
        """Return the answer as a document; a complete one leaves nothing out."""

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON-ready values; `schema` names the version."""
        return {"schema": self.schema, **json_record(self)}

    def to_text(self, *, complete: bool = False, width: int | None = 100) -> str:
        """Return the answer as plain text of a given width, in characters; None folds nothing."""
        return self.document(complete=complete).to_text(width=width)

    def to_markdown(self, *, complete: bool = False) -> str:
        """Return the answer as Markdown."""
        return self.document(complete=complete).to_markdown()

    def to_html(self, *, complete: bool = False) -> str:
        """Return the answer as one HTML page that needs nothing else."""
        return self.document(complete=complete).to_html()

    def _repr_html_(self) -> str:
        return self.document()._repr_html_()

    def show(self, console: Console, *, complete: bool = False) -> None:
        """Print the answer to a Rich console."""
        self.document(complete=complete).show(console)

    def __str__(self) -> str:
        return self.to_text().rstrip("\n")
