"""How much of a request is read."""

from http import HTTPStatus

from fastapi import HTTPException
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.problems import Kind, problem

TOO_LARGE = Kind(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", "The body is too large")


class BodyLimit:
    """ASGI middleware: 413 for a body over the limit, said or sent.

    FastAPI has a limit of its own from a version newer than the oldest we allow, and answers in plain text.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _said(scope) > self._max_bytes:
            detail = f"The largest body that is read has {self._max_bytes} bytes."
            await problem(TOO_LARGE, detail)(scope, receive, send)
            return
        await self._app(scope, _counted(receive, self._max_bytes), send)


def _said(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


def _counted(receive: Receive, max_bytes: int) -> Receive:
    read = 0

    async def counting() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > max_bytes:
            raise HTTPException(TOO_LARGE.status)
        return message

    return counting
