"""What a claim says besides its lines: supporting information, diagnoses, procedures, who took part."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from data.fhir.codings import code_of, codings, concept_meaning
from data.fhir.node import Node
from data.fhir.parties import npi
from data.fhir.source import Resource
from data.records import ClaimRecord, Row
from data.x12.source import put
from data.x12.values import joined

_TEXTS = ("admission_type", "admission_source", "patient_status", "drg")
_DATES = {"onset": "onset_on", "admission": "admission_on"}
_FULL_BILL_TYPE = 3
_RENDERING = {"professional": ("rendering", "primary"), "institutional": ("attending",)}
_PEOPLE = ("referring", "supervising", "operating")
_SUPPORT_DATA = "OZ"


class Member(NamedTuple):
    """One of the care team."""

    role: str
    npi: str
    taxonomy: str


Team: TypeAlias = dict[int, Member]


def informations(resource: Resource, wanted: str) -> Sequence[Node]:
    """The supporting information of a category, in order."""
    return resource.information.get(wanted, ())


def put_information(resource: Resource, row: Row) -> None:
    """Admission, discharge, DRG, onset, accident, attachments: as columns of a claim."""
    for column in _TEXTS:
        held = next(iter(informations(resource, column)), None)
        codes = codings(held.node("code")) if held else []
        put(row, column, codes[0].code if codes else "")
    for wanted, column in _DATES.items():
        held = next(iter(informations(resource, wanted)), None)
        if held:
            put(
                row,
                column,
                held.period("timingPeriod")[0] if "timingPeriod" in held else held.day("timingDate"),
            )
    accident = resource.node.node("accident")
    put(row, "accident_on", accident.day("date"))
    put(row, "accident_kind", concept_meaning("incident", accident.node("type")))
    attached = [codings(held.node("code")) for held in informations(resource, "attachment")]
    put(row, "attachments", joined([codes[0].code if codes else _SUPPORT_DATA for codes in attached]))


def account_number(resource: Resource) -> str:
    """The practice's own number of the claim, as a payer tells it back."""
    return next((held.text("valueString") for held in informations(resource, "account")), "")


def bill_type(resource: Resource) -> str:
    """Three digits as 131, put together from CMS's facility type, classification and frequency if need be."""
    code = _bill_code(resource)
    if len(code) >= _FULL_BILL_TYPE:
        return code[-_FULL_BILL_TYPE:]
    facility = _extension_code(resource.node.node("facility"), "clm_fac_type_cd")
    classification = _extension_code(resource.node, "clm_srvc_clsfctn_type_cd")
    return facility + classification + code if facility and classification and code else ""


def frequency_code(resource: Resource) -> str:
    """1 original, 7 replacement: as the type of bill ends, else 7 when an earlier claim is named as prior."""
    code = _bill_code(resource)
    return code[-1:] or ("7" if prior_claim(resource) else "")


def prior_claim(resource: Resource) -> Node:
    """The related claim that this one replaces; empty when there is none."""
    held = resource.node.nodes("related")
    prior = (node for node in held if concept_meaning("related", node.node("relationship")) == "prior")
    return next(prior, Node({}, resource.notes))


def _bill_code(resource: Resource) -> str:
    held = next(iter(informations(resource, "bill_type")), None)
    codes = codings(held.node("code")) if held else []
    return codes[0].code if codes else ""


def _extension_code(node: Node, variable: str) -> str:
    for held in node.nodes("extension"):
        if held.text("url").endswith(variable):
            return held.node("valueCoding").text("code")
    return ""


def put_diagnoses(resource: Resource, record: ClaimRecord) -> dict[int, int]:
    """ICD codes, the principal first; gives the 1-based place of a diagnosis by its sequence."""
    held = sorted(resource.node.nodes("diagnosis"), key=lambda node: node.whole("sequence") or 0)
    told = [(_type(node), _icd(resource, node), node) for node in held]
    coded = [(kind, code, node) for kind, code, node in told if code]
    for kind, code, _ in coded:
        if kind == "admitting":
            put(record.claim, "admitting_diagnosis", code)
        elif kind in ("external_cause", "visit_reason"):
            add_code(record, kind, code)
    listed = sorted(
        (entry for entry in coded if entry[0] in ("", "principal")), key=lambda entry: not entry[0]
    )
    put(record.claim, "diagnoses", joined([code for _, code, _ in listed]))
    marks = [_present(node) for _, _, node in listed]
    if any(marks):
        put(record.claim, "present_on_admission", joined([mark or "-" for mark in marks]))
    places = [node.whole("sequence") for _, _, node in listed]
    return {number: place for place, number in enumerate(places, start=1) if number is not None}


