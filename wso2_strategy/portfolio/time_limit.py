"""A limit on how long one answer may take, for code of packs that never comes to an end.

The clock interrupts Python code wherever it is. What does not come back from C is not
interrupted, nor is a thread beside the first of a process, in which no clock can be set; and
Windows has no such clock.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wso2_strategy.errors import StrategyError

_AGAIN_S = 1.0
"""After which code that did not heed an interruption is interrupted again."""


class TooLongError(StrategyError):
    """An answer took longer than it may.

    Attributes:
        seconds: How long it may take.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"The answer takes longer than {seconds:g} s.")


class _Interruption(KeyboardInterrupt):
    """What lets a person interrupt lets the clock do so too."""


@contextmanager
def at_most(seconds: float | None) -> Iterator[None]:
    """End what is done in the block after some seconds; None is no limit.

    Raises:
        TooLongError: It took longer.
    """
    is_first = threading.current_thread() is threading.main_thread()
    if seconds is None or not is_first or not hasattr(signal, "setitimer"):
        yield
        return
    before = signal.signal(signal.SIGALRM, _interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_S)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except _Interruption:
        raise TooLongError(seconds) from None
    finally:
        signal.signal(signal.SIGALRM, before)


def _interrupt(*_: Any) -> None:
    raise _Interruption
