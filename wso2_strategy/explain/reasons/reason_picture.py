"""The justification of an answer as a picture: statements, reasons and conclusions."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from textwrap import wrap
from typing import Any

from wso2_strategy.advice.evidence import Statement
from wso2_strategy.advice.outcome import Outcome
from wso2_strategy.document.graphviz import quoted
from wso2_strategy.document.palette import INK, OPTIONAL_INK
from wso2_strategy.domain.wording import said
from wso2_strategy.explain.reasons.reason_tree import Because, Conclusion
from wso2_strategy.space.fields import form

_COLUMNS = 34
_FILLS = {"conclusion": "#DCE9F7", "reason": "#FFFFFF", "statement": "#FBF0D5"}
_SHAPES = {"conclusion": "box", "reason": "note", "statement": "oval"}


def drawn(recommendation: Outcome, conclusions: Iterable[Conclusion]) -> str:
    """Return conclusions with their reasons in Graphviz' DOT language."""
    return "\n".join(_Drawing(recommendation, conclusions).lines()) + "\n"


class _Drawing:
    """Numbers the nodes of one picture and draws each once."""

    def __init__(self, recommendation: Outcome, conclusions: Iterable[Conclusion]) -> None:
        self._conclusions = conclusions
        self._form = form(tuple(recommendation.knowledge.fact_classes))
        self._numbers: dict[Any, str] = {}

    def lines(self) -> Iterator[str]:
        yield "digraph justification {"
        yield f'  graph [rankdir=LR fontname="Helvetica" fontcolor="{INK}" ranksep=0.5]'
        yield f'  node [fontname="Helvetica" fontsize=11 fontcolor="{INK}" color="{INK}"'
        yield '    style=filled margin="0.12,0.06"]'
        yield f'  edge [color="{OPTIONAL_INK}"]'
        for each in self._conclusions:
            yield from self._conclusion(each)
        yield "}"

    def _conclusion(self, conclusion: Conclusion) -> Iterator[str]:
        node = self._numbers.get(conclusion.name)
        if node is None:
            node = self._number(conclusion.name)
            yield self._node(node, conclusion.title, "conclusion")
        for number, reason in enumerate(conclusion.reasons):
            yield from self._reason(node, (conclusion.key, number), reason)

    def _reason(self, target: str, key: Hashable, reason: Because) -> Iterator[str]:
        node = self._number(key)
        words = f"{reason.sentence} {reason.firing.reason.source.mark(reason.basis)}"
        yield self._node(node, words, "reason")
        yield f"  {node} -> {target}"
        for statement in reason.statements:
            yield from self._statement(node, statement)
        for premise in reason.premises:
            yield from self._conclusion(premise)
            yield f"  {self._numbers[premise.name]} -> {node}"

    def _statement(self, target: str, statement: Statement) -> Iterator[str]:
        node = self._numbers.get(statement)
        if node is None:
            node = self._number(statement)
            field = self._form.spoken(statement.path)
            words = f"{field.words.noun}: {said(field.kind, statement.value)}"
            yield self._node(node, words, "statement")
        yield f"  {node} -> {target}"

    def _number(self, key: Any) -> str:
        return self._numbers.setdefault(key, f"n{len(self._numbers)}")

    def _node(self, node: str, words: str, kind: str) -> str:
        label = quoted(*wrap(words, _COLUMNS))
        return f'  {node} [label={label} shape={_SHAPES[kind]} fillcolor="{_FILLS[kind]}"]'
