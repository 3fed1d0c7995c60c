"""An ExplanationOfBenefit: the claim as the payer read it, and the decision."""

from data.fhir.adjudication import decision, whole
from data.fhir.claim import claim_number, claim_record, finished
from data.fhir.claim_response import answered, answered_number
from data.fhir.clocks import available_at, sent_by
from data.fhir.information import account_number, informations
from data.fhir.lines import net
from data.fhir.node import Node
from data.fhir.remit import payer_number, read_remit
from data.fhir.source import Resource
from data.records import ClaimRecord, Item


def read_explanation_of_benefit(resource: Resource) -> list[Item]:
    """The items of an ExplanationOfBenefit: a claim version and the remit that decides it.

    Each counts by itself. The remit alone comes from here where the file holds the Claim as a resource of its
    own, and where charges are taken back: nobody sent such a claim. Invariant: both parts carry one number.
    """
    claim = answered(resource, "claim")
    number = _number(resource, claim)
    remit = read_remit(resource, number, claim if claim.node else resource)
    is_apart = claim.node and not resource.node.node("claim").text("reference").startswith("#")
    is_reversal = whole(resource.node).amounts.get("charge", 0) < 0
    return remit if is_apart or is_reversal else [*_read_claim(resource, number), *remit]


def _number(resource: Resource, claim: Resource) -> str:
    """The practice's number as told back, else the claim's, else the payer's own."""
    told = answered_number(resource, "claim", claim) if claim.node else account_number(resource)
    told = told or answered_number(resource, "claim", claim)
    return told or payer_number(resource) or claim_number(resource)


def _read_claim(resource: Resource, number: str) -> list[Item]:
    record = claim_record(resource, number, _charge)
    told = whole(resource.node)
    record.claim["total_charge_cents"] = told.amounts.get("charge")
    _put_prior_payment(record, told.amounts.get("prior", 0))
    available = available_at(resource)
    received = next((held.day("timingDate") for held in informations(resource, "received")), None)
    sent = sent_by(received, available) if received and available else None
    is_told = "charge" in told.unread
    return finished(resource, record, sent, available, total_is_told=is_told)


def _put_prior_payment(record: ClaimRecord, paid: int) -> None:
    """What an earlier payer paid makes the claim a secondary one, whoever that payer was."""
    if paid <= 0:
        return
    record.claim.setdefault("responsibility", "S")
    if not record.other_payers:
        record.other_payers.append({"ordinal": 1, "responsibility": "P"})
    if len(record.other_payers) == 1:
        record.other_payers[0]["paid_cents"] = paid


def _charge(item: Node) -> int | None:
    """What an item was charged at: its net, else what it says was submitted."""
    charge = net(item)
    return decision(item.nodes("adjudication")).amounts.get("charge") if charge is None else charge
