"""Reading FHIR R4 in JSON: one resource, a Bundle, or NDJSON, which is read line by line.

Positions are 1-based places of resources in the file. A Claim counts once, a ClaimResponse once; an
ExplanationOfBenefit counts once for its claim and once for its remit (once in all when it is set aside, or
when the file holds its Claim). All else in a file is there to be referred to.
"""

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import BinaryIO

from data.errors import UnreadableInputError
from data.fhir.claim import kind_of, read_claim
from data.fhir.claim_response import read_claim_response
from data.fhir.codings import meaning
from data.fhir.explanation_of_benefit import read_explanation_of_benefit
from data.fhir.library import Library, NotJsonObjectError, lines, parsed
from data.fhir.node import Node
from data.fhir.source import Notes, Resource, Source
from data.records import Item, Problem

_BOM = b"\xef\xbb\xbf"
_READERS: Mapping[str, Callable[[Resource], list[Item]]] = {
    "Claim": read_claim,
    "ClaimResponse": read_claim_response,
    "ExplanationOfBenefit": read_explanation_of_benefit,
}
_ALIKE = ("claim", "explanationofbenefit")
_ASIDE = ("dental", "pharmacy", "vision")


class NotFhirError(UnreadableInputError):
    """The text is not JSON, or holds no FHIR resource."""

    def __init__(self) -> None:
        super().__init__("This is not FHIR: expected a JSON resource, a Bundle, or one resource a line.")


def looks_like_fhir(head: bytes) -> bool:
    """Whether the first bytes of a file are those of JSON with resources in it."""
    return head.removeprefix(_BOM).lstrip()[:1] in (b"{", b"[") and b'"resourceType"' in head


def read_fhir(content: bytes | BinaryIO, file_sha256: str, received_at: datetime | None) -> Iterator[Item]:
    """The claims and remits of a FHIR file in order, and what was odd, refused or put aside.

    Args:
        content: the file; a stream must be seekable, and NDJSON in one is held a line at a time.
        file_sha256: hash of its bytes.
        received_at: when we got it; without it resources are available when they were created.

    Raises: NotFhirError when it is neither a resource, a Bundle, a list of resources nor lines of them.
    """
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    is_ndjson = _is_ndjson(stream)
    library = Library(stream if is_ndjson else None)
    held = _of_lines(stream) if is_ndjson else iter(_of_document(stream))
    source = Source(file_sha256, received_at, library)
    counted = 0
    for position, resource in enumerate(_resources(held, library), start=1):
        items = _read(resource, source, position)
        counted += len(items)
        yield from items
    if not counted:
        yield Problem("no_claim_resources", 0)


def _is_ndjson(stream: BinaryIO) -> bool:
    """Whether there are several lines and one of the first two is a resource by itself."""
    first = [line for _, line in islice(lines(stream), 2)]
    return len(first) > 1 and any(_is_resource(line) for line in first)


def _is_resource(line: bytes) -> bool:
    try:
        held = parsed(line)
    except NotJsonObjectError:
        return False
    return isinstance(held, Mapping) and "resourceType" in held


def _of_lines(stream: BinaryIO) -> Iterator[object]:
    for _, line in lines(stream):
        try:
            yield parsed(line)
        except NotJsonObjectError:
            yield None


def _of_document(stream: BinaryIO) -> list[object]:
    stream.seek(0)
    try:
        held = parsed(stream.read())
    except NotJsonObjectError as error:
        raise NotFhirError from error
    found = held if isinstance(held, list) else [held]
    if not any(isinstance(one, Mapping) and isinstance(one.get("resourceType"), str) for one in found):
        raise NotFhirError
    return found


def _resources(held: Iterator[object], library: Library) -> Iterator[object]:
    """The resources of a file, those of Bundles among them; None for what is none."""
    for one in held:
        if isinstance(one, Mapping):
            library.open_bundle(one)
        yield from _unpacked(one)


def _unpacked(one: object) -> Iterator[object]:
    if isinstance(one, Mapping) and one.get("resourceType") == "Bundle":
        for held in _entries(one):
            yield from _unpacked(held)
    else:
        yield one


def _entries(bundle: Mapping[str, object]) -> Iterator[object]:
    """What the entries of a Bundle hold; an entry may be without a resource."""
    entries = bundle.get("entry", [])
    for entry in entries if isinstance(entries, list) else [entries]:
        if not isinstance(entry, Mapping):
            yield None
        elif "resource" in entry:
            yield entry["resource"]


def _read(held: object, source: Source, position: int) -> list[Item]:
    """What was odd about a resource, then what it gives; nothing for one that is no claim."""
    notes = Notes(position)
    if not isinstance(held, Mapping):
        return [notes.quarantined("unreadable_json")]
    node = Node(held, notes)
    name = held.get("resourceType")
    if not isinstance(name, str) or name not in _READERS:
        return [notes.quarantined("unknown_resource")] if _may_be_a_claim(name) else []
    resource = Resource(node, source, notes)
    aside = _why_aside(resource)
    items = [notes.set_aside(aside)] if aside else _READERS[name](resource)
    return [*notes.warnings(), *items]


def _may_be_a_claim(name: object) -> bool:
    """Whether a resource of no kind we know could be a claim: by its name, or because it has none."""
    if not isinstance(name, str) or not name:
        return True
    return any(word in name.lower() for word in _ALIKE)


def _why_aside(resource: Resource) -> str:
    """Why a resource is not ours to learn from; empty when it is."""
    node = resource.node
    told = meaning("status", node.text("status")) or meaning("use", node.text("use"))
    kind = "" if told else kind_of(resource)
    return told or (kind if kind in _ASIDE else "")
