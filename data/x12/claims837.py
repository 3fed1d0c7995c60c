"""Reading the claims of an 837, professional and institutional; dental and others are put aside."""

from data.records import ClaimRecord, Row
from data.x12.claim837 import ClaimLoop, fill_span
from data.x12.lines837 import LineLoop
from data.x12.loops837 import Loops
from data.x12.source import Elements, Handlers, Source, get, put
from data.x12.values import availability, moment

_GUIDES = {
    "X222": "professional",
    "X098": "professional",
    "X223": "institutional",
    "X096": "institutional",
    "X224": "dental",
    "X097": "dental",
    "X291": "predetermination",
    "X292": "predetermination",
    "X298": "encounter",
    "X299": "encounter",
    "X300": "encounter",
}
"""Implementation guides by the part of ST03 or GS08 that names them, addenda left off."""

_TYPES = {"professional": "837P", "institutional": "837I", "dental": "837D"}
_ASIDE = ("dental", "predetermination", "encounter")
_LINE_KINDS = {"SV1": "professional", "SV2": "institutional", "SV3": "dental"}


class Claims837:
    """One ST to SE. The kind is told by ST03 or GS08, else by the first line's SV1, SV2 or SV3."""

    def __init__(self, source: Source, version: str, position: int) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._guide = next((kind for part, kind in _GUIDES.items() if part in version), "")
        self._aside = self._guide if self._guide in _ASIDE else ""
        self._loops, self._claim, self._lines = Loops(source), ClaimLoop(source), LineLoop(source)
        self._record: ClaimRecord | None = None
        self._at = 0
        self._fault = ""
        self._kind = ""
        self._place: list[str] = []
        moves = dict.fromkeys(_LINE_KINDS, self._sv)
        inside = {**moves, "HL": self._hl, "CLM": self._clm, "SBR": self._sbr, "LX": self._lx}
        self._in_loops: Handlers = {**self._loops.handlers, "BHT": self._bht, "CLM": self._clm}
        self._in_claim: Handlers = {**self._claim.handlers, **inside}
        self._in_other: Handlers = {**self._claim.other_handlers, **inside}
        self._in_line: Handlers = {**self._lines.handlers, **inside}
        self.handlers: Handlers = self._in_loops

    def close(self) -> None:
        """End the last claim, and say when there was none."""
        self._close_claim()
        if self._source.seen == self._seen_before:
            self._source.types.add(_TYPES.get(self._guide, "837"))
            self._source.warn("transaction_without_claims", self._position)

    def truncate(self) -> None:
        self._fault = self._fault or "truncated"

    def _bht(self, elements: Elements, position: int) -> None:
        if get(elements, 6) == "RP" and not self._source.keep_encounters:
            self._aside = self._aside or "encounter"
        if self._source.submitted_at is None:  # a bare ST has no other date
            on, clock = self._source.day(get(elements, 4), position), get(elements, 5)
            self._source.submitted_at = moment(on, clock)
            self._source.available_at = self._source.available_at or availability(on, clock)

    def _hl(self, elements: Elements, position: int) -> None:
        self._close_claim()
        self._loops.hl(elements, position)
        self.handlers = self._in_loops

    def _clm(self, elements: Elements, position: int) -> None:
        self._close_claim()
        source = self._source
        source.seen += 1
        self._at, self._kind = position, self._guide
        row: Row = self._loops.inherited()
        self._record = record = ClaimRecord(row)
        self._place = source.parts(elements, 5, position)
        put(row, "claim_id", get(elements, 1))
        charge = source.cents(elements, 2, position)
        put(row, "total_charge_cents", charge)
        self._fault = self._why_not(row)
        for index, column in ((7, "assignment"), (8, "benefits_assigned"), (20, "delay_reason")):
            put(row, column, get(elements, index))
        put(row, "accident_kind", source.parts(elements, 11, position)[0])
        self._claim.start(record)
        self._lines.start(record)
        self._put_place()
        self.handlers = self._in_claim

    def _why_not(self, row: Row) -> str:
        """Why a claim cannot be kept, from its first segment; empty when it can."""
        if "claim_id" not in row:
            return "missing_claim_number"
        if "total_charge_cents" not in row:
            return "unreadable_charge"
        return "" if self._source.submitted_at and self._source.available_at else "missing_dates"

    def _put_place(self) -> None:
        """CLM05 means place of service or type of bill, by the claim's kind."""
        if self._record is None or not self._kind:
            return
        row, place = self._record.claim, self._place
        frequency = place[2] if len(place) > 2 else ""  # noqa: PLR2004 - CLM05-3
        put(row, "frequency_code", frequency)
        if self._kind == "professional":
            put(row, "place_of_service", place[0])
        elif self._kind == "institutional" and place[0] and frequency:
            put(row, "bill_type", place[0] + frequency)

    def _sbr(self, elements: Elements, _position: int) -> None:
        """After a CLM an SBR opens loop 2320: another payer, never the one billed."""
        self._claim.start_other_payer(elements)
        self.handlers = self._in_other

    def _lx(self, _elements: Elements, position: int) -> None:
        self._lines.announce(position)
        self.handlers = self._in_line

    def _sv(self, elements: Elements, position: int) -> None:
        kind = _LINE_KINDS[elements[0]]
        if not self._kind:
            self._kind = kind
            self._put_place()
        if kind != self._kind:
            self._source.warn_once("line_kind_mismatch", position)
        (self._lines.sv1 if kind == "professional" else self._lines.sv2)(elements, position)
        self.handlers = self._in_line

    def _close_claim(self) -> None:
        record, source = self._record, self._source
        if record is None:
            return
        self._record = None
        source.types.add(_TYPES.get(self._kind, "837"))
        aside = self._aside or ("dental" if self._kind == "dental" else "")
        fault = self._fault or ("" if record.lines else "no_service_lines")
        if aside:
            source.set_aside(aside, self._at)
        elif fault:
            source.quarantine(fault, self._at)
        else:
            self._lines.finish()
            self._complete(record)
            source.items.append(record)

    def _complete(self, record: ClaimRecord) -> None:
        self._claim.finish(self._kind)
        if self._kind == "professional":
            fill_span(record)
        record.claim.update(
            kind=self._kind,
            version_key=self._source.key(self._at),
            file_sha256=self._source.file_sha256,
            position=self._at,
            submitted_at=self._source.submitted_at,
            available_at=self._source.available_at,
        )
