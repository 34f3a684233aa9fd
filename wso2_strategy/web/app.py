"""The web application: routes over the table of questions, the page, and nothing else."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from attrs import frozen

from wso2_strategy._version import __version__
from wso2_strategy.api import Advisor
from wso2_strategy.document.json_text import json_text
from wso2_strategy.errors import MissingExtraError, RequirementsError
from wso2_strategy.output.requirements_schema import requirements_schema
from wso2_strategy.web.openapi import API, openapi
from wso2_strategy.web.page_files import page_files
from wso2_strategy.web.questions import QUESTIONS
from wso2_strategy.web.remembered import Remembered
from wso2_strategy.web.reply import JSON, RefusedError, Reply, problem
from wso2_strategy.web.request_body import body_of
from wso2_strategy.web.workers import Workers

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""Hosts that only programs on the same machine reach."""

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self';"
    " img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}


@frozen
class Settings:
    """How the application serves.

    Attributes:
        token: What who asks must show; without one anybody is answered who gets here.
        hosts: The names by which it may be called; None is any. A page elsewhere could
            otherwise reach it through a name of its own that leads here.
        workers: How many processes answer.
        seconds: How long an answer may take.
        body_seconds: How long a body may take to arrive.
        waiting: How many questions may wait for a process.
    """

    token: str | None = None
    hosts: frozenset[str] | None = LOOPBACK
    workers: int = 2
    seconds: float = 30.0
    body_seconds: float = 10.0
    waiting: int = 64


def application(advisor: Advisor | None = None, settings: Settings | None = None) -> Starlette:
    """Return the application, for any server of ASGI; its processes start and end with it.

    Raises:
        MissingExtraError: The extra "web" is not installed.
    """
    try:
        import uvicorn  # noqa: F401 - what serves it comes with the same extra
        from starlette.applications import Starlette
        from starlette.exceptions import HTTPException
        from starlette.middleware import Middleware
        from starlette.routing import Route
    except ImportError:
        raise MissingExtraError("serving the page and the API", "web") from None
    asked, chosen = advisor or Advisor(), settings or Settings()
    workers = Workers(asked, count=chosen.workers, seconds=chosen.seconds, waiting=chosen.waiting)
    kept = Remembered()

    async def answer(request: Request) -> Response:
        _check_type(request)
        question = QUESTIONS[request.url.path.removeprefix(f"{API}/")]
        try:
            given = question.read(request.query_params.multi_items())
        except RequirementsError as error:
            return _response(problem(422, "The query cannot be used.", error.problems))
        _check_accepted(request, question.media_type(given))
        body = await body_of(request, chosen.body_seconds)
        key = (question.name, tuple(sorted(given.items())), body)
        reply = kept[key]
        if reply is None:
            reply = kept[key] = await workers.ask(question.name, given, body)
        return _response(reply)

    def fixed(content: bytes, media_type: str) -> Any:
        async def read(request: Request) -> Response:
            _check_accepted(request, media_type)
            return _response(Reply(200, media_type, content))

        return read

    documents: dict[str, Any] = {
        f"{API}/openapi.json": openapi(asked.knowledge),
        f"{API}/schema": requirements_schema(asked.knowledge),
        "/health": {"status": "ok", "version": __version__},
    }
    routes = [Route(f"{API}/{name}", answer, methods=["POST"]) for name in QUESTIONS]
    routes += [
        Route(path, fixed(json_text(each).encode(), JSON)) for path, each in documents.items()
    ]
    routes += [
        Route(path, fixed(each.content, each.media_type)) for path, each in page_files().items()
    ]

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await workers.start()
        try:
            yield
        finally:
            workers.stop()

    return Starlette(
        routes=routes,
        lifespan=lifespan,
        middleware=[Middleware(_Guarded, settings=chosen)],
        exception_handlers={
            RefusedError: _refused,
            HTTPException: _not_routed,
        },
    )


class _Guarded:
    """Puts the headers on every response, and refuses who may not ask."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, _in_a_line(send))
            return

        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_RAW_HEADERS]
            await send(message)

        refusal = self._refusal(scope)
        if refusal is not None:
            await _response(refusal)(scope, receive, with_headers)
            return
        try:
            await self._app(scope, receive, with_headers)
        except Exception:
            if not begun:
                failed = problem(500, "The server failed; its log says how.")
                await _response(failed)(scope, receive, with_headers)
            raise

    def _refusal(self, scope: Scope) -> Reply | None:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        hosts, token = self._settings.hosts, self._settings.token
        if hosts is not None and _host(headers.get(b"host", "")) not in hosts:
            detail = f"Only {', '.join(sorted(hosts))} is served here; with a token any host is."
            return problem(421, detail)
        if token is None or not scope["path"].startswith("/api/"):
            return None
        scheme, _, shown = headers.get(b"authorization", "").partition(" ")
        is_right = hmac.compare_digest(shown.strip().encode(), token.encode())
        if scheme.lower() == "bearer" and is_right:
            return None
        return problem(401, "Show the token of this server: Authorization: Bearer TOKEN.")


def _in_a_line(send: Send) -> Send:
    """Return what tells the server of a failed start in one line, without a traceback."""

    async def sent(message: Message) -> None:
        if message["type"].endswith(".failed"):
            message["message"] = message["message"].strip().rpartition("\n")[2]
        await send(message)

    return sent


_RAW_HEADERS = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]


def _host(header: str) -> str:
    """Return a host without its port; one of version 6 of the protocol stands in brackets."""
    if header.startswith("["):
        return header[1:].partition("]")[0]
    return header.partition(":")[0].lower()


def _check_type(request: Request) -> None:
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given != JSON:
        raise RefusedError(415, f"The body is of another media type; allowed: {JSON}.")


def _check_accepted(request: Request, media_type: str) -> None:
    plain = media_type.partition(";")[0]
    accepted = request.headers.get("accept", "*/*").lower().split(",")
    for each in accepted:
        kind, *rest = map(str.strip, each.split(";"))
        refused = any(word.replace(" ", "") in ("q=0", "q=0.0", "q=0.00") for word in rest)
        if kind in (plain, "*/*", f"{plain.partition('/')[0]}/*") and not refused:
            return
    raise RefusedError(406, f"The answer is of the media type {plain}; accept it.")


def _response(reply: Reply, headers: Mapping[str, str] | None = None) -> Response:
    from starlette.responses import Response

    also = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}.get(reply.status, {})
    response = Response(reply.content, reply.status, {**also, **(headers or {})})
    response.headers["content-type"] = reply.media_type
    return response


async def _refused(_: Request, error: Exception) -> Response:
    assert isinstance(error, RefusedError)  # noqa: S101 - for the type checker
    close = {"Connection": "close"} if error.status in (408, 413) else {}
    return _response(problem(error.status, error.detail), close)


async def _not_routed(_: Request, error: Exception) -> Response:
    from starlette.exceptions import HTTPException

    assert isinstance(error, HTTPException)  # noqa: S101 - for the type checker
    known = {
        404: f"There is nothing here; the API is described at {API}/openapi.json.",
        405: "The path takes another method.",
    }
    detail = known.get(error.status_code, "The request cannot be used.")
    return _response(problem(error.status_code, detail), error.headers)
