"""Reading the claim statuses of a 277CA (X214): of claims, and of single lines of them."""

from data.codes import rejecting_categories
from data.records import Row, StatusRecord
from data.x12.procedures import code_and_modifiers, read_procedure
from data.x12.source import Elements, Handlers, Source, get, put

_ACKNOWLEDGES = ("08", "TH")
"""BHT02 and BHT06 of a 277CA."""
_CLAIM_LEVELS = ("PT", "22", "23")
_CLAIM_ENTITIES = ("QC", "IL")
_TOLD_IN = (1, 10, 11)
"""Elements of an STC that hold a category, a status code and an entity."""
_REJECTED_COUNTS = {"AA": "receiver", "QC": "provider"}


class Statuses277:
    """One ST to SE. Each status that an STC gives a claim or one of its lines is one record.

    Statuses of whole batches (of the receiver or a provider) name no claim: a rejection is warned about, and
    so is a count of rejected claims that is higher than the rejected claims that are listed. A set that no
    guide names is read when its BHT says that it acknowledges claims.
    """

    def __init__(self, source: Source, position: int, *, is_named: bool = True) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._in_patient = False
        self._claim_at = 0
        self._fault = ""
        self._shared: Row = {}
        self._line: Row = {}
        self._rows: list[Row] = []
        self._rejected = 0
        self._counted = dict.fromkeys(_REJECTED_COUNTS.values(), 0)
        if is_named:
            source.types.add("277CA")
        self._above: Handlers = {
            "HL": self._hl,
            "NM1": self._nm1,
            "TRN": self._trn,
            "STC": self._batch_stc,
            "QTY": self._qty,
        }
        shared: Handlers = {"HL": self._hl, "NM1": self._nm1, "TRN": self._trn, "SVC": self._svc}
        self._in_claim: Handlers = {**shared, "STC": self._stc, "REF": self._ref, "DTP": self._dtp}
        self._in_line: Handlers = {**shared, "STC": self._stc, "REF": self._line_ref}
        self._unnamed: Handlers = {"BHT": self._bht}
        self.handlers: Handlers = self._above if is_named else self._unnamed

    def close(self) -> None:
        """End the last claim, and say when there was none."""
        self._close_claim()
        if self.handlers is self._unnamed:
            self._source.types.add("277")
            self._source.warn("transaction_not_read", self._position)
        elif self._source.seen == self._seen_before:
            self._source.warn("transaction_without_claims", self._position)
        if max(self._counted.values()) > self._rejected:
            self._source.warn("rejections_not_listed", self._position)

    def refuse(self, code: str, _position: int) -> None:
        if self._claim_at:
            self._fault = self._fault or code
            del self._rows[1:]

    def excess(self, position: int) -> str:
        return self._source.excess(position - self._claim_at, rows=len(self._rows)) if self._claim_at else ""

    def _bht(self, elements: Elements, _position: int) -> None:
        if (get(elements, 2), get(elements, 6)) == _ACKNOWLEDGES:
            self._source.types.add("277CA")
            self.handlers = self._above

    def _hl(self, elements: Elements, _position: int) -> None:
        self._close_claim()
        self._in_patient = get(elements, 3) in _CLAIM_LEVELS
        self.handlers = self._above

    def _nm1(self, elements: Elements, _position: int) -> None:
        self._in_patient = self._in_patient or get(elements, 1) in _CLAIM_ENTITIES

    def _trn(self, elements: Elements, position: int) -> None:
        """A claim, when it stands under a patient; a batch otherwise."""
        self._close_claim()
        self.handlers = self._above
        if self._in_patient:
            self._claim_at = position
            put(self._shared, "claim_id", get(elements, 2))
            self.handlers = self._in_claim

    def _batch_stc(self, elements: Elements, position: int) -> None:
        if self._in_patient:  # a claim whose TRN is missing, known by the payer's number if at all
            self._claim_at = position
            self.handlers = self._in_claim
            self._stc(elements, position)
        elif self._source.parts(elements, 1, position)[0] in rejecting_categories():
            self._source.warn("batch_rejected", position)

    def _qty(self, elements: Elements, position: int) -> None:
        """How many claims of the batch were rejected."""
        level = _REJECTED_COUNTS.get(get(elements, 1))
        if level is not None:
            self._counted[level] += int(self._source.quantity(elements, 2, position) or 0)

    def _stc(self, elements: Elements, position: int) -> None:
        """Up to three statuses, of the claim or of the line that was entered."""
        source = self._source
        told = [source.parts(elements, index, position) for index in _TOLD_IN if get(elements, index)]
        effective_on = source.day(get(elements, 2), position)
        if not self._line:
            charge = source.cents(elements, 4, position)
            self._shared.setdefault("charge_cents", charge)
        for ordinal, parts in enumerate(told or [[""]], start=1):
            key = source.key(position)
            row: Row = {
                "status_key": key if ordinal == 1 else f"{key}:{ordinal}",
                "file_sha256": source.file_sha256,
                "position": position,
                **self._line,
            }
            for value, column in zip(parts, ("category", "status_code", "entity"), strict=False):
                put(row, column, value)
            put(row, "effective_on", effective_on)
            self._rows.append(row)

    def _ref(self, elements: Elements, _position: int) -> None:
        if get(elements, 1) == "1K":
            put(self._shared, "payer_claim_number", get(elements, 2))

    def _dtp(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "472":
            put(self._shared, "from_on", self._source.period(get(elements, 3), position)[0])

    def _svc(self, elements: Elements, position: int) -> None:
        """A line: its references and dates are not the claim's."""
        line: Row = {"line": int(str(self._line.get("line", 0))) + 1}
        _, parts = read_procedure(self._source, elements, 1, position)
        put(line, "procedure_code", code_and_modifiers(parts)[0])
        self._line = line
        self.handlers = self._in_line

    def _line_ref(self, elements: Elements, _position: int) -> None:
        """REF*FJ stands behind the line's STCs."""
        if get(elements, 1) == "FJ":
            for row in (self._line, *self._rows):
                if row.get("line") == self._line["line"]:
                    put(row, "line_control", get(elements, 2))

    def _close_claim(self) -> None:
        if not self._claim_at:
            return
        rows, shared, position = self._rows, self._shared, self._claim_at
        fault = self._fault or self.excess(0)
        self._rows, self._shared, self._line, self._claim_at, self._fault = [], {}, {}, 0, ""
        self._source.seen += max(len(rows), 1)
        deciding = [row for row in rows if "line" not in row] or rows
        self._rejected += any(row.get("category") in rejecting_categories() for row in deciding)
        if not rows:
            self._source.quarantine(fault or "missing_status", position)
        if shared.get("charge_cents", 0) is None:
            del shared["charge_cents"]
        for row in rows:
            self._keep({**row, **shared}, fault)

    def _keep(self, row: Row, fault: str) -> None:
        if fault := fault or self._why_not(row):
            self._source.quarantine(fault, int(str(row["position"])))
        else:
            put(row, "available_at", self._source.available_at)
            self._source.items.append(StatusRecord(row))

    def _why_not(self, row: Row) -> str:
        if "claim_id" not in row and "payer_claim_number" not in row:
            return "missing_claim_number"
        if "category" not in row:
            return "unreadable_status"
        return "" if self._source.available_at else "missing_dates"
