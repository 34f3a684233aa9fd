"""PDF documents: pages that load nothing, the same each time."""

from __future__ import annotations

import sys

import pytest

from wso2_strategy.document.blocks import Picture
from wso2_strategy.document.document import Document
from wso2_strategy.document.pdf import pdf
from wso2_strategy.errors import MissingExtraError


def test_the_same_page_gives_the_same_bytes() -> None:
    """With a picture and its halo too."""
    pytest.importorskip("weasyprint", reason="needs the extra report")
    halo = '<text paint-order="stroke" stroke="#fff">a</text>'
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{halo}</svg>'
    page = Document("Ships", ("Two of them.", Picture("A ship.", drawing))).to_html()
    document = pdf(page)
    assert document.startswith(b"%PDF-")
    assert document == pdf(page)


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the library of the system that it needs."""
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingExtraError, match=r"wso2-strategy\[report\].*Pango"):
        pdf("<p>x")
