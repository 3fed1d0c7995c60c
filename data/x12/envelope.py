"""ISA to IEA, GS to GE, ST to SE: clocks, counts, and which reader takes a transaction set."""

from datetime import datetime

from data.x12.claims837 import Claims837
from data.x12.remits835 import Remits835
from data.x12.source import Elements, Handlers, Source, Transaction, get
from data.x12.status277 import Statuses277
from data.x12.values import availability, day, moment, short_day

_READ_VERSION, _OLD_VERSION = "005010", "004010"
_ACKNOWLEDGEMENT_GUIDE = "X214"


class Unread:
    """A transaction set recognised by its number, from which nothing is taken."""

    def __init__(self, source: Source, code: str, position: int) -> None:
        self.handlers: Handlers = {}
        source.types.add(code if code.isalnum() and len(code) == 3 else "unknown")  # noqa: PLR2004 - ST01
        source.warn("transaction_not_read", position)

    def close(self) -> None:
        """Nothing is open."""

    def truncate(self) -> None:
        """Nothing can be lost."""


class Envelopes:
    """Keeps the source's clocks current and opens and closes transaction sets.

    A trailer that is missing is noticed at the next header, or at the end of the file.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self.transaction: Transaction | None = None
        self._version = ""
        self._sent_at: datetime | None = None
        self._isa_at = self._gs_at = self._st_at = 0
        self._groups = self._sets = 0
        self.handlers: Handlers = {
            "ISA": self._isa,
            "IEA": self._iea,
            "GS": self._gs,
            "GE": self._ge,
            "ST": self._st,
            "SE": self._se,
            "TA1": self._ta1,
        }

    def finish(self, *, cut_off: bool) -> None:
        """The end of the file. `cut_off` says that its last segment has no end."""
        if self.transaction and cut_off:
            self.transaction.truncate()
        self._end_interchange()
        if not self._source.types:
            self._source.warn("empty_interchange", 1)

    def _isa(self, elements: Elements, position: int) -> None:
        self._end_interchange()
        source = self._source
        source.interchange += 1
        self._isa_at, self._groups, self._version = position, 0, ""
        on, clock = short_day(get(elements, 9)), get(elements, 10)
        if on is None:
            source.warn("unreadable_envelope_date", position)
        self._sent_at = source.submitted_at = moment(on, clock)
        source.available_at = source.received_at or availability(on, clock)

    def _iea(self, elements: Elements, position: int) -> None:
        self._end_group()
        if get(elements, 1).lstrip("0") != str(self._groups).lstrip("0"):
            self._source.warn("group_count_mismatch", position)
        self._isa_at = 0

    def _gs(self, elements: Elements, position: int) -> None:
        self._end_group()
        source = self._source
        self._gs_at, self._sets, self._version = position, 0, get(elements, 8)
        self._groups += 1
        on, clock = day(get(elements, 4)) or short_day(get(elements, 4)), get(elements, 5)
        if on is None:
            source.warn("unreadable_envelope_date", position)
        source.submitted_at = self._sent_at or moment(on, clock) or source.received_at
        source.available_at = source.received_at or availability(on, clock) or self._sent_at
        if self._version.startswith(_OLD_VERSION):
            source.warn("version_4010", position)
        elif not self._version.startswith(_READ_VERSION):
            source.warn("version_unknown", position)

    def _ge(self, elements: Elements, position: int) -> None:
        self._end_set()
        if get(elements, 1).lstrip("0") != str(self._sets).lstrip("0"):
            self._source.warn("set_count_mismatch", position)
        self._gs_at = 0

    def _st(self, elements: Elements, position: int) -> None:
        self._end_set()
        source = self._source
        source.transaction += 1
        source.submitted_at = source.submitted_at or source.received_at
        source.available_at = source.available_at or source.received_at
        self._sets += 1
        self._st_at = position
        self.transaction = self._reader(get(elements, 1), get(elements, 3) or self._version, position)

    def _reader(self, code: str, version: str, position: int) -> Transaction:
        if code == "837":
            return Claims837(self._source, version, position)
        if code == "835":
            return Remits835(self._source, position)
        if code == "277" and _ACKNOWLEDGEMENT_GUIDE in version:
            return Statuses277(self._source, position)
        return Unread(self._source, code, position)

    def _se(self, elements: Elements, position: int) -> None:
        if get(elements, 1).lstrip("0") != str(position - self._st_at + 1):
            self._source.warn("segment_count_mismatch", position)
        self._close_set()

    def _ta1(self, _elements: Elements, position: int) -> None:
        self._source.types.add("TA1")
        self._source.warn("transaction_not_read", position)

    def _close_set(self) -> None:
        if self.transaction:
            self.transaction.close()
        self.transaction = None

    def _end_set(self) -> None:
        if self.transaction:
            self._close_set()
            self._source.warn("missing_se", self._st_at)

    def _end_group(self) -> None:
        self._end_set()
        if self._gs_at:
            self._source.warn("missing_ge", self._gs_at)
            self._gs_at = 0

    def _end_interchange(self) -> None:
        self._end_group()
        if self._isa_at:
            self._source.warn("missing_iea", self._isa_at)
            self._isa_at = 0
