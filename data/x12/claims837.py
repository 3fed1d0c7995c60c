"""Reading the claims of an 837, professional and institutional; dental and others are put aside."""

from data.records import ClaimRecord, Row
from data.x12.claim837 import ClaimLoop, fill_span
from data.x12.lines837 import LineLoop
from data.x12.loops837 import Loops
from data.x12.others837 import OtherPayers
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
_PREDETERMINATION = "PB"
_ABOVE = ("85", "IL", "QC")
_LINE_KINDS = {"SV1": "professional", "SV2": "institutional", "SV3": "dental"}


class Claims837:
    """One ST to SE. The kind is told by ST03, else GS08, else the first line's SV1, SV2 or SV3."""

    def __init__(self, source: Source, version: str, position: int) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._guide = _guide(version)
        self._aside = self._guide if self._guide in _ASIDE else ""
        self._loops, self._claim = Loops(source), ClaimLoop(source)
        self._others, self._lines = OtherPayers(source), LineLoop(source)
        self._whence: Row = {"file_sha256": source.file_sha256}
        put(self._whence, "interchange_control", source.interchange_control)
        put(self._whence, "group_control", source.group_control)
        put(self._whence, "set_control", source.set_control)
        self._record: ClaimRecord | None = None
        self._at = 0
        self._fault = self._not_ours = ""
        self._kind = ""
        self._place: list[str] = []
        lines = self._lines
        self._read_line = {"professional": lines.sv1, "institutional": lines.sv2, "dental": lines.sv3}
        moves = dict.fromkeys(_LINE_KINDS, self._sv)
        inside = {**moves, "HL": self._hl, "CLM": self._clm, "SBR": self._sbr, "LX": self._lx}
        self._in_loops: Handlers = {**self._loops.handlers, "BHT": self._bht, "CLM": self._clm}
        self._in_claim: Handlers = {**self._claim.handlers, **inside}
        self._in_other: Handlers = {**self._claim.lasting_handlers, **self._others.handlers, **inside}
        above = {"SBR": self._rise, "PAT": self._rise, "NM1": self._line_nm1}
        self._in_line: Handlers = {**self._lines.handlers, **inside, **above}
        passed: Handlers = {"HL": self._hl, "CLM": self._clm}
        self._in_refused: Handlers = {**passed, "LX": self._refused_lx}
        self._in_refused_line: Handlers = {**passed, **above, "NM1": self._refused_nm1}
        self.handlers: Handlers = self._in_loops

    def close(self) -> None:
        """End the last claim, and say when there was none."""
        self._close_claim()
        if self._source.seen == self._seen_before:
            self._source.types.add(_TYPES.get(self._guide, "837"))
            self._source.warn("transaction_without_claims", self._position)

    def refuse(self, code: str, _position: int) -> None:
        """What follows of the claim, up to the next HL or CLM or what begins a level, is passed over."""
        if self._record is not None:
            self._fault = self._fault or code
            in_line = self.handlers is self._in_line
            self._close_claim()
            self.handlers = self._in_refused_line if in_line else self._in_refused

    def excess(self, position: int) -> str:
        """The limit that the claim being read exceeds."""
        record = self._record
        if record is None:
            return ""
        others = len(record.other_adjustments) + len(record.other_lines) + len(record.other_payers)
        rows = others + len(record.codes)
        return self._source.excess(position - self._at, lines=len(record.lines), rows=rows)

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
        self._not_ours = "predetermination" if get(elements, 19) == _PREDETERMINATION else ""
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
        source = self._source
        return "" if (source.submitted_at or source.received_at) and source.available_at else "missing_dates"

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
        if self._record is not None:
            self._others.begin(self._record, elements)
            self.handlers = self._in_other

    def _rise(self, elements: Elements, position: int) -> None:
        """What cannot follow a line begins a level whose HL is missing."""
        self._close_claim()
        self.handlers = self._in_loops
        self._loops.handlers[elements[0]](elements, position)

    def _line_nm1(self, elements: Elements, position: int) -> None:
        (self._rise if get(elements, 1) in _ABOVE else self._lines.nm1)(elements, position)

    def _refused_lx(self, _elements: Elements, _position: int) -> None:
        """No other payer of the refused claim can follow, so what names one begins a level."""
        self.handlers = self._in_refused_line

    def _refused_nm1(self, elements: Elements, position: int) -> None:
        if get(elements, 1) in _ABOVE:
            self._rise(elements, position)

    def _lx(self, _elements: Elements, position: int) -> None:
        self._lines.announce(position)
        self.handlers = self._in_line

    def _sv(self, elements: Elements, position: int) -> None:
        kind = _LINE_KINDS[elements[0]]
        if not self._kind:
            self._kind = kind
            self._put_place()
        if kind != self._kind and self._kind in _TYPES:
            self._source.warn_once("line_kind_mismatch", position)
        if kind == "dental":
            self._not_ours = self._not_ours or kind
        self._read_line[kind](elements, position)
        self.handlers = self._in_line

    def _close_claim(self) -> None:
        record, source = self._record, self._source
        if record is None:
            return
        fault = self._fault or self.excess(0)
        self._record = None
        source.types.add(_TYPES.get(self._kind, "837"))
        aside = self._aside or self._not_ours
        fault = fault or ("" if record.lines else "no_service_lines")
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
        source, claim = self._source, record.claim
        claim["kind"] = self._kind
        claim["version_key"] = source.key(self._at)
        claim["position"] = self._at
        claim["submitted_at"] = source.submitted_at or source.received_at
        claim["available_at"] = source.available_at
        claim.update(self._whence)


def _guide(version: str) -> str:
    """The kind that ST03 names, else the one of GS08."""
    return next(
        (kind for guide in version.split() for part, kind in _GUIDES.items() if part in guide),
        "",
    )
