"""The parts that history keys are made of, read the same way from past claims and from a batch.

One string per row of a grain (`features.keys`), None when the claim does not say.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from data.batch import ClaimBatch
from features.claim_facts import (
    Dates,
    authorization_numbers,
    days_to_submission,
    either,
    line_served_on,
    objects,
    patient_age,
)
from features.keys import KEYS
from features.ledger import Ints, Objects, joined_key, ranges
from features.sections import REVENUE, branch, chapter

MAX_COMPANION_LINES = 12
"""Lines of a claim beyond these are not paired with each other: the pairs grow with the square."""

_AGE_EDGES = np.array([2, 6, 13, 18, 40, 50, 65, 75])
"""Edges of the patient age bands, in years."""

_LATE_EDGES = np.array([30, 60, 90, 120, 180, 365])
"""Edges of the bands of days from service to submission."""

LAG_EDGES = np.array([31, 46, 61, 76, 91, 96, 106, 121, 151, 181, 211, 271, 366, 400])
"""Edges of narrower bands of days from service to submission: a filing limit ends with one of them."""

_CHARGE_EDGES = np.array([50, 100, 150, 200, 250, 300, 400, 500, 600, 1000, 2000, 5000]) * 100
"""Edges of the bands of a claim's charge, in cents."""

UNIT_EDGES = np.array([1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30, 50, 100])
"""Edges of the bands of a line's units."""


class Parts:
    """Parts and keys of one batch, each made once when first asked for.

    `told` are parts that take a look at the past, as of each claim's T: the function gets these parts and
    gives one string per claim or line.
    """

    def __init__(self, batch: ClaimBatch, told: Mapping[tuple[str, str], "Teller"] | None = None) -> None:
        self.batch = batch
        self._told = told or {}
        self._parts: dict[tuple[str, str], Objects] = {}
        self._keys: dict[tuple[str, str], Objects] = {}
        self._rows: dict[str, Ints] = {"claim": np.arange(len(batch)), "line": batch.lines["row"]}
        self._pairs: tuple[Ints, Objects] | None = None
        self._companions: tuple[Ints, Ints] | None = None

    def key(self, grain: str, name: str) -> Objects:
        """A history key, one string per row of the grain."""
        if (grain, name) not in self._keys:
            self._keys[grain, name] = self.joined(grain, name)
        return self._keys[grain, name]

    def joined(self, grain: str, name: str) -> Objects:
        """The same, made anew and not kept."""
        made = [self.part(grain, part) for part in KEYS[grain][name]]
        return made[0] if len(made) == 1 else joined_key(*made)

    def part(self, grain: str, name: str) -> Objects:
        """A part, one string per row of the grain; a claim's part is repeated for its lines."""
        if (grain, name) not in self._parts:
            self._parts[grain, name] = self._made(grain, name)
        return self._parts[grain, name]

    def _made(self, grain: str, name: str) -> Objects:
        if (grain, name) in self._told:
            return self._told[grain, name](self)
        if grain == "claim":
            return CLAIM_PARTS[name](self.batch)
        if grain == "line":
            return (
                LINE_PARTS[name](self) if name in LINE_PARTS else self.part("claim", name)[self.rows("line")]
            )
        if grain == "pair" and name in ("dx", "dx3"):
            dx = self.pairs[1]
            return dx if name == "dx" else _cut(dx, 3)
        if grain == "companion" and name == "other":
            return self.part("line", "service")[self.companions[1]]
        return self.part("line", name)[self.lines(grain)]

    def rows(self, grain: str) -> Ints:
        """The claim of each row of the grain, ascending."""
        if grain not in self._rows:
            self._rows[grain] = self.batch.lines["row"][self.lines(grain)]
        return self._rows[grain]

    def lines(self, grain: str) -> Ints:
        """The line of each row of the grains below the line, ascending."""
        return self.pairs[0] if grain == "pair" else self.companions[0]

    @property
    def pairs(self) -> tuple[Ints, Objects]:
        """(line, diagnosis) for each diagnosis a line points to; the principal one without pointers."""
        if self._pairs is None:
            self._pairs = _pointed(self.batch)
        return self._pairs

    @property
    def companions(self) -> tuple[Ints, Ints]:
        """(line, other line) for each two different lines of one claim, both orders."""
        if self._companions is None:
            self._companions = _companions(self.batch.lines["row"], len(self.batch))
        return self._companions


Teller = Callable[[Parts], Objects]
"""Gives a part that stands in the past rather than on the claim."""


def _pointed(batch: ClaimBatch) -> tuple[Ints, Objects]:
    held = [value.split() if value else [] for value in batch.claims["diagnoses"]]
    lines: list[int] = []
    found: list[str] = []
    pointers = batch.lines["diagnosis_pointers"]
    for line, row in enumerate(batch.lines["row"].tolist()):
        diagnoses = held[row]
        for place in (pointers[line] or "1").split():
            if place.isdigit() and 0 < int(place) <= len(diagnoses):
                lines.append(line)
                found.append(diagnoses[int(place) - 1])
    return np.array(lines, dtype=np.int64), objects(found)


