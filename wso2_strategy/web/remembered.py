"""Replies that are kept, so that the same question is answered once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable

from wso2_strategy.web.reply import Reply

_MOST_BYTES = 2**26
"""Of all replies kept: about a thousand of the usual size."""

_LARGEST = 2**20
"""A larger one would drive out too many others."""


class Remembered:
    """Replies by what was asked; those not asked for the longest go first.

    >>> kept = Remembered()
    >>> kept["advise"] = Reply(200, "text/plain", b"P3")
    >>> kept["advise"].content
    b'P3'
    >>> kept["why"]
    """

    def __init__(self) -> None:
        self._replies: OrderedDict[Hashable, Reply] = OrderedDict()
        self._bytes = 0

    def __getitem__(self, asked: Hashable) -> Reply | None:
        """Return a reply, or None."""
        found = self._replies.get(asked)
        if found is not None:
            self._replies.move_to_end(asked)
        return found

    def __setitem__(self, asked: Hashable, reply: Reply) -> None:
        """Keep a reply that would be the same again."""
        if reply.status >= _FAILED or len(reply.content) > _LARGEST or asked in self._replies:
            return
        self._replies[asked] = reply
        self._bytes += len(reply.content)
        while self._bytes > _MOST_BYTES:
            self._bytes -= len(self._replies.popitem(last=False)[1].content)


_FAILED = 500
