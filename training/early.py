"""A first look at claims too young to be judged on: denials so far against what the models expected.

Rules newer than the judged window show here first. It is told and never decides: quick answers are not like
all answers (payers pay clean claims fast, or deny some things faster still).
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from data.codes import FAMILIES
from models.calibrate import FloatArray
from models.denial import DENIAL
from models.examples import BoolArray, Rows
from models.fit import Fitted
from models.hazards import NOT_FAILED
from training.compare import columns_of
from training.rows import DenialRows

CAUTION = (
    "Only quick answers are in, which are biased, and a model expects more where it has learned from some of "
    "them: this points at what to watch and decides nothing."
)
FEWEST = 20
"""Answered claims below which nothing is told of a payer."""
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Signal:
    """Denials of young claims of a payer, or of a family, against what a model expected.

    `excess` is the difference in standard deviations of chance; `answered` the claims it is about.
    """

    by: str
    value: str
    answered: int
    observed: int
    expected: float
    excess: float

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Early:
    """The signals, largest excess first, of `answered` claims submitted from `since` (ISO) on."""

    answered: int
    since: str | None
    signals: tuple[Signal, ...]
    caution: str = CAUTION

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def early(held: DenialRows, model: Fitted) -> Early:
    """What a model expected of the young claims, beside what came: by payer, by family, and by both."""
    young = held.young
    if not len(young):
        return Early(0, None, ())
    x = young.x[:, columns_of(model.spec, DENIAL)]
    risk = model.risk(x, young.offset)
    chances = {"": risk} | _by_family(risk, model.family_shares(x, young.offset, held.young_mix))
    since = str(young.at.min().astype("datetime64[s]"))
    return Early(len(young), since, tuple(signals(young, chances)[:SHOWN]))


def _by_family(risk: FloatArray, shares: FloatArray) -> dict[str, FloatArray]:
    return {family: risk * shares[:, k] for k, family in enumerate(FAMILIES)}


def signals(young: Rows, chances: Mapping[str, FloatArray]) -> list[Signal]:
    """What came against the chances told, largest excess first.

    `chances` are of failing at all (under an empty name), and of failing for each family's reasons.
    """
    return sorted(_signals(young, chances), key=lambda found: (-found.excess, found.by, found.value))


def _signals(young: Rows, chances: Mapping[str, FloatArray]) -> Iterator[Signal]:
    payers = pd.Series(young.decider).fillna("missing").to_numpy(dtype=object)
    whole = np.ones(len(young), dtype=bool)
    for family, chance in chances.items():
        came = _for_reason(young, family) if family else young.label
        if family:
            yield from _signal("family", family, whole, chance, came)
        for payer in np.unique(payers.astype(str)):
            name = f"{payer} {family}".strip()
            yield from _signal("payer and family" if family else "payer", name, payers == payer, chance, came)


def _for_reason(rows: Rows, family: str) -> BoolArray:
    """Whether each failed for this family; nothing did where labels have no reasons."""
    none = np.full(len(rows), NOT_FAILED)
    return np.equal(none if rows.reason is None else rows.reason, FAMILIES.index(family))


def _signal(by: str, value: str, which: BoolArray, chance: FloatArray, came: BoolArray) -> Iterator[Signal]:
    p, observed = chance[which], int(came[which].sum())
    if len(p) < FEWEST:
        return
    spread = float(np.sqrt(max((p * (1 - p)).sum(), 1.0)))
    excess = (observed - float(p.sum())) / spread
    yield Signal(by, value, len(p), observed, float(p.sum()), excess)
