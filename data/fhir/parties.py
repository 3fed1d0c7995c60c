"""Who a claim is about: providers by their NPI, the payer, the coverage, the patient."""

from data.fhir.codings import code_of, concept_meaning, identifier_kind, meaning
from data.fhir.node import Node
from data.fhir.source import Resource
from data.records import Row
from data.x12.source import put

_NPI_DIGITS = 10


def identifiers(resource: Resource, reference: Node) -> list[Node]:
    """The identifiers of what a Reference names: of the resource, where it is in the file, and its own."""
    found = resource.resolve(reference)
    held = found.nodes("identifier")
    if found.text("resourceType") == "PractitionerRole":
        held += resource.resolve(found.node("practitioner")).nodes("identifier")
    own = reference.node("identifier")
    return [*held, own] if own else held


def identifier(resource: Resource, reference: Node, kind: str) -> str:
    """The first identifier of a kind; empty when there is none."""
    held = identifiers(resource, reference)
    return next((node.text("value") for node in held if identifier_kind(node) == kind), "")


def npi(resource: Resource, reference: Node) -> str:
    """A provider's NPI, when the number is said to be one and has ten digits."""
    number = identifier(resource, reference, "npi")
    if not number or (len(number) == _NPI_DIGITS and number.isascii() and number.isdigit()):
        return number
    resource.notes("unreadable_npi")
    return ""


def insurances(resource: Resource) -> list[Node]:
    """The insurances of a claim: the one billed (focal, else the first in order) before the others."""
    held = resource.node.nodes("insurance")
    return sorted(held, key=lambda node: (not node.flag("focal"), node.whole("sequence") or 0))


def order_of(resource: Resource, insurance: Node) -> int | None:
    """Which payer in turn an insurance is: 1 is the primary; missing when nothing says it.

    Among several the claim's own sequence counts; a lone one may be the secondary, so its coverage is asked.
    """
    order = resource.resolve(insurance.node("coverage")).whole("order")
    if len(resource.node.nodes("insurance")) > 1:
        return insurance.whole("sequence") or order
    return order


def payer(resource: Resource, insurance: Node) -> Row:
    """`payer_id` and `payer_name`: of the insurer, else the coverage's payor, else as that is named."""
    reference = insurance.node("coverage")
    payors = resource.resolve(reference).nodes("payor")[:1]
    if insurance.flag("focal") or len(resource.node.nodes("insurance")) <= 1:
        payors.insert(0, resource.node.node("insurer"))
    row: Row = {}
    for candidate in payors:
        _name_payer(row, identifiers(resource, candidate), ("payer", ""))
        found = resource.resolve(candidate)
        _put_first(row, "payer_name", found.text("name") or candidate.text("display"))
    # A number of the coverage itself may be the member's, so only what is said to be the payer's counts.
    _name_payer(row, [reference.node("identifier")], ("payer",))
    _put_first(row, "payer_name", reference.text("display"))
    return row


def _name_payer(row: Row, held: list[Node], kinds: tuple[str, ...]) -> None:
    for kind in kinds:
        for node in held:
            if identifier_kind(node) == kind:
                _put_first(row, "payer_id", node.text("value"))
    names = [node.text("value") for node in held if identifier_kind(node) == "payer_name"]
    _put_first(row, "payer_name", next(iter(names), ""))


def _put_first(row: Row, name: str, value: str) -> None:
    if name not in row:
        put(row, name, value)


def coverage(resource: Resource, insurance: Node) -> Row:
    """What a Coverage says of the plan and the subscriber, as columns of a claim."""
    held = resource.resolve(insurance.node("coverage"))
    row: Row = {}
    members = [node.text("value") for node in held.nodes("identifier") if identifier_kind(node) == "member"]
    put(row, "member_id", held.text("subscriberId") or next(iter(members), ""))
    put(row, "relationship", concept_meaning("relationship", held.node("relationship")))
    put(row, "filing_indicator", concept_meaning("plan", held.node("type")))
    for grouping in held.nodes("class"):
        if code_of(grouping.node("type"), "") == "group":
            put(row, "group_number", grouping.text("value"))
            put(row, "plan_name", grouping.text("name"))
    return row


def patient(resource: Resource) -> Row:
    """The patient's birth, sex and member id."""
    reference = resource.node.node("patient")
    held = resource.resolve(reference)
    row: Row = {}
    put(row, "patient_birth_on", held.day("birthDate"))
    put(row, "patient_sex", meaning("sex", held.text("gender")))
    put(row, "member_id", identifier(resource, reference, "member"))
    return row
