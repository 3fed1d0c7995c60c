"""Hierarchies of codes by their numbering: section and branch of a procedure, chapter of a diagnosis."""

from collections.abc import Mapping
from functools import cache

from data.codes import code_rows

SURGERY, VISIT = "surgery", "visit"

REVENUE = "#"
"""Begins the service of a line without a procedure, before its revenue code; no procedure code begins so."""

_DIGITS = 5
_CATEGORY = 3


@cache
def section(procedure_code: str | None) -> str | None:
    """The section a five-digit CPT code stands in; None for other codes. The narrower range wins."""
    return _ranged("procedure_sections", "section", procedure_code)


@cache
def branch(service: str | None) -> str | None:
    """The branch of a service: its CPT subsection, the letter of a HCPCS code, or a revenue code's series."""
    if service is None:
        return None
    return _ranged("procedure_branches", "branch", service) or (
        service[:_CATEGORY] if service.startswith(REVENUE) else service[:1]
    )


@cache
def chapter(diagnosis: str | None) -> str | None:
    """The ICD-10-CM chapter of a diagnosis (its category lies between two); None for what is none."""
    if not diagnosis:
        return None
    rows = (row for row in code_rows("diagnosis_chapters"))
    return next((r["chapter"] for r in rows if r["first"] <= diagnosis[:_CATEGORY] <= r["last"]), None)


def _ranged(table: str, name: str, code: str | None) -> str | None:
    if code is None or len(code) != _DIGITS or not code.isdigit():
        return None
    fitting = [row for row in code_rows(table) if row["first"] <= code <= row["last"]]
    narrow = min(fitting, key=_width, default=None)
    return narrow[name] if narrow else None


def _width(row: Mapping[str, str]) -> int:
    return int(row["last"]) - int(row["first"])
