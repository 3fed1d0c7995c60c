"""One claim of an 837: loops 2300 and 2310."""

from collections.abc import Callable
from datetime import date

from data.records import ClaimRecord, Row
from data.x12.codes837 import HealthCodes
from data.x12.source import Elements, Source, get, npi, put
from data.x12.values import joined

_REFERENCES = {
    "G1": "prior_authorization",
    "9F": "referral_number",
    "F8": "original_reference",
    "X4": "clia_number",
    "4N": "authorization_exception",
}
_DATES = {"431": "onset_on", "439": "accident_on", "435": "admission_on"}
_PEOPLE = {
    "DN": "referring_npi",
    "DQ": "supervising_npi",
    "72": "operating_npi",
    "77": "facility_npi",
    "FA": "facility_npi",
    "LI": "facility_npi",
    "TL": "facility_npi",
}
"""FA, LI and TL are 4010's words for a service facility."""
_RENDERING = {"professional": "82", "institutional": "71"}
_PAYER = "PR"
_FIRST_CONDITION = 3


class ClaimLoop:
    """Fills the record it was started with."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._health = HealthCodes(source)
        self._record = ClaimRecord({})
        self._rendering: dict[str, Row] = {}
        self._lists: dict[str, list[str]] = {}
        self._entity = ""
        self.lasting_handlers: dict[str, Callable[[Elements, int], None]] = {
            "CL1": self._cl1,
            "CN1": self._cn1,
            "CR1": self._cr1,
            "CRC": self._crc,
            "HI": self._health.hi,
            "NTE": self._nte,
            "PWK": self._pwk,
        }
        """Of segments that are the claim's wherever they stand before its lines."""
        self.handlers = {
            **self.lasting_handlers,
            "AMT": self._amt,
            "DTP": self._dtp,
            "REF": self._ref,
            "NM1": self._nm1,
            "PRV": self._prv,
        }

    def start(self, record: ClaimRecord) -> None:
        self._record = record
        self._entity, self._rendering, self._lists = "", {}, {}
        self._health.start(record)

    def finish(self, kind: str) -> None:
        """Put together what came in several segments: code lists, and who rendered or attended."""
        claim = self._record.claim
        claim.update(self._rendering.get(_RENDERING[kind], {}))
        self._health.finish()
        for column, codes in self._lists.items():
            put(claim, column, joined(codes))

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

    def _cn1(self, elements: Elements, _position: int) -> None:
        put(self._record.claim, "contract_type", get(elements, 1))

    def _amt(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "F5":
            put(self._record.claim, "patient_paid_cents", self._source.cents(elements, 2, position))

    def _pwk(self, elements: Elements, _position: int) -> None:
        self._lists.setdefault("attachments", []).append(get(elements, 1))

    def _nte(self, elements: Elements, _position: int) -> None:
        self._lists.setdefault("note_codes", []).append(get(elements, 1))

    def _cr1(self, elements: Elements, position: int) -> None:
        put(self._record.claim, "transport_reason", get(elements, 4))
        put(self._record.claim, "transport_miles", self._source.quantity(elements, 6, position))

    def _crc(self, elements: Elements, _position: int) -> None:
        """Conditions that apply (CRC02 is Y), each with the category it was asked in."""
        if get(elements, 2) == "Y":
            category = get(elements, 1)
            conditions = filter(None, map(str.strip, elements[_FIRST_CONDITION:]))
            certified = self._lists.setdefault("certifications", [])
            certified.extend(f"{category}.{condition}" for condition in conditions)

    def _ref(self, elements: Elements, _position: int) -> None:
        """A reference of the claim; one behind a name of loop 2310 is that party's."""
        column = _REFERENCES.get(get(elements, 1))
        if column and not self._entity:
            put(self._record.claim, column, get(elements, 2))

    def _nm1(self, elements: Elements, position: int) -> None:
        self._entity = entity = get(elements, 1)
        if entity == _PAYER:  # loop 2010BB out of its place: what it names is not taken, what follows is ours
            self._entity = ""
            self._source.warn("payer_behind_claim", position)
        elif entity in _RENDERING.values():
            put(self._rendering.setdefault(entity, {}), "rendering_npi", npi(elements))
        elif column := _PEOPLE.get(entity):
            put(self._record.claim, column, npi(elements))

    def _prv(self, elements: Elements, _position: int) -> None:
        if self._entity in self._rendering:
            put(self._rendering[self._entity], "rendering_taxonomy", get(elements, 3))


def fill_span(record: ClaimRecord) -> None:
    """Give a claim without DTP*434 the first and last day of its lines."""
    if "from_on" in record.claim:
        return
    put(record.claim, "from_on", min(_days(record.lines, "from_on"), default=None))
    put(record.claim, "through_on", max(_days(record.lines, "through_on"), default=None))


def _days(lines: list[Row], column: str) -> list[date]:
    return [value for line in lines if isinstance(value := line.get(column), date)]
