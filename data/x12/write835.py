"""Writing 835 remittances: one transaction set per payment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from data.records import RemitRecord, Row
from data.x12.wire import Envelope, Wire, batches, codes, day, dollars, money, number, text
from data.x12.write_cas import write_adjustments

VERSION = "005010X221A1"
_PAYMENT_TEXTS = ("payer_id", "payer_name", "payee_npi", "payee_tax_id", "trace_number")
_OTHER_PAYERS = (
    ("TT", "crossover_payer", "CROSSOVER PAYER"),
    ("PR", "priority_payer", "PRIORITY PAYER"),
)
_REFERENCES = (("F8", "original_reference"), ("G1", "prior_authorization"))
_DATES = (
    ("232", "from_on"),
    ("233", "through_on"),
    ("036", "coverage_ended_on"),
    ("050", "received_on"),
)
_AMOUNTS = (("AU", "allowed_cents"), ("I", "interest_cents"))
_PAYER_CONTACT = (
    ("N3", "PO BOX 1"),
    ("N4", "ANYTOWN", "NY", "100010001"),
    ("PER", "BL", "CLAIMS", "TE", "8005550100"),
)
"""Demanded by the guide and read by nobody: the tables hold no addresses."""
_MIA_REMARKS, _MOA_REMARKS, _PLB_PAIRS = 5, 5, 6


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
    wire.add("TRN", "1", payment.trace_number, f"1{payer:0<9.9}")
    wire.add("DTM", "405", paid_on)
    wire.add("N1", "PR", payment.payer_name or "", "XV" if payer else "", payer)
    for segment in _PAYER_CONTACT:
        wire.add(*segment)
    _write_payee(wire, payment)
    if payment.remits:
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
    write_adjustments(wire, adjustments.get(0, []))
    _write_parties(wire, remit)
    _write_remarks(wire, [text(row, "rarc") for row in remarks.get(0, [])])
    _write_remit_details(wire, remit)
    for ordinal, line in enumerate(record.lines, start=1):
        _write_line(wire, line)
        write_adjustments(wire, adjustments.get(ordinal, []))
        _write_line_details(wire, line)
        for row in remarks.get(ordinal, []):
            wire.add("LQ", "HE", text(row, "rarc"))


def _write_remarks(wire: Wire, rarcs: list[str]) -> None:
    """Five fit into the one MOA a claim may have; of more the first five go into a MIA before it."""
    if len(rarcs) > _MOA_REMARKS:
        first, *further = rarcs[:_MIA_REMARKS]
        wire.add("MIA", "0", "", "", "", first, *[""] * 14, *further)
        rarcs = rarcs[_MIA_REMARKS:]
    for batch in batches(rarcs, _MOA_REMARKS):
        wire.add("MOA", "", "", *batch)


def _by_line(rows: list[Row]) -> dict[object, list[Row]]:
    found: dict[object, list[Row]] = {}
    for row in rows:
        found.setdefault(row["remit_line"], []).append(row)
    return found


def _write_parties(wire: Wire, remit: Row) -> None:
    member = text(remit, "member_id")
    wire.name("QC", "1", "PATIENT", first="MEMBER", qualifier="MI", number=member)
    if remit.get("corrected_member_id") is not None:
        wire.name("74", "1", "", qualifier="C", number=text(remit, "corrected_member_id"))
    if remit.get("rendering_npi") is not None:
        wire.name("82", "1", "PROVIDER", qualifier="XX", number=text(remit, "rendering_npi"))
    for entity, column, name in _OTHER_PAYERS:
        if remit.get(column) is not None:
            wire.name(entity, "2", name, qualifier="PI", number=text(remit, column))


def _write_remit_details(wire: Wire, remit: Row) -> None:
    for qualifier, column in _REFERENCES:
        if remit.get(column) is not None:
            wire.add("REF", qualifier, text(remit, column))
    for qualifier, column in _DATES:
        if remit.get(column) is not None:
            wire.add("DTM", qualifier, day(remit, column))
    for qualifier, column in _AMOUNTS:
        if remit.get(column) is not None:
            wire.add("AMT", qualifier, money(remit, column))


def _write_line(wire: Wire, line: Row) -> None:
    """SVC: a line with no procedure is told by its revenue code (qualifier NU)."""
    procedure, revenue = text(line, "procedure_code"), text(line, "revenue_code")
    told: tuple[str, ...] = ("NU", revenue) if revenue else ()
    if procedure:
        told = ("HC", procedure, *codes(line, "modifiers"))
    submitted = text(line, "submitted_procedure")
    was = wire.composite("HC", submitted, *codes(line, "submitted_modifiers")) if submitted else ""
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
