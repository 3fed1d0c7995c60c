"""A ClaimResponse, or the decision in an ExplanationOfBenefit, as a remit."""

from data.fhir.adjudication import Decision, Reason, adjustments, decision, patient_share, rows, whole
from data.fhir.claim import is_claim, kind_of
from data.fhir.clocks import available_at
from data.fhir.codings import code_of, codings, concept_meaning, identifier_kind, meaning
from data.fhir.information import bill_type, care_team, frequency_code, informations, prior_claim
from data.fhir.lines import described, net, place_of_service
from data.fhir.node import Node
from data.fhir.parties import coverage, identifier, insurances, npi, order_of, patient, payer
from data.fhir.source import Resource
from data.records import Item, RemitRecord, Row, StatusRecord
from data.x12.source import put

_PRIMARY, _DENIED, _REVERSAL = "1", "4", "22"
_SECOND = 2
_FACILITY = slice(0, 2)


def read_remit(resource: Resource, number: str, request: Resource) -> list[Item]:
    """The remit of a resource, or why it is refused; a status when the claim was, before any decision.

    Args:
        resource: the ClaimResponse or ExplanationOfBenefit.
        number: of the claim it answers.
        request: the Claim it answers, where that is in the file, else what is as good.
    """
    notes, available = resource.notes, available_at(resource)
    payers = payer_number(resource)
    if not number and not payers:
        return [notes.quarantined("missing_claim_number")]
    if available is None:
        return [notes.quarantined("missing_dates")]
    place: Row = {"file_sha256": resource.source.file_sha256, "position": notes.position}
    place |= {"available_at": available}
    put(place, "claim_id", number)
    put(place, "payer_claim_number", payers)
    if _is_refusal(resource):
        return [_status(resource, place)]
    record = RemitRecord({"remit_key": resource.source.key(notes.position), **place})
    _fill(resource, request, record)
    return [record]


def payer_number(resource: Resource) -> str:
    """The payer's number of the claim: the identifier said to be one, else the first."""
    held = resource.node.nodes("identifier")
    told = [node.text("value") for node in held if identifier_kind(node) == "payer_claim"]
    return next(filter(None, [*told, *(node.text("value") for node in held)]), "")


def _is_refusal(resource: Resource) -> bool:
    """Processing ended in an error, and nothing was decided."""
    node = resource.node
    refused = meaning("outcome", node.text("outcome")) == meaning("outcome", "error")
    return refused and not any(name in node for name in ("item", "adjudication", "total", "payment"))


def _status(resource: Resource, place: Row) -> StatusRecord:
    category = meaning("outcome", resource.node.text("outcome"))
    return StatusRecord(
        {"status_key": resource.source.key(resource.notes.position), **place, "category": category}
    )


def _fill(resource: Resource, request: Resource, record: RemitRecord) -> None:
    row, node = record.remit, resource.node
    told = whole(node)
    explained = _put_lines(resource, request, record)
    charge = _charge(record, told, request)
    _complete_paid(resource, record, told)
    at_claim = adjustments(told, charge, explained, node)
    record.adjustments[:0] = rows(at_claim, 0)
    record.remarks[:0] = _remarks(told, 0)
    put(row, "charge_cents", charge)
    put(row, "paid_cents", told.paid)
    put(row, "allowed_cents", told.amounts.get("allowed"))
    owes = told.amounts.get("liability")
    put(row, "patient_responsibility_cents", patient_share([*at_claim, *explained]) if owes is None else owes)
    row["status_code"] = _status_code(resource, request, told, charge)
    _put_header(resource, request, row)


def _charge(record: RemitRecord, told: Decision, request: Resource) -> int | None:
    """The total, else the sum of the lines, else what the claim answered says."""
    if "charge" in told.amounts or "charge" in told.unread:
        return told.amounts.get("charge")
    total = _sum(record, "charge_cents")
    return request.node.cents("total") if total is None and is_claim(request) else total


def _sum(record: RemitRecord, name: str) -> int | None:
    """The sum over all lines; None unless each has the amount."""
    held = [row.get(name) for row in record.lines]
    known = [value for value in held if isinstance(value, int)]
    return sum(known) if held and len(known) == len(held) else None


def _complete_paid(resource: Resource, record: RemitRecord, told: Decision) -> None:
    """Without a total the payment counts, then what a denied claim is paid, then the lines."""
    if told.paid is not None:
        return
    payment = resource.node.node("payment")
    paid = payment.cents("amount")
    if paid is None:
        paid = 0 if _is_denied(payment) else _sum(record, "paid_cents")
    if paid is not None:
        told.amounts["paid"] = paid


def _is_denied(payment: Node) -> bool:
    return any(code == "denied" for _, code in codings(payment.node("type")))


