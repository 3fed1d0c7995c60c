"""The world's services: procedures, kinds of visit and reasons of denial, read from `tables/*.csv`."""

from dataclasses import dataclass
from datetime import date
from functools import cache

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Floats, Ints, day_number
from data.synthetic.csv_tables import table_rows

_COMMON = 0.004

VAGUE = ("R52", "M7989", "R69", "Z0389")
"""Diagnoses that a hurried provider writes; many payers find no service supported by them."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A line that a visit may hold: one of `procedures` (indices), with its usual modifier and units."""

    chance: float
    procedures: tuple[int, ...]
    modifiers: tuple[str, ...]
    units: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """A kind of visit: who gives it to whom, for what, with which lines, and how often it repeats."""

    name: str
    specialty: str
    institutional: bool
    place: str
    weight: float
    primary: tuple[int, ...]
    secondary: tuple[int, ...]
    slots: tuple[Slot, ...]
    visits: float
    interval: float
    follow: str
    ages: tuple[int, int]
    sex: str


@dataclass(frozen=True, slots=True)
class CodeChanges:
    """What a new code year makes of some codes; all others stay."""

    on: Ints
    """Per code: first day of the new one, NEVER when it stays."""
    new: tuple[str, ...]

    def due(self, which: Ints, day: Ints) -> Bools:
        """Which codes (-1 for none) had given way by the day of service."""
        return np.where(which >= 0, self.on[which], NEVER) <= day


@dataclass(frozen=True, slots=True)
class Catalog:
    """Everything that may be billed. Procedure, family and diagnosis are indices into these lists."""

    codes: tuple[str, ...]
    families: tuple[str, ...]
    family: Ints
    fee_cents: Ints
    global_days: Ints
    needs: dict[str, Bools]
    revenue: tuple[str, ...]
    diagnoses: tuple[str, ...]
    visits: tuple[Visit, ...]
    code_changes: "CodeChanges"
    diagnosis_changes: "CodeChanges"

    def of_family(self, *names: str) -> Bools:
        """Which procedures belong to the families named."""
        return np.isin(self.family, [self.families.index(name) for name in names])

    @property
    def rareness(self) -> Floats:
        """Per procedure: 1 for one in less than 0.4 % of visits, less the commoner it is."""
        share = np.full(len(self.codes), 1e-9)
        for visit in self.visits:
            for slot in visit.slots:
                np.add.at(share, list(slot.procedures), visit.weight * slot.chance / len(slot.procedures))
        return np.minimum(1.0, _COMMON * self.weights.sum() / share)

    @property
    def weights(self) -> Floats:
        return np.array([visit.weight for visit in self.visits])


@dataclass(frozen=True, slots=True)
class Reason:
    """How a payer words a denial: group code, CARC and remark."""

    cause: str
    detail: str
    family: str
    group: str
    carc: str
    rarc: str | None
    weight: float


@cache
def reasons() -> tuple[Reason, ...]:
    """All wordings, in table order."""
    return tuple(
        Reason(
            row["cause"],
            row["detail"],
            row["family"],
            row["group_code"],
            row["carc"],
            row["rarc"] or None,
            float(row["weight"]),
        )
        for row in table_rows("reasons")
    )


@cache
def catalog() -> Catalog:
    """The tables as indices and arrays."""
    procedures = table_rows("procedures")
    codes = tuple(row["code"] for row in procedures)
    families = tuple(sorted({row["family"] for row in procedures}))
    rows = table_rows("visits")
    diagnoses = _diagnoses(rows)
    needs = {
        need: np.array([need in row["needs"].split() for row in procedures])
        for need in ("clia", "ndc", "referring", "onset", "laterality")
    }
    return Catalog(
        codes,
        families,
        np.array([families.index(row["family"]) for row in procedures]),
        np.array([100 * int(row["fee"]) for row in procedures]),
        np.array([int(row["global_days"]) for row in procedures]),
        needs,
        tuple(row["revenue"] for row in procedures),
        diagnoses,
        tuple(_visit(row, codes, diagnoses) for row in rows),
        _changes("procedure", codes),
        _changes("diagnosis", diagnoses),
    )


def _changes(system: str, codes: tuple[str, ...]) -> CodeChanges:
    rows = {row["old"]: row for row in table_rows("code_changes") if row["system"] == system}
    on = [day_number(date.fromisoformat(rows[c]["effective_on"])) if c in rows else NEVER for c in codes]
    return CodeChanges(np.array(on), tuple(rows[c]["new"] if c in rows else c for c in codes))


def _diagnoses(rows: tuple[dict[str, str], ...]) -> tuple[str, ...]:
    held = {code for row in rows for code in f"{row['primary']} {row['secondary']}".split()}
    chronic = {code for row in table_rows("conditions") for code in row["diagnoses"].split()}
    return tuple(sorted(held | chronic | set(VAGUE)))


def _visit(row: dict[str, str], codes: tuple[str, ...], diagnoses: tuple[str, ...]) -> Visit:
    low, high = row["ages"].split("-")
    return Visit(
        row["visit"],
        row["specialty"],
        row["kind"] == "institutional",
        row["place"],
        float(row["weight"]),
        tuple(diagnoses.index(code) for code in row["primary"].split()),
        tuple(diagnoses.index(code) for code in row["secondary"].split()),
        tuple(_slot(text, codes) for text in row["lines"].split(";")),
        float(row["visits"]),
        float(row["interval"]),
        row["follow"],
        (int(low), int(high)),
        row["sex"],
    )


def _slot(text: str, codes: tuple[str, ...]) -> Slot:
    """`.45 97140-GP*2/97530` as a slot: chance, then choices of code, modifier and units."""
    chance, choices = text.split()
    procedures, modifiers, units = [], [], []
    for choice in choices.split("/"):
        billed, _, count = choice.partition("*")
        code, _, modifier = billed.partition("-")
        procedures.append(codes.index(code))
        modifiers.append(modifier)
        units.append(int(count or 1))
    return Slot(float(chance), tuple(procedures), tuple(modifiers), tuple(units))