def add_code(record: ClaimRecord, kind: str, code: str) -> Row:
    """A row among the claim's dated codes."""
    row: Row = {"ordinal": len(record.codes) + 1, "kind": kind, "code": code}
    record.codes.append(row)
    return row


def put_procedures(resource: Resource, record: ClaimRecord) -> None:
    """ICD procedures in order, with their days."""
    for held in sorted(resource.node.nodes("procedure"), key=lambda node: node.whole("sequence") or 0):
        code = code_of(held.node("procedureCodeableConcept"), "icd10", "icd9")
        if code:
            kinds = [concept_meaning("procedure", node) for node in held.nodes("type")]
            row = add_code(record, next(filter(None, kinds), "procedure"), code.replace(".", ""))
            put(row, "from_on", held.day("date"))


def _type(diagnosis: Node) -> str:
    held = [concept_meaning("diagnosis", node) for node in diagnosis.nodes("type")]
    return next(filter(None, held), "")


def _icd(resource: Resource, diagnosis: Node) -> str:
    concept = diagnosis.node("diagnosisCodeableConcept")
    if not concept:
        concept = resource.resolve(diagnosis.node("diagnosisReference")).node("code")
    code = code_of(concept, "icd10", "icd9")
    systems = {system for system, _ in codings(concept)}
    if systems and not code:
        resource.notes("unknown_code_system")
    if "icd9" in systems and "icd10" not in systems:
        resource.notes("icd9_diagnosis")
    return code.replace(".", "")


def _present(diagnosis: Node) -> str:
    codes = [code for _, code in codings(diagnosis.node("onAdmission"))]
    codes += [
        held.node("valueCoding").text("code")
        for held in diagnosis.nodes("extension")
        if "_poa_ind_sw" in held.text("url")
    ]
    return next((code.upper() for code in codes if len(code) == 1), "")


def care_team(resource: Resource) -> Team:
    """Those who took part in a known role and have an NPI, by their sequence, in order."""
    team: Team = {}
    for place, held in enumerate(resource.node.nodes("careTeam"), start=1):
        role = concept_meaning("care_team", held.node("role"))
        number = npi(resource, held.node("provider")) if role else ""
        if number:
            taxonomy = code_of(held.node("qualification"), "taxonomy")
            team[held.whole("sequence") or place] = Member(role, number, taxonomy)
    return team


def put_people(resource: Resource, row: Row, kind: str, team: Team) -> None:
    """Who rendered or attended, referred, supervised and operated, and where: as columns of a claim."""
    rendering = _first(team.values(), *_RENDERING[kind])
    if rendering:
        put(row, "rendering_npi", rendering.npi)
        put(row, "rendering_taxonomy", rendering.taxonomy)
    for role in _PEOPLE:
        found = _first(team.values(), role)
        put(row, f"{role}_npi", found.npi if found else "")
    facility = _first(team.values(), "facility")
    places = [held.node("valueReference") for held in informations(resource, "facility")]
    places.append(resource.node.node("facility"))
    named = (npi(resource, held) for held in places)
    put(row, "facility_npi", facility.npi if facility else next(filter(None, named), ""))


def put_line_people(item: Node, row: Row, claim: Row, kind: str, team: Team) -> None:
    """The line's own rendering and referring provider, where they differ from the claim's."""
    told = [team[number] for number in item.wholes("careTeamSequence") if number in team]
    for column, roles in (("rendering_npi", _RENDERING[kind]), ("referring_npi", ("referring",))):
        found = _first(told, *roles)
        if found and found.npi != claim.get(column):
            row[column] = found.npi


def _first(members: Iterable[Member], *roles: str) -> Member | None:
    held = list(members)
    return next((member for role in roles for member in held if member.role == role), None)
