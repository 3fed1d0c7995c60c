"""Reading X12: claims, remits and statuses out of a stream, with positions, in flat memory."""

from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from data.records import Item
from data.x12.envelope import Envelopes
from data.x12.segments import Block, blocks, looks_like_x12
from data.x12.source import Source

__all__ = ["X12Reader", "looks_like_x12"]


class X12Reader:
    """Iterate it once for the items of one file, in file order.

    Invariant: when it is exhausted, `seen` equals the claims, remits and statuses yielded plus those
    quarantined and set aside; warnings and provider adjustments do not count.

    Raises: NotX12Error, while iterating, when the stream does not begin with an envelope.
    """

    def __init__(
        self,
        stream: BinaryIO,
        *,
        file_sha256: str,
        received_at: datetime | None = None,
        keep_encounters: bool = False,
    ) -> None:
        self._stream = stream
        self._source = Source(file_sha256, received_at, keep_encounters=keep_encounters)
        self._envelopes = Envelopes(self._source)
        self._position = 0

    @property
    def types(self) -> set[str]:
        """Transactions met so far: 837P, 837I, 837D, 837, 835, 277CA, 999, TA1, 271, ..."""
        return self._source.types

    @property
    def seen(self) -> int:
        """CLM and CLP segments, and claim-level STC segments of a 277CA, found so far."""
        return self._source.seen

    def __iter__(self) -> Iterator[Item]:
        cut_off = False
        for block in blocks(self._stream):
            self._read(block)
            cut_off = block.cut_off
            yield from self._handed_out()
        self._envelopes.finish(cut_off=cut_off)
        yield from self._handed_out()

    def _handed_out(self) -> list[Item]:
        items, self._source.items = self._source.items, []
        return items

    def _read(self, block: Block) -> None:
        """Send each segment to whoever can take it now; the rest of the standard is passed over."""
        separator = block.delimiters.element
        self._source.component = block.delimiters.component
        envelopes, outer = self._envelopes, self._envelopes.handlers
        for position, segment in enumerate(block.segments, start=self._position + 1):
            elements = segment.split(separator)
            name = elements[0]
            transaction = envelopes.transaction
            handler = transaction.handlers.get(name) if transaction else None
            if handler is None:
                handler = outer.get(name)
            if handler is not None:
                handler(elements, position)
        self._position += len(block.segments)
