"""A question that can be asked from outside: its name, what it takes, and what answers it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from wso2_strategy.domain.kinds import refusal
from wso2_strategy.domain.written_numbers import number_in
from wso2_strategy.errors import RequirementsError, shown
from wso2_strategy.web.reply import JSON

if TYPE_CHECKING:
    from wso2_strategy.api import Recommendation

REQUIREMENTS = {"$ref": "#/components/schemas/Requirements"}
"""Where a schema of a body speaks of requirements."""

BODY = "requirements"
"""Where requirements stand in a body that has more than them."""


@frozen
class Parameter:
    """What may stand in the query of a question.

    Attributes:
        name: Its name.
        said: What it is, for people.
        words: The values allowed, the first being what is taken without one; none are any text.
        is_number: Whether it is a whole number.
        is_required: Whether the question cannot be asked without it.
    """

    name: str
    said: str
    words: tuple[str, ...] = ()
    is_number: bool = False
    is_required: bool = False

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of its values."""
        if self.is_number:
            return {"type": "integer", "minimum": 0, "maximum": _MOST_MONTHS}
        return {"type": "string", **({"enum": [*self.words]} if self.words else {})}

    def read(self, words: str) -> Any:
        """Return a value as it stands in a query.

        Raises:
            ValueError: It is not allowed.
        """
        if self.is_number:
            number = number_in(words)
            if isinstance(number, int) and 0 <= number <= _MOST_MONTHS:
                return number
            raise refusal(words, f"a whole number from 0 to {_MOST_MONTHS}")
        if self.words and words not in self.words:
            raise refusal(words, ", ".join(self.words))
        return words


_MOST_MONTHS = 120


@frozen
class Asked:
    """A question as it was asked.

    Attributes:
        found: What is recommended for the requirements.
        given: The values of parameters, by name.
        beside: What stands in the body beside the requirements, by name.
    """

    found: Recommendation
    given: Mapping[str, Any]
    beside: Mapping[str, Any]


@frozen
class Question:
    """A question about requirements.

    Attributes:
        name: Its name in paths and among tools.
        said: What it answers.
        answer: What answers it: JSON-ready values, or content as it is sent.
        parameters: What its query may hold.
        beside: The schemas of what its body has beside requirements; without, it is these alone.
        media_types: Of its answers, by the parameter ``format`` where it has one.
        is_for_page: Whether only the page asks it: others get the same from other questions.
    """

    name: str
    said: str
    answer: Callable[[Asked], Any]
    parameters: tuple[Parameter, ...] = ()
    beside: Mapping[str, Any] = field(factory=dict)
    media_types: Mapping[str, str] = field(factory=lambda: {"json": JSON})
    is_for_page: bool = False

    def media_type(self, given: Mapping[str, Any]) -> str:
        """Return the media type of the answer to a query that was read."""
        return self.media_types[given.get("format", next(iter(self.media_types)))]

    def read(self, query: Iterable[tuple[str, str]]) -> dict[str, Any]:
        """Return the values of a query, by name.

        Raises:
            RequirementsError: A parameter is unknown, is given twice, is missing, or has a value
                that is not allowed.
        """
        known = {each.name: each for each in self.parameters}
        found: dict[str, Any] = {}
        problems = []
        for name, words in query:
            if name not in known:
                problems.append(f"{shown(name)}: unknown parameter. Known: {', '.join(known)}")
            elif name in found:
                problems.append(f"{name}: is given twice")
            else:
                try:
                    found[name] = known[name].read(words)
                except ValueError as error:
                    problems.append(f"{name}: {error}")
        if not problems:
            required = (each.name for each in self.parameters if each.is_required)
            problems += [f"{name}: is missing" for name in required if name not in found]
        if problems:
            raise RequirementsError("query", problems)
        return found
