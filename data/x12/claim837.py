"""One claim of an 837: loops 2300 and 2310, and the other payers of 2320 and 2330."""

from datetime import date

from data.records import ClaimRecord, Row
from data.x12.source import Elements, Source, get, npi, put
from data.x12.values import joined

_REFERENCES = {
    "G1": "prior_authorization",
    "9F": "referral_number",
    "F8": "original_reference",
    "X4": "clia_number",
}
_DATES = {"431": "onset_on", "439": "accident_on", "435": "admission_on"}
_PEOPLE = {
    "DN": "referring_npi",
    "DQ": "supervising_npi",
    "72": "operating_npi",
    "77": "facility_npi",
}
_RENDERING = {"professional": "82", "institutional": "71"}
_CODE_LISTS = {"BH": "occurrence_codes", "BE": "value_codes", "BG": "condition_codes"}
_PRINCIPAL, _OTHERS = ("ABK", "BK"), ("ABF", "BF")
_ICD9 = ("BK", "BF", "BJ")
_POA_AT = 8


class ClaimLoop:
    """Fills the record it was started with.

    `other_handlers` hold inside 2320, where names and references are another payer's and must not
    reach the claim.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._record = ClaimRecord({})
        self._rendering: dict[str, Row] = {}
        self._entity = ""
        self._diagnoses: list[tuple[str, str]] = []
        self._codes: dict[str, list[str]] = {}
        self.handlers = {
            "DTP": self._dtp,
            "CL1": self._cl1,
            "PWK": self._pwk,
            "REF": self._ref,
            "HI": self._hi,
            "NM1": self._nm1,
            "PRV": self._prv,
        }
        self.other_handlers = {"AMT": self._other_amt, "NM1": self._other_nm1}

    def start(self, record: ClaimRecord) -> None:
        self._record = record
        self._entity, self._rendering, self._diagnoses, self._codes = "", {}, [], {}

    def finish(self, kind: str) -> None:
        """Put together what came in several segments: diagnoses, code lists, who rendered or attended."""
        claim = self._record.claim
        claim.update(self._rendering.get(_RENDERING[kind], {}))
        put(claim, "diagnoses", joined([code for code, _ in self._diagnoses]))
        if any(mark for _, mark in self._diagnoses):
            put(claim, "present_on_admission", joined([mark or "-" for _, mark in self._diagnoses]))
        for column, codes in self._codes.items():
            put(claim, column, joined(codes))

    def start_other_payer(self, elements: Elements) -> None:
        """SBR of loop 2320."""
        others = self._record.other_payers
        other: Row = {"ordinal": len(others) + 1}
        put(other, "responsibility", get(elements, 1))
        put(other, "filing_indicator", get(elements, 9))
        others.append(other)

    def _dtp(self, elements: Elements, position: int) -> None:
        qualifier = get(elements, 1)
        if column := _DATES.get(qualifier):
            put(self._record.claim, column, self._source.day(get(elements, 3), position))
        elif qualifier == "434":
            first, last = self._source.period(get(elements, 3), position)
            put(self._record.claim, "from_on", first)
            put(self._record.claim, "through_on", last)

    def _cl1(self, elements: Elements, _position: int) -> None:
        for index, column in ((1, "admission_type"), (2, "admission_source"), (3, "patient_status")):
            put(self._record.claim, column, get(elements, index))

    def _pwk(self, elements: Elements, _position: int) -> None:
        self._codes.setdefault("attachments", []).append(get(elements, 1))

    def _ref(self, elements: Elements, _position: int) -> None:
        if column := _REFERENCES.get(get(elements, 1)):
            put(self._record.claim, column, get(elements, 2))

    def _hi(self, elements: Elements, position: int) -> None:
        for index in range(1, len(elements)):
            parts = self._source.parts(elements, index, position)
            qualifier, code = parts[0], parts[1].replace(".", "") if len(parts) > 1 else ""
            if not code:
                continue
            if qualifier in _ICD9:
                self._source.warn_once("icd9_diagnosis", position)
            self._take_code(qualifier, code, parts[_POA_AT] if len(parts) > _POA_AT else "")

    def _take_code(self, qualifier: str, code: str, mark: str) -> None:
        if qualifier in _PRINCIPAL:
            self._diagnoses.insert(0, (code, mark))
        elif qualifier in _OTHERS:
            self._diagnoses.append((code, mark))
        elif qualifier in ("ABJ", "BJ"):
            put(self._record.claim, "admitting_diagnosis", code)
        elif qualifier == "DR":
            put(self._record.claim, "drg", code)
        elif column := _CODE_LISTS.get(qualifier):
            self._codes.setdefault(column, []).append(code)

    def _nm1(self, elements: Elements, _position: int) -> None:
        self._entity = entity = get(elements, 1)
        if entity in _RENDERING.values():
            put(self._rendering.setdefault(entity, {}), "rendering_npi", npi(elements))
        elif column := _PEOPLE.get(entity):
            put(self._record.claim, column, npi(elements))

    def _prv(self, elements: Elements, _position: int) -> None:
        if self._entity in self._rendering:
            put(self._rendering[self._entity], "rendering_taxonomy", get(elements, 3))

    def _other_amt(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "D":
            put(self._record.other_payers[-1], "paid_cents", self._source.cents(elements, 2, position))

    def _other_nm1(self, elements: Elements, _position: int) -> None:
        if get(elements, 1) == "PR":
            put(self._record.other_payers[-1], "payer_name", get(elements, 3))
            put(self._record.other_payers[-1], "payer_id", get(elements, 9))


def fill_span(record: ClaimRecord) -> None:
    """Give a claim without DTP*434 the first and last day of its lines."""
    if "from_on" in record.claim:
        return
    put(record.claim, "from_on", min(_days(record.lines, "from_on"), default=None))
    put(record.claim, "through_on", max(_days(record.lines, "through_on"), default=None))


def _days(lines: list[Row], column: str) -> list[date]:
    return [value for line in lines if isinstance(value := line.get(column), date)]
