"""A ClaimResponse: the decision on a Claim that is elsewhere."""

from data.fhir.claim import claim_number, is_claim
from data.fhir.node import Node
from data.fhir.remit import read_remit
from data.fhir.source import Resource
from data.records import Item


def read_claim_response(resource: Resource) -> list[Item]:
    """The items of a ClaimResponse: a remit, or a status when the claim was refused unread."""
    request = answered(resource, "request")
    return read_remit(resource, answered_number(resource, "request", request), request)


def answered(resource: Resource, name: str) -> Resource:
    """The Claim that a resource names and the file holds; empty when it does not."""
    found = resource.within(resource.resolve(resource.node.node(name)))
    return found if is_claim(found) else resource.within(Node({}, resource.notes))


def answered_number(resource: Resource, name: str, claim: Resource) -> str:
    """The number of the claim answered: as the claim has it, else as it is named, else its id."""
    if claim.node:
        return claim_number(claim)
    reference = resource.node.node(name)
    named = reference.node("identifier").text("value")
    held = reference.text("reference")
    return named or ("" if held.startswith("#") else held.rsplit("/", 1)[-1].rsplit(":", 1)[-1])
