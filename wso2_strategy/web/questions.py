"""The questions that can be asked from outside, in one table.

Routes, OpenAPI and the tools of assistants are made from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from wso2_strategy.advice.files import structure_requirements
from wso2_strategy.api import Advisor, Recommendation, compare
from wso2_strategy.errors import RequirementsError, shown
from wso2_strategy.topology.export import FORMATS, export
from wso2_strategy.web.archive import zipped
from wso2_strategy.web.page_parts import shown_answer, shown_limits
from wso2_strategy.web.question import REQUIREMENTS, Asked, Parameter, Question
from wso2_strategy.web.reply import JSON

if TYPE_CHECKING:
    from wso2_strategy.document.document import Answer


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

# The first is what is sent where nothing is asked for.
_DRAWN = {"json": JSON} | {name: each.media_type for name, each in FORMATS.items()}

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
            Question(
                "shown-answer",
                "The answer as the page shows it: parts of its report, and the requirements file.",
                lambda a: shown_answer(a.found),
                is_for_page=True,
            ),
            Question(
                "shown-limits",
                "Where numbers flip the answer, and what is open, as the page shows them.",
                lambda a: shown_limits(a.found),
                is_for_page=True,
            ),
        )
    }
)
"""Every question by its name."""


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
