"""FHIR documents for tests: the fixtures of this folder, and what reading gives."""

import copy
import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from data.fhir.reader import read_fhir
from data.records import ClaimRecord, Item, Problem, Quarantined, RemitRecord, SetAside, StatusRecord

FIXTURES = Path(__file__).parent / "fixtures"
RECEIVED = datetime.fromisoformat("2026-06-01T12:00")


@dataclass
class Outcome:
    """What a file gave, by what it is; problems as code and position."""

    claims: list[ClaimRecord] = field(default_factory=list)
    remits: list[RemitRecord] = field(default_factory=list)
    statuses: list[StatusRecord] = field(default_factory=list)
    quarantined: list[tuple[str, int]] = field(default_factory=list)
    set_aside: list[tuple[str, int]] = field(default_factory=list)
    warnings: list[tuple[str, int]] = field(default_factory=list)

    @property
    def seen(self) -> int:
        kept = (self.claims, self.remits, self.statuses, self.quarantined, self.set_aside)
        return sum(len(held) for held in kept)

    def take(self, item: Item) -> None:
        match item:
            case ClaimRecord():
                self.claims.append(item)
            case RemitRecord():
                self.remits.append(item)
            case StatusRecord():
                self.statuses.append(item)
            case Quarantined(problem):
                self.quarantined.append((problem.code, problem.segment))
            case SetAside(problem):
                self.set_aside.append((problem.code, problem.segment))
            case Problem(code, segment):
                self.warnings.append((code, segment))
            case _:
                raise AssertionError(item)


def read(content: bytes, received_at: datetime | None = None) -> Outcome:
    outcome = Outcome()
    for item in read_fhir(content, hashlib.sha256(content).hexdigest(), received_at):
        outcome.take(item)
    return outcome


def read_document(document: Any, received_at: datetime | None = None) -> Outcome:
    return read(json.dumps(document).encode(), received_at)


def fixture(name: str) -> bytes:
    return (FIXTURES / name).read_bytes()


@cache
def _document(name: str) -> Any:
    return json.loads(fixture(name))


def document(name: str) -> Any:
    """A fixture, to be changed at will."""
    return copy.deepcopy(_document(name))


def resource(name: str, kind: str, place: int = 0) -> Any:
    """A resource of a Bundle, by its kind and place among those."""
    held = [entry["resource"] for entry in document(name)["entry"]]
    return [one for one in held if one["resourceType"] == kind][place]


def adjudicated(*adjudications: dict[str, Any], charge: float = 100.0, **more: Any) -> Any:
    """An explanation with one line of these adjudications, and nothing told of the claim as a whole."""
    made = resource("explanations.json", "ExplanationOfBenefit")
    made["item"] = [{"sequence": 1, "net": usd(charge), "adjudication": list(adjudications)}]
    del made["total"], made["payment"]
    return made | more


def usd(value: float) -> dict[str, Any]:
    return {"value": value, "currency": "USD"}


def amount(
    code: str, value: float, system: str = "http://terminology.hl7.org/CodeSystem/adjudication"
) -> Any:
    return {"category": {"coding": [{"system": system, "code": code}]}, "amount": usd(value)}


def reason(code: str, value: float | None = None, system: str = "claim-adjustment-reason-codes") -> Any:
    category = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudicationDiscriminator"
    told = {"coding": [{"system": f"https://x12.org/codes/{system}", "code": code}]}
    made = {"category": {"coding": [{"system": category, "code": "adjustmentreason"}]}, "reason": told}
    return made if value is None else made | {"amount": usd(value)}


def told(outcome: Outcome) -> list[tuple[Any, ...]]:
    """The adjustments of the first remit: line, group, CARC and cents."""
    columns = ("remit_line", "group_code", "carc", "amount_cents")
    return [tuple(row.get(name) for name in columns) for row in outcome.remits[0].adjustments]
