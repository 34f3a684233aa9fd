"""Load on the server: sixteen clients at once, ten thousand questions, none lost.

python benchmarks/web.py [questions]
"""

from __future__ import annotations

import json
import platform
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from subprocess import Popen

CLIENTS = 16
FACTS = 200  # ways to state requirements, so that all but the first few have been seen


def main(questions: int) -> None:
    """Ask, and write how long it took."""
    bodies = [json.dumps({"traffic": {"peak_tps": 100 + 50 * n}}) for n in range(FACTS)]
    with served() as port:
        first = asked(port, bodies)
        share = questions // CLIENTS
        parts = [[bodies[(n * 7 + i) % FACTS] for i in range(share)] for n in range(CLIENTS)]
        started = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            again = [each for part in clients.map(asked, [port] * CLIENTS, parts) for each in part]
        seconds = time.perf_counter() - started
    print(f"Python {platform.python_version()} on {platform.machine()}, {CLIENTS} clients")
    said("first time, one client", first)
    said("seen facts", again)
    print(f"{len(again) / seconds:,.0f} answers/s, {questions - len(again)} of {questions} lost")


def asked(port: int, bodies: list[str]) -> list[float]:
    """Return how long each answer took, in seconds; one that is none ends the measurement."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    found = []
    for body in bodies:
        started = time.perf_counter()
        headers = {"Content-Type": "application/json"}
        connection.request("POST", "/api/v1/advise", body, headers)
        response = connection.getresponse()
        content = response.read()
        found.append(time.perf_counter() - started)
        if response.status != HTTPStatus.OK:
            sys.exit(f"lost: {response.status} {content!r}")
    return found


def said(name: str, seconds: list[float]) -> None:
    """Write the median and the tail."""
    cuts = quantiles(seconds, n=100)
    p50, p95, p99 = (f"{cuts[n] * 1000:.1f}" for n in (49, 94, 98))
    print(f"{name}: p50 {p50} ms, p95 {p95} ms, p99 {p99} ms, most {max(seconds) * 1000:.1f} ms")


@contextmanager
def served(port: int = 8765) -> Iterator[int]:
    """Start the server as users do, and end it."""
    program = Path(sys.executable).parent / "wso2-strategy"
    server = Popen([program, "serve", "--port", str(port)])  # noqa: S603 - our own
    try:
        while not is_up(port):
            time.sleep(0.1)
            if server.poll() is not None:
                sys.exit("the server did not start")
        yield port
    finally:
        server.terminate()
        server.wait()


def is_up(port: int) -> bool:
    """Return whether the server answers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
