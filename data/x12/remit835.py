"""One claim payment of an 835: loops 2100 and 2110."""

from data.records import RemitRecord, Row
from data.x12.procedures import REVENUE, code_and_modifiers, read_procedure
from data.x12.source import Elements, Source, get, npi, put
from data.x12.values import revenue_code

_CLAIM_DATES = {
    "036": "coverage_ended_on",
    "050": "received_on",
    "232": "from_on",
    "233": "through_on",
}
_CLAIM_REFERENCES = {"F8": "original_reference", "G1": "prior_authorization"}
_CLAIM_AMOUNTS = {"AU": "allowed_cents", "I": "interest_cents"}
_OTHER_PAYERS = {"TT": "crossover_payer", "PR": "priority_payer"}
_CLP_TEXTS = (
    (2, "status_code"),
    (6, "filing_indicator"),
    (7, "payer_claim_number"),
    (8, "facility_code"),
    (9, "frequency_code"),
    (11, "drg"),
)
_CLP_AMOUNTS = ((3, "charge_cents"), (4, "paid_cents"), (5, "patient_responsibility_cents"))
_MIA_REMARKS, _MOA_REMARKS = (5, 20, 21, 22, 23), (3, 4, 5, 6, 7)
_CAS_FIRST = 2
_NOT_GIVEN = "0"  # CLP01 of a claim that came without a number (TR3)


