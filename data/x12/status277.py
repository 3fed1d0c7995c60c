"""Reading the claim statuses of a 277CA (X214)."""

from data.records import Row, StatusRecord
from data.x12.source import Elements, Handlers, Source, get, put

_CLAIM_LEVELS = ("PT", "22", "23")
_CLAIM_ENTITIES = ("QC", "IL")


class Statuses277:
    """One ST to SE. Each claim-level STC is one status; those of lines and of whole batches are not."""

    def __init__(self, source: Source, position: int) -> None:
        self._source = source
        self._position = position
        self._seen_before = source.seen
        self._in_patient = False
        self._claim_at = 0
        self._truncated = False
        self._shared: Row = {}
        self._rows: list[tuple[int, Row]] = []
        source.types.add("277CA")
        self._above: Handlers = {"HL": self._hl, "NM1": self._nm1, "TRN": self._trn}
        self._in_claim: Handlers = {
            **self._above,
            "STC": self._stc,
            "REF": self._ref,
            "DTP": self._dtp,
            "SVC": self._svc,
        }
        self.handlers: Handlers = self._above

    def close(self) -> None:
        """End the last claim, and say when there was none."""
        self._close_claim()
        if self._source.seen == self._seen_before:
            self._source.warn("transaction_without_claims", self._position)

    def truncate(self) -> None:
        self._truncated = True

    def _hl(self, elements: Elements, _position: int) -> None:
        self._close_claim()
        self._in_patient = get(elements, 3) in _CLAIM_LEVELS
        self.handlers = self._above

    def _nm1(self, elements: Elements, _position: int) -> None:
        self._in_patient = self._in_patient or get(elements, 1) in _CLAIM_ENTITIES

    def _trn(self, elements: Elements, position: int) -> None:
        """A claim, when it stands under a patient; a batch otherwise."""
        self._close_claim()
        if self._in_patient:
            self._claim_at = position
            put(self._shared, "claim_id", get(elements, 2))
            self.handlers = self._in_claim

    def _stc(self, elements: Elements, position: int) -> None:
        source = self._source
        row: Row = {
            "status_key": source.key(position),
            "file_sha256": source.file_sha256,
            "position": position,
        }
        told = source.parts(elements, 1, position)
        for value, column in zip(told, ("category", "status_code", "entity"), strict=False):
            put(row, column, value)
        put(row, "effective_on", source.day(get(elements, 2), position))
        put(row, "charge_cents", source.cents(elements, 4, position))
        self._rows.append((position, row))

    def _ref(self, elements: Elements, _position: int) -> None:
        if get(elements, 1) == "1K":
            put(self._shared, "payer_claim_number", get(elements, 2))

    def _dtp(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "472":
            put(self._shared, "from_on", self._source.period(get(elements, 3), position)[0])

    def _svc(self, _elements: Elements, _position: int) -> None:
        """Lines follow: their statuses, references and dates are not the claim's."""
        self.handlers = self._above

    def _close_claim(self) -> None:
        if not self._claim_at:
            return
        rows, shared, position = self._rows, self._shared, self._claim_at
        self._rows, self._shared, self._claim_at = [], {}, 0
        self._source.seen += max(len(rows), 1)
        if not rows:
            self._source.quarantine("truncated" if self._truncated else "missing_status", position)
        for at, row in rows:
            self._keep({**row, **shared}, at)

    def _keep(self, row: Row, position: int) -> None:
        if fault := self._why_not(row):
            self._source.quarantine(fault, position)
        else:
            put(row, "available_at", self._source.available_at)
            self._source.items.append(StatusRecord(row))

    def _why_not(self, row: Row) -> str:
        if self._truncated:
            return "truncated"
        if "claim_id" not in row and "payer_claim_number" not in row:
            return "missing_claim_number"
        if "category" not in row:
            return "unreadable_status"
        return "" if self._source.available_at else "missing_dates"
