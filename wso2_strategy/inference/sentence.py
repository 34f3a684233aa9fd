"""The sentence of a rule: its reason, with values or with nouns in the places of values."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from typing import Any


def sentence(because: str, values: Mapping[str, object]) -> str:
    """Return a reason with values in it.

    Args:
        because: The reason; ``{name}`` is replaced by a value, ``{name.field}`` by a
            field of it. The format ``%`` writes a share with as many digits as it has.
        values: Facts and numbers by their names.

    >>> sentence("{share:%} of {count:,} nodes.", {"share": 0.125, "count": 2500})
    '12.5% of 2,500 nodes.'
    """
    return _SENTENCE.vformat(because, (), values)


def general_sentence(
    because: str, values: Mapping[str, object], noun: Callable[[str, str], str]
) -> str:
    """Return a reason for no facts in particular: for each field, a noun in brackets.

    Args:
        because: The reason, as `sentence` takes it.
        values: The numbers that are known without facts, by their names.
        noun: What says what a field of a fact is called, by the fact's name and the field's.

    >>> general_sentence("{load.tps:,} are more than {limit:,}.", {"limit": 1000}, "{}'s {}".format)
    "[load's tps] are more than 1,000."
    """
    return _GeneralSentence(noun).vformat(because, (), values)


class _Sentence(string.Formatter):
    """Formats ``{variable.field}`` for people; nothing else can be reached."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:  # noqa: ARG002
        name, _, attribute = field_name.partition(".")
        value = getattr(kwargs[name], attribute) if attribute else kwargs[name]
        return value, name

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return "not stated"
        if isinstance(value, frozenset):
            return ", ".join(sorted(value))
        if isinstance(value, bool):
            return "yes" if value else "no"
        if format_spec == "%":
            return f"{value * 100:.10g}%"
        return format(value, format_spec or ("g" if isinstance(value, float) else ""))


_SENTENCE = _Sentence()


class _GeneralSentence(_Sentence):
    def __init__(self, noun: Callable[[str, str], str]) -> None:
        self._noun = noun

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> tuple[Any, str]:
        name, _, attribute = field_name.partition(".")
        if attribute:
            return f"[{self._noun(name, attribute)}]", name
        return super().get_field(field_name, args, kwargs)

    def format_field(self, value: Any, format_spec: str) -> str:
        # The format is for the value that the noun stands for.
        return value if isinstance(value, str) else super().format_field(value, format_spec)
