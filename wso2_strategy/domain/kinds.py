"""What values a stated field may have, how a value is read, and what the field is called.

A field of a fact class is annotated with one of these kinds and with `Words`, for example
``Annotated[float | None, Number(low=0, unit="requests/s"), Words("peak load", "How many?")]``.
The same kind checks values given in Python and values read from a file, so both
get the same message.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, ClassVar, Protocol, get_args, get_origin, get_type_hints
from unicodedata import name

from attrs import Attribute, Converter, frozen

from wso2_strategy.domain.written_numbers import likely_meant, number_in, percentage_in
from wso2_strategy.errors import RequirementsError, is_shown, nearest, shown
from wso2_strategy.inference.conditions import snake_case

_SHOWN_CHARACTERS = 60  # of a value that is refused


class Kind(Protocol):
    """A kind of value that a field may have."""

    @property
    def allowed(self) -> str:
        """What is allowed, as a noun phrase with its unit."""
        ...

    def read(self, value: Any) -> Any:
        """Return `value` in its canonical type.

        Raises:
            ValueError: The value is not allowed; the message says what is.
        """
        ...


@frozen
class Words:
    """How a field is spoken of.

    Attributes:
        noun: What it is called within a sentence.
        question: How it is asked for.
    """

    noun: str
    question: str


def refusal(value: object, allowed: str, hint: str = "") -> ValueError:
    """Return the error for a value that is not allowed, with what is."""
    return ValueError(f"{shown(value, _SHOWN_CHARACTERS)} is not allowed; allowed: {allowed}{hint}")


@frozen
class Number:
    """A finite number within limits.

    Attributes:
        low: The smallest number allowed.
        high: The largest number allowed.
        above: The number that every allowed one is above.
        whole: Whether only whole numbers are allowed.
        unit: The unit in which it is given.
        percent_unit: The unit after the percent sign, where a fraction is said in percent.

    >>> Number(low=0, unit="requests/s").allowed
    'a number >= 0 (requests/s)'
    """

    low: float | None = None
    high: float | None = None
    above: float | None = None
    whole: bool = False
    unit: str = ""
    percent_unit: str = ""

    @property
    def allowed(self) -> str:
        """What is allowed, as a noun phrase with its unit."""
        limits = [
            f"{sign} {limit:,.15g}"
            for sign, limit in ((">=", self.low), (">", self.above), ("<=", self.high))
            if limit is not None
        ]
        noun = "a whole number" if self.whole else "a number"
        unit = f" ({self.unit})" if self.unit else ""
        percent = ', or text such as "25%"' if self.percent_unit else ""
        return f"{noun} {' and '.join(limits)}".rstrip() + unit + percent

    def read(self, value: Any) -> int | float:
        """Return `value` as int or float; a percentage as a fraction, where one is meant."""
        number = value
        if self.percent_unit and isinstance(value, str):
            number = percentage_in(value)
        if not self._allows(number):
            raise refusal(value, self.allowed, self._hint(value))
        return int(number) if self.whole else float(number) + 0.0  # -0 is 0

    def _allows(self, value: Any) -> bool:
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return False
        return (
            -sys.float_info.max <= value <= sys.float_info.max
            and (self.low is None or value >= self.low)
            and (self.above is None or value > self.above)
            and (self.high is None or value <= self.high)
        )

    def _hint(self, value: object) -> str:
        """Return how to write what was most likely meant, if that would be allowed."""
        if isinstance(value, Mapping):
            return "; write the most likely number, and ask what-if for the --range around it"
        if isinstance(value, str):
            meant = [
                f"{way} it is {words}"
                for way, words in likely_meant(value.strip())
                if self._allows(number_in(words))
            ]
            return f"; {', '.join(meant)}" if meant else ""
        return _percent_hint(self, value) if self.percent_unit else ""


def _percent_hint(kind: Kind, value: object) -> str:
    """Return how to write a number that was most likely meant in percent."""
    if not isinstance(value, int | float) or value <= 1:
        return ""
    try:
        kind.read(written := f"{value!r}%")
    except ValueError:
        return ""
    return f'; write {value!r} percent as "{written}"'


@frozen
class Share:
    """A share strictly between 0 and 1, as a number or as text with a percent sign.

    >>> Share().read("99.95%")
    0.9995
    """

    allowed: ClassVar[str] = 'a number between 0 and 1, or text such as "99.95%"'

    def read(self, value: Any) -> float:
        """Return `value` as a float between 0 and 1."""
        share = percentage_in(value) if isinstance(value, str) else value
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 < share < 1:
            raise refusal(value, self.allowed, _percent_hint(self, value))
        return float(share)


def in_percent(value: str | float | None) -> str | float | None:
    """Let text such as "25%" type-check where a fraction is meant.

    It stands as a field's converter, where `checked` puts its own, which reads the field's kind.
    """
    return value


@frozen
class Flag:
    """True or false."""

    allowed: ClassVar[str] = "true or false"

    def read(self, value: Any) -> bool:
        """Return `value` if it is a bool."""
        if not isinstance(value, bool):
            raise refusal(value, self.allowed)
        return value


@frozen
class Text:
    """One line of text."""

    max_length: int = 200

    @property
    def allowed(self) -> str:
        """What is allowed, as a noun phrase."""
        return f"one line of text, at most {self.max_length} characters"

    def read(self, value: Any) -> str:
        """Return `value` if it is one printable line."""
        if not isinstance(value, str) or not value.strip() or len(value) > self.max_length:
            raise refusal(value, self.allowed)
        is_hidden = (each for each in value if not is_shown(each))
        hidden = None if value.isprintable() else next(is_hidden, None)
        if hidden is not None:
            what = name(hidden, "a control character").lower()
            raise refusal(value, self.allowed, f"; U+{ord(hidden):04X} in it is {what}")
        return value


@frozen
class Choice:
    """One of a few words.

    Attributes:
        words: The words.
        refused: What people ask for that cannot be had, and what to do then. Nothing is
            suggested instead: the word most like it may mean the opposite.

    >>> Choice(("none", "basic")).read("basi")
    Traceback (most recent call last):
    ValueError: 'basi' is not allowed; allowed: none, basic; did you mean 'basic'?
    """

    words: tuple[str, ...]
    refused: tuple[tuple[str, str], ...] = ()

    @property
    def allowed(self) -> str:
        """What is allowed: the words."""
        return ", ".join(self.words)

    def read(self, value: Any) -> str:
        """Return `value` if it is one of the words."""
        if not isinstance(value, str) or value not in self.words:
            if said := dict(self.refused).get(value if isinstance(value, str) else ""):
                raise refusal(value, self.allowed, f"; {said}")
            close = nearest(value, self.words) if isinstance(value, str) else None
            raise refusal(value, self.allowed, f"; did you mean {close!r}?" if close else "")
        return value


@frozen
class Choices:
    """A list of some of a few words; the order does not matter."""

    words: tuple[str, ...]

    @property
    def allowed(self) -> str:
        """What is allowed: a list of the words."""
        return f"a list of {', '.join(self.words)}"

    def read(self, value: Any) -> frozenset[str]:
        """Return `value` as a set of the words."""
        if not isinstance(value, list | tuple | set | frozenset):
            raise refusal(value, self.allowed)
        member = Choice(self.words)
        return frozenset(member.read(each) for each in value)


@frozen
class PatternId:
    """The id of a pattern; which there are is for a catalog to say, packs add some."""

    allowed: ClassVar[str] = "the id of a pattern, such as P1"

    def read(self, value: Any) -> str:
        """Return `value` if it could be an id."""
        if not (isinstance(value, str) and re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.-]{,59}", value)):
            raise refusal(value, self.allowed)
        return value


def kind_of(annotation: Any) -> Kind | None:
    """Return the kind that an annotation carries, or None for a plain type."""
    return next((each for each in _extras(annotation) if hasattr(each, "read")), None)


def words_of(fact_class: type, field_name: str) -> Words:
    """Return how a field is spoken of; without `Words` in its annotation, by its name.

    >>> from wso2_strategy.domain.facts import Traffic
    >>> words_of(Traffic, "peak_tps").noun
    'peak load'
    """
    annotation = get_type_hints(fact_class, include_extras=True)[field_name]
    noun = field_name.replace("_", " ")
    given = (each for each in _extras(annotation) if isinstance(each, Words))
    return next(given, Words(noun, f"What is the {noun}?"))


def _extras(annotation: Any) -> Iterator[Any]:
    """Yield what stands in an annotation beside its types."""
    if get_origin(annotation) is Annotated:
        yield from get_args(annotation)[1:]
    for argument in get_args(annotation):
        yield from _extras(argument)


_LISTS = {"GatewayGroup": "gateway_groups"}
"""The classes of which a file holds a list, and what the list is called."""

_WHOLE_FILES = frozenset({"Requirements", "ArtifactSettings"})
"""The classes whose fields are the sections of a file."""


def path_of(fact_class: type, field_name: str = "") -> str:
    """Return the place of a field in a requirements file, such as ``traffic.peak_tps``.

    >>> from wso2_strategy.domain.facts import Requirements, Traffic
    >>> path_of(Traffic, "peak_tps"), path_of(Requirements, "environment")
    ('traffic.peak_tps', 'environment')
    """
    if fact_class.__name__ in _WHOLE_FILES:
        return field_name
    name = fact_class.__name__
    section = _LISTS.get(name) or snake_case(name)
    return f"{section}.{field_name}" if field_name else section


def checked(fact_class: type, fields: list[Attribute[Any]]) -> list[Attribute[Any]]:
    """Give every annotated field a converter that checks it; an attrs field transformer.

    A field that may be None accepts None: it was not stated.
    """
    hints = get_type_hints(fact_class, include_extras=True)
    return [
        field.evolve(converter=_converter(fact_class, kind)) if kind is not None else field
        for field in fields
        for kind in [kind_of(hints[field.name])]
    ]


def _converter(fact_class: type, kind: Kind) -> Converter[Any, Any]:
    def convert(value: Any, field: Attribute[Any]) -> Any:
        if value is None and field.default is None:
            return None
        try:
            return kind.read(value)
        except RequirementsError:  # it names its paths itself
            raise
        except ValueError as error:
            path = path_of(fact_class, field.name)
            raise RequirementsError(fact_class.__name__, [f"{path}: {error}"]) from None

    function: Callable[[Any, Attribute[Any]], Any] = convert
    return Converter(function, takes_field=True)
