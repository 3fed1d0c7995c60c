"""Who may ask: one token per home for programs, and a signed cookie for a browser that showed it.

The token is made at first start and kept in the home, readable by its owner alone. The guard stands in
front of every route and lets only the literal list below through without it, so that a new route is
closed until someone opens it on purpose. The cookie opens pages only, never `/v1`, so a page of another
site cannot act through the browser.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from data.home import Home
from serving.problems import UnauthorizedError, response_to

OPEN_PATHS = frozenset({"/", "/sign-in", "/sign-out", "/openapi.json", "/livez", "/readyz"})
"""Answered without a token; `/` itself sends a browser without a session to `/sign-in`."""

OPEN_FOLDER = "/static/"
SESSION_COOKIE = "cleanclaim_session"


def token_of(home: Home) -> str:
    """The home's token, made with mode 0600 when there is none yet.

    Several processes may start at once: the file appears whole or not at all, and the first one wins.
    """
    path = home.token_file
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, token: str) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first; its token counts
    finally:
        draft.unlink()


def is_token(given: str, token: str) -> bool:
    """Whether this is the token, in time that does not depend on where they differ."""
    return secrets.compare_digest(given.encode(), token.encode())


def bears_token(authorization: str | None, token: str) -> bool:
    """Whether an `Authorization` header carries the token as a bearer."""
    scheme, _, given = (authorization or "").partition(" ")
    return scheme.lower() == "bearer" and is_token(given.strip(), token)


def session(token: str, expires_at: int) -> str:
    """A cookie value good until `expires_at` (seconds since 1970), signed with the token."""
    return f"{expires_at}.{_signature(token, str(expires_at))}"


def session_is_valid(cookie: str | None, token: str, now: int) -> bool:
    """Whether a cookie was made by `session` with this token and has not expired."""
    expires, _, signature = (cookie or "").partition(".")
    if not secrets.compare_digest(signature.encode(), _signature(token, expires).encode()):
        return False
    return now < int(expires)


def _signature(token: str, expires: str) -> str:
    return hmac.new(token.encode(), f"session|{expires}".encode(), hashlib.sha256).hexdigest()


class Guard:
    """ASGI middleware: 401 before the body is read, for all but the open paths."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._lets_in(scope):
            await self._app(scope, receive, send)
            return
        await response_to(UnauthorizedError())(scope, receive, send)

    def _lets_in(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if path in OPEN_PATHS or path.startswith(OPEN_FOLDER):
            return True
        return bears_token(Headers(scope=scope).get("authorization"), self._token)
