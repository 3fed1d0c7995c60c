"""Writing 835 remittances: one transaction set per payment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from data.records import RemitRecord, Row
from data.x12.wire import Envelope, Wire, batches, codes, day, dollars, money, number, text

VERSION = "005010X221A1"
_PAYMENT_TEXTS = ("payer_id", "payer_name", "payee_npi", "payee_tax_id", "trace_number")
_TRIPLES, _MOA_REMARKS, _PLB_PAIRS = 6, 5, 6


@dataclass(slots=True)
class Payment:
    """One check or transfer: its payer and payee, the remits it pays, and what was withheld from it."""

    payer_id: str | None
    payer_name: str | None
    payee_npi: str | None
    payee_tax_id: str | None
    trace_number: str
    paid_on: date
    remits: list[RemitRecord] = field(default_factory=list)
    provider_adjustments: list[Row] = field(default_factory=list)

    @property
    def total_cents(self) -> int:
        """What was paid: the sum of CLP04 less the PLB amounts, as the balance rule of the 835 has it."""
        paid = _sum_cents((record.remit for record in self.remits), "paid_cents")
        return paid - _sum_cents(self.provider_adjustments, "amount_cents")


def _sum_cents(rows: Iterator[Row] | Sequence[Row], column: str) -> int:
    return sum(value for row in rows if isinstance(value := row.get(column), int))


def write_835(payments: Sequence[Payment], envelope: Envelope) -> bytes:
    """One interchange with one ST per payment, in order.

    Payer, payee, trace number and date come from the payment, not from its remits.

    Raises: UnwritableValueError when a value holds a delimiter.
    """
    wire = Wire(envelope)
    with wire.group("HP", VERSION):
        for ordinal, payment in enumerate(payments, start=1):
            with wire.transaction("835", ordinal, ""):
                _write_payment(wire, payment)
    return wire.finish()


def _write_payment(wire: Wire, payment: Payment) -> None:
    wire.check({name: getattr(payment, name) for name in _PAYMENT_TEXTS})
    total = payment.total_cents
    paid_on = day({"paid_on": payment.paid_on}, "paid_on")
    handling, method = ("I", ("ACH", "CCP")) if total else ("H", ("NON", ""))
    wire.add("BPR", handling, dollars(total), "C", *method, *[""] * 10, paid_on)
    payer = payment.payer_id or ""
    wire.add("TRN", "1", payment.trace_number, f"1{payer}")
    wire.add("DTM", "405", paid_on)
    wire.add("N1", "PR", payment.payer_name or "", "XV" if payer else "", payer)
    _write_payee(wire, payment)
    wire.add("LX", "1")
    for record in payment.remits:
        _write_remit(wire, record)
    _write_provider_adjustments(wire, payment)


def _write_payee(wire: Wire, payment: Payment) -> None:
    npi, tax_id = payment.payee_npi, payment.payee_tax_id
    wire.add("N1", "PE", "BILLING PROVIDER", "XX" if npi else "FI", npi or tax_id or "")
    if npi and tax_id:
        wire.add("REF", "TJ", tax_id)


def _write_remit(wire: Wire, record: RemitRecord) -> None:
    for row in (record.remit, *record.lines, *record.adjustments, *record.remarks):
        wire.check(row)
    remit = record.remit
    charge, paid = money(remit, "charge_cents"), money(remit, "paid_cents")
    wire.add("CLP", text(remit, "claim_id"), text(remit, "status_code"), charge, paid,
        money(remit, "patient_responsibility_cents"), text(remit, "filing_indicator"),
        text(remit, "payer_claim_number"), text(remit, "facility_code"), text(remit, "frequency_code"),
        "", text(remit, "drg"))  # fmt: skip
    adjustments, remarks = _by_line(record.adjustments), _by_line(record.remarks)
    _write_adjustments(wire, adjustments.get(0, []))
    _write_parties(wire, remit)
    for batch in batches([text(row, "rarc") for row in remarks.get(0, [])], _MOA_REMARKS):
        wire.add("MOA", "", "", *batch)
    _write_remit_details(wire, remit)
    for ordinal, line in enumerate(record.lines, start=1):
        _write_line(wire, line)
        _write_adjustments(wire, adjustments.get(ordinal, []))
        _write_line_details(wire, line)
        for row in remarks.get(ordinal, []):
            wire.add("LQ", "HE", text(row, "rarc"))


def _by_line(rows: list[Row]) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = {}
    for row in rows:
        found.setdefault(row["remit_line"], []).append(row)
    return found


def _write_adjustments(wire: Wire, rows: list[Row]) -> None:
    """Neighbours of one group share a CAS, six triples at most, so that their order is kept."""
    for group_code, of_group in groupby(rows, lambda row: text(row, "group_code")):
        triples = list(of_group)
        for start in range(0, len(triples), _TRIPLES):
            batch = triples[start : start + _TRIPLES]
            wire.add("CAS", group_code, *[element for row in batch for element in _triple(row)])


def _triple(row: Row) -> tuple[str, str, str]:
    return text(row, "carc"), money(row, "amount_cents"), number(row, "quantity")


def _write_parties(wire: Wire, remit: Row) -> None:
    member = text(remit, "member_id")
    wire.name("QC", "1", "PATIENT", first="MEMBER", qualifier="MI", number=member)
    if remit.get("rendering_npi") is not None:
        wire.name("82", "1", "PROVIDER", qualifier="XX", number=text(remit, "rendering_npi"))
    if remit.get("crossover_payer") is not None:
        wire.name("TT", "2", "CROSSOVER PAYER", qualifier="PI", number=text(remit, "crossover_payer"))


def _write_remit_details(wire: Wire, remit: Row) -> None:
    if remit.get("original_reference") is not None:
        wire.add("REF", "F8", text(remit, "original_reference"))
    for qualifier, column in (("232", "from_on"), ("233", "through_on"), ("050", "received_on")):
        if remit.get(column) is not None:
            wire.add("DTM", qualifier, day(remit, column))
    if remit.get("allowed_cents") is not None:
        wire.add("AMT", "AU", money(remit, "allowed_cents"))


def _write_line(wire: Wire, line: Row) -> None:
    """SVC: a line with no procedure is told by its revenue code (qualifier NU)."""
    procedure, revenue = text(line, "procedure_code"), text(line, "revenue_code")
    told = ("HC", procedure, *codes(line, "modifiers")) if procedure else ("NU", revenue)
    submitted = text(line, "submitted_procedure")
    was = wire.composite("HC", submitted) if submitted else ""
    wire.add("SVC", wire.composite(*told), money(line, "charge_cents"), money(line, "paid_cents"),
        revenue if procedure else "", number(line, "units"), was,
        number(line, "submitted_units"))  # fmt: skip
    first, last = day(line, "from_on"), day(line, "through_on")
    if first and first == last:
        wire.add("DTM", "472", first)
        return
    for qualifier, value in (("150", first), ("151", last)):
        if value:
            wire.add("DTM", qualifier, value)


def _write_line_details(wire: Wire, line: Row) -> None:
    if line.get("line_control") is not None:
        wire.add("REF", "6R", text(line, "line_control"))
    if line.get("allowed_cents") is not None:
        wire.add("AMT", "B6", money(line, "allowed_cents"))


def _write_provider_adjustments(wire: Wire, payment: Payment) -> None:
    """PLB per provider; its year end, which X12 demands, is the year of the payment's."""
    year_end = f"{payment.paid_on.year}1231"
    for row in payment.provider_adjustments:
        wire.check(row)
    for provider, rows in groupby(payment.provider_adjustments, lambda row: text(row, "provider_id")):
        pairs = [_plb_pair(wire, row) for row in rows]
        for start in range(0, len(pairs), _PLB_PAIRS):
            batch = pairs[start : start + _PLB_PAIRS]
            elements = [element for pair in batch for element in pair]
            wire.add("PLB", provider or payment.payee_npi or "", year_end, *elements)


def _plb_pair(wire: Wire, row: Row) -> tuple[str, str]:
    return wire.composite(text(row, "reason_code"), text(row, "reference")), money(row, "amount_cents")
