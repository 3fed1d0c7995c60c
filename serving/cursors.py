"""Opaque cursors: a place in a list as of a moment, signed so that nobody makes one up. No claim value."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime

from serving.problems import CursorError

_SIGNATURE_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page of a list starts: `as_of` keeps all pages those of one moment.

    `only` is what the list was narrowed to.
    """

    offset: int
    as_of: datetime
    capacity_minutes: float | None = None
    only: str | None = None

    def text(self, token: str) -> str:
        """The cursor as a caller holds it."""
        held = [self.offset, self.as_of.isoformat(), self.capacity_minutes]
        content = json.dumps(held if self.only is None else [*held, self.only]).encode()
        return base64.urlsafe_b64encode(_signature(content, token) + content).decode().rstrip("=")


def cursor_of(text: str, token: str) -> Cursor:
    """The cursor that `Cursor.text` wrote.

    Raises:
        CursorError: it was not made with this token.
    """
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except ValueError as error:
        raise CursorError from error
    signature, content = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
    if not hmac.compare_digest(signature, _signature(content, token)):
        raise CursorError
    offset, as_of, *rest = json.loads(content)
    return Cursor(offset, datetime.fromisoformat(as_of), *rest)


def _signature(content: bytes, token: str) -> bytes:
    return hmac.new(token.encode(), b"cursor|" + content, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