def _first_pointed(batch: ClaimBatch) -> Objects:
    """The diagnosis each line points to first; the claim's principal one where it points to none."""
    held = [value.split() if value else [] for value in batch.claims["diagnoses"]]
    told = zip(batch.lines["diagnosis_pointers"], batch.lines["row"].tolist(), strict=True)
    places = [(row, (pointers or "1").split(maxsplit=1)[0]) for pointers, row in told]
    return objects(
        [held[row][int(p) - 1] if p.isdigit() and 0 < int(p) <= len(held[row]) else None for row, p in places]
    )


def _companions(row: Ints, claims: int) -> tuple[Ints, Ints]:
    low = np.searchsorted(row, np.arange(claims), "left")
    high = np.minimum(np.searchsorted(row, np.arange(claims), "right"), low + MAX_COMPANION_LINES)
    line = np.flatnonzero(np.arange(len(row)) < high[row])
    place, other = ranges(low[row[line]], high[row[line]])
    different = line[place] != other
    return line[place][different], other[different]


def _cut(values: Objects, length: int) -> Objects:
    return objects([value and value[:length] for value in values])


def _mapped(tell: Callable[[str | None], str | None], values: Objects) -> Objects:
    return objects([tell(value) for value in values])


def _years(dates: Dates) -> Objects:
    return _days(dates.astype("datetime64[Y]"))


def _accidents(kinds: Objects, dates: Dates) -> Objects:
    """The kind of accident a claim names; `?` for a date without a kind, `-` without an accident."""
    dated = (~np.isnat(dates)).tolist()
    return objects([kind or ("?" if day else "-") for kind, day in zip(kinds, dated, strict=True)])


def _days(dates: Dates) -> Objects:
    return objects([None if value is None else str(value) for value in dates.tolist()])


def _bands(values: NDArray[np.float64], edges: NDArray[np.int64]) -> Objects:
    places = np.searchsorted(edges, values, "right").tolist()
    return objects([None if gone else str(p) for gone, p in zip(np.isnan(values), places, strict=True)])


def _column(name: str) -> Callable[[ClaimBatch], Objects]:
    return lambda batch: batch.claims[name]


CLAIM_PARTS: Mapping[str, Callable[[ClaimBatch], Objects]] = {
    "all": lambda batch: objects(["*"] * len(batch)),
    "payer": lambda batch: either(batch.claims["payer_id"], batch.claims["payer_name"]),
    "kind": _column("kind"),
    "filing": _column("filing_indicator"),
    "place": _column("place_of_service"),
    "group": _column("group_number"),
    "member": _column("member_id"),
    "billing": _column("billing_npi"),
    "rendering": _column("rendering_npi"),
    "referring": _column("referring_npi"),
    "facility": _column("facility_npi"),
    "number": _column("claim_id"),
    "sex": _column("patient_sex"),
    "accident": lambda batch: _accidents(batch.claims["accident_kind"], batch.claims["accident_on"]),
    "specialty": lambda batch: either(batch.claims["rendering_taxonomy"], batch.claims["billing_taxonomy"]),
    "charge": lambda batch: _bands(batch.claims["total_charge_cents"], _CHARGE_EDGES),
    "person": lambda batch: joined_key(_days(batch.claims["patient_birth_on"]), batch.claims["patient_sex"]),
    "late": lambda batch: _bands(days_to_submission(batch), _LATE_EDGES),
    "lag": lambda batch: _bands(days_to_submission(batch), LAG_EDGES),
    "age": lambda batch: _bands(patient_age(batch), _AGE_EDGES),
    "patient": lambda batch: joined_key(batch.claims["member_id"], _days(batch.claims["patient_birth_on"])),
}
"""Parts of a claim."""

LINE_PARTS: Mapping[str, Callable[[Parts], Objects]] = {
    "service": lambda parts: _service(parts.batch),
    "family": lambda parts: _cut(parts.part("line", "service"), 3),
    "branch": lambda parts: _mapped(branch, parts.part("line", "service")),
    "units": lambda parts: _bands(parts.batch.lines["units"], UNIT_EDGES),
    "first3": lambda parts: _cut(parts.part("line", "first"), 3),
    "chapter": lambda parts: _mapped(chapter, parts.part("line", "first")),
    "year": lambda parts: _years(line_served_on(parts.batch)),
    "modifiers": lambda parts: objects([value or "" for value in parts.batch.lines["modifiers"]]),
    "modified": lambda parts: objects(["m" if v else "" for v in parts.batch.lines["modifiers"]]),
    "place": lambda parts: either(
        parts.batch.lines["place_of_service"], parts.part("claim", "place")[parts.rows("line")]
    ),
    "rendering": lambda parts: either(
        parts.batch.lines["rendering_npi"], parts.part("claim", "rendering")[parts.rows("line")]
    ),
    "first": lambda parts: _first_pointed(parts.batch),
    "day": lambda parts: _days(line_served_on(parts.batch)),
    "authorization": lambda parts: authorization_numbers(parts.batch),
}
"""Parts of a line that are not simply its claim's. A family is a code's first three characters."""


def _service(batch: ClaimBatch) -> Objects:
    """The procedure code, or the revenue code of a line without one, marked as such."""
    codes = zip(batch.lines["procedure_code"], batch.lines["revenue_code"], strict=True)
    return objects([code or (revenue and REVENUE + revenue) for code, revenue in codes])