def _status_code(resource: Resource, request: Resource, told: Decision, charge: int | None) -> str:
    """CLP02: what the outcome says, a reversal when the charge is negative, else the payer's turn."""
    if charge is not None and charge < 0:
        return _REVERSAL
    if outcome := meaning("outcome", resource.node.text("outcome")):
        return _DENIED if outcome == meaning("outcome", "error") else outcome
    if _is_denied(resource.node.node("payment")):
        return _DENIED
    held = insurances(resource) or insurances(request)
    order = resource.node.whole("precedence") or (order_of(resource, held[0]) if held else None)
    order = order or (_SECOND if told.amounts.get("prior", 0) > 0 else None)
    return str(order) if meaning("order", str(order)) else _PRIMARY


def _put_header(resource: Resource, request: Resource, row: Row) -> None:
    node = resource.node
    held = insurances(resource) or insurances(request)
    insurance = held[0] if held else Node({}, resource.notes)
    who = {**patient(resource), **coverage(resource, insurance)}
    row.update(payer(resource, insurance))
    put(row, "member_id", who.get("member_id"))
    filing = who.get("filing_indicator") or concept_meaning("filing", node.node("type"))
    put(row, "filing_indicator", filing)
    provider = node.node("payee").node("party") or node.node("requestor") or node.node("provider")
    put(row, "payee_npi", npi(resource, provider))
    put(row, "payee_tax_id", identifier(resource, provider, "tax"))
    _put_claim_facts(resource, request, row)
    prior = prior_claim(resource)
    earlier = [prior.node("reference"), prior.node("claim").node("identifier")]
    put(row, "original_reference", next(filter(None, (held.text("value") for held in earlier)), ""))
    permits = (
        [node.text("preAuthRef")]
        if node.text("resourceType") == "ClaimResponse"
        else node.texts("preAuthRef")
    )
    put(row, "prior_authorization", next(filter(None, permits), ""))
    payment = node.node("payment")
    put(row, "paid_on", payment.day("date"))
    put(row, "trace_number", payment.node("identifier").text("value"))


def _put_claim_facts(resource: Resource, request: Resource, row: Row) -> None:
    """What is told of the claim itself, by the response or else by the claim it answers."""
    for held in (resource, request):
        first, last = held.node.period("billablePeriod")
        facts: Row = {}
        put(facts, "frequency_code", frequency_code(held))
        put(facts, "from_on", first or last)
        put(facts, "through_on", last or first)
        put(facts, "facility_code", bill_type(held)[_FACILITY] or _place(held))
        put(facts, "drg", next((code_of(one.node("code"), "") for one in informations(held, "drg")), ""))
        received = next((one.day("timingDate") for one in informations(held, "received")), None)
        put(facts, "received_on", received)
        row |= {name: value for name, value in facts.items() if name not in row}
    if "rendering_npi" not in row:
        team = [member for member in care_team(request).values() if member.role in ("rendering", "primary")]
        put(row, "rendering_npi", team[0].npi if team and kind_of(request) == "professional" else "")


def _place(resource: Resource) -> str:
    return next(filter(None, (place_of_service(item) for item in resource.node.nodes("item"))), "")


def _put_lines(resource: Resource, request: Resource, record: RemitRecord) -> list[Reason]:
    """The decided items, and those that the payer added; gives all their adjustments."""
    billed = _billed(request)
    explained: list[Reason] = []
    for item in [*resource.node.nodes("item"), *resource.node.nodes("addItem")]:
        number = len(record.lines) + 1
        read = decision(item.nodes("adjudication"))
        row: Row = {"remit_line": number, **_line(item, billed), **_decided(item, read)}
        charge = row.get("charge_cents")
        found = adjustments(read, charge if isinstance(charge, int) else None, (), item)
        explained += found
        record.lines.append(row)
        record.adjustments += rows(found, number)
        record.remarks += _remarks(read, number)
    return explained


def _billed(request: Resource) -> dict[int, Node]:
    """The items of the claim answered, by their sequence."""
    if not is_claim(request):
        return {}
    held = request.node.nodes("item")
    return {item.whole("sequence") or place: item for place, item in enumerate(held, start=1)}


def _line(item: Node, billed: dict[int, Node]) -> Row:
    numbers = [*item.wholes("itemSequence"), item.whole("sequence")]
    asked = next((billed[number] for number in numbers if number in billed), None)
    row: Row = {}
    for node in [asked, item] if asked else [item]:
        row |= described(node)
        put(row, "charge_cents", net(node))
        put(row, "submitted_units", node.quantity("quantity"))
    return row


def _decided(item: Node, read: Decision) -> Row:
    row: Row = {}
    put(row, "charge_cents", read.amounts.get("charge"))
    put(row, "paid_cents", read.paid)
    put(row, "allowed_cents", read.amounts.get("allowed"))
    put(row, "units", read.units)
    return row


def _remarks(read: Decision, remit_line: int) -> list[Row]:
    return [
        {"remit_line": remit_line, "ordinal": ordinal, "rarc": rarc}
        for ordinal, rarc in enumerate(read.remarks, start=1)
    ]
