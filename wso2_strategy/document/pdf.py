"""HTML pages as PDF documents, for paper and for archives."""

from __future__ import annotations

import re
from importlib.util import find_spec

from wso2_strategy.errors import MissingExtraError, MissingLibraryError


def pdf(page: str) -> bytes:
    """Return a page that needs nothing else as a PDF document; the same page, the same bytes.

    Raises:
        MissingExtraError: The extra "report" is not installed.
        MissingLibraryError: A library of the system that it needs is missing.
    """
    if find_spec("weasyprint") is None:
        raise MissingExtraError("writing a PDF document", "report")
    try:
        import weasyprint
    except OSError as error:
        raise MissingLibraryError("writing a PDF document", str(error)) from error
    # It paints the halo of a word in a picture over the word.
    plain = re.sub(r' style="paint-order:[^"]*"', "", page)
    return bytes(weasyprint.HTML(string=plain, url_fetcher=_nothing).write_pdf(pdf_tags=True))


def _nothing(url: str, *_: object, **__: object) -> dict[str, object]:
    """Refuse what a page would load: it needs nothing else."""
    raise ValueError(url)
