"""Payer rules that stand in no document and for which no feature is made: histories alone show them.

Which kinds a scenario has is named in its settings (`rules.unwritten`), two in each.
"""

from dataclasses import dataclass

import numpy as np

from data.synthetic.arrays import NEVER, Bools, Ints, Texts, day_number
from data.synthetic.catalog import Catalog
from data.synthetic.payer_profiles import Profile
from data.synthetic.settings import Settings

KINDS = ("referrer", "interval", "age", "carve_out", "waiting")

GROUPS = 60
"""Employer groups per payer."""
_HAS = 0.45
"""Share of payers that have a rule of a kind (ours)."""
_LATE = 0.3
"""Share of rules that begin within the period."""
_REFUSED_DOCTORS, _CARVED = 0.06, 0.2
_INTERVALS = {"imaging_advanced": 30, "ultrasound": 60, "cardio": 21, "lab": 4, "endoscopy": 45}
"""Days within which a service of the family may not be repeated."""
_AGES = {"imaging_advanced": 38, "cardio": 50, "endoscopy": 45, "sleep": 40}
"""Years of age under which a service of the family is refused."""
_CARVED_FAMILIES = ("behavioral", "lab", "therapy", "imaging_plain", "imaging_advanced", "endoscopy")
_WAITING = ("surgery_major", "surgery_minor", "endoscopy", "sleep", "dme", "imaging_advanced", "therapy")
_WAITING_DAYS = 150


@dataclass(frozen=True, slots=True)
class Unwritten:
    """Per payer; a rule not in force has NEVER as its first day, or a limit that nothing reaches."""

    since: dict[str, Ints]
    """By kind: first day per payer, NEVER without the rule."""
    doctors: Bools
    """P x outside doctors no longer honoured."""
    carved: Bools
    """P x employer groups x families."""
    interval: Ints
    """F days, 0 for none."""
    age: Ints
    """F years, 0 for none."""
    waits: Bools
    """F."""
    waiting_days: int


def make_unwritten(
    catalog: Catalog,
    settings: Settings,
    profiles: tuple[Profile, ...],
    doctors: int,
    rng: np.random.Generator,
) -> Unwritten:
    """The scenario's two kinds with the payers that have them; the largest commercial ones always do."""
    size, families = len(profiles), catalog.families
    start, end = day_number(settings.start), day_number(settings.end)
    grouped = np.array([profile.kind in ("commercial", "exchange") for profile in profiles])
    since = {}
    for kind in KINDS:
        has = rng.random(size) < _HAS
        has[[2, 4]] = True  # the two largest commercial payers, so that every scenario's rules are seen
        has &= grouped if kind == "carve_out" else True
        late = rng.random(size) < _LATE
        begins = np.where(late, rng.integers(start, max(start + 1, (start + end) // 2), size), start - 1000)
        since[kind] = np.where(has & (kind in settings.rules.unwritten), begins, NEVER)
    carved = np.zeros((size, GROUPS, len(families)), dtype=bool)
    family = rng.choice([families.index(name) for name in _CARVED_FAMILIES], (size, GROUPS))
    hit = rng.random((size, GROUPS)) < _CARVED
    np.put_along_axis(carved, family[:, :, None], hit[:, :, None], axis=2)
    return Unwritten(
        since,
        rng.random((size, doctors)) < _REFUSED_DOCTORS,
        carved,
        np.array([_INTERVALS.get(name, 0) for name in families]),
        np.array([_AGES.get(name, 0) for name in families]),
        np.isin(np.array(families, dtype=object), _WAITING),
        _WAITING_DAYS,
    )


def group_numbers(payer: Ints, group: Ints) -> Texts:
    """Group numbers as they stand on claims."""
    return np.array(
        [f"G{p:02d}{g:03d}" for p, g in zip(payer.tolist(), group.tolist(), strict=True)], dtype=object
    )
