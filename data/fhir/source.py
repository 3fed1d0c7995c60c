"""Where we are in a file, and one resource of it with what it refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from data.fhir.codings import concept_meaning
from data.fhir.node import Node
from data.records import Problem, Quarantined, SetAside

Library: TypeAlias = Callable[[str], Mapping[str, object] | None]
"""Gives the resource of the file that a reference names."""

_KEY_HASH_LENGTH = 24  # as of X12 files


@dataclass(frozen=True, slots=True)
class Source:
    """One file being read: its identity, its clock, and what its references lead to."""

    file_sha256: str
    received_at: datetime | None
    library: Library

    def key(self, position: int) -> str:
        """Immutable identity of a resource; a claim and a remit of one resource share it, in their tables."""
        return f"{self.file_sha256[:_KEY_HASH_LENGTH]}:{position}"


@dataclass(slots=True)
class Notes:
    """What was odd about one resource: each code once."""

    position: int
    codes: list[str] = field(default_factory=list)

    def __call__(self, code: str) -> None:
        if code not in self.codes:
            self.codes.append(code)

    def problem(self, code: str) -> Problem:
        return Problem(code, self.position)

    def warnings(self) -> list[Problem]:
        return [self.problem(code) for code in self.codes]

    def quarantined(self, code: str) -> Quarantined:
        return Quarantined(self.problem(code))

    def set_aside(self, code: str) -> SetAside:
        return SetAside(self.problem(code))


@dataclass(frozen=True)
class Resource:
    """A resource, the file it is in, and where: its 1-based place among the resources of the file."""

    node: Node
    source: Source
    notes: Notes

    @cached_property
    def information(self) -> Mapping[str, list[Node]]:
        """Its supporting information in order, by what its category means to us."""
        found: dict[str, list[Node]] = {}
        for held in self.node.nodes("supportingInfo"):
            found.setdefault(concept_meaning("information", held.node("category")), []).append(held)
        return found

    def resolve(self, reference: Node) -> Node:
        """What a Reference leads to, contained or elsewhere in the file; empty when it is not there."""
        name = reference.text("reference")
        if name.startswith("#"):
            inside = (held for held in self.node.nodes("contained") if held.text("id") == name[1:])
            return next(inside, Node({}, self.notes))
        return Node((self.source.library(name) if name else None) or {}, self.notes)

    def within(self, node: Node) -> "Resource":
        """Another resource of the file, read for the sake of this one."""
        return Resource(node, self.source, self.notes)
