"""A FHIR Claim as a claim version; the header of an ExplanationOfBenefit is read the same way."""

from collections.abc import Callable
from datetime import date, datetime
from typing import TypeAlias

from data.fhir.clocks import available_at, created_at, sent_by
from data.fhir.codings import concept_meaning, identifier_kind, meaning, meanings
from data.fhir.information import (
    Team,
    account_number,
    bill_type,
    care_team,
    frequency_code,
    prior_claim,
    put_diagnoses,
    put_information,
    put_line_people,
    put_people,
    put_procedures,
)
from data.fhir.lines import line, net, place_of_service
from data.fhir.node import Node
from data.fhir.parties import coverage, identifier, identifiers, insurances, npi, order_of, patient, payer
from data.fhir.source import Resource
from data.records import ClaimRecord, Item, Row
from data.x12.source import put

_KINDS = ("professional", "institutional")

ChargeOf: TypeAlias = Callable[[Node], int | None]
"""Gives the charge of an item, in cents."""


def read_claim(resource: Resource) -> list[Item]:
    """The item of a Claim: the claim version, or why it is refused."""
    record = claim_record(resource, claim_number(resource), net)
    record.claim["total_charge_cents"] = resource.node.cents("total")
    created, available = created_at(resource), available_at(resource)
    if created is None:
        resource.notes("submission_day_assumed")
    is_told = "total" in resource.node
    return finished(resource, record, created or available, available, total_is_told=is_told)


def is_claim(resource: Resource) -> bool:
    """Whether it is a Claim: what answers one may name something else, or nothing that is here."""
    return resource.node.text("resourceType") == "Claim"


def claim_number(resource: Resource) -> str:
    """The practice's number of a Claim: its account number, else its identifier, else the resource's id."""
    held = resource.node.nodes("identifier")
    own = [node.text("value") for node in held if identifier_kind(node) != "payer_claim"]
    number = account_number(resource) or next(filter(None, own), "")
    if number or not resource.node.text("id"):
        return number or next((node.text("value") for node in held), "")
    resource.notes("claim_number_from_id")
    return resource.node.text("id")


def kind_of(resource: Resource) -> str:
    """`professional`, `institutional`, `dental`, `pharmacy` or `vision`; empty when nothing tells it.

    By the type, the subtype, the profile, else by revenue codes and places of service of the items.
    """
    node = resource.node
    for concept in (node.node("type"), node.node("subType")):
        if kind := concept_meaning("kind", concept):
            return kind
    profiles = " ".join(node.node("meta").texts("profile")).lower()
    told = [kind for word, kind in meanings("profile").items() if word in profiles]
    items = node.nodes("item")
    if not told and any("revenue" in item for item in items):
        told = ["institutional"]
    if not told and any(place_of_service(item) for item in items):
        told = ["professional"]
    return told[0] if told else ""


def claim_record(resource: Resource, number: str, charge_of: ChargeOf) -> ClaimRecord:
    """All of a claim but its total, identity and clocks; of one that is of no kind we keep, little."""
    kind = kind_of(resource)
    record = ClaimRecord({})
    row = record.claim
    put(row, "claim_id", number)
    if kind not in _KINDS:
        return record
    row["kind"] = kind
    row.update(patient(resource))
    _put_insurance(resource, record)
    _put_provider(resource, row)
    put(row, "frequency_code", frequency_code(resource))
    if kind == "institutional":
        put(row, "bill_type", bill_type(resource))
    first, last = resource.node.period("billablePeriod")
    put(row, "from_on", first or last)
    put(row, "through_on", last or first)
    put_information(resource, row)
    team = care_team(resource)
    put_people(resource, row, kind, team)
    put_procedures(resource, record)
    _put_lines(resource, record, team, charge_of)
    return record


