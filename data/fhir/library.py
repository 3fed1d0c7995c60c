"""What references lead to: the other resources of a Bundle, and those of other lines of an NDJSON file."""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import BinaryIO, TypeAlias

Json: TypeAlias = Mapping[str, object]

_REFERRED = frozenset(
    (
        *("Patient", "Coverage", "Organization", "Practitioner", "PractitionerRole"),
        *("Location", "Condition", "Claim"),
    )
)
"""Kinds of resource that a claim's references are followed to."""

_TYPES = re.compile(rb'"resourceType"\s*:\s*"(\w+)"')
_BEGINNING = re.compile(rb'\s*\{\s*"resourceType"\s*:\s*"(\w+)"\s*,\s*"id"\s*:\s*"([^"\\]{1,64})"')
_HISTORY = re.compile(r"/_history/.*")
_HELD = 512
_BOM = b"\xef\xbb\xbf"


class NotJsonObjectError(ValueError):
    """The bytes are not one JSON object."""


def parsed(content: bytes) -> object:
    """JSON with numbers as they are written.

    Raises: NotJsonObjectError when it is not JSON, or nested too deeply to be a resource.
    """
    try:
        return json.loads(content.removeprefix(_BOM), parse_float=Decimal, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise NotJsonObjectError from error


def lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Every line that is not blank, with where it begins; others may move the stream in between."""
    offset = 0
    while True:
        stream.seek(offset)
        line = stream.readline()
        if not line:
            return
        if line.strip():
            yield offset, line
        offset += len(line)


class Library:
    """Finds a resource by what a reference names: `Type/id`, a full URL or a URN."""

    def __init__(self, stream: BinaryIO | None = None) -> None:
        self._stream = stream
        self._entries: dict[str, Json] = {}
        self._offsets: dict[str, int] | None = None if stream else {}
        self._load = lru_cache(maxsize=_HELD)(self._read)

    def __call__(self, name: str) -> Json | None:
        for key in (name, _local(name)):
            if key in self._entries:
                return self._entries[key]
        if self._offsets is None:
            self._offsets = self._indexed()
        offset = self._offsets.get(_local(name))
        return None if offset is None else self._load(offset)

    def open_bundle(self, bundle: Json) -> None:
        """References are followed within this Bundle, and those in it, until another is opened."""
        self._entries = {}
        self._shelve(bundle)

    def _shelve(self, bundle: Json) -> None:
        entries = bundle.get("entry")
        for entry in entries if isinstance(entries, list) else [entries]:
            resource = entry.get("resource") if isinstance(entry, Mapping) else None
            if not isinstance(entry, Mapping) or not isinstance(resource, Mapping):
                continue
            if resource.get("resourceType") == "Bundle":
                self._shelve(resource)
            else:
                self._add(entry.get("fullUrl"), resource)

    def _add(self, url: object, resource: Json) -> None:
        for key in (url, f"{resource.get('resourceType')}/{resource.get('id')}"):
            if isinstance(key, str):
                self._entries.setdefault(key, resource)

    def _indexed(self) -> dict[str, int]:
        """Where the lines begin that hold what claims refer to."""
        if self._stream is None:
            return {}
        found = ((_name_of(line), offset) for offset, line in lines(self._stream))
        return {name: offset for name, offset in found if name}

    def _read(self, offset: int) -> Json | None:
        if self._stream is None:
            return None
        self._stream.seek(offset)
        held = parsed(self._stream.readline())
        return held if isinstance(held, Mapping) else None


def _local(name: str) -> str:
    """`Type/id`, whatever server it is on and whatever version is meant."""
    return "/".join(_HISTORY.sub("", name).split("/")[-2:])


def _name_of(line: bytes) -> str:
    """`Type/id` of a line's resource when references may lead to it; not parsed where it can be helped."""
    if not any(kind.decode() in _REFERRED for kind in _TYPES.findall(line)):
        return ""
    if beginning := _BEGINNING.match(line.removeprefix(_BOM)):
        kind, number = beginning[1].decode(), beginning[2].decode(errors="replace")
        return f"{kind}/{number}" if kind in _REFERRED else ""
    try:
        held = parsed(line)
    except NotJsonObjectError:
        return ""
    if not isinstance(held, Mapping) or held.get("resourceType") not in _REFERRED:
        return ""
    return f"{held['resourceType']}/{held.get('id')}"
