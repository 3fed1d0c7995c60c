"""Service lines of an 837: loops 2400 to 2420."""

from data.records import ClaimRecord, Row
from data.x12.source import Elements, Source, get, npi, put
from data.x12.values import joined, revenue_code

_REFERENCES = {"6R": "line_control", "G1": "prior_authorization", "9F": "referral_number"}
_MODIFIERS = slice(2, 6)


class LineLoop:
    """Adds lines to the record it was started with."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._record = ClaimRecord({})
        self._line: Row = {}
        self._announced = 0
        self.handlers = {
            "DTP": self._dtp,
            "REF": self._ref,
            "LIN": self._lin,
            "CTP": self._ctp,
            "NM1": self._nm1,
        }

    def start(self, record: ClaimRecord) -> None:
        self._record, self._announced = record, 0

    def announce(self, position: int) -> None:
        """LX: a line is to follow. What stands between it and its SV goes nowhere."""
        self.finish()
        self._line, self._announced = {}, position

    def finish(self) -> None:
        """Say when an LX stayed without a service."""
        if self._announced:
            self._source.warn("line_without_service", self._announced)

    def sv1(self, elements: Elements, position: int) -> None:
        """A professional service."""
        line = self._started()
        self._put_procedure(elements, 1, position)
        self._put_charge(elements, 2, position)
        place = get(elements, 5)
        if place != self._record.claim.get("place_of_service"):
            put(line, "place_of_service", place)
        put(line, "diagnosis_pointers", joined(self._source.parts(elements, 7, position)))
        put(line, "emergency", get(elements, 9))

    def sv2(self, elements: Elements, position: int) -> None:
        """An institutional service."""
        line = self._started()
        put(line, "revenue_code", revenue_code(get(elements, 1)))
        self._put_procedure(elements, 2, position)
        self._put_charge(elements, 3, position)

    def _started(self) -> Row:
        self._announced = 0
        self._line = {"line": len(self._record.lines) + 1}
        self._record.lines.append(self._line)
        return self._line

    def _put_procedure(self, elements: Elements, index: int, position: int) -> None:
        parts = self._source.parts(elements, index, position)
        put(self._line, "procedure_qualifier", parts[0])
        if len(parts) > 1:
            put(self._line, "procedure_code", parts[1])
            put(self._line, "modifiers", joined(parts[_MODIFIERS]))

    def _put_charge(self, elements: Elements, index: int, position: int) -> None:
        """Charge, basis and units: three elements in a row in SV1 and in SV2."""
        put(self._line, "charge_cents", self._source.cents(elements, index, position))
        put(self._line, "unit_basis", get(elements, index + 1))
        put(self._line, "units", self._source.quantity(elements, index + 2, position))

    def _dtp(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "472":
            first, last = self._source.period(get(elements, 3), position)
            put(self._line, "from_on", first)
            put(self._line, "through_on", last)

    def _ref(self, elements: Elements, _position: int) -> None:
        column = _REFERENCES.get(get(elements, 1))
        if column and not get(elements, 4):  # REF04 says it is another payer's number
            put(self._line, column, get(elements, 2))

    def _lin(self, elements: Elements, _position: int) -> None:
        if get(elements, 2) == "N4":
            put(self._line, "ndc", get(elements, 3))

    def _ctp(self, elements: Elements, position: int) -> None:
        put(self._line, "ndc_units", self._source.quantity(elements, 4, position))

    def _nm1(self, elements: Elements, _position: int) -> None:
        if get(elements, 1) == "82":
            put(self._line, "rendering_npi", npi(elements))
