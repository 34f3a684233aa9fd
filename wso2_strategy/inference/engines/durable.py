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
_FACT = '"id":"f-'
_MATCHED = re.compile(rf'"v(\d+)":\{{"sid":"\d+",{_FACT}(\d+)-')

_OPEN = "open"  # this rule fires where no other does; deleting a session without a firing crashes


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
        rules = [rule for rule in self.translation.rules if rule.definition is not None]
        self.instances = [rule.instance for rule in rules]
        self.always = tuple(
            rule.instance.activation(())
            for rule in self.translation.rules
            if rule.definition is None
        )
        definitions = {str(number): rule.definition for number, rule in enumerate(rules)}
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
            yield session
        finally:
            session.close()
            self._free.append(session_id)


class DurableSession:
    """The facts of one consultation inside the C engine."""

    def __init__(self, matcher: DurableMatcher, session_id: str) -> None:
        self._matcher = matcher
        self._session_id = session_id
        self._encode = matcher.translation.encoder()
        self._pending = matcher.always
        self._state = 0
        self._is_told = False
        self._has_fired = False

    def close(self) -> None:
        """Delete the session, in which a rule has to have fired before."""
        if not self._has_fired:
            self._assert(f'{{"sid":"{self._session_id}","id":"o","$open":1}}')
            for _ in self._drain():
                pass
        self._matcher.module.delete_state(self._matcher.handle, self._session_id)

    def tell(self, number: int, fact: Any) -> None:
        """Assert a fact, once for each bucket of its class, unless the rules have it in them."""
        matcher = self._matcher
        if number < matcher.background and type(fact) in matcher.translation.bound:
            return
        for bucket, body in enumerate(self._encode(fact)):
            self._assert(f'{{"sid":"{self._session_id}","id":"f-{number}-{bucket}",{body}}}')

    def activations(self) -> list[Activation]:
        """Return the pending activations until none is left; one may come more than once."""
        found, self._pending = [*self._pending], ()
        instances = self._matcher.instances
        for message in self._drain():
            end = message.index('"', 2)
            instance = instances[int(message[2:end])]
            if len(instance.free) == 1:
                start = message.index(_FACT, end) + len(_FACT)
                number = int(message[start : message.index("-", start)])
                found.append(instance.activation((number,)))
                continue
            matched = [(int(v), int(fact)) for v, fact in _MATCHED.findall(message)]
            activation = instance.activation(tuple([fact for _, fact in sorted(matched)]))
            # The copies of one fact in two buckets would stand for two variables of a rule.
            if len(set(activation[1])) == len(activation[1]):
                found.append(activation)
        return found

    def _assert(self, message: str) -> None:
        module = self._matcher.module
        try:
            code, self._state = module.assert_fact(self._matcher.handle, message)
        except module.error as error:
            raise InferenceError(f"durable-rules refused a fact: {error}: {message}") from error
        if code not in (0, 1):  # 1: the fact matches no pattern, which is no error
            raise InferenceError(f"durable-rules refused a fact with code {code}: {message}")
        self._is_told = True

    def _drain(self) -> Iterator[str]:
        """Yield a message for each pending activation, until none is left."""
        if not self._is_told:
            return
        module, handle, state = self._matcher.module, self._matcher.handle, self._state
        result = module.start_action_for_state(handle, state)
        message: str | None = result[1] if result else None
        while message is not None:
            self._has_fired = True
            yield message
            message = module.complete_and_start_action(handle, state)
        self._is_told = False
