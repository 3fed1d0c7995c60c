"""What other payers decided, as an 837 tells it: loops 2320 and 2330 of a claim, 2430 of a line.

Names, references and dates in these loops are another payer's and never reach the claim or the line.
"""

from data.records import ClaimRecord, Row
from data.x12.procedures import code_and_modifiers, read_procedure
from data.x12.source import Elements, Source, get, put
from data.x12.values import revenue_code

_AMOUNTS = {
    "D": "paid_cents",
    "A8": "non_covered_cents",
    "EAF": "patient_owes_cents",
    "F2": "patient_owes_cents",
}
"""F2 is 4010's EAF."""
_FIRST_TRIPLE = 2


class Adjustments:
    """CAS segments of one place: a payer at claim level, or its decision on a line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.at(ClaimRecord({}), 0, 0)

    def at(self, record: ClaimRecord, line: int, other: int) -> None:
        """What follows adjusts this line (0 is the claim) as decided by this other payer."""
        self._rows, self._line, self._other, self._count = record.other_adjustments, line, other, 0

    def cas(self, elements: Elements, position: int) -> None:
        """Up to six triples of reason, amount and quantity; an amount without its reason is kept."""
        source, group_code = self._source, get(elements, 1)
        for index in range(_FIRST_TRIPLE, len(elements), 3):
            carc, amount = get(elements, index), source.cents(elements, index + 1, position)
            if not carc:
                if amount is None:
                    continue
                source.warn("adjustment_without_reason", position)
            self._count += 1
            row: Row = {"line": self._line, "other": self._other, "ordinal": self._count}
            put(row, "carc", carc)
            put(row, "group_code", group_code)
            put(row, "amount_cents", amount)
            put(row, "quantity", source.quantity(elements, index + 2, position))
            self._rows.append(row)


class OtherPayers:
    """Loops 2320 and 2330, from an SBR behind a CLM on."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._adjustments = Adjustments(source)
        self._other: Row = {}
        self._party = ""
        self.handlers = {
            "CAS": self._adjustments.cas,
            "AMT": self._amt,
            "NM1": self._nm1,
            "DTP": self._dtp,
            "REF": self._ref,
        }

    def begin(self, record: ClaimRecord, elements: Elements) -> None:
        """SBR of loop 2320."""
        ordinal = len(record.other_payers) + 1
        self._party, self._other = "", {"ordinal": ordinal}
        self._adjustments.at(record, 0, ordinal)
        columns = ((1, "responsibility"), (2, "relationship"), (3, "group_number"), (9, "filing_indicator"))
        for index, column in columns:
            put(self._other, column, get(elements, index))
        record.other_payers.append(self._other)

    def _amt(self, elements: Elements, position: int) -> None:
        if column := _AMOUNTS.get(get(elements, 1)):
            put(self._other, column, self._source.cents(elements, 2, position))

    def _nm1(self, elements: Elements, _position: int) -> None:
        self._party = party = get(elements, 1)
        if party == "PR":
            put(self._other, "payer_name", get(elements, 3))
            put(self._other, "payer_id", get(elements, 9))
        elif party == "IL":
            put(self._other, "member_id", get(elements, 9))

    def _dtp(self, elements: Elements, position: int) -> None:
        if self._party == "PR" and get(elements, 1) == "573":
            put(self._other, "adjudicated_on", self._source.day(get(elements, 3), position))

    def _ref(self, elements: Elements, _position: int) -> None:
        if self._party == "PR" and get(elements, 1) == "F8":
            put(self._other, "payer_claim_number", get(elements, 2))


class LineDecisions:
    """Loop 2430: an SVD for each other payer that decided on a line."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._adjustments = Adjustments(source)
        self._record = ClaimRecord({})
        self._row: Row = {}
        self._line = self._ordinal = 0
        self.cas = self._adjustments.cas

    def svd(self, record: ClaimRecord, elements: Elements, position: int) -> None:
        """A decision on the record's last line."""
        source, line = self._source, len(record.lines)
        same = record is self._record and line == self._line
        self._record, self._line, self._ordinal = record, line, self._ordinal + 1 if same else 1
        row: Row = {"line": line, "ordinal": self._ordinal}
        self._row = row
        self._adjustments.at(record, line, self._ordinal)
        put(row, "payer_id", get(elements, 1))
        put(row, "paid_cents", source.cents(elements, 2, position))
        code, modifiers = code_and_modifiers(read_procedure(source, elements, 3, position)[1])
        put(row, "procedure_code", code)
        put(row, "modifiers", modifiers)
        put(row, "revenue_code", revenue_code(get(elements, 4)))
        put(row, "units", source.quantity(elements, 5, position))
        record.other_lines.append(row)

    def adjudicated(self, elements: Elements, position: int) -> None:
        """DTP*573 of the last decision."""
        put(self._row, "adjudicated_on", self._source.day(get(elements, 3), position))
