"""Reading the remits of an 835, and what was withheld from the payment (PLB)."""

from data.records import Item, ProviderAdjustmentRecord, RemitRecord, Row
from data.x12.balance835 import imbalance
from data.x12.remit835 import RemitLoop
from data.x12.source import Elements, Handlers, Source, get, put

_PLB_FIRST_PAIR = 3
_TAX_QUALIFIERS = ("FI", "24")
_REFERENCES = {("PR", "2U"): "payer_id", ("PE", "TJ"): "payee_tax_id", ("PE", "PQ"): "payee_npi"}
_PARTIES = {"PR": ("payer_id", "payer_name"), "PE": ("payee_npi", "payee_tax_id")}
_NPI_DIGITS = 10


class Remits835:
    """One ST to SE: a payment by one payer to one payee. LX is not needed to find its claims."""

    def __init__(self, source: Source, position: int) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._withheld_at = 0
        self._party = ""
        self._header: Row = {}
        self._fallback: Row = {}
        self._remit = RemitLoop(source)
        self._record: RemitRecord | None = None
        self._at = 0
        self._fault = ""
        source.types.add("835")
        inside = {"CLP": self._clp, "SVC": self._svc, "PLB": self._plb, "N1": self._n1_late}
        self._in_header: Handlers = {
            "BPR": self._bpr,
            "TRN": self._trn,
            "DTM": self._dtm,
            "N1": self._n1,
            "REF": self._ref,
            "CLP": self._clp,
            "PLB": self._plb,
        }
        self._in_claim: Handlers = {**self._remit.handlers, **inside}
        self._in_line: Handlers = {**self._remit.line_handlers, **inside}
        self.handlers: Handlers = self._in_header

    def close(self) -> None:
        """End the last claim; a set without claims is legal when a PLB explains it."""
        self._close_remit()
        if self._source.seen == self._seen_before and not self._withheld_at:
            self._source.warn("transaction_without_claims", self._position)

    def refuse(self, code: str, position: int) -> None:
        """Lets go of the claim being read; of a PLB that breaks off, where the last amount may be cut."""
        self._fault = self._fault or code
        if self._record:
            for rows in self._record.children.values():
                rows.clear()
        elif position == self._withheld_at:
            source = self._source
            source.items = [item for item in source.items if not _stands_at(item, position)]
            source.warn(code, position)

    def excess(self, position: int) -> str:
        record = self._record
        if record is None:
            return ""
        rows = max(len(record.adjustments), len(record.remarks))
        return self._source.excess(position - self._at, lines=len(record.lines), rows=rows)

    def _bpr(self, elements: Elements, position: int) -> None:
        put(self._header, "paid_on", self._source.day(get(elements, 16), position))

    def _trn(self, elements: Elements, _position: int) -> None:
        put(self._header, "trace_number", get(elements, 2))
        payer = get(elements, 3)
        put(self._fallback, "payer_id", payer if payer.strip("01") else "")  # 1000000000 is no tax id

    def _dtm(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "405":
            put(self._fallback, "paid_on", self._source.day(get(elements, 2), position))

    def _n1(self, elements: Elements, _position: int) -> None:
        self._party = party = get(elements, 1)
        qualifier, number = get(elements, 3), get(elements, 4)
        if party == "PR":
            put(self._header, "payer_name", get(elements, 2))
            put(self._header, "payer_id", number)
        elif party == "PE" and qualifier == "XX":
            put(self._header, "payee_npi", number)
        elif party == "PE" and qualifier in _TAX_QUALIFIERS:
            put(self._header, "payee_tax_id", number)

    def _n1_late(self, elements: Elements, position: int) -> None:
        """A party between claims, where no party belongs: it holds for the claims behind it."""
        self._close_remit()
        self._source.warn_once("party_between_claims", position)
        self.handlers = self._in_header
        for column in _PARTIES.get(get(elements, 1), ()):
            self._header.pop(column, None)
            self._fallback.pop(column, None)
        self._n1(elements, position)

    def _ref(self, elements: Elements, _position: int) -> None:
        number = get(elements, 2)
        column = _REFERENCES.get((self._party, get(elements, 1)))
        if column and (column != "payee_npi" or _is_npi(number)):  # REF*PQ may be the payer's own number
            put(self._fallback, column, number)

    def _clp(self, elements: Elements, position: int) -> None:
        self._close_remit()
        source = self._source
        source.seen += 1
        row: Row = {**self._fallback, **self._header}
        row.update(
            remit_key=source.key(position),
            file_sha256=source.file_sha256,
            position=position,
            available_at=source.available_at,
        )
        self._at, self._record = position, RemitRecord(row)
        self._remit.start(self._record, elements, position)
        self._fault = "" if "claim_id" in row or "payer_claim_number" in row else "missing_claim_number"
        if source.available_at is None:
            self._fault = "missing_dates"
        self.handlers = self._in_claim

    def _svc(self, elements: Elements, position: int) -> None:
        self._remit.start_line(elements, position)
        self.handlers = self._in_line

    def _close_remit(self) -> None:
        record = self._record
        if record is None:
            return
        fault = self._fault or self.excess(0)
        self._record = None
        self._remit.finish()
        if fault:
            self._source.quarantine(fault, self._at)
        else:
            if code := imbalance(record, self._remit.adjusted_cents):
                self._source.warn(code, self._at)
            self._source.items.append(record)

    def _plb(self, elements: Elements, position: int) -> None:
        """Up to six reason and amount pairs; a PLB stands behind all claims of the set."""
        self._close_remit()
        self._withheld_at = position
        self.handlers = self._in_header
        for pair, index in enumerate(range(_PLB_FIRST_PAIR, len(elements), 2), start=1):
            reason = self._source.parts(elements, index, position)
            if reason[0] or get(elements, index + 1):
                self._keep_pair(elements, index, position, pair, reason)

    def _keep_pair(self, elements: Elements, index: int, position: int, pair: int, reason: list[str]) -> None:
        source = self._source
        row: Row = {
            "plb_key": f"{source.key(position)}:{pair}",
            "file_sha256": source.file_sha256,
            "position": position,
        }
        if not reason[0]:
            source.warn("adjustment_without_reason", position)
        told = {**self._fallback, **self._header}
        put(row, "reason_code", reason[0])
        for column in ("payer_id", "trace_number"):
            put(row, column, told.get(column))
        put(row, "provider_id", get(elements, 1))
        put(row, "reference", reason[1] if len(reason) > 1 else "")
        put(row, "amount_cents", source.cents(elements, index + 1, position))
        put(row, "available_at", source.available_at)
        if source.available_at is None:
            source.warn_once("missing_dates", position)
            return
        source.items.append(ProviderAdjustmentRecord(row))


def _is_npi(number: str) -> bool:
    return len(number) == _NPI_DIGITS and number.isdigit()


def _stands_at(item: Item, position: int) -> bool:
    return isinstance(item, ProviderAdjustmentRecord) and item.adjustment["position"] == position
