"""A sign of life on the terminal while a command works and has written nothing yet."""

from __future__ import annotations

import sys
from threading import Event, Thread
from typing import Any

import click

from wso2_strategy.cli.program.standard_streams import Output
from wso2_strategy.cli.program.strict_command import StrictCommand

_SILENT_S = 1.0
_CLEARED = "\r\x1b[K"


class WorkingCommand(StrictCommand):
    """A command that shows after a second that it works, where a terminal reads its errors."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; the sign goes before the answer comes."""
        is_typed = "-" in ctx.params.values() and sys.stdin.isatty()
        if is_typed or not (sys.stderr.isatty() and isinstance(sys.stdout, Output)):
            return super().invoke(ctx)
        clock = _Clock()
        sys.stdout.before_writing = clock.end
        try:
            return super().invoke(ctx)
        finally:
            clock.end()


class _Clock:
    """Counts seconds on standard error until it is ended."""

    def __init__(self) -> None:
        self._ended = Event()
        self._thread = Thread(target=self._count, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Take the sign away; further calls do nothing."""
        if not self._ended.is_set():
            self._ended.set()
            self._thread.join()

    def _count(self) -> None:
        seconds = 0
        while not self._ended.wait(_SILENT_S):
            seconds += 1
            _show(f"working, {seconds} s")
        if seconds:
            _show("")


def _show(words: str) -> None:
    """Put words in the place of the last line of the terminal, which may have gone away."""
    try:
        sys.stderr.write(_CLEARED + words)
        sys.stderr.flush()
    except OSError:
        return
