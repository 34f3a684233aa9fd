"""What a fact may hold: the quick look at every value and the one that says why agree."""

from __future__ import annotations

from typing import Any, Literal

import pytest
from attrs import frozen
from depth import tries
from hypothesis import example, given, settings
from hypothesis import strategies as st

from wso2_strategy.errors import FactError
from wso2_strategy.inference.fact_class import check_fact, fact_fields


@frozen
class Everything:
    """A field of every type, stated and not, and one that conditions do not see."""

    number: float
    count: int
    flag: bool
    text: str
    word: Literal["a", "b"]
    words: frozenset[Literal["a", "b"]]
    maybe_number: float | None
    maybe_count: int | None
    maybe_flag: bool | None
    maybe_text: str | None
    maybe_word: Literal["a", "b"] | None
    maybe_words: frozenset[str] | None
    unseen: object


class Text(str):
    """What is equal to a text and is none."""

    __slots__ = ()


RIGHT: dict[str, Any] = {
    "number": 0.5,
    "count": 1,
    "flag": True,
    "text": "x",
    "word": "a",
    "words": frozenset("a"),
    **{name: None for name in fact_fields(Everything) if name.startswith("maybe")},
    "unseen": (),
}
VALUES = [
    None,
    True,
    0,
    1,
    2**53 + 1,
    2**63,
    -(2**63),
    1.0,
    -0.0,
    float("nan"),
    float("inf"),
    "a",
    "c",
    Text("a"),
    frozenset(),
    frozenset("a"),
    frozenset("c"),
    frozenset({1}),
    frozenset({Text("a")}),
    [],
    ([],),
]


@settings(max_examples=tries(200))
@given(st.dictionaries(st.sampled_from(sorted(RIGHT)), st.sampled_from(VALUES), max_size=3))
@example({})
def test_a_fact_is_refused_where_a_value_is_none_of_its_field(changed: dict[str, Any]) -> None:
    values = RIGHT | changed
    wrong = [
        name
        for name, field in fact_fields(Everything).items()
        if not (values[name] is None and field.optional)
        and field.problem_with(values[name]) is not None
    ]
    wrong += ["unseen"] if values["unseen"] in ([], ([],)) else []
    if not wrong:
        check_fact(Everything(**values))
        return
    with pytest.raises(FactError) as caught:
        check_fact(Everything(**values))
    assert caught.value.field in wrong
