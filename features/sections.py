"""Sections of the procedure code set, by its numbering: visits, surgery, radiology and so on."""

from functools import cache

from data.codes import code_rows

SURGERY, VISIT = "surgery", "visit"

_DIGITS = 5


@cache
def section(procedure_code: str | None) -> str | None:
    """The section a five-digit CPT code stands in; None for other codes. The narrower range wins."""
    if procedure_code is None or len(procedure_code) != _DIGITS or not procedure_code.isdigit():
        return None
    fitting = [
        row for row in code_rows("procedure_sections") if row["first"] <= procedure_code <= row["last"]
    ]
    narrow = min(fitting, key=lambda row: int(row["last"]) - int(row["first"]), default=None)
    return narrow["section"] if narrow else None
