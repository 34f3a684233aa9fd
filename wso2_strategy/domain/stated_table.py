"""What was stated, as a table for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_type_hints

from attrs import fields, has

from wso2_strategy.document.blocks import Table
from wso2_strategy.domain.kinds import kind_of, words_of
from wso2_strategy.domain.wording import said


def stated_table(requirements: Any) -> Table:
    """Return all that requirements state but their name, as people call it.

    >>> from wso2_strategy.domain.facts import Requirements, Traffic
    >>> stated_table(Requirements(name="Shop", traffic=Traffic(peak_tps=800))).rows
    (('peak load', '800 requests/s'),)
    """
    return Table((), tuple(_rows(requirements)))


def _rows(fact: Any) -> Iterator[tuple[str, str]]:
    hints = get_type_hints(type(fact), include_extras=True)
    for attribute in fields(type(fact)):
        value = getattr(fact, attribute.name)
        kind = kind_of(hints[attribute.name])
        if attribute.name == "extensions":
            for each in value:
                yield from _rows(each)
        elif has(type(value)):
            yield from _rows(value)
        elif kind is not None and value not in (None, frozenset(), ()) and attribute.name != "name":
            yield words_of(type(fact), attribute.name).noun, said(kind, value)
