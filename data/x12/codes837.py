"""HI segments of a claim in an 837: diagnoses, DRG, and codes with a day, a span or an amount.

Treatment codes (HI*TC, of home health plans) are passed over: nothing here asks for them.
"""

from data.records import ClaimRecord, Row
from data.x12.source import Elements, Source, put
from data.x12.values import joined

_PRINCIPAL, _OTHERS, _ADMITTING = ("ABK", "BK"), ("ABF", "BF"), ("ABJ", "BJ")
_ICD9 = ("BK", "BF", "BJ")
_KINDS = {
    "BH": "occurrence",
    "BI": "span",
    "BE": "value",
    "BG": "condition",
    "BBR": "main_procedure",
    "BR": "main_procedure",
    "BP": "main_procedure",
    "BBQ": "procedure",
    "BQ": "procedure",
    "BO": "procedure",
    "ABN": "external_cause",
    "BN": "external_cause",
    "APR": "visit_reason",
    "PR": "visit_reason",
    "ZZ": "visit_reason",
}
"""`claim_codes.kind` by qualifier: 5010, then ICD-9, then HCPCS; ZZ is 4010's visit reason."""
_LISTS = {"occurrence": "occurrence_codes", "value": "value_codes", "condition": "condition_codes"}
_DAY_AT, _AMOUNT_AT, _POA_AT = 3, 4, 8


class HealthCodes:
    """Fills the record it was started with; `finish` puts the lists of codes on the claim."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.start(ClaimRecord({}))

    def start(self, record: ClaimRecord) -> None:
        self._record = record
        self._diagnoses: list[tuple[str, str]] = []
        self._lists: dict[str, list[str]] = {}

    def finish(self) -> None:
        claim, diagnoses = self._record.claim, self._diagnoses
        put(claim, "diagnoses", joined([code for code, _ in diagnoses]))
        if any(mark for _, mark in diagnoses):
            put(claim, "present_on_admission", joined([mark or "-" for _, mark in diagnoses]))
        for column, codes in self._lists.items():
            put(claim, column, joined(codes))

    def hi(self, elements: Elements, position: int) -> None:
        for index in range(1, len(elements)):
            parts = self._source.parts(elements, index, position)
            qualifier, code = parts[0], parts[1].replace(".", "") if len(parts) > 1 else ""
            if not code:
                continue
            if qualifier in _ICD9:
                self._source.warn_once("icd9_diagnosis", position)
            self._take(qualifier, code, parts, position)

    def _take(self, qualifier: str, code: str, parts: list[str], position: int) -> None:
        mark = parts[_POA_AT] if len(parts) > _POA_AT else ""
        if qualifier in _PRINCIPAL:
            self._diagnoses.insert(0, (code, mark))
        elif qualifier in _OTHERS:
            self._diagnoses.append((code, mark))
        elif qualifier in _ADMITTING:
            put(self._record.claim, "admitting_diagnosis", code)
        elif qualifier == "DR":
            put(self._record.claim, "drg", code)
        elif kind := _KINDS.get(qualifier):
            self._take_dated(kind, code, parts, position)

    def _take_dated(self, kind: str, code: str, parts: list[str], position: int) -> None:
        """A code that may carry a day or span in its fourth component and an amount in its fifth."""
        codes = self._record.codes
        row: Row = {"ordinal": len(codes) + 1, "kind": kind, "code": code}
        first, _, last = (parts[_DAY_AT] if len(parts) > _DAY_AT else "").partition("-")
        put(row, "from_on", self._source.day(first, position))
        put(row, "through_on", self._source.day(last, position))
        put(row, "amount_cents", self._source.cents(parts, _AMOUNT_AT, position))
        codes.append(row)
        if column := _LISTS.get(kind):
            self._lists.setdefault(column, []).append(code)
