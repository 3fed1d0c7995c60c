"""What is told about each request: one log line and its counts, and what happens when a handler breaks."""

import logging
import secrets
import sys
import time
import traceback
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.metrics import Metrics
from serving.problems import UNEXPECTED, problem

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
UNKNOWN_ROUTE = "(none)"


def log_to_stderr() -> None:
    """Sends our log lines and warnings of libraries to stderr, one line of JSON each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)


class Observed:
    """ASGI middleware: logs and counts each request by its route, and answers 500 when all else fails.

    An exception stops here, since the server would log its message, and a message of a library may hold claim
    values (SQL parameters, for one). Its class and the places it passed are logged.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._log: Any = structlog.get_logger("cleanclaim.http")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(send, secrets.token_hex(8))
        start = time.perf_counter()
        try:
            await self._app(scope, receive, answer.send)
        except Exception as error:  # noqa: BLE001 - the last place that can keep its message out of the logs
            self._log.error("request_failed", request=answer.request_id, **_harmless(error))
            if not answer.status:
                await problem(UNEXPECTED, "The error was logged.")(scope, receive, answer.send)
        self._tell(scope, answer, time.perf_counter() - start)

    def _tell(self, scope: Scope, answer: "_Answer", seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "OTHER"
        route = getattr(scope.get("route"), "path", UNKNOWN_ROUTE)
        self._metrics.answered(method, route, answer.status, seconds)
        self._log.info(
            "request",
            request=answer.request_id,
            method=method,
            route=route,
            status=answer.status,
            milliseconds=round(seconds * 1000, 1),
        )


class _Answer:
    def __init__(self, send: Send, request_id: str) -> None:
        self._send = send
        self.request_id = request_id
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = int(message["status"])
            message["headers"] = [*message["headers"], (b"x-request-id", self.request_id.encode())]
        await self._send(message)


def _harmless(error: BaseException) -> dict[str, Any]:
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    return {
        "error": type(error).__qualname__,
        "at": [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames],
    }
