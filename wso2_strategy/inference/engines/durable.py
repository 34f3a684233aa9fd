"""The durable engine: rule matching by the durable-rules C module, driven directly.

This is the only module that talks to it. Each consultation gets a session of
its own and throws it away. The library's Python layer (hosts, threads, its own
action loop) is never used: its C core is right within the forms that
`translation` produces, and everything around it is not.
"""

from __future__ import annotations

import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wso2_strategy.errors import InferenceError
from wso2_strategy.inference.engines.loading import load_durable_module
from wso2_strategy.inference.engines.matcher import Activation
from wso2_strategy.inference.engines.translation import definition_json
from wso2_strategy.inference.knowledge_base import KnowledgeBase

_SESSIONS = 1_000  # durable-rules crashes at its 1,025th live session

# A message is {"<rule>":{"v0":{"sid":"..","id":"f-<fact>-<bucket>",..},"v1":{..},..}}. No text
# of a user stands in it (see `translation`), so it need not be parsed as JSON.
_MATCHED = re.compile(r'"v(\d+)":\{"sid":"\d+","id":"f-(\d+)-')

_OPEN = "open"  # this rule fires in every session; without a firing, deleting a session crashes


class DurableMatcher:
    """Matches the rules of a knowledge base with durable-rules.

    Raises:
        EngineUnavailableError: The C module cannot be loaded.
    """

    engine = "durable"

    def __init__(self, base: KnowledgeBase) -> None:
        self.background = len(base.background)
        self.module = load_durable_module()
        self.translation = base.translation
        self.rules = [rule for rule in self.translation.rules if rule.definition is not None]
        definitions = {str(number): rule.definition for number, rule in enumerate(self.rules)}
        opening = {"all": [{"m": {"$open": 1}}]}
        try:
            self.handle: int = self.module.create_ruleset(
                "knowledge-base", definition_json({_OPEN: opening, **definitions})
            )
        except self.module.error as error:
            raise InferenceError(f"durable-rules refused the rules: {error}") from error
        # Nobody else would free it; at exit the process does.
        weakref.finalize(self, self.module.delete_ruleset, self.handle).atexit = False
        self._free = [str(number) for number in range(_SESSIONS)]

    @contextmanager
    def session(self) -> Iterator[DurableSession]:
        """Open a session and delete it in the end, whatever happens in between.

        A number is used again only if its session is surely deleted. So an interruption
        within these few lines costs a number, never a later consultation.
        """
        try:
            session_id = self._free.pop()
        except IndexError:
            raise InferenceError(
                f"more than {_SESSIONS} consultations at once; wait for some to end"
            ) from None
        session = DurableSession(self, session_id)
        try:
            session.open()
            yield session
        finally:
            if session.is_open:
                session.close()
                self._free.append(session_id)


class DurableSession:
    """The facts of one consultation inside the C engine."""

    def __init__(self, matcher: DurableMatcher, session_id: str) -> None:
        self._matcher = matcher
        self._session_id = session_id
        self._encode = matcher.translation.encoder()
        rules = matcher.translation.rules
        self._pending = [rule.instance.activation(()) for rule in rules if rule.definition is None]
        self._state = 0
        self.is_open = False

    def open(self) -> None:
        """Let a rule fire once, without which the session could not be deleted."""
        self._state = self._assert(f'{{"sid":"{self._session_id}","id":"o","$open":1}}')
        for _ in self._drain():
            pass
        self.is_open = True

    def close(self) -> None:
        """Delete the session."""
        self.is_open = False
        self._matcher.module.delete_state(self._matcher.handle, self._session_id)

    def tell(self, number: int, fact: Any) -> None:
        """Assert a fact, once for each bucket of its class, unless the rules have it in them."""
        if number < self._matcher.background and type(fact) in self._matcher.translation.bound:
            return
        head = f'{{"sid":"{self._session_id}","id":"f-{number}'
        for bucket, body in enumerate(self._encode(fact)):
            self._assert(f'{head}-{bucket}",{body}}}')

    def activations(self) -> Iterator[Activation]:
        """Yield the pending activations until none is left; one may come more than once."""
        yield from self._pending
        self._pending = []
        rules = self._matcher.rules
        for message in self._drain():
            rule = rules[int(message[2 : message.index('"', 2)])]
            matched = _MATCHED.findall(message)
            if len(matched) == 1:
                yield rule.instance.activation((int(matched[0][1]),))
                continue
            in_order = sorted((int(v), int(fact)) for v, fact in matched)
            activation = rule.instance.activation(tuple(fact for _, fact in in_order))
            # The copies of one fact in two buckets would stand for two variables of a rule.
            if len(set(activation[1])) == len(activation[1]):
                yield activation

    def _assert(self, message: str) -> int:
        module = self._matcher.module
        try:
            code, state = module.assert_fact(self._matcher.handle, message)
        except module.error as error:
            raise InferenceError(f"durable-rules refused a fact: {error}: {message}") from error
        if code not in (0, 1):  # 1: the fact matches no pattern, which is no error
            raise InferenceError(f"durable-rules refused a fact with code {code}: {message}")
        return int(state)

    def _drain(self) -> Iterator[str]:
        module, handle = self._matcher.module, self._matcher.handle
        result = module.start_action_for_state(handle, self._state)
        message: str | None = result[1] if result else None
        while message is not None:
            yield message
            message = module.complete_and_start_action(handle, self._state)