def finished(
    resource: Resource,
    record: ClaimRecord,
    sent: datetime | None,
    available: datetime | None,
    *,
    total_is_told: bool,
) -> list[Item]:
    """The record with its identity and its clocks, or why it is refused.

    Its charges are summed unless a total is told: one that cannot be read is missing.
    """
    row, source, notes = record.claim, resource.source, resource.notes
    if row.get("total_charge_cents") is None:
        row.pop("total_charge_cents", None)
        if not total_is_told:
            _sum_charges(record)
    _fill_span(record)
    fault = "" if "claim_id" in row else "missing_claim_number"
    fault = fault or ("" if "kind" in row else "missing_kind")
    if fault or available is None:
        return [notes.quarantined(fault or "missing_dates")]
    if sent is None:
        notes("submission_day_assumed")
        last = row.get("through_on") or row.get("from_on")
        sent = sent_by(last if isinstance(last, date) else None, available)
    row.update(
        version_key=source.key(notes.position),
        file_sha256=source.file_sha256,
        position=notes.position,
        submitted_at=sent,
        available_at=available,
    )
    return [record]


def _sum_charges(record: ClaimRecord) -> None:
    """The total is the sum of the lines, when all of them are known."""
    charges = [row.get("charge_cents") for row in record.lines]
    known = [charge for charge in charges if isinstance(charge, int)]
    if charges and len(known) == len(charges):
        record.claim["total_charge_cents"] = sum(known)


def _fill_span(record: ClaimRecord) -> None:
    """A claim without a period has the first and last day of its lines."""
    if "from_on" not in record.claim:
        days = [row.get(name) for row in record.lines for name in ("from_on", "through_on")]
        known = [day for day in days if isinstance(day, date)]
        put(record.claim, "from_on", min(known, default=None))
        put(record.claim, "through_on", max(known, default=None))


def _put_insurance(resource: Resource, record: ClaimRecord) -> None:
    held = insurances(resource)
    first = held[0] if held else Node({}, resource.notes)
    row = record.claim
    row.update(payer(resource, first))
    row.update(coverage(resource, first))
    put(row, "responsibility", meaning("order", str(order_of(resource, first) or "")))
    if "filing_indicator" not in row:
        put(row, "filing_indicator", concept_meaning("filing", resource.node.node("type")))
    permits = [*first.texts("preAuthRef"), *resource.node.texts("preAuthRef")]
    put(row, "prior_authorization", next(filter(None, permits), ""))
    for other in held[1:]:
        _add_other_payer(resource, record, other)


def _add_other_payer(resource: Resource, record: ClaimRecord, insurance: Node) -> None:
    row: Row = {"ordinal": len(record.other_payers) + 1, **payer(resource, insurance)}
    held = coverage(resource, insurance)
    row |= {name: value for name, value in held.items() if name != "plan_name"}
    put(row, "responsibility", meaning("order", str(order_of(resource, insurance) or "")))
    record.other_payers.append(row)


def _put_provider(resource: Resource, row: Row) -> None:
    provider, referral = resource.node.node("provider"), resource.node.node("referral")
    put(row, "billing_npi", npi(resource, provider))
    put(row, "billing_tax_id", identifier(resource, provider, "tax"))
    # A referral may stand there as its number or as who referred.
    numbers = [node.text("value") for node in identifiers(resource, referral) if not identifier_kind(node)]
    put(row, "referral_number", next(iter(numbers), ""))
    prior = prior_claim(resource)
    earlier = resource.resolve(prior.node("claim")).nodes("identifier")
    names = [prior.node("reference"), prior.node("claim").node("identifier"), *earlier]
    put(row, "original_reference", next(filter(None, (node.text("value") for node in names)), ""))


def _put_lines(resource: Resource, record: ClaimRecord, team: Team, charge_of: ChargeOf) -> None:
    pointers = put_diagnoses(resource, record)
    kind = str(record.claim["kind"])
    for number, item in enumerate(resource.node.nodes("item"), start=1):
        row = {"line": number, **line(resource, item, pointers)}
        put(row, "charge_cents", charge_of(item))
        put_line_people(item, row, record.claim, kind, team)
        record.lines.append(row)
    places = [row.get("place_of_service") for row in record.lines if row.get("place_of_service")]
    if kind == "professional" and places:
        record.claim["place_of_service"] = places[0]
    for row in record.lines:
        if row.get("place_of_service") == record.claim.get("place_of_service"):
            row.pop("place_of_service", None)
