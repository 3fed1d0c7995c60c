"""ISA to IEA, GS to GE, ST to SE: clocks, counts, and which reader takes a transaction set."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import NamedTuple

from data.x12.acknowledge999 import Acknowledgements999, read_ta1
from data.x12.claims837 import Claims837
from data.x12.coverage271 import Coverages271
from data.x12.remits835 import Remits835
from data.x12.review278 import Reviews278
from data.x12.source import Elements, Handlers, Source, Transaction, get
from data.x12.status277 import Statuses277
from data.x12.values import availability, day, moment, short_day

_READ_VERSION, _OLD_VERSION = "005010", "004010"
_ACKNOWLEDGEMENT_GUIDE = "X214"
_READERS: Mapping[str, Callable[[Source, int], Transaction]] = {
    "271": Coverages271,
    "278": Reviews278,
    "835": Remits835,
}


class _Clocks(NamedTuple):
    """When an interchange or group says it was sent: as a T, and as an availability."""

    sent_at: datetime | None = None
    available_at: datetime | None = None


class Unread:
    """A transaction set recognised by its number, from which nothing is taken."""

    def __init__(self, source: Source, code: str, position: int) -> None:
        self.handlers: Handlers = {}
        source.types.add(code if code.isascii() and code.isdigit() and len(code) == 3 else "unknown")  # noqa: PLR2004 - ST01
        source.warn("transaction_not_read", position)

    def close(self) -> None:
        """Nothing is open."""

    def refuse(self, code: str, _position: int) -> None:
        """Nothing can be lost."""

    def excess(self, _position: int) -> str:
        """Nothing is held."""
        return ""


class Envelopes:
    """Keeps the source's clocks current and opens and closes transaction sets.

    A trailer that is missing is noticed at the next header, or at the end of the file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.transaction: Transaction | None = None
        self._version = ""
        self._interchange = self._group = _Clocks()
        self._isa_at = self._gs_at = self._st_at = 0
        self._groups = self._sets = 0
        self._seen = self._refused = 0
        self.handlers: Handlers = {
            "ISA": self._isa,
            "IEA": self._iea,
            "GS": self._gs,
            "GE": self._ge,
            "ST": self._st,
            "SE": self._se,
            "TA1": self._ta1,
            "CLM": self._stray,
            "CLP": self._stray,
        }

    def finish(self) -> None:
        """The end of the file."""
        self._end_interchange()
        if not self._source.types:
            self._source.warn("empty_interchange", 1)

    def _isa(self, elements: Elements, position: int) -> None:
        self._end_interchange()
        source = self._source
        source.interchange += 1
        source.interchange_control, source.group_control = get(elements, 13), ""
        self._isa_at, self._groups, self._version = position, 0, ""
        on, clock = short_day(get(elements, 9)), get(elements, 10)
        if on is None:
            source.warn("unreadable_envelope_date", position)
        self._interchange = _clocks(on, clock)
        self._set_clocks()

    def _iea(self, elements: Elements, position: int) -> None:
        self._end_group()
        if get(elements, 1).lstrip("0") != str(self._groups).lstrip("0"):
            self._source.warn("group_count_mismatch", position)
        self._isa_at, self._interchange = 0, _Clocks()
        self._set_clocks()

    def _set_clocks(self) -> None:
        """The source's clocks as the envelope has them; a set may fill them in for itself."""
        source = self._source
        source.submitted_at = self._interchange.sent_at or self._group.sent_at
        available_at = self._group.available_at or self._interchange.available_at
        source.available_at = source.received_at or available_at

    def _gs(self, elements: Elements, position: int) -> None:
        self._end_group()
        source = self._source
        self._gs_at, self._sets, self._version = position, 0, get(elements, 8)
        source.group_control = get(elements, 6)
        self._groups += 1
        on, clock = day(get(elements, 4)) or short_day(get(elements, 4)), get(elements, 5)
        if on is None:
            source.warn("unreadable_envelope_date", position)
        self._group = _clocks(on, clock)
        self._set_clocks()
        if self._version.startswith(_OLD_VERSION):
            source.warn("version_4010", position)
        elif not self._version.startswith(_READ_VERSION):
            source.warn("version_unknown", position)

    def _ge(self, elements: Elements, position: int) -> None:
        self._end_set()
        if get(elements, 1).lstrip("0") != str(self._sets).lstrip("0"):
            self._source.warn("set_count_mismatch", position)
        self._gs_at, self._group = 0, _Clocks()

    def _st(self, elements: Elements, position: int) -> None:
        self._end_set()
        source = self._source
        source.transaction += 1
        self._set_clocks()
        source.set_control = get(elements, 2)
        self._sets += 1
        self._st_at, self._seen, self._refused = position, source.seen, source.refused
        self.transaction = self._reader(get(elements, 1), f"{get(elements, 3)} {self._version}", position)

    def _reader(self, code: str, version: str, position: int) -> Transaction:
        """Who reads a set; `version` is ST03 and GS08, in the order of what they decide."""
        if code == "837":
            return Claims837(self._source, version, position)
        if reader := _READERS.get(code):
            return reader(self._source, position)
        if code == "277" and (_ACKNOWLEDGEMENT_GUIDE in version or "X" not in version):
            return Statuses277(self._source, position, is_named=_ACKNOWLEDGEMENT_GUIDE in version)
        if code in ("999", "997"):
            return Acknowledgements999(self._source, code, position)
        return Unread(self._source, code, position)

    def _se(self, elements: Elements, position: int) -> None:
        if get(elements, 1).lstrip("0") != str(position - self._st_at + 1):
            self._source.warn("segment_count_mismatch", position)
        self._close_set()

    def _stray(self, _elements: Elements, position: int) -> None:
        """A claim that nobody takes: its set has no ST, or is of a kind that holds no claims."""
        self._source.seen += 1
        self._source.quarantine("claim_outside_set", position)

    def _ta1(self, elements: Elements, position: int) -> None:
        read_ta1(self._source, elements, position)

    def _close_set(self) -> None:
        source = self._source
        if self.transaction:
            self.transaction.close()
            seen, refused = source.seen - self._seen, source.refused - self._refused
            if seen == refused > 0:
                source.warn("whole_set_refused", self._st_at)
        self.transaction = None

    def _end_set(self) -> None:
        if self.transaction:
            self._close_set()
            self._source.warn("missing_se", self._st_at)

    def _end_group(self) -> None:
        self._end_set()
        if self._gs_at:
            self._source.warn("missing_ge", self._gs_at)
        self._gs_at, self._group = 0, _Clocks()

    def _end_interchange(self) -> None:
        self._end_group()
        if self._isa_at:
            self._source.warn("missing_iea", self._isa_at)
        self._isa_at, self._interchange = 0, _Clocks()


def _clocks(on: date | None, clock: str) -> _Clocks:
    return _Clocks(moment(on, clock), availability(on, clock))
