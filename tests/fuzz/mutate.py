"""Damaging files as senders, networks and editors do, and as no one would; one number, one damage."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from tests.fuzz.seeds import seeds

_TIMES = (1, 1, 2, 2, 3, 6)
_SCRAPS = (
    *(
        b"~",
        b"*",
        b":",
        b"^",
        b"\n",
        b"\r\n",
        b"\x00",
        b"\x1a",
        b"\x1c",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xe9",
    ),
    *(
        "é€𝄞\u2028".encode(),
        b"\xed\xa0\x80",
        b'"',
        b",",
        b";",
        b"{",
        b"}",
        b"[",
        b"]",
        b"-",
        b"0",
        b" " * 300,
    ),
    *(b"~CLM*", b"~ST*835*1~", b"ISA*", b"~SE*1*1~", b"~IEA*1*1~", b"~HL*1**20*1~", b"~LX*1~", b"~CAS*CO"),
    *(
        b"~CLP*1*1*1~",
        b"~PLB*1*1*WO:1*1~",
        b"~SBR*S*18~",
        b"~STC*A3:1~",
        b"~TRN*2*1~",
        b"~GS*HC~",
        b"~TA1*1~",
    ),
)
_VALUES = (
    *(
        b"",
        b"9" * 20,
        b"9" * 400,
        b"-1",
        b"-" * 9,
        b"1e999",
        b"nan",
        b"inf",
        b"0.001",
        b"1.2.3",
        b"--1",
        b"+1",
    ),
    *(b"00000000", b"99999999", b"20260230", b"00010101", b"99991231", b"20260101-20250101", b"2026-13-45"),
    *("٣".encode(), "²".encode(), b"\x00", b"A" * 300, b" ", b"'", b":" * 40, b"1:2:3:4:5:6:7:8:9", b"RP"),
)
_NODES: tuple[Any, ...] = (
    *(None, True, -1, 0, 1.5, 10**400, -(10**19), 1e308, "", "x" * 300, "9" * 50, "\ud800", "\x00", [], {}),
    *([[]], {"a": 1}, "2026-13-45", "0001-01-01", "9999-12-31", "9999-12-31T23:59:59-14:00", "NaN"),
)
Change = Callable[[Random, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Mutant:
    """A damaged file: number and seed make it again."""

    number: int
    seed: int
    kind: str
    content: bytes


def mutant(number: int, seed: int) -> Mutant:
    """The n-th damaged file of a seed."""
    random = Random(f"{seed}:{number}")  # noqa: S311 - damage, not secrets
    kind, content = random.choice(seeds()[random.randrange(2)] or seeds()[0])
    changes = _changes(kind)
    for _ in range(random.choice(_TIMES)):
        content = random.choice(changes)(random, content)
    return Mutant(number, seed, kind, content)


def _changes(kind: str) -> tuple[Change, ...]:
    general = (scrap, cut_out, repeated, flipped, truncated, recoded)
    if "JSON" in kind or "FHIR" in kind or "canonical" in kind or kind.endswith(".json"):
        return (*general, *[node_changed] * 8, spliced)
    if kind.endswith("CSV"):
        return (*general, *[lines_changed, cell_changed] * 3, spliced)
    if kind.endswith("Parquet"):
        return (*general, flipped, flipped)
    return (
        *general,
        *[segments_changed, element_changed] * 5,
        envelopes_changed,
        delimiters_changed,
        spliced,
    )


def scrap(random: Random, content: bytes) -> bytes:
    place = random.randint(0, len(content))
    return content[:place] + random.choice(_SCRAPS) + content[place:]


def cut_out(random: Random, content: bytes) -> bytes:
    start = random.randint(0, len(content))
    return content[:start] + content[start + random.randint(1, 60) :]


def repeated(random: Random, content: bytes) -> bytes:
    start = random.randint(0, len(content))
    end = start + random.randint(1, 400)
    return content[:end] + content[start:end] * random.choice((1, 1, 2, 30)) + content[end:]


def flipped(random: Random, content: bytes) -> bytes:
    if not content:
        return content
    changed = bytearray(content)
    for _ in range(random.randint(1, 4)):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def truncated(random: Random, content: bytes) -> bytes:
    return content[: random.randint(0, len(content))]


def recoded(random: Random, content: bytes) -> bytes:
    """Another encoding, or a mark or other text in front."""
    text = content.decode("utf-8", "replace")
    ways = (
        lambda: text.encode("utf-16"),
        lambda: text.encode("utf-16-be", "replace"),
        lambda: text.encode("latin-1", "replace"),
        lambda: text.encode("cp037", "replace"),
        lambda: b"\xef\xbb\xbf" + content,
        lambda: b"From: someone\n\n" + content,
        lambda: content.replace(b"\n", b"\r\n"),
        content.upper,
    )
    return random.choice(ways)()


def spliced(random: Random, content: bytes) -> bytes:
    """The begin of one file and the end of another; or both whole."""
    _, other = random.choice(seeds()[0])
    if random.random() < 1 / 3:
        return content + other
    return content[: random.randint(0, len(content))] + other[random.randint(0, len(other)) :]


def delimiters_of(content: bytes) -> tuple[bytes, bytes]:
    """Element separator and segment end, as the ISA has them, or the customary ones."""
    found = re.search(rb"ISA([^A-Za-z0-9])(?:.{0,40}?\1){15}.(.)", content, re.DOTALL)
    return (found[1], found[2]) if found else (b"*", b"~")


def segments_changed(random: Random, content: bytes) -> bytes:
    """Segments deleted, doubled, swapped or moved."""
    _, end = delimiters_of(content)
    return end.join(_shuffled(random, content.split(end)))


def lines_changed(random: Random, content: bytes) -> bytes:
    return b"\n".join(_shuffled(random, content.split(b"\n")))


def _shuffled(random: Random, parts: list[bytes]) -> list[bytes]:
    one, other = random.randrange(len(parts)), random.randrange(len(parts))
    how = random.randrange(5)
    if how == 0:
        del parts[one : one + random.randint(1, 3)]
    elif how == 1:
        parts[one:one] = parts[one : one + random.randint(1, 8)] * random.choice((1, 2, 60))
    elif how == 2:
        parts[one], parts[other] = parts[other], parts[one]
    elif how == 3:
        parts.insert(other, parts[one])
    else:
        parts.insert(other, parts.pop(one))
    return parts


def element_changed(random: Random, content: bytes) -> bytes:
    """Elements of one segment replaced, deleted, doubled or swapped."""
    separator, end = delimiters_of(content)
    segments = content.split(end)
    place = random.randrange(len(segments))
    segments[place] = separator.join(_values_changed(random, segments[place].split(separator)))
    return end.join(segments)


def cell_changed(random: Random, content: bytes) -> bytes:
    rows = content.split(b"\n")
    place = random.randrange(len(rows))
    rows[place] = b",".join(_values_changed(random, rows[place].split(b",")))
    return b"\n".join(rows)


def _values_changed(random: Random, values: list[bytes]) -> list[bytes]:
    place = random.randrange(len(values))
    how = random.randrange(5)
    if how <= 1:
        values[place] = random.choice(_VALUES)
    elif how == 2:
        del values[place]
    elif how == 3:
        values[place:place] = values[place : place + 1] * random.choice((1, 20, 300))
    else:
        other = random.randrange(len(values))
        values[place], values[other] = values[other], values[place]
    return values


def envelopes_changed(random: Random, content: bytes) -> bytes:
    """One kind of envelope segment taken out everywhere, or doubled."""
    _, end = delimiters_of(content)
    name = random.choice((b"ISA", b"GS", b"ST", b"SE", b"GE", b"IEA", b"BHT", b"HL"))
    kept: list[bytes] = []
    for segment in content.split(end):
        times = 1 if not segment.strip().startswith(name) else random.choice((0, 0, 2))
        kept += [segment] * times
    return end.join(kept)


def delimiters_changed(random: Random, content: bytes) -> bytes:
    """Another delimiter, throughout or from some place on."""
    old = random.choice((*delimiters_of(content), b":"))
    new = random.choice((b"|", b">", b"!", b"\n", b"\x1d", b"~", b"*", b":", b"^", b"\xa7", b"A"))
    place = random.choice((0, random.randint(0, len(content))))
    return content[:place] + content[place:].replace(old, new)


def node_changed(random: Random, content: bytes) -> bytes:
    """Something inside a JSON text deleted, doubled, or replaced by something else."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError):
        return flipped(random, content)
    holders = _holders(whole)
    if not holders:
        return json.dumps(random.choice(_NODES)).encode()
    holder = random.choice(holders)
    key = random.choice(list(holder)) if isinstance(holder, dict) else random.randrange(len(holder))
    how = random.randrange(5)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, list):
        holder[key:key] = [holder[key]] * random.choice((1, 50))
    elif how == 2:
        holder[key] = _deep(random, holder[key])
    elif how == 3:
        other = random.choice(holders)
        holder[key] = json.loads(json.dumps(other)) if other is not holder else None
    else:
        holder[key] = random.choice(_NODES)
    return json.dumps(whole).encode()


def _deep(random: Random, node: Any) -> Any:
    for _ in range(random.choice((1, 3, 200))):
        node = [node]
    return node


def _holders(node: Any) -> list[Any]:
    """All lists and objects in it that are not empty."""
    found, waiting = [], [node]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict | list) and node:
            found.append(node)
            waiting += list(node.values()) if isinstance(node, dict) else node
    return found
