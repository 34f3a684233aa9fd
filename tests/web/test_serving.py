"""A server for many: every answer the library's, every refusal clear, and no one stops it."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPResponse
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import hanging_pack
import pytest
from click.testing import CliRunner

from wso2_strategy import Advisor, load_requirements
from wso2_strategy.cli import application
from wso2_strategy.document.json_text import json_text
from wso2_strategy.web.app import Settings

ROOT = Path(__file__).parent.parent.parent
RETAIL = ROOT / "examples" / "retail.yaml"
STATED = {"traffic": {"peak_tps": 9000}, "availability": {"automatic_failover": True}}


def written(*arguments: str, stdin: str = "") -> str:
    """Return what a command writes."""
    result = CliRunner().invoke(application, arguments, input=stdin)
    return result.stdout


@pytest.mark.parametrize(
    ("path", "command"),
    [
        ("advise", ["advise", "-", "--format", "json"]),
        ("why", ["why", "-", "--format", "json"]),
        ("why?subject=need:redundancy", ["why", "-", "need:redundancy", "--format", "json"]),
        ("why-not?pattern=P0", ["why-not", "-", "P0", "--format", "json"]),
        ("plan?months=36", ["plan", "-", "--months", "36", "--format", "json"]),
        ("topology?format=json", ["topology", "-", "--format", "json"]),
        ("topology?format=dot", ["topology", "-", "--format", "dot"]),
        ("topology?format=svg", ["topology", "-", "--format", "svg"]),
        ("report", ["report", "-", "--output", "-"]),
    ],
)
def test_an_answer_is_what_the_command_line_writes(
    served: Any, path: str, command: list[str]
) -> None:
    """Byte for byte."""
    status, _, content = served.ask(f"/api/v1/{path}", STATED)
    assert status == 200
    assert content.decode() == written(*command, stdin=json.dumps(STATED))


def test_other_questions_get_what_the_library_says(served: Any, tmp_path: Path) -> None:
    """Those without a command of their own, and those with more in the body."""
    file = tmp_path / "stated.json"
    file.write_text(json.dumps(STATED), "utf-8")
    found = Advisor().advise(load_requirements(file))
    other = found.what_if(traffic={"peak_tps": 90})
    both = {"requirements": STATED}
    for path, body, answer in (
        ("sensitivity", STATED, found.robustness()),
        ("boundaries", STATED, found.boundaries()),
        ("open-questions", STATED, found.open_questions()),
        ("what-if", both | {"changes": {"traffic": {"peak_tps": 90}}}, other),
        ("artifacts?format=json", STATED, found.artifacts()),
    ):
        status, _, content = served.ask(f"/api/v1/{path}", body)
        assert (status, content.decode()) == (200, json_text(answer.to_dict())), path
    _, _, compared = served.ask("/api/v1/compare", both | {"with": "P4"})
    assert json.loads(compared)["schema"] == "wso2-strategy/difference/1"
    _, _, same = served.ask("/api/v1/compare", both | {"with": STATED})
    assert json.loads(same)["components"] == {"added": [], "removed": [], "changed": []}


def test_an_archive_has_every_file_and_always_the_same_bytes(served: Any) -> None:
    """What deploys the answer, as the command writes it."""
    first, again = (served.ask("/api/v1/artifacts", STATED)[2] for _ in range(2))
    assert first == again
    packed = ZipFile(BytesIO(first))
    listed = json.loads(served.ask("/api/v1/artifacts?format=json", STATED)[2])["files"]
    assert packed.namelist() == listed
    assert "RUNBOOK.md" in listed


def test_every_problem_has_its_path(served: Any) -> None:
    """All of them at once, with value, what is allowed, and what was meant."""
    wrong = {"traffic": {"peak_tps": -1, "peak_tsp": 2}, "availability": {"redundancy": "some"}}
    status, headers, content = served.ask("/api/v1/advise", wrong)
    assert (status, headers["content-type"]) == (422, "application/problem+json")
    errors = {each["path"]: each for each in json.loads(content)["errors"]}
    assert set(errors) == {"traffic.peak_tps", "traffic.peak_tsp", "availability.redundancy"}
    assert errors["traffic.peak_tps"]["value"] == "-1"
    assert errors["traffic.peak_tsp"]["hint"] == "peak_tps"
    assert "gateway" in errors["availability.redundancy"]["allowed"]


@pytest.mark.parametrize(
    ("status", "path", "asked"),
    [
        (400, "/api/v1/advise", {"body": b"{"}),
        (400, "/api/v1/advise", {"body": b"\xff"}),
        (400, "/api/v1/advise", {"body": b"[" * 60_000}),
        (400, "/api/v1/advise", {"body": b'{"traffic": {"peak_tps": ' + b"9" * 60_000 + b"}}"}),
        (404, "/api/v2/advise", {"body": STATED}),
        (404, "/page/../app.py", {}),
        (404, "/page/%2e%2e/app.py", {}),
        (405, "/api/v1/advise", {}),
        (405, "/api/v1/schema", {"body": STATED}),
        (406, "/api/v1/advise", {"body": STATED, "Accept": "text/html"}),
        (406, "/api/v1/topology?format=svg", {"body": STATED, "Accept": "application/json"}),
        (413, "/api/v1/advise", {"body": b" " * 70_000}),
        (415, "/api/v1/advise", {"body": STATED, "Content_Type": "text/plain"}),
        (421, "/api/v1/schema", {"Host": "elsewhere.example"}),
        (422, "/api/v1/advise", {"body": b""}),
        (422, "/api/v1/advise", {"body": b"null"}),
        (422, "/api/v1/advise?months=3", {"body": STATED}),
        (422, "/api/v1/plan?months=121", {"body": STATED}),
        (422, "/api/v1/plan?months=3&months=4", {"body": STATED}),
        (422, "/api/v1/why-not", {"body": STATED}),
        (422, "/api/v1/why-not?pattern=P9", {"body": STATED}),
        (422, "/api/v1/what-if", {"body": {"requirements": STATED}}),
        (422, "/api/v1/what-if", {"body": {"requirements": STATED, "changes": [1]}}),
        (422, "/api/v1/compare", {"body": {"requirements": STATED, "with": {"a": 1}}}),
    ],
)
def test_what_cannot_be_answered_is_refused_clearly(
    served: Any, status: int, path: str, asked: dict[str, Any]
) -> None:
    """With a problem document, the headers of every response, and no path of the server."""
    found, headers, content = served.ask(path, asked.pop("body", None), **asked)
    assert found == status, content
    assert headers["content-type"] == "application/problem+json"
    assert json.loads(content)["status"] == status
    assert str(ROOT) not in content.decode()
    assert_guarded(headers)


def assert_guarded(headers: dict[str, str]) -> None:
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers


def test_markup_in_a_name_stays_text(served: Any) -> None:
    """On the page of a report it is escaped; what turns the direction of writing is refused."""
    name = "<script>alert(1)</script>"
    status, _, page = served.ask("/api/v1/report", {"name": name})
    assert status == 200
    assert b"&lt;script&gt;" in page
    assert b"<script" not in page
    status, headers, answer = served.ask("/api/v1/advise", {"name": f"{name}\u202e"})
    assert (status, headers["x-content-type-options"]) == (422, "nosniff")
    assert "\u202e" not in answer.decode()


def test_a_body_of_a_hundred_megabytes_is_refused(served: Any) -> None:
    """Whether its length is told or not, and nobody else waits for it."""
    head = b"POST /api/v1/advise HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    told = head + b"Content-Length: 104857600\r\n"
    assert b" 413 " in served.raw(told + b"Expect: 100-continue\r\n\r\n")
    for whole in (
        told + b"\r\n" + b" " * 2**20,
        head + b"Transfer-Encoding: chunked\r\n\r\n" + (b"100000\r\n" + b" " * 2**20 + b"\r\n"),
    ):
        with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
            connection.sendall(whole)
            piece = b" " * 2**20 if b"Content-Length" in whole else whole[whole.find(b"100000") :]
            received = sent_until_answered(connection, piece, 99)
        assert b" 413 " in received
    assert served.ask("/health")[0] == 200


def sent_until_answered(connection: socket.socket, piece: bytes, most: int) -> bytes:
    """Return the answer to a body that goes on until there is one."""
    for _ in range(most):
        try:
            connection.sendall(piece)
        except OSError:
            break
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""


def test_who_sends_slowly_is_not_waited_for(serve: Callable[..., Any]) -> None:
    """Neither for the head of a request, nor for its body."""
    slow = serve(Advisor(), Settings(workers=1, body_seconds=0.4), head_seconds=0.4)
    head = b"POST /api/v1/advise HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    assert b" 408 " in slow.raw(head)
    assert b" 408 " in slow.raw(head + b"Content-Length: 10\r\n\r\n{")
    with socket.create_connection(("127.0.0.1", slow.port), timeout=30) as connection:
        connection.sendall(head + b"Content-Length: 2\r\n\r\n{}")
        answer = HTTPResponse(connection)
        answer.begin()
        answer.read()
        connection.sendall(head)
        assert answer.status == 200
        assert b" 408 " in connection.recv(65536)
    assert slow.ask("/api/v1/advise", STATED)[0] == 200


def test_a_consultation_that_hangs_is_cut_off(serve: Callable[..., Any]) -> None:
    """Or ends its process, or fails: others are answered, and nothing is told of the machine."""
    tried = serve(hanging_pack.advisor(), Settings(workers=1, seconds=1.0))
    expected = {hanging_pack.HANGS: 504, hanging_pack.ENDS: 500, hanging_pack.FAILS: 500}
    for load, status in expected.items():
        found, _, content = tried.ask("/api/v1/advise", {"traffic": {"peak_tps": load}})
        assert found == status, content
        assert hanging_pack.SECRET not in content.decode()
        limit = time.monotonic() + 30
        while tried.ask("/api/v1/advise", STATED)[0] != 200:  # until there is a new process
            assert time.monotonic() < limit


def test_a_full_queue_says_when_to_come_again(serve: Callable[..., Any]) -> None:
    """Who is refused is told at once; who waits in the queue gets an answer."""
    tried = serve(hanging_pack.advisor(), Settings(workers=1, seconds=2.0, waiting=1))
    hanging = {"traffic": {"peak_tps": hanging_pack.HANGS}}
    with ThreadPoolExecutor(4) as clients:
        asked = [clients.submit(tried.ask, "/api/v1/advise", hanging) for _ in range(4)]
        answers = [each.result() for each in asked]
    refused = [headers for status, headers, _ in answers if status == 503]
    assert len(refused) >= 2
    assert {each["retry-after"] for each in refused} == {"1"}


def test_with_a_token_only_who_shows_it_is_answered(serve: Callable[..., Any]) -> None:
    """The page and the health check tell nothing and need none; any host name will do."""
    token = "a" * 20
    closed = serve(Advisor(), Settings(workers=1, token=token, hosts=None))
    assert closed.ask("/health", Host="elsewhere.example")[0] == 200
    for shown in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {token}"}):
        status, headers, _ = closed.ask("/api/v1/advise", STATED, **shown)
        assert (status, headers["www-authenticate"]) == (401, "Bearer")
    assert closed.ask("/api/v1/advise", STATED, Authorization=f"Bearer {token}")[0] == 200


def test_many_at_once_get_their_own_answers(served: Any) -> None:
    """Sixteen clients, each with other facts: no answer is lost or goes astray."""

    def asked(load: int) -> bool:
        _, _, content = served.ask("/api/v1/advise", {"traffic": {"peak_tps": load}})
        return bool(json.loads(content)["requirements"]["traffic"]["peak_tps"] == load)

    with ThreadPoolExecutor(16) as clients:
        assert all(clients.map(asked, [*range(1, 80)] * 2))


def test_a_failure_of_the_server_itself_tells_nothing(
    serve: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It is in the log, and the client gets a problem document as ever."""

    async def failing(*_: Any) -> bytes:
        raise RuntimeError(hanging_pack.SECRET)

    monkeypatch.setattr("wso2_strategy.web.app.body_of", failing)
    found = serve(Advisor(), Settings(workers=1))
    status, headers, content = found.ask("/api/v1/advise", STATED)
    assert (status, json.loads(content)["title"]) == (500, "Internal Server Error")
    assert hanging_pack.SECRET not in content.decode()
    assert_guarded(headers)
    assert threading.active_count() > 1
    del caplog
