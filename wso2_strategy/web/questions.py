"""The questions that can be asked from outside, in one table; and how one is answered.

Routes, OpenAPI and the tools of assistants are made from the table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import field, frozen

from wso2_strategy.advice.files import parsed, structure_requirements
from wso2_strategy.api import Advisor, Recommendation, compare
from wso2_strategy.document.json_text import json_text
from wso2_strategy.domain.kinds import refusal
from wso2_strategy.domain.written_numbers import number_in
from wso2_strategy.errors import (
    FiringLimitError,
    MatchLimitError,
    MissingExtraError,
    RequirementsError,
    RuleFailedError,
    StrategyError,
    UnknownNameError,
    shown,
)
from wso2_strategy.topology.export import export
from wso2_strategy.web.archive import zipped
from wso2_strategy.web.reply import JSON, RefusedError, Reply, problem

if TYPE_CHECKING:
    from wso2_strategy.document.document import Answer

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
    """

    name: str
    said: str
    answer: Callable[[Asked], Any]
    parameters: tuple[Parameter, ...] = ()
    beside: Mapping[str, Any] = field(factory=dict)
    media_types: Mapping[str, str] = field(factory=lambda: {"json": JSON})

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


def _what_if(asked: Asked) -> Answer:
    changes = asked.beside["changes"]
    if not isinstance(changes, dict):
        problem = f"changes: {shown(changes)} is not allowed; allowed: sections with their fields"
        raise RequirementsError("body", [problem])
    return asked.found.what_if(**changes)


def _compared(asked: Asked) -> Answer:
    other, advisor = asked.beside["with"], asked.found.advisor
    if isinstance(other, str):
        return compare(asked.found.topology(), other, catalog=advisor.knowledge.catalog)
    found = recommended(advisor, other, "with.")
    return compare(asked.found.topology(), found.topology())


def _drawn(asked: Asked) -> Any:
    return export(asked.found.topology(), asked.given.get("format", "json"))


def _report(asked: Asked) -> str:
    report = asked.found.report(months=asked.given.get("months"))
    return report.to_markdown() if asked.given.get("format") == "md" else report.to_html()


def _artifacts(asked: Asked) -> Any:
    found = asked.found.artifacts()
    if asked.given.get("format") == "json":
        return found
    return zipped({each.path: each.text for each in found.files()})


_MONTHS = Parameter("months", "How many months to look ahead.", is_number=True)

_DRAWN = {
    "json": JSON,
    "svg": "image/svg+xml",
    "png": "image/png",
    "text": "text/plain; charset=utf-8",
    "mermaid": "text/plain; charset=utf-8",
    "dot": "text/vnd.graphviz; charset=utf-8",
    "drawio": "application/xml",
    "graphml": "application/xml",
    "csv": "text/csv; charset=utf-8",
}

_REPORTED = {"html": "text/html; charset=utf-8", "md": "text/markdown; charset=utf-8"}

_PACKED = {"zip": "application/zip", "json": JSON}

QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        each.name: each
        for each in (
            Question("advise", "What is recommended, how large, and why.", lambda a: a.found),
            Question(
                "why",
                "From which facts a recommendation, or one fact of it, follows.",
                lambda a: a.found.why(a.given.get("subject")),
                (Parameter("subject", "A need, pattern, platform or fact; else the answer."),),
            ),
            Question(
                "why-not",
                "What stands against something else, and what would have to change.",
                lambda a: a.found.why_not(a.given["pattern"]),
                (Parameter("pattern", "A pattern, layout or platform.", is_required=True),),
            ),
            Question(
                "what-if",
                "What would be recommended if other facts were stated.",
                _what_if,
                beside={
                    "changes": {
                        "type": "object",
                        "description": "Sections with fields to state instead; null withdraws.",
                    }
                },
            ),
            Question(
                "sensitivity",
                "On which stated facts the recommendation hangs.",
                lambda a: a.found.robustness(),
            ),
            Question(
                "boundaries",
                "At which values of the stated numbers the recommendation changes.",
                lambda a: a.found.boundaries(),
            ),
            Question(
                "open-questions",
                "What is not stated and could still change the recommendation.",
                lambda a: a.found.open_questions(),
            ),
            Question(
                "plan",
                "Size, growth, spikes, availability and cost over some months.",
                lambda a: a.found.plan(a.given.get("months")),
                (_MONTHS,),
            ),
            Question(
                "topology",
                "The component graph of the recommendation.",
                _drawn,
                (Parameter("format", "How it is written.", tuple(_DRAWN)),),
                media_types=_DRAWN,
            ),
            Question(
                "compare",
                "What differs between the recommendation and a pattern or other requirements.",
                _compared,
                beside={"with": {"anyOf": [{"type": "string"}, REQUIREMENTS]}},
            ),
            Question(
                "report",
                "The decision for a board, as a page or an architecture decision record.",
                _report,
                (Parameter("format", "How it is written.", tuple(_REPORTED)), _MONTHS),
                media_types=_REPORTED,
            ),
            Question(
                "artifacts",
                "The files that deploy the recommendation, as an archive, or what they are.",
                _artifacts,
                (Parameter("format", "How they are given.", tuple(_PACKED)),),
                media_types=_PACKED,
            ),
        )
    }
)
"""Every question by its name."""


def answered(advisor: Advisor, name: str, given: Mapping[str, Any], body: bytes) -> Reply:
    """Return the answer to a question, or the problem document that says why there is none.

    >>> reply = answered(Advisor(), "advise", {}, b'{"traffic": {"peak_tsp": 900}}')
    >>> reply.status, b"peak_tps" in reply.content
    (422, True)
    """
    try:
        question = QUESTIONS[name]
        requirements, beside = _read(question, body)
        found = question.answer(Asked(recommended(advisor, requirements), given, beside))
    except StrategyError as error:
        return _refused(error)
    if not isinstance(found, str | bytes):
        found = json_text(found if isinstance(found, dict) else found.to_dict())
    content = found.encode() if isinstance(found, str) else found
    return Reply(200, question.media_type(given), content)


def _refused(error: StrategyError) -> Reply:
    match error:
        case RefusedError():
            return problem(error.status, error.detail)
        case RequirementsError():
            return problem(422, "The request holds what is not allowed.", error.problems)
        case UnknownNameError():
            return problem(422, str(error), [f"{error.kind}: {error}"])
        case RuleFailedError() | FiringLimitError() | MatchLimitError():
            # Its own message may hold anything that the code of a pack came across.
            origin = f" of {error.pack}" if error.pack else ""
            return problem(500, f"The rule {error.rule_id!r}{origin} failed.")
        case MissingExtraError():
            return problem(501, str(error))
    return problem(422, str(error))


def recommended(advisor: Advisor, data: Any, below: str = "") -> Recommendation:
    """Return what is recommended for requirements as a file in JSON has them.

    Raises:
        RequirementsError: They hold what is not allowed; its paths begin with `below`.
    """
    fact_classes = advisor.knowledge.fact_classes
    try:
        return advisor.advise(
            structure_requirements(data, origin="body", fact_classes=fact_classes)
        )
    except RequirementsError as error:
        raise RequirementsError("body", [f"{below}{each}" for each in error.problems]) from error


def _read(question: Question, body: bytes) -> tuple[Any, dict[str, Any]]:
    """Return the requirements of a body, and what stands beside them."""
    try:
        data = parsed(body.decode(), "json", "body")
    except UnicodeDecodeError as error:
        raise RefusedError(400, f"The body is not UTF-8 (byte {error.start}).") from error
    except RequirementsError as error:
        raise RefusedError(400, f"The body {error.problems[0]}.") from error
    if not question.beside:
        return data, {}
    names = (BODY, *question.beside)
    if not isinstance(data, dict):
        raise RequirementsError("body", [f"allowed is a mapping with {', '.join(names)}"])
    problems = [f"{each}: is missing" for each in names if each not in data]
    problems += [f"{shown(each)}: unknown key" for each in data if each not in names]
    if problems:
        raise RequirementsError("body", problems)
    return data.pop(BODY), data
