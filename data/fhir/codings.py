"""CodeableConcepts and identifiers, and what their codes mean to us by `data/codes/fhir_codes.csv`."""

from functools import cache, lru_cache
from typing import NamedTuple

from data.codes.tables import code_rows
from data.fhir.node import Node

_CACHED = 1 << 12


class Coding(NamedTuple):
    """A code and what its system is to us (`carc`, `npi`, `procedure` ...; empty when not known)."""

    system: str
    code: str


@cache
def meanings(of: str) -> dict[str, str]:
    """What codes mean, by lower-case code, of one list of the table."""
    return {row["code"].lower(): row["means"] for row in code_rows("fhir_codes") if row["list"] == of}


def meaning(of: str, code: str) -> str:
    """What a code means; empty when the list does not have it."""
    return meanings(of).get(code.lower(), "")


@lru_cache(maxsize=_CACHED)
def system_of(url: str) -> str:
    """What a code system or identifier system is to us, told by how its URL ends."""
    end = url.lower().rstrip("/")
    return next((means for ending, means in meanings("system").items() if end.endswith(ending)), "")


def codings(concept: Node) -> list[Coding]:
    """The codings of a CodeableConcept in order; of a code that is a URL only the last part counts."""
    found = [(node.text("system"), node.text("code")) for node in concept.nodes("coding")]
    return [Coding(system_of(system), code.rsplit("/", 1)[-1]) for system, code in found if code]


def concept_meaning(of: str, concept: Node) -> str:
    """What the first coding with a meaning means; empty when none has."""
    return next((means for _, code in codings(concept) if (means := meaning(of, code))), "")


def code_of(concept: Node, *systems: str) -> str:
    """The code of the first coding from one of these systems, else of the first from no system we know."""
    found = codings(concept)
    known = [code for system in systems for held, code in found if held == system]
    return next((code for code in known), next((code for system, code in found if not system), ""))


def identifier_kind(identifier: Node) -> str:
    """What an Identifier is: `npi`, `tax`, `member`, `payer`, `payer_claim`; empty when not known."""
    return concept_meaning("identifier", identifier.node("type")) or system_of(identifier.text("system"))
