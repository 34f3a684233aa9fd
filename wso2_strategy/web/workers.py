"""Processes that answer, one question at a time each; one that hangs is ended and replaced.

A process is the only thing that can be stopped whatever the code of a pack does. New ones
are made by a server of processes, which shares no connection with this one.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from attrs import frozen

from wso2_strategy.api import Advisor
from wso2_strategy.domain.facts import Requirements
from wso2_strategy.errors import StrategyError
from wso2_strategy.portfolio.time_limit import TooLongError
from wso2_strategy.web.answering import answered
from wso2_strategy.web.reply import RefusedError, Reply

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

_START_S = 60.0
"""To load the library and all packs; a busy machine takes some seconds."""

_REPLACED_S = 5.0
"""Between attempts to replace a process, where one does not start."""


@frozen
class _Worker:
    process: BaseProcess
    connection: Connection

    def end(self) -> None:
        """End the process, whatever it does."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class Workers:
    """A fixed number of processes, and a bounded queue in front of them.

    Args:
        advisor: Who answers; every process has a copy.
        count: How many processes.
        seconds: How long an answer may take.
        waiting: How many questions may wait for a process.
    """

    def __init__(self, advisor: Advisor, *, count: int, seconds: float, waiting: int) -> None:
        self._advisor = advisor
        self._count = count
        self._seconds = seconds
        self._most_waiting = waiting
        self._waiting = 0
        self._idle: asyncio.LifoQueue[_Worker] = asyncio.LifoQueue()
        self._all: set[_Worker] = set()
        self._replacing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes and wait until they can answer.

        Raises:
            StrategyError: One of them does not start.
        """
        await asyncio.gather(*(self._hire() for _ in range(self._count)))

    def stop(self) -> None:
        """End all processes."""
        for task in self._replacing:
            task.cancel()
        for worker in self._all:
            worker.end()
        self._all.clear()

    async def ask(self, name: str, given: Mapping[str, Any], body: bytes) -> Reply:
        """Return the reply to a question.

        Raises:
            RefusedError: 503: too many wait; 504: it takes too long; 500: the process ended.
        """
        worker = await self._free()
        try:
            worker.connection.send((name, dict(given), body))
            await _readable(worker.connection, self._seconds)
            reply: Reply = worker.connection.recv()
        except TimeoutError:
            self._replace(worker)
            raise RefusedError(504, str(TooLongError(self._seconds))) from None
        except (EOFError, OSError):
            self._replace(worker)
            raise RefusedError(500, "The process that looked for the answer ended.") from None
        except BaseException:
            self._replace(worker)  # nobody waits any more for what it will say
            raise
        self._idle.put_nowait(worker)
        return reply

    async def _free(self) -> _Worker:
        """Return a process that has nothing to do."""
        if self._idle.empty() and self._waiting >= self._most_waiting:
            raise RefusedError(503, "Too many questions wait for an answer; ask again in a second.")
        self._waiting += 1
        try:
            return await asyncio.wait_for(self._idle.get(), self._seconds)
        except TimeoutError:
            raise RefusedError(503, "No process was free in time; ask again in a second.") from None
        finally:
            self._waiting -= 1

    def _replace(self, worker: _Worker) -> None:
        self._all.discard(worker)
        worker.end()
        task = asyncio.get_running_loop().create_task(self._hire_in_the_end())
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _hire_in_the_end(self) -> None:
        while True:
            with suppress(StrategyError):
                return await self._hire()
            await asyncio.sleep(_REPLACED_S)

    async def _hire(self) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._advisor), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self._all.add(worker)
        try:
            await _readable(ours, _START_S)
            ours.recv()
        except BaseException as error:
            self._all.discard(worker)
            worker.end()
            if isinstance(error, TimeoutError | EOFError | OSError):
                raise StrategyError("a process that is to answer does not start") from error
            raise
        self._idle.put_nowait(worker)


async def _readable(connection: Connection, seconds: float) -> None:
    """Return when something can be read; a process writes all of it at once.

    Raises:
        TimeoutError: Nothing came in time.
    """
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    loop.add_reader(connection.fileno(), ready.set)
    try:
        await asyncio.wait_for(ready.wait(), seconds)
    finally:
        loop.remove_reader(connection.fileno())


def _work(connection: Connection, advisor: Advisor) -> None:
    """Answer questions until nobody asks any more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the server to end, and then this too
    sys.stdout = sys.stderr  # what the code of packs prints is no part of a protocol
    advisor.advise(Requirements())  # so that the first who asks need not wait
    connection.send(None)
    with suppress(EOFError, OSError):
        while True:
            connection.send(answered(advisor, *connection.recv()))