class RemitLoop:
    """Fills the record it was started with.

    Adjustments and remarks go to the line being read; line 0 is the claim itself.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._record = RemitRecord({})
        self._line: Row = {}
        self._number = 0
        self.adjusted_cents = 0
        self._adjustments = 0
        self._remarks = 0
        self._subscriber = ""
        self._patient = ""
        self.handlers = {
            "CAS": self._cas,
            "NM1": self._nm1,
            "MIA": self._mia,
            "MOA": self._moa,
            "REF": self._ref,
            "DTM": self._dtm,
            "AMT": self._amt,
            "LQ": self._lq,
        }
        self.line_handlers = {
            "CAS": self._cas,
            "LQ": self._lq,
            "REF": self._line_ref,
            "DTM": self._line_dtm,
            "AMT": self._line_amt,
        }

    def start(self, record: RemitRecord, elements: Elements, position: int) -> None:
        """CLP."""
        self._record, self._number = record, 0
        self._adjustments = self._remarks = self.adjusted_cents = 0
        self._subscriber = self._patient = ""
        claim_id = get(elements, 1)
        put(record.remit, "claim_id", claim_id if claim_id != _NOT_GIVEN else "")
        for index, column in _CLP_TEXTS:
            put(record.remit, column, get(elements, index))
        for index, column in _CLP_AMOUNTS:
            put(record.remit, column, self._source.cents(elements, index, position))

    def finish(self) -> None:
        """What is said only by the whole claim.

        The member is the subscriber, when one is named apart from the patient. A day that stands alone is
        both ends of the claim's span (TR3); without any the span is that of its lines.
        """
        remit = self._record.remit
        put(remit, "member_id", self._subscriber or self._patient)
        if "from_on" in remit:
            remit.setdefault("through_on", remit["from_on"])
        elif "through_on" not in remit and (
            days := [line for line in self._record.lines if "from_on" in line]
        ):
            remit["from_on"] = min(line["from_on"] for line in days)  # type: ignore[type-var] # dates
            remit["through_on"] = max(line["through_on"] for line in days)  # type: ignore[type-var]

    def start_line(self, elements: Elements, position: int) -> None:
        """SVC. Units that are not told are one, and were submitted as they are paid (TR3)."""
        source, lines = self._source, self._record.lines
        elements, parts = read_procedure(source, elements, 1, position, amounts=2, short=REVENUE)
        self._adjustments = self._remarks = 0
        self._number = len(lines) + 1
        line: Row = {"remit_line": self._number}
        self._line = line
        lines.append(line)
        self._put_procedure(elements, parts, position)
        for index, column in ((2, "charge_cents"), (3, "paid_cents")):
            put(line, column, source.cents(elements, index, position))
        units = source.quantity(elements, 5, position) if get(elements, 5) else 1.0
        put(line, "units", units)
        put(line, "submitted_units", source.quantity(elements, 7, position) if get(elements, 7) else units)

    def _put_procedure(self, elements: Elements, parts: list[str], position: int) -> None:
        line = self._line
        code, modifiers = code_and_modifiers(parts)
        if parts[0] == REVENUE:
            put(line, "revenue_code", revenue_code(code))
        else:
            put(line, "procedure_code", code)
            put(line, "revenue_code", revenue_code(get(elements, 4)))
        put(line, "modifiers", modifiers)
        if get(elements, 6):
            self._put_submitted(elements, position)

    def _put_submitted(self, elements: Elements, position: int) -> None:
        """SVC06: what was billed, when the payer changed it."""
        _, parts = read_procedure(self._source, elements, 6, position, short=REVENUE)
        code, modifiers = code_and_modifiers(parts)
        if parts[0] == REVENUE:
            self._line.setdefault("revenue_code", revenue_code(code))
        else:
            put(self._line, "submitted_procedure", code)
            put(self._line, "submitted_modifiers", modifiers)

    def _cas(self, elements: Elements, position: int) -> None:
        """Up to six triples of reason, amount and quantity; an amount without its reason is kept."""
        group_code = get(elements, 1)
        for index in range(_CAS_FIRST, len(elements), 3):
            carc, amount = get(elements, index), self._source.cents(elements, index + 1, position)
            if not carc:
                if amount is None:
                    continue
                self._source.warn("adjustment_without_reason", position)
            self.adjusted_cents += amount or 0
            self._adjustments += 1
            row: Row = {"remit_line": self._number, "ordinal": self._adjustments}
            put(row, "carc", carc)
            put(row, "group_code", group_code)
            put(row, "amount_cents", amount)
            put(row, "quantity", self._source.quantity(elements, index + 2, position))
            self._record.adjustments.append(row)

    def _remark(self, rarc: str) -> None:
        if rarc:
            self._remarks += 1
            self._record.remarks.append({"remit_line": self._number, "ordinal": self._remarks, "rarc": rarc})

    def _lq(self, elements: Elements, _position: int) -> None:
        if get(elements, 1) == "HE":
            self._remark(get(elements, 2))

    def _mia(self, elements: Elements, _position: int) -> None:
        for index in _MIA_REMARKS:
            self._remark(get(elements, index))

    def _moa(self, elements: Elements, _position: int) -> None:
        for index in _MOA_REMARKS:
            self._remark(get(elements, index))

    def _nm1(self, elements: Elements, _position: int) -> None:
        entity, number = get(elements, 1), get(elements, 9)
        if entity == "QC":
            self._patient = number
        elif entity == "IL":
            self._subscriber = number
        elif entity == "82":
            put(self._record.remit, "rendering_npi", npi(elements))
        elif entity == "74":
            put(self._record.remit, "corrected_member_id", number)
        elif column := _OTHER_PAYERS.get(entity):
            put(self._record.remit, column, number or get(elements, 3))

    def _ref(self, elements: Elements, _position: int) -> None:
        if column := _CLAIM_REFERENCES.get(get(elements, 1)):
            put(self._record.remit, column, get(elements, 2))

    def _dtm(self, elements: Elements, position: int) -> None:
        if column := _CLAIM_DATES.get(get(elements, 1)):
            put(self._record.remit, column, self._source.day(get(elements, 2), position))

    def _amt(self, elements: Elements, position: int) -> None:
        if column := _CLAIM_AMOUNTS.get(get(elements, 1)):
            put(self._record.remit, column, self._source.cents(elements, 2, position))

    def _line_ref(self, elements: Elements, _position: int) -> None:
        if get(elements, 1) == "6R":
            put(self._line, "line_control", get(elements, 2))

    def _line_dtm(self, elements: Elements, position: int) -> None:
        """One day is DTM*472; a span is 150 and 151, of which the last may be missing."""
        qualifier = get(elements, 1)
        if qualifier not in ("472", "150", "151"):
            return
        value = self._source.day(get(elements, 2), position)
        if qualifier == "151":
            put(self._line, "through_on", value)
        else:
            put(self._line, "from_on", value)
            put(self._line, "through_on", self._line.get("through_on", value))

    def _line_amt(self, elements: Elements, position: int) -> None:
        if get(elements, 1) == "B6":
            put(self._line, "allowed_cents", self._source.cents(elements, 2, position))
