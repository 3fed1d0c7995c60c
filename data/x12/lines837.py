"""Service lines of an 837: loops 2400 to 2430.

A line's own CR1, CRC and NTE are passed over: what they say is kept where it is said of the claim (2300).
"""

from data.records import ClaimRecord, Row
from data.x12.others837 import LineDecisions
from data.x12.procedures import MODIFIERS, read_procedure
from data.x12.source import Elements, Source, get, npi, put
from data.x12.values import joined, revenue_code

_REFERENCES = {"6R": "line_control", "G1": "prior_authorization", "9F": "referral_number"}
_PEOPLE = {
    "82": "rendering_npi",
    "DN": "referring_npi",
    "DQ": "supervising_npi",
    "DK": "ordering_npi",
    "77": "facility_npi",
    "FA": "facility_npi",
    "LI": "facility_npi",
    "TL": "facility_npi",
}
_DECISION = "SVD"


class LineLoop:
    """Adds lines to the record it was started with."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._record = ClaimRecord({})
        self._line: Row = {}
        self._announced = 0
        self._party = ""
        self._decisions = LineDecisions(source)
        self.handlers = {
            "DTP": self._dtp,
            "REF": self._ref,
            "LIN": self._lin,
            "CTP": self._ctp,
            "NM1": self.nm1,
            "PWK": self._pwk,
            "SVD": self._svd,
            "CAS": self._cas,
        }

    def start(self, record: ClaimRecord) -> None:
        self._record, self._announced = record, 0

    def announce(self, position: int) -> None:
        """LX: a line is to follow. What stands between it and its SV goes nowhere."""
        self.finish()
        self._line, self._announced, self._party = {}, position, ""

    def finish(self) -> None:
        """Say when an LX stayed without a service."""
        if self._announced:
            self._source.warn("line_without_service", self._announced)

    def sv1(self, elements: Elements, position: int) -> None:
        """A professional service."""
        line = self._started()
        elements = self._put_procedure(elements, 1, position)
        self._put_charge(elements, 2, position)
        place = get(elements, 5)
        if place != self._record.claim.get("place_of_service"):
            put(line, "place_of_service", place)
        pointers = self._source.parts(elements, 7, position)
        put(line, "diagnosis_pointers", joined([_whole(pointer) for pointer in pointers]))
        put(line, "emergency", get(elements, 9))

    def sv2(self, elements: Elements, position: int) -> None:
        """An institutional service."""
        line = self._started()
        put(line, "revenue_code", revenue_code(get(elements, 1)))
        elements = self._put_procedure(elements, 2, position)
        self._put_charge(elements, 3, position)

    def sv3(self, _elements: Elements, _position: int) -> None:
        """A dental service, of which nothing is kept."""
        self._started()

    def _started(self) -> Row:
        self._announced, self._party = 0, ""
        self._line = {"line": len(self._record.lines) + 1}
        self._record.lines.append(self._line)
        return self._line

    def _put_procedure(self, elements: Elements, index: int, position: int) -> Elements:
        """Puts the procedure; returns the elements with it as one of them."""
        elements, parts = read_procedure(self._source, elements, index, position, amounts=1)
        put(self._line, "procedure_qualifier", parts[0])
        if len(parts) > 1:
            put(self._line, "procedure_code", parts[1])
            put(self._line, "modifiers", joined(parts[MODIFIERS]))
        return elements

    def _put_charge(self, elements: Elements, index: int, position: int) -> None:
        """Charge, basis and units: three elements in a row in SV1 and in SV2."""
        put(self._line, "charge_cents", self._source.cents(elements, index, position))
        put(self._line, "unit_basis", get(elements, index + 1))
        put(self._line, "units", self._source.quantity(elements, index + 2, position))

    def _dtp(self, elements: Elements, position: int) -> None:
        qualifier = get(elements, 1)
        if qualifier == "472":
            first, last = self._source.period(get(elements, 3), position)
            put(self._line, "from_on", first)
            put(self._line, "through_on", last)
        elif qualifier == "573" and self._party == _DECISION:
            self._decisions.adjudicated(elements, position)

    def _ref(self, elements: Elements, _position: int) -> None:
        """A reference of the line; behind a name of loop 2420, only its control number can still be."""
        qualifier = get(elements, 1)
        column = _REFERENCES.get(qualifier)
        mine = not self._party or qualifier == "6R"
        if column and mine and not get(elements, 4):  # REF04 says it is another payer's number
            put(self._line, column, get(elements, 2))

    def _pwk(self, elements: Elements, _position: int) -> None:
        if code := joined([get(elements, 1)]):
            held = self._line.get("attachments")
            self._line["attachments"] = f"{held} {code}" if held else code

    def _lin(self, elements: Elements, _position: int) -> None:
        if get(elements, 2) == "N4":
            put(self._line, "ndc", get(elements, 3))

    def _ctp(self, elements: Elements, position: int) -> None:
        put(self._line, "ndc_units", self._source.quantity(elements, 4, position))
        put(self._line, "ndc_basis", self._source.parts(elements, 5, position)[0])

    def nm1(self, elements: Elements, _position: int) -> None:
        """A party of the line, loop 2420."""
        self._party = party = get(elements, 1)
        if column := _PEOPLE.get(party):
            put(self._line, column, npi(elements))

    def _svd(self, elements: Elements, position: int) -> None:
        if self._announced:  # an LX without a service: nothing to decide on
            return
        self._party = _DECISION
        self._decisions.svd(self._record, elements, position)

    def _cas(self, elements: Elements, position: int) -> None:
        """Adjustments of the decision above; without one nobody knows whose they are."""
        if self._party == _DECISION:
            self._decisions.cas(elements, position)
        else:
            self._source.warn("adjustment_without_decision", position)


def _whole(text: str) -> str:
    """A place in a list: some senders write `1.00`."""
    return text.rstrip("0").rstrip(".") if "." in text else text
