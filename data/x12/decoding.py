"""Bytes of a file as UTF-8, whatever it was written in, counted against the limit."""

import codecs
from typing import BinaryIO

from data.x12.delimiters import Delimiters
from data.x12.limits import FileTooLargeError

_BLANK = bytes([*range(33), 127])
"""White space and control characters."""
_UTF8_MARK = codecs.BOM_UTF8
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"I\0S\0A\0", b"\0I\0S\0A")
_EBCDIC_ISA = b"\xc9\xe2\xc1"


class Feed:
    """A stream read in chunks of UTF-8; UTF-16 is turned into it.

    Raises: FileTooLargeError, while reading.
    """

    def __init__(self, stream: BinaryIO, chunk_bytes: int, limit_bytes: int) -> None:
        self._stream = stream
        self._chunk_bytes = chunk_bytes
        self._limit_bytes = limit_bytes
        self._read = 0
        self._decoder: codecs.IncrementalDecoder | None = None
        self.ended = False

    @property
    def is_utf16(self) -> bool:
        return self._decoder is not None

    def read(self) -> bytes:
        """The next chunk; empty at the end, though an empty one need not be the end."""
        chunk = self._stream.read(self._chunk_bytes)
        if not self._read:
            self._decoder = utf16_decoder(chunk)
        self._read += len(chunk)
        if self._read > self._limit_bytes:
            raise FileTooLargeError(self._limit_bytes)
        self.ended = not chunk
        return self._decoder.decode(chunk, final=self.ended).encode() if self._decoder else chunk


def utf16_decoder(head: bytes) -> codecs.IncrementalDecoder | None:
    """What decodes a file that begins like this; None when it is not UTF-16."""
    if not head.startswith(_UTF16):
        return None
    big_endian = head.startswith((codecs.BOM_UTF16_BE, b"\0"))
    return codecs.getincrementaldecoder("utf-16-be" if big_endian else "utf-16-le")("replace")


def trimmed(head: bytes) -> bytes:
    """Without a byte order mark, white space and control characters in front."""
    return head.removeprefix(_UTF8_MARK).lstrip(_BLANK)


def is_ebcdic(head: bytes) -> bool:
    """Whether it begins with the letters ISA as mainframes write them."""
    return head.startswith(_EBCDIC_ISA)


def text_of(head: bytes) -> bytes:
    """The first bytes of a file as UTF-8."""
    decoder = utf16_decoder(head)
    return head if decoder is None else decoder.decode(head).encode()


def decoded(raw: bytes, delimiters: Delimiters) -> tuple[list[str], bool]:
    """Pieces between segment ends, and whether all were UTF-8.

    A piece that is not is taken as Latin-1, so that one old-fashioned name does not spoil the rest; all are
    where the delimiters themselves are not.
    """
    if delimiters.encoding != "utf-8":
        return raw.decode(delimiters.encoding).split(delimiters.segment), False
    try:
        return raw.decode().split(delimiters.segment), True
    except UnicodeDecodeError:
        return [_decoded(piece) for piece in raw.split(delimiters.end)], False


def _decoded(piece: bytes) -> str:
    try:
        return piece.decode()
    except UnicodeDecodeError:
        return piece.decode("latin-1")
