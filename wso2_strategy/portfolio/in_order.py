"""Work on an executor, in order, with few pieces under way: the way to more than one core."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import re
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import lru_cache
from importlib import import_module
from threading import Thread
from typing import Any, TypeVar

from wso2_strategy.errors import MissingExtraError, StrategyError, shown

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


class WorkerEndedError(StrategyError):
    """A process that works ended before its work."""


_UNDER_WAY = 4
"""Pieces for each worker: enough that none waits, few enough that memory stays small."""


def in_order(
    work: Callable[[_Piece], _Result], pieces: Iterable[_Piece], executor: Executor | None = None
) -> Iterator[tuple[_Piece, _Result]]:
    """Yield each piece with what the work makes of it, in the order of the pieces.

    Without an executor, work is done here. Pieces and results are pickled; what the
    work holds is unpickled once in each process.

    Raises:
        WorkerEndedError: A worker ends before its work, or cannot do it.
        StrategyError: The work cannot be pickled.

    >>> [*in_order(len, ["ab", "c"])]
    [('ab', 2), ('c', 1)]
    """
    if executor is None:
        yield from ((piece, work(piece)) for piece in pieces)
        return
    try:
        pickled = pickle.dumps(work)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        problem = f"what is known cannot be sent to other processes: {error}"
        raise StrategyError(problem) from error
    waiting: deque[tuple[_Piece, Future[_Result]]] = deque()
    most = _UNDER_WAY * _workers(executor)
    try:
        for piece in pieces:
            with _ended_workers_named():
                waiting.append((piece, executor.submit(_done, pickled, piece)))
            if len(waiting) >= most:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    finally:
        for _, future in waiting:
            future.cancel()


def _next(waiting: deque[tuple[_Piece, Future[_Result]]]) -> tuple[_Piece, _Result]:
    piece, future = waiting.popleft()
    with _ended_workers_named():
        return piece, future.result()


@contextmanager
def _ended_workers_named() -> Iterator[None]:
    """Name what executors raise, each of its own class, where a worker ended or cannot work."""
    try:
        yield
    except Exception as error:
        problem = f"a worker ended or cannot work: {type(error).__name__}: {error}"
        raise WorkerEndedError(problem) from error


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Start processes that work; they end at once behind the block, or when this process ends."""
    # A copy of a process that runs durable's threads would not be whole.
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=spawn, initializer=_settle_worker)
    try:
        yield pool
    finally:
        # Who waits for them waits for ever if one was killed while it held their common lock.
        workers = [*(pool._processes or {}).values()]  # noqa: SLF001 - as before Python 3.14
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in workers:
            worker.kill()


@contextmanager
def dask_cluster(address: str) -> Iterator[Executor]:
    """Connect to the scheduler of a Dask cluster, whose workers have the library installed.

    Raises:
        MissingExtraError: The extra is not installed.
        StrategyError: Nothing answers there, or it has no workers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError:
        raise MissingExtraError("working on a Dask cluster", "dask") from None
    if not _ADDRESS.fullmatch(address):
        allowed = "an address such as tcp://scheduler:8786"
        raise StrategyError(f"{shown(address, 60)} is no Dask cluster; allowed: {allowed}")
    try:
        client = distributed.Client(address, timeout=_CONNECTED_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        problem = f"no Dask cluster answers at {shown(address, 60)}: {error}"
        raise StrategyError(problem) from error
    with client:
        executor: Executor = client.get_executor(pure=False, retries=_RETRIES)
        if not client.ncores():
            raise StrategyError(f"the Dask cluster at {shown(address, 60)} has no workers")
        yield executor


_ADDRESS = re.compile(r"((tcp|tls|ws|wss|ucx)://)?[^\s/]+:[0-9]+")
_CONNECTED_S = 10
_RETRIES = 2
"""Of a piece whose worker ended; that of the cluster counts beside it."""


def _workers(executor: Executor) -> int:
    if client := getattr(executor, "_client", None):  # of Dask
        return max(1, sum(map(int, client.ncores().values())))
    count: int = getattr(executor, "_max_workers", 0)
    return count or os.cpu_count() or 1


def _settle_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it is for the first process, which ends this one
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _done(pickled: bytes, piece: Any) -> Any:
    return _unpickled(pickled)(piece)


@lru_cache(maxsize=1)
def _unpickled(pickled: bytes) -> Callable[[Any], Any]:
    work: Callable[[Any], Any] = pickle.loads(pickled)  # noqa: S301 - our own, from `in_order`
    return work
