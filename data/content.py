"""What rows say, as hashes, and whether a database takes it."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping

from data.records import Row
from data.tables import EVENTS, Table

_LARGEST = 2**63 - 1  # of a BIGINT
_ENVELOPE = frozenset(
    (
        *("version_key", "remit_key", "file_sha256", "position", "submitted_at", "available_at"),
        *("interchange_control", "group_control", "set_control", "content_key", "services_key"),
    )
)
"""Columns that say where and when something came, not what it says."""

_REQUIRED = {table.name: tuple(c.name for c in table if c.required) for table in EVENTS}


def hash_of(*parts: Iterable[Row]) -> str:
    """A hash of what rows say, in their order; what they leave open does not count."""
    content = [[_said(row) for row in rows] for rows in parts]
    return hashlib.sha256(json.dumps(content, default=str).encode()).hexdigest()


def _said(row: Row) -> Row:
    return {name: value for name, value in row.items() if value is not None}


def content_key(row: Row, children: Mapping[str, list[Row]]) -> str:
    """A hash of what a claim or remit says and does not leave open, whichever envelope brought it."""
    said = {name: value for name, value in _said(row).items() if name not in _ENVELOPE}
    parts = {name: [_said(child) for child in rows] for name, rows in children.items() if rows}
    return hashlib.sha256(json.dumps([said, parts], default=str, sort_keys=True).encode()).hexdigest()


def services_key(claim: Row, lines: list[Row]) -> str | None:
    """A hash of whom, when and what was done, under whichever claim number; missing when one of them is."""
    who = [claim.get(name) for name in ("member_id", "patient_birth_on", "patient_sex", "kind")]
    days = [claim.get("from_on"), claim.get("through_on")]
    done = sorted(str(line.get("procedure_code") or line.get("revenue_code") or "") for line in lines)
    if who[0] is None or days[0] is None or not all(done):
        return None
    return hashlib.sha256(repr((who, days, done)).encode("utf-8", "surrogatepass")).hexdigest()


def why_not_kept(table: Table, row: Row) -> str | None:
    """The quarantine code of a row that lacks what its table needs, or holds what no database takes."""
    for name in _REQUIRED[table.name]:
        if row.get(name) is None:
            return f"missing_{name}"
    return why_not_stored(row)


def why_not_stored(row: Row) -> str | None:
    """A quarantine code unless all values are UTF-8 text without NUL, 64-bit integers or finite numbers."""
    values = row.values()
    text = "".join([value for value in values if isinstance(value, str)])
    numbers = [value for value in values if isinstance(value, int | float)]
    fine = "\0" not in text and _is_utf8(text) and all(map(_fits, numbers))
    return None if fine else "unstorable_value"


def _fits(number: int | float) -> bool:
    return math.isfinite(number) if isinstance(number, float) else -_LARGEST <= number <= _LARGEST


def _is_utf8(text: str) -> bool:
    try:
        text.isascii() or text.encode()
    except UnicodeEncodeError:
        return False
    return True
