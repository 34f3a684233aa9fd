"""The durable engine: rule matching by the durable-rules C module, driven directly.

This is the only module that talks to it. Each consultation gets a session of
its own and throws it away. The library's Python layer (hosts, threads, its own
action loop) is never used: its C core is right within the forms that
`translation` produces, and everything around it is not.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import Any

from wso2_strategy.errors import InferenceError
from wso2_strategy.inference.knowledge_base import KnowledgeBase
from wso2_strategy.inference.loading import load_durable_module
from wso2_strategy.inference.matcher import Activation
from wso2_strategy.inference.rule import Computed, Template
from wso2_strategy.inference.translation import Translation, definition_json

_SESSIONS = 1_000  # durable-rules crashes at its 1,025th live session

# A message is {"<rule>":{"v0":{"sid":"..","id":"f-<fact>-<bucket>",..},"v1":{..},..}}. No text
# of a user stands in it (see `translation`), so it need not be parsed as JSON.
_MATCHED = re.compile(r'"v(\d+)":\{"sid":"\d+","id":"f-(\d+)-')

_OPEN = "open"  # this rule fires in every session; without a firing, deleting a session crashes


class DurableMatcher:
    """Matches the rules of a knowledge base with durable-rules.

    Facts that are known beforehand (the background and constant conclusions)
    are translated once.

    Raises:
        EngineUnavailableError: The C module cannot be loaded.
    """

    engine = "durable"

    def __init__(self, base: KnowledgeBase) -> None:
        self._module = load_durable_module()
        self._translation = Translation(base.rules, known_facts(base))
        self._positions = [rule.position for rule in self._translation.rules]
        names = (str(number) for number in range(len(self._positions)))
        definitions = [rule.definition for rule in self._translation.rules]
        opening = {"all": [{"m": {"$open": 1}}]}
        self._handle = self._module.create_ruleset(
            "knowledge-base",
            definition_json([(_OPEN, opening), *zip(names, definitions, strict=True)]),
        )
        self._free = [str(number) for number in range(_SESSIONS)]
        weakref.finalize(self, self._module.delete_ruleset, self._handle).atexit = False

    @contextmanager
    def session(self) -> Iterator[DurableSession]:
        """Open a session and delete it in the end, whatever happens in between."""
        try:
            session_id = self._free.pop()
        except IndexError:
            raise InferenceError(
                f"more than {_SESSIONS} consultations at once; wait for some to end"
            ) from None
        encode = self._translation.encoder()
        try:
            yield DurableSession(self._module, self._handle, session_id, encode, self._positions)
        finally:
            self._module.delete_state(self._handle, session_id)
            self._free.append(session_id)


class DurableSession:
    """The facts of one consultation inside the C engine."""

    def __init__(
        self,
        module: ModuleType,
        handle: int,
        session_id: str,
        encode: Callable[[Any], list[str]],
        positions: Sequence[int],
    ) -> None:
        self._module = module
        self._handle = handle
        self._session_id = session_id
        self._encode = encode
        self._positions = positions
        self._state = self._assert(f'{{"sid":"{session_id}","id":"o","$open":1}}')
        for _ in self._drain():
            pass

    def tell(self, number: int, fact: Any) -> None:
        """Assert a fact, once for each bucket of its class."""
        head = f'{{"sid":"{self._session_id}","id":"f-{number}'
        for bucket, body in enumerate(self._encode(fact)):
            self._assert(f'{head}-{bucket}",{body}}}')

    def activations(self) -> Iterator[Activation]:
        """Yield the pending activations until none is left.

        The engine activates a rule once for each of its alternatives that hold,
        and does not know that two copies of a fact in two buckets are one fact.
        """
        for message in self._drain():
            rule = int(message[2 : message.index('"', 2)])
            matched = sorted((int(v), int(fact)) for v, fact in _MATCHED.findall(message))
            premises = tuple(fact for _, fact in matched)
            if len(set(premises)) == len(premises):
                yield self._positions[rule], premises

    def _assert(self, message: str) -> int:
        code, state = self._module.assert_fact(self._handle, message)
        if code not in (0, 1):  # 1: the fact matches no pattern, which is no error
            raise InferenceError(f"durable-rules refused a fact with code {code}: {message}")
        return int(state)

    def _drain(self) -> Iterator[str]:
        result = self._module.start_action_for_state(self._handle, self._state)
        message: str | None = result[1] if result else None
        while message is not None:
            yield message
            message = self._module.complete_and_start_action(self._handle, self._state)


def known_facts(base: KnowledgeBase) -> list[Any]:
    """Return the facts that consultations will meet whatever is stated."""
    constants = (
        each
        for rule in base.rules
        for each in rule.then
        if not isinstance(each, Template | Computed)
    )
    return list(dict.fromkeys((*base.facts, *constants)))
