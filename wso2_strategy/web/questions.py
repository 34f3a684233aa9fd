"""What can be asked over the web: one table, from which addresses, schemas and tools are made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from attrs import frozen

from wso2_strategy.advice.files import parsed, structure_requirements
from wso2_strategy.api import Advisor, compare
from wso2_strategy.document.json_values import json_text
from wso2_strategy.domain.wording import series
from wso2_strategy.errors import RequirementsError
from wso2_strategy.explain.what_changes import what_changes
from wso2_strategy.topology.export import FORMATS

if TYPE_CHECKING:
    from wso2_strategy.api import Recommendation
    from wso2_strategy.artifacts.directory import Artifacts
    from wso2_strategy.document.document import Answer

JSON = "application/json"
HTML = "text/html; charset=utf-8"
MARKDOWN = "text/markdown; charset=utf-8"
ZIP = "application/zip"
ORIGIN = "request"
"""What errors call that which was sent."""

Takes = Literal["requirements", "changes", "two"]
"""What is sent: requirements; these, and changes of them; or two of these to compare."""

_KEYS: Mapping[Takes, tuple[str, ...]] = MappingProxyType(
    {"changes": ("requirements", "changes"), "two": ("requirements", "with")}
)


@frozen
class Answered:
    """An answer as it is sent."""

    content: bytes
    media_type: str = JSON


@frozen
class Parameter:
    """A word beside what is sent.

    Attributes:
        name: What it is called.
        says: What it means.
        allowed: The words it may be; empty if any.
        default: What it is where it is left out; None if it is needed.
    """

    name: str
    says: str
    allowed: tuple[str, ...] = ()
    default: str | None = None


@frozen
class Question:
    """Something that can be asked.

    Attributes:
        name: What it is called in addresses and as a tool.
        says: What the answer is.
        answer: What gives it, from the advisor, what was sent, and the parameters.
        takes: What is sent.
        parameters: The words beside it.
        media_types: What an answer may be.
    """

    name: str
    says: str
    answer: Callable[[Advisor, Mapping[str, Any], Mapping[str, str]], Answered]
    takes: Takes = "requirements"
    parameters: tuple[Parameter, ...] = ()
    media_types: tuple[str, ...] = (JSON,)


def asked(advisor: Advisor, question: Question, body: str, words: Mapping[str, str]) -> Answered:
    """Return the answer to a question.

    Raises:
        RequirementsError: What was sent, or a parameter, is not allowed.
        StrategyError: The answer cannot be given.
    """
    data, keys = parsed(body, "json", ORIGIN), _KEYS.get(question.takes)
    if keys is None:
        data = {"requirements": data}
    elif not isinstance(data, dict) or set(data) != set(keys):
        problem = f"is not allowed; allowed: an object of {series([*map(repr, keys)])}"
        raise RequirementsError(ORIGIN, [problem])
    return question.answer(advisor, data, _given(question, words))


def _given(question: Question, words: Mapping[str, str]) -> Mapping[str, str]:
    """Return every parameter with its word, or say all that is wrong with them."""
    known = {each.name: each for each in question.parameters}
    allowed = ", ".join(known) or "no parameter"
    problems = [f"{name}: unknown; allowed: {allowed}" for name in words if name not in known]
    found = {}
    for name, each in known.items():
        word = words.get(name, each.default)
        if word is None:
            problems.append(f"{name}: is needed: {each.says}")
        elif each.allowed and word not in each.allowed:
            problems.append(f"{name}: {word!r} is not allowed; allowed: {', '.join(each.allowed)}")
        else:
            found[name] = word
    if problems:
        raise RequirementsError(ORIGIN, problems)
    return found


def _recommended(advisor: Advisor, data: Any) -> Recommendation:
    classes = advisor.knowledge.fact_classes
    return advisor.advise(structure_requirements(data, origin=ORIGIN, fact_classes=classes))


def _json(value: Mapping[str, Any]) -> Answered:
    return Answered(json_text(value).encode())


def _about(
    name: str,
    says: str,
    ask: Callable[[Recommendation, Mapping[str, str]], Answer],
    *parameters: Parameter,
) -> Question:
    """Return a question to a recommendation that is answered in JSON."""

    def answer(advisor: Advisor, data: Mapping[str, Any], words: Mapping[str, str]) -> Answered:
        return _json(ask(_recommended(advisor, data["requirements"]), words).to_dict())

    return Question(name, says, answer, parameters=parameters)


def _what_if(advisor: Advisor, data: Mapping[str, Any], _: Mapping[str, str]) -> Answered:
    changes = data["changes"]
    if not isinstance(changes, dict):
        problem = f"changes: {changes!r} is not allowed; allowed: an object of sections"
        raise RequirementsError(ORIGIN, [problem])
    return _json(_recommended(advisor, data["requirements"]).what_if(**changes).to_dict())


def _compare(advisor: Advisor, data: Mapping[str, Any], _: Mapping[str, str]) -> Answered:
    one, other = (_recommended(advisor, data[key]) for key in _KEYS["two"])
    return _json(compare(one.topology(), other.topology()).to_dict())


def _topology(advisor: Advisor, data: Mapping[str, Any], words: Mapping[str, str]) -> Answered:
    form = words["format"]
    drawn = FORMATS[form](_recommended(advisor, data["requirements"]).topology())
    return Answered(drawn.encode() if isinstance(drawn, str) else drawn, _DRAWN[form])


def _report(advisor: Advisor, data: Mapping[str, Any], words: Mapping[str, str]) -> Answered:
    found = _recommended(advisor, data["requirements"]).report()
    if words["format"] == "md":
        return Answered(found.to_markdown().encode(), MARKDOWN)
    return Answered(found.to_html().encode(), HTML)


def _artifacts(advisor: Advisor, data: Mapping[str, Any], _: Mapping[str, str]) -> Answered:
    return Answered(zipped(_recommended(advisor, data["requirements"]).artifacts()), ZIP)


def zipped(artifacts: Artifacts) -> bytes:
    """Return the files of an answer in an archive; equal files make equal archives."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as files:
        for each in artifacts.files():
            # Without a date of its own it would have that of now.
            entry = zipfile.ZipInfo(each.path, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            files.writestr(entry, each.text)
    return archive.getvalue()


_DRAWN: Mapping[str, str] = MappingProxyType(
    dict.fromkeys(FORMATS, "text/plain; charset=utf-8")
    | {
        "json": JSON,
        "svg": "image/svg+xml",
        "png": "image/png",
        "csv": "text/csv; charset=utf-8",
        "graphml": "application/xml",
        "drawio": "application/xml",
    }
)
"""The media type of each format of a topology."""

_ALL = (
    _about("advise", "What is recommended, how large, and why.", lambda found, _: found),
    _about(
        "why",
        "The reasons, from what is stated to the answer.",
        lambda found, words: found.why(words["subject"] or None),
        Parameter("subject", "A need, pattern, platform or any fact to explain.", default=""),
    ),
    _about(
        "why-not",
        "What stands against an alternative, and what would have to change.",
        lambda found, words: found.why_not(words["pattern"]),
        Parameter("pattern", "A pattern, layout over regions or platform, by id or name."),
    ),
    Question(
        "what-if",
        "What would be recommended if something else were stated; null takes a fact back.",
        _what_if,
        takes="changes",
    ),
    _about(
        "sensitivity",
        "Everything that could change the answer: what it hangs on, limits, and what is open.",
        lambda found, _: what_changes(found, found.advisor),
    ),
    _about(
        "open-questions",
        "What is not stated and could still change the answer.",
        lambda found, _: found.open_questions(),
    ),
    _about("plan", "Size, growth, availability and cost.", lambda found, _: found.plan()),
    Question(
        "topology",
        "The component graph of the answer.",
        _topology,
        parameters=(Parameter("format", "How it is written.", tuple(FORMATS), "json"),),
        media_types=tuple(dict.fromkeys(_DRAWN.values())),
    ),
    Question(
        "compare", "What differs between the designs of two requirements.", _compare, takes="two"
    ),
    Question(
        "report",
        "The decision for a board.",
        _report,
        parameters=(Parameter("format", "A page or Markdown.", ("html", "md"), "html"),),
        media_types=(HTML, MARKDOWN),
    ),
    Question(
        "artifacts",
        "The files that deploy the answer, as an archive.",
        _artifacts,
        media_types=(ZIP,),
    ),
)

QUESTIONS: Mapping[str, Question] = MappingProxyType({each.name: each for each in _ALL})
"""What can be asked, by name."""
