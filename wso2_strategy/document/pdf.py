"""HTML pages as PDF documents, for paper and for archives."""

from __future__ import annotations

import re
from importlib.util import find_spec

from wso2_strategy.errors import MissingExtraError


def pdf(page: str) -> bytes:
    """Return a page that needs nothing else as a PDF document; the same page, the same bytes.

    Raises:
        MissingExtraError: The extra "report" is not installed, or the library it needs.
    """
    missing = MissingExtraError("writing a PDF document", "report", "Pango")
    if find_spec("weasyprint") is None:
        raise missing
    try:
        import weasyprint
    except OSError:
        raise missing from None
    # It paints the halo of a word in a picture over the word.
    plain = re.sub(r' paint-order="stroke" stroke="[^"]*"', "", page)
    return bytes(weasyprint.HTML(string=plain, url_fetcher=_nothing).write_pdf(pdf_tags=True))


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    """Refuse what a page would load: it needs nothing else."""
    raise ValueError(url)
