"""Claims and their lines as columns: one array per fact, one row per claim or line."""

from dataclasses import dataclass, fields
from typing import TypeVar

import numpy as np

from data.synthetic.arrays import Bools, Ints, Texts, ragged

_T = TypeVar("_T")

ACCIDENTS = (("OA", "05"), ("AA", "01"), ("EM", "04"))
"""Kinds of accident: CLM11 on professional claims, occurrence code on institutional ones."""


@dataclass(frozen=True, slots=True)
class Claims:
    """n visits, each to become a claim, in order of service day."""

    person: Ints
    household: Ints
    episode: Ints
    visit: Ints
    provider: Ints
    biller: Ints
    day: Ints
    through: Ints
    submit: Ints
    """Day on which it is sent."""
    diagnoses: Ints
    """n x 4 diagnosis indices, -1 for none."""
    referrer: Ints
    accident: Ints
    """Index into `ACCIDENTS` of what is told of an injury, -1 for none or nothing told."""
    duplicate_of: Ints
    """Index of the claim that it repeats by mistake, else -1."""
    serial: Ints
    """Number behind CLM01."""

    def __len__(self) -> int:
        return len(self.person)


@dataclass(frozen=True, slots=True)
class Lines:
    """m service lines, ordered by claim."""

    claim: Ints
    procedure: Ints
    modifier: Texts
    """Usual modifier, empty for none."""
    side: Texts
    """RT or LT where the procedure has one, else empty."""
    units: Ints
    charge_cents: Ints

    def __len__(self) -> int:
        return len(self.claim)


def taken(columns: _T, rows: Ints | Bools) -> _T:
    """A copy of a dataclass of equally long arrays with these rows."""
    return type(columns)(*(getattr(columns, field.name)[rows] for field in fields(columns)))  # type: ignore[arg-type]  # every caller passes a dataclass


def lines_of(lines: Lines, claims: Ints) -> tuple[Ints, Ints]:
    """For claims (in the order wanted, repeats allowed): rows of their lines and the place of their claim."""
    first = np.searchsorted(lines.claim, claims)
    owner, place = ragged(np.searchsorted(lines.claim, claims, side="right") - first)
    return first[owner] + place, owner


def kept(claims: Claims, lines: Lines, rows: Ints) -> tuple[Claims, Lines]:
    """The claims in these rows, with their lines; a duplicate of a claim not kept must not be kept."""
    at, owner = lines_of(lines, rows)
    new_lines = taken(lines, at)
    place = np.full(len(claims) + 1, -1)
    place[rows] = np.arange(len(rows))
    new = taken(claims, rows)
    new.duplicate_of[:] = place[new.duplicate_of]
    return new, Lines(owner, *(getattr(new_lines, f.name) for f in fields(Lines)[1:]))
