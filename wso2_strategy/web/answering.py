"""How a question is answered: a body in, a reply out, whatever the body holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wso2_strategy.advice.files import parsed
from wso2_strategy.api import Advisor
from wso2_strategy.document.json_text import json_text
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
from wso2_strategy.web.question import BODY, Asked, Question
from wso2_strategy.web.questions import QUESTIONS, recommended
from wso2_strategy.web.reply import RefusedError, Reply, problem


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
