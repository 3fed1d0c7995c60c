"""The items of a Claim or ExplanationOfBenefit as service lines."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from data.fhir.codings import codings, meaning, system_of
from data.fhir.node import Node
from data.fhir.source import Resource
from data.fhir.values import cents
from data.records import Row
from data.x12.source import put
from data.x12.values import joined, revenue_code

_PROCEDURE = ("procedure", "")
_PLACE_LENGTH = 2


def procedure_code(item: Node) -> str:
    """The HCPCS or CPT code of an item; empty for a drug, a clinical code or none."""
    found = codings(item.node("productOrService"))
    for wanted in _PROCEDURE:
        if code := next((code for system, code in found if system == wanted), ""):
            return code
    if any(system == "clinical" for system, _ in found):
        item.note("unknown_code_system")
    return ""


def modifiers(item: Node) -> str | None:
    """The modifiers in order."""
    held = [codings(concept) for concept in item.nodes("modifier")]
    return joined([found[0].code for found in held if found])


def revenue(item: Node) -> str:
    """The revenue code: the first that is a number, for some senders put other codes beside it."""
    codes = [code for _, code in codings(item.node("revenue"))]
    return revenue_code(next((code for code in codes if code.isdigit()), next(iter(codes), "")))


def place_of_service(item: Node) -> str:
    """The two digits that say where an item was done."""
    codes = [code for _, code in codings(item.node("locationCodeableConcept"))]
    return next((code for code in codes if len(code) == _PLACE_LENGTH and code.isdigit()), "")


def days(item: Node) -> tuple[date | None, date | None]:
    """First and last day of an item; a single day is both."""
    if "servicedDate" in item:
        on = item.day("servicedDate")
        return on, on
    first, last = item.period("servicedPeriod")
    return first or last, last or first


def net(item: Node) -> int | None:
    """What an item is charged at: its net, else unit price by quantity."""
    given = item.cents("net")
    if given is not None or "unitPrice" not in item:
        return given
    price = item.cents("unitPrice")
    if price is None:
        return None
    count = item.node("quantity").decimal("value") if "quantity" in item else Decimal(1)
    factor = item.decimal("factor") if "factor" in item else Decimal(1)
    if count is None or factor is None:
        return None
    value = cents(Decimal(price) / 100 * count * factor)
    if value is None:
        item.note("unreadable_amount")
    return value


def control(item: Node) -> str:
    """What ties an item to its decision: the claim's item it answers, else its own sequence."""
    numbers = [*item.wholes("itemSequence"), item.whole("sequence")]
    return next((str(number) for number in numbers if number is not None), "")


def described(item: Node) -> Row:
    """What an item and its decision have in common, as columns of both."""
    row: Row = {}
    first, last = days(item)
    put(row, "procedure_code", procedure_code(item))
    put(row, "modifiers", modifiers(item))
    put(row, "revenue_code", revenue(item))
    put(row, "from_on", first)
    put(row, "through_on", last)
    put(row, "line_control", control(item))
    return row


def line(resource: Resource, item: Node, pointers: Mapping[int, int]) -> Row:
    """A service line without its charge and people; `pointers` gives a diagnosis's place by its sequence."""
    row = described(item)
    if "procedure_code" in row:
        row["procedure_qualifier"] = "HC"
    quantity = item.node("quantity")
    put(row, "units", item.quantity("quantity"))
    put(row, "unit_basis", meaning("unit", quantity.text("code") or quantity.text("unit")))
    places = [pointers[number] for number in item.wholes("diagnosisSequence") if number in pointers]
    put(row, "diagnosis_pointers", joined([str(place) for place in places]))
    put(row, "place_of_service", place_of_service(item))
    _put_drug(item, row)
    return row


def _put_drug(item: Node, row: Row) -> None:
    """The drug is the item itself, a detail of it, or an extension of its code."""
    for held in (item, *item.nodes("detail")):
        service = held.node("productOrService")
        codes = [code for system, code in codings(service) if system == "ndc"]
        codes += [
            extension.node("valueCoding").text("code")
            for extension in service.nodes("extension")
            if system_of(extension.text("url")) == "ndc"
        ]
        if not codes or not codes[0]:
            continue
        row["ndc"] = codes[0]
        if held is not item:
            quantity = held.node("quantity")
            put(row, "ndc_units", held.quantity("quantity"))
            put(row, "ndc_basis", meaning("drug_unit", quantity.text("code") or quantity.text("unit")))
        return
