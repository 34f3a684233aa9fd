"""Words: one module says values, and a field's annotation says what it is called."""

from __future__ import annotations

from typing import Annotated

import pytest
from attrs import frozen

from wso2_strategy.domain.kinds import Kind, Number, Share, Words, checked, words_of
from wso2_strategy.domain.wording import said
from wso2_strategy.space.fields import form


@frozen(field_transformer=checked)
class KeyCustody:
    rotation_days: Annotated[
        int | None, Number(low=1, whole=True, unit="days"), Words("rotation", "How often?")
    ] = None
    key_length: Annotated[int, Number(low=1, whole=True, unit="bits")] | None = None


def test_fields_of_packs_have_words_too() -> None:
    """What a pack's field is called stands in its annotation, or else is its name."""
    whole = form((KeyCustody,))
    assert whole.field("key_custody.rotation_days").words == Words("rotation", "How often?")
    assert words_of(KeyCustody, "key_length") == Words("key length", "What is the key length?")


@pytest.mark.parametrize(
    ("unit", "one", "two"),
    [
        ("requests/s", "1 request/s", "2 requests/s"),
        ("nodes", "1 node", "2 nodes"),
        ("ms", "1 ms", "2 ms"),
        ("times the peak", "1 times the peak", "2 times the peak"),
        ("", "1", "2"),
    ],
)
def test_one_is_said_in_the_singular(unit: str, one: str, two: str) -> None:
    """Only what is counted loses its plural."""
    assert said(Number(unit=unit), 1.0) == one
    assert said(Number(unit=unit), 2.0) == two


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (Share(), 0.99995, "99.995%"),
        (Share(), 0.9999774999999, "99.99775%"),
        (Number(percent_unit="a year"), 0.25, "25% a year"),
        (Number(), 1234567.891, "1,234,570"),
    ],
)
def test_numbers_are_said_with_the_digits_that_count(kind: Kind, value: float, words: str) -> None:
    """Six digits, of a share near one those that tell it from one."""
    assert said(kind, value) == words
